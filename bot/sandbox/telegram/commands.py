"""A bot's menu of commands and whom it is shown to: setMyCommands, getMyCommands."""

import re
from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import Refusal, bad
from bot.sandbox.telegram.state import Bot, Chat

MAX_COMMANDS = 100
"""https://core.telegram.org/bots/api#setmycommands."""
MAX_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
"""https://core.telegram.org/bots/api#botcommand."""
_WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_NARROW = frozenset({"chat", "chat_administrators", "chat_member"})
"""https://core.telegram.org/bots/api#botcommandscope."""


def _scope(desk: Desk, bot: Bot, p: Parameters) -> str:
    """Return the key under which commands of this scope and language stand."""
    scope = p.tree("scope", "BotCommandScope")
    if scope is None:
        scope = {"type": "default"}
    if not isinstance(scope, dict):
        raise _wrong("BotCommandScope must be an Object")
    kind = scope.get("type")
    if not isinstance(kind, str):
        raise _wrong('Can\'t find field "type"')
    language = p.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    if kind in _WIDE:
        return f"{kind}:{language}"
    if kind not in _NARROW:
        raise _wrong("Unsupported type specified")
    return f"{kind}:{_whom(desk, bot, kind, scope)}:{language}"


def _wrong(words: str) -> Refusal:
    return bad(f"Can't parse BotCommandScope: {words}")


def _whom(desk: Desk, bot: Bot, kind: str, scope: dict[str, Any]) -> str:
    """Return the chat, and for `chat_member` the person, of a narrow scope."""
    raw = scope.get("chat_id")
    if raw is None or isinstance(raw, dict | list | bool):
        raise _wrong('Can\'t find field "chat_id"')
    if raw == "":
        raise _wrong("Empty chat_id specified")
    user = scope.get("user_id")
    if kind == "chat_member":
        if isinstance(user, bool) or not isinstance(user, int):
            raise _wrong('Can\'t find field "user_id"')
        if user <= 0:
            raise _wrong("Invalid user_id specified")
    chat = desk.world.seen(bot, str(raw))
    desk.world.allowed(bot, chat, write=False)
    if chat.type == "private" and kind != "chat":
        raise bad("can't use specified scope in private chats")
    if chat.type == "channel":
        raise bad("can't change commands in channel chats")
    return f"{chat.id}:{user}" if kind == "chat_member" else f"{chat.id}"


def set_my_commands(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = p.tree("commands", "commands") or []
    if not isinstance(commands, list):
        raise bad("Expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(command) for command in commands]
    bot.commands[_scope(desk, bot, p)] = kept
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
    if not 1 <= len(description) <= MAX_DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(desk: Desk, bot: Bot, p: Parameters) -> list[dict[str, str]]:
    """https://core.telegram.org/bots/api#getmycommands: of exactly this scope and language."""
    return bot.commands.get(_scope(desk, bot, p), [])


def delete_my_commands(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    bot.commands.pop(_scope(desk, bot, p), None)
    return True


def shown(bot: Bot, chat: Chat, user: int, language: str) -> list[dict[str, str]]:
    """Return the commands that a person sees in a chat: the first of the documented order.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    if chat.type == "private":
        scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    else:
        admin = chat.member(user).admin
        scopes = [
            f"chat_member:{chat.id}:{user}",
            *([f"chat_administrators:{chat.id}"] if admin else []),
            f"chat:{chat.id}",
            *(["all_chat_administrators"] if admin else []),
            "all_group_chats",
            "default",
        ]
    for scope in scopes:
        for code in dict.fromkeys((language, "")):
            if bot.commands.get(f"{scope}:{code}"):
                return bot.commands[f"{scope}:{code}"]
    return []
