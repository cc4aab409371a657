"""Methods about who may come in: invite links, requests to join, bans.

https://core.telegram.org/bots/api#createchatinvitelink and the methods beside it.
"""

import secrets
from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.membership import moved
from bot.sandbox.telegram.objects import link_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.records import Link
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat, Member

MAX_NAME = 32
MOST_MEMBERS = 99_999
"""https://core.telegram.org/bots/api#createchatinvitelink (name, member_limit)."""
SHORTEST_BAN, LONGEST_BAN = 30, 366 * 86_400
"""Seconds: a ban for less or more is for ever, see #banchatmember."""


def made(chat: Chat, creator: int, **fields: Any) -> Link:
    """Make an invite link of a chat."""
    link = Link(url=f"https://t.me/+{secrets.token_urlsafe(12)}", creator=creator, **fields)
    chat.links.append(link)
    return link


def _inviting(desk: Desk, bot: Bot, p: Parameters) -> Chat:
    chat = desk.world.seen(bot, p.text("chat_id"))
    if chat.type == "private":
        raise bad("can't invite members to a private chat")
    desk.world.allowed(bot, chat)
    if not chat.member(bot.user.id).may("can_invite_users"):
        raise bad("not enough rights to manage chat invite link")
    return chat


def _fields(desk: Desk, p: Parameters) -> dict[str, Any]:
    most = p.within("member_limit", 0, 0, MOST_MEMBERS + 1)
    asks = p.flag("creates_join_request")
    expires = p.within("expire_date", 0, 0, 2**31 - 1)
    if asks and most:
        raise bad("member limit can't be specified for links requiring administrator approval")
    if most > MOST_MEMBERS:
        raise bad("USAGE_LIMIT_INVALID")
    if 0 < expires <= desk.world.now():
        raise bad("EXPIRE_DATE_INVALID")
    return {"name": p.text("name")[:MAX_NAME], "most": most, "asks": asks, "expires": expires}


def _own(bot: Bot, chat: Chat, p: Parameters) -> Link:
    """Return a link of the bot's that is still good."""
    if not p.text("invite_link"):
        raise bad("INVITE_HASH_EMPTY")
    for link in chat.links:
        if link.url == p.text("invite_link") and link.creator == bot.user.id and not link.revoked:
            return link
    raise bad("INVITE_HASH_EXPIRED")


def create_chat_invite_link(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#createchatinvitelink."""
    chat = _inviting(desk, bot, p)
    link = made(chat, bot.user.id, **_fields(desk, p))
    return link_json(desk.world, chat, link, bot.user.id)


def edit_chat_invite_link(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editchatinvitelink: not the primary one."""
    chat = _inviting(desk, bot, p)
    link = _own(bot, chat, p)
    if link.primary:
        raise bad("CHAT_INVITE_PERMANENT")
    for name, value in _fields(desk, p).items():
        setattr(link, name, value)
    return link_json(desk.world, chat, link, bot.user.id)


def revoke_chat_invite_link(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#revokechatinvitelink: a primary one is replaced."""
    chat = _inviting(desk, bot, p)
    link = _own(bot, chat, p)
    link.revoked = True
    if link.primary:
        made(chat, bot.user.id, primary=True)
    return link_json(desk.world, chat, link, bot.user.id)


def export_chat_invite_link(desk: Desk, bot: Bot, p: Parameters) -> str:
    """https://core.telegram.org/bots/api#exportchatinvitelink: a new primary link of the bot's."""
    chat = _inviting(desk, bot, p)
    for link in chat.links:
        if link.primary and link.creator == bot.user.id:
            link.revoked = True
    return made(chat, bot.user.id, primary=True).url


def _asked(desk: Desk, bot: Bot, p: Parameters) -> tuple[Chat, int]:
    user = p.number("user_id")
    if user <= 0:
        raise bad("invalid user_id specified")
    chat = _inviting(desk, bot, p)
    if user not in desk.world.users:
        raise bad("USER_ID_INVALID")
    if chat.member(user).inside:
        raise bad("USER_ALREADY_PARTICIPANT")
    if user not in chat.requests:
        raise bad("HIDE_REQUESTER_MISSING")
    return chat, user


def approve_chat_join_request(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#approvechatjoinrequest."""
    chat, user = _asked(desk, bot, p)
    approved(desk, chat, user, by=bot.user.id)
    return True


def approved(desk: Desk, chat: Chat, user: int, *, by: int) -> None:
    """Let somebody in who asked."""
    request = chat.requests.pop(user)
    if request.link is not None:
        request.link.joined += 1
    asked = request.link is None
    moved(desk, chat, user, Member(), by=by, link=request.link, asked=asked, author=user)


def decline_chat_join_request(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#declinechatjoinrequest."""
    chat, user = _asked(desk, bot, p)
    del chat.requests[user]
    return True


def _restricting(desk: Desk, bot: Bot, p: Parameters) -> tuple[Chat, int]:
    user = p.number("user_id")
    if user <= 0:
        raise bad("invalid user_id specified")
    chat = desk.world.seen(bot, p.text("chat_id"))
    if chat.type == "private":
        raise bad("can't ban members in private chats")
    desk.world.allowed(bot, chat)
    if user not in desk.world.users:
        raise bad("USER_ID_INVALID" if chat.type == "group" else "PARTICIPANT_ID_INVALID")
    if user == bot.user.id:
        raise bad("can't restrict self")
    if not chat.member(bot.user.id).may("can_restrict_members"):
        if chat.type == "group":
            raise bad("CHAT_ADMIN_REQUIRED")
        raise bad("not enough rights to restrict/unrestrict chat member")
    return chat, user


def ban_chat_member(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#banchatmember."""
    chat, user = _restricting(desk, bot, p)
    old = chat.member(user)
    if old.status == "creator":
        raise bad("can't remove chat owner")
    if old.admin:
        raise bad("user is an administrator of the chat")
    lasts = p.number("until_date") - desk.world.now()
    until = p.number("until_date") if SHORTEST_BAN <= lasts <= LONGEST_BAN else 0
    new = Member(status="left" if chat.type == "group" else "kicked", until=until)
    moved(desk, chat, user, new, by=bot.user.id)
    return True


def unban_chat_member(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unbanchatmember: who is inside is put out too."""
    chat, user = _restricting(desk, bot, p)
    if chat.type == "group":
        raise bad("method is available for supergroup and channel chats only")
    old = chat.member(user)
    if old.status == "kicked" or (old.inside and not p.flag("only_if_banned")):
        if old.admin:
            raise bad("user is an administrator of the chat")
        moved(desk, chat, user, Member(status="left"), by=bot.user.id)
    return True


def leave_chat(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#leavechat."""
    chat = desk.world.seen(bot, p.text("chat_id"))
    if chat.type == "private":
        raise bad("chat can't be left")
    desk.world.allowed(bot, chat, write=False)
    moved(desk, chat, bot.user.id, Member(status="left"), by=bot.user.id)
    return True
