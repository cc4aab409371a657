"""Methods that ask: getMe, getChat, members, commands."""

import re
from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import chat_json, member_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat

MAX_COMMANDS = 100
"""https://core.telegram.org/bots/api#setmycommands."""
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
"""https://core.telegram.org/bots/api#botcommand."""
_SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


def get_me(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getme."""
    del desk, p
    return bot.user.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _read(desk: Desk, bot: Bot, p: Parameters) -> Chat:
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat, write=False)
    return chat


def get_chat(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchat."""
    chat = _read(desk, bot, p)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False
    )
    out = chat_json(desk.world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts | {"gifts_from_channels": False},
    }
    if chat.type in {"group", "supergroup"}:
        out["permissions"] = {"can_send_messages": True}
    return out


def get_chat_member(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = _read(desk, bot, p)
    user = desk.world.users.get(p.number("user_id"))
    if user is None:
        raise bad("invalid user_id specified" if p.number("user_id") <= 0 else "user not found")
    return member_json(user, chat.member(user.id))


def _grouped(chat: Chat) -> Chat:
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    return chat


def get_chat_member_count(desk: Desk, bot: Bot, p: Parameters) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount."""
    chat = _read(desk, bot, p)
    if chat.type == "private":
        return 2
    return sum(member.inside for member in chat.members.values())


def get_chat_administrators(desk: Desk, bot: Bot, p: Parameters) -> list[dict[str, Any]]:
    """https://core.telegram.org/bots/api#getchatadministrators: other bots are left out."""
    chat = _grouped(_read(desk, bot, p))
    return [
        member_json(desk.world.users[user], member)
        for user, member in chat.members.items()
        if member.admin and (user == bot.user.id or not desk.world.users[user].is_bot)
    ]


def _scope(p: Parameters) -> str:
    scope = p.tree("scope", "BotCommandScope")
    if scope is None:
        scope = {"type": "default"}
    if not isinstance(scope, dict):
        raise bad("Can't parse BotCommandScope: BotCommandScope must be an Object")
    if str(scope.get("type")) not in _SCOPES:
        raise bad("Can't parse BotCommandScope: Unsupported type specified")
    names = ("type", "chat_id", "user_id")
    return ":".join([*(str(scope[n]) for n in names if n in scope), p.text("language_code")])


def set_my_commands(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    del desk
    commands = p.tree("commands", "commands") or []
    if not isinstance(commands, list):
        raise bad("Expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(command) for command in commands]
    bot.commands[_scope(p)] = kept
    return True


def _command(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in command:
            raise bad(f"Can't parse BotCommand: Can't find field \"{name}\"")
        if not isinstance(command[name], str):
            raise bad(f'Can\'t parse BotCommand: Field "{name}" must be of type String')
    name, description = command["command"].removeprefix("/"), command["description"]
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:  # noqa: PLR2004 - the page's own number
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(desk: Desk, bot: Bot, p: Parameters) -> list[dict[str, str]]:
    """https://core.telegram.org/bots/api#getmycommands."""
    del desk
    return bot.commands.get(_scope(p), [])


def delete_my_commands(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    del desk
    bot.commands.pop(_scope(p), None)
    return True
