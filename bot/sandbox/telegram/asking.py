"""Methods that ask: getMe, getChat, members."""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import chat_json, member_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat


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
