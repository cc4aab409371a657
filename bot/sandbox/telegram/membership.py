"""Somebody comes, goes, rises or falls in a chat: who is told, and how.

https://core.telegram.org/bots/api#chatmemberupdated
"""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import link_json
from bot.sandbox.telegram.records import Link
from bot.sandbox.telegram.state import Bot, Chat, Member


def moved(
    desk: Desk,
    chat: Chat,
    user: int,
    new: Member,
    *,
    by: int,
    link: Link | None = None,
    asked: bool = False,
    author: int = 0,
) -> None:
    """Let `user` stand in a chat as `new`, and tell the bots what the platform tells.

    A bot learns of itself by `my_chat_member`; those coming or going also by a service message,
    but in channels; an administrator that asked for it by `chat_member`. `link` is what they came
    by, `asked` says that they were let in after asking without one; `author` is who stands in the
    service message when that is not `by`.
    """
    old = chat.member(user)
    shown = desk.world.users[user].json()
    grouped = chat.type != "channel"
    if grouped and old.inside and not new.inside:
        desk.service(chat, author or by, {"left_chat_member": shown})
    chat.members[user] = new
    if not new.inside:
        chat.requests.pop(user, None)
    if grouped and new.inside and not old.inside:
        came = {"new_chat_members": [shown], "new_chat_member": shown}
        desk.service(chat, author or by, came | {"new_chat_participant": shown})
    for bot in desk.world.bots.values():
        if bot.user.id == user:
            desk.herald.membership(bot, chat, by, old, new)
        elif chat.member(bot.user.id).admin:
            more: dict[str, Any] = {}
            if link is not None:
                more["invite_link"] = link_json(desk.world, chat, link, bot.user.id)
            if asked:
                more["via_join_request"] = True
            desk.herald.member(bot, chat, by, user, old, new, more)


def barred(desk: Desk, chat: Chat, user: int) -> bool:
    """Tell whether somebody is banned from a chat now."""
    member = chat.member(user)
    return member.status == "kicked" and not 0 < member.until <= desk.world.now()


def welcomes(desk: Desk, chat: Chat) -> list[Bot]:
    """Return the bots that decide who joins: https://core.telegram.org/bots/api#chatjoinrequest."""
    bots = desk.world.bots.values()
    return [bot for bot in bots if chat.member(bot.user.id).may("can_invite_users")]
