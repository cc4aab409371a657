"""deleteMessage and deleteMessages."""

import json

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import Refusal, bad
from bot.sandbox.telegram.state import Bot, Chat, Post

OLD = 48 * 3600
"""Seconds: "can only be deleted if it was sent less than 48 hours ago", see #deletemessage."""
MOST = 100
"""Messages in one call: https://core.telegram.org/bots/api#deletemessages."""
_KEPT = ("supergroup_chat_created", "channel_chat_created", "forum_topic_created")


def _may(desk: Desk, bot: Bot, chat: Chat, post: Post) -> None:
    """Raise Refusal by the list at https://core.telegram.org/bots/api#deletemessage."""
    if any(name in post.content for name in _KEPT):
        raise bad("message can't be deleted")
    if desk.world.now() - post.date >= OLD:
        raise bad("message can't be deleted for everyone")
    if desk.own(bot, chat, post) or chat.type == "private":
        return
    if not chat.member(bot.user.id).may("can_delete_messages"):
        raise bad("message can't be deleted")


def delete_message(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemessage; nobody is told by an update."""
    chat, post = desk.message(bot, p, "message to delete")
    _may(desk, bot, chat, post)
    del chat.posts[post.number]
    return True


def delete_messages(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: those not found are skipped."""
    chat = desk.world.seen(bot, p.text("chat_id"))
    try:
        numbers = [int(n) for n in json.loads(p.text("message_ids") or "null")]
    except (TypeError, ValueError):
        raise bad("Message identifiers are not specified") from None
    if not numbers:
        raise bad("Message identifiers are not specified")
    if len(numbers) > MOST:
        raise bad("Too many message identifiers specified")
    desk.world.allowed(bot, chat)
    refused: Refusal | None = None
    for number in numbers:
        post = chat.posts.get(number)
        if post is None:
            continue
        try:
            _may(desk, bot, chat, post)
        except Refusal as why:
            refused = why
            continue
        del chat.posts[number]
    if refused is not None:
        raise refused
    return True
