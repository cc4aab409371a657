"""What every method that sends has in common: the chat, the topic, the reply, the keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.copies import mirrored, origin
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.keyboards import inline
from bot.sandbox.telegram.objects import chat_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import GENERAL, Bot, Chat, Post

TEXTS = "text messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a message is to stand; `shown` are the fields that the reply and keyboard make."""

    chat: Chat
    topic: int
    answers: int
    shown: dict[str, Any] = field(repr=False)


def addressed(desk: Desk, bot: Bot, p: Parameters, what: str = TEXTS) -> Address:
    """Return where the request wants its message, or raise Refusal.

    `what` names in the plural what is sent, for the words that refuse a restricted bot.
    """
    reply = reply_parameters(p)
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat, what=what)
    topic = _topic(bot, chat, p.number("message_thread_id"))
    target, shown = _target(desk, bot, chat, reply)
    here = target is not None and "external_reply" not in shown
    if target and here and not topic:
        topic = target.topic
    if keyboard:
        shown["reply_markup"] = keyboard
    if p.flag("protect_content"):
        shown["has_protected_content"] = True
    return Address(
        chat=chat, topic=topic, answers=target.number if target and here else 0, shown=shown
    )


def delivered(
    desk: Desk, bot: Bot, address: Address, contents: Sequence[dict[str, Any]]
) -> list[Post]:
    """Count and place messages at their address, tell who sees them, and return them.

    The keyboard belongs to the last, as the reply belongs to each.
    """
    chat = address.chat
    for _ in contents:
        desk.count(bot, chat, edit=False)
    channel = chat.type == "channel"
    made: list[Post] = []
    for content in contents:
        post = chat.post(
            desk.world.date(),
            author=0 if channel else bot.user.id,
            sender_chat=chat.id if channel else 0,
            content=content | address.shown,
            topic=address.topic,
            reply_to=address.answers,
        )
        if channel:
            desk.channel_posts[(chat.id, post.number)] = bot.user.id
        made.append(post)
    chat.spoke_last = bot.user.id
    for post in made:
        desk.herald.message(chat, post)
        mirrored(desk, chat, post)
    return made


def reply_parameters(p: Parameters) -> dict[str, Any]:
    """Return ReplyParameters; https://core.telegram.org/bots/api#replyparameters."""
    tree = p.tree("reply_parameters", "reply parameters")
    if tree is None:
        return {
            "message_id": p.number("reply_to_message_id"),
            "allow_sending_without_reply": p.flag("allow_sending_without_reply"),
        }
    if not isinstance(tree, dict):
        raise bad("Object expected as reply parameters")
    number = tree.get("message_id")
    if number is None:
        raise bad("Can't parse reply parameters: Can't find field \"message_id\"")
    if isinstance(number, bool) or not isinstance(number, int | str) or not str(number).isdecimal():
        raise bad('Can\'t parse reply parameters: Field "message_id" must be a valid Number')
    return tree | {"message_id": int(number)}


def _topic(bot: Bot, chat: Chat, topic: int) -> int:
    """Return the topic to write in, 0 for none.

    The General topic is written to without `message_thread_id`: its number is not accepted when
    sending (tdlib/telegram-bot-api answers "message thread not found").
    """
    admin = chat.member(bot.user.id).admin
    if topic <= 0:
        if GENERAL in chat.closed_topics and not admin:
            raise bad("TOPIC_CLOSED")
        return 0
    if topic not in chat.topics or topic not in chat.posts:
        raise bad("message thread not found")
    if topic in chat.closed_topics and not admin:
        raise bad("TOPIC_CLOSED")
    return topic


def _target(
    desk: Desk, bot: Bot, chat: Chat, reply: dict[str, Any]
) -> tuple[Post | None, dict[str, Any]]:
    """Return the message to be answered and what the answer shows of it."""
    if not reply["message_id"]:
        return None, {}
    place = chat
    if reply.get("chat_id") and str(reply["chat_id"]) != str(chat.id):
        place = desk.world.seen(bot, str(reply["chat_id"]))
        desk.world.allowed(bot, place, write=False)
    post = place.posts.get(reply["message_id"])
    if post is None:
        if reply.get("allow_sending_without_reply"):
            return None, {}
        raise bad("message to be replied not found")
    shown: dict[str, Any] = {}
    quote = reply.get("quote")
    text = post.content.get("text") or post.content.get("caption") or ""
    if quote:
        if not isinstance(quote, str) or quote not in text:
            raise bad("QUOTE_TEXT_INVALID")
        at = len(text[: text.index(quote)].encode("utf-16-le")) // 2
        shown["quote"] = {"text": quote, "position": at, "is_manual": True}
    if place is not chat:
        shown["external_reply"] = {
            "origin": origin(desk.world, place, post),
            "chat": chat_json(desk.world, place),
            "message_id": post.number,
        }
    return post, shown
