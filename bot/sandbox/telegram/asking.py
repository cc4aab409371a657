"""Methods that ask: getMe, getChat, members."""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import chat_json, member_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat, Member


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
    if chat.username:
        out["active_usernames"] = [chat.username]
    standing = [number for number in chat.pinned if number in chat.posts]
    if standing:
        out["pinned_message"] = desk.shown(chat, chat.posts[standing[-1]])
    if chat.reactions is not None:
        shown = [{"type": "emoji", "emoji": one} for one in sorted(chat.reactions)]
        out["available_reactions"] = shown
    if chat.protected:
        out["has_protected_content"] = True
    if chat.type == "private":
        return out | ({"has_private_forwards": True} if desk.world.users[chat.id].hidden else {})
    return out | _of_a_group(bot, chat)


def _of_a_group(bot: Bot, chat: Chat) -> dict[str, Any]:
    """Return the fields of a ChatFullInfo that only groups and channels have."""
    out: dict[str, Any] = {}
    if chat.type != "channel":
        out["permissions"] = {"can_send_messages": True}
    if chat.join_by_request:
        out["join_by_request"] = True
    if chat.linked:
        out["linked_chat_id"] = chat.linked
    if chat.hidden_members:
        out["has_hidden_members"] = True
    primary = [one for one in chat.links if one.primary and not one.revoked]
    for link in primary:
        if link.creator == bot.user.id and chat.member(bot.user.id).may("can_invite_users"):
            out["invite_link"] = link.url
    return out


def _members(desk: Desk, bot: Bot, p: Parameters) -> Chat:
    """Return a chat whose members the bot may see, or raise Refusal."""
    chat = _read(desk, bot, p)
    if chat.hidden_members and not chat.member(bot.user.id).admin:
        raise bad("member list is inaccessible")
    return chat


def get_chat_member(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmember."""
    itself = p.number("user_id") == bot.user.id
    chat = _read(desk, bot, p) if itself else _members(desk, bot, p)
    user = desk.world.users.get(p.number("user_id"))
    if user is None:
        raise bad("invalid user_id specified" if p.number("user_id") <= 0 else "user not found")
    member = chat.member(user.id)
    if 0 < member.until <= desk.world.now():
        member = Member(status="left")
    return member_json(user, member)


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
    chat = _grouped(_members(desk, bot, p))
    return [
        member_json(desk.world.users[user], member)
        for user, member in chat.members.items()
        if member.admin and (user == bot.user.id or not desk.world.users[user].is_bot)
    ]
