"""Methods that pass messages on and pin them: forwardMessage, copyMessage, unpinChatMessage."""

from typing import Any

from bot.sandbox.telegram.composing import captioned
from bot.sandbox.telegram.copies import copied, guarded
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.media import CAPTIONED
from bot.sandbox.telegram.objects import message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.sending import addressed, delivered
from bot.sandbox.telegram.state import Bot, Chat, Post


def _source(desk: Desk, bot: Bot, p: Parameters, words: str) -> tuple[Chat, Post]:
    if not p.text("from_chat_id"):
        raise bad('Parameter "from_chat_id" is required')
    values = {"chat_id": p.text("from_chat_id"), "message_id": p.text("message_id")}
    return desk.message(bot, Parameters(values), words, write=False)


def forward_message(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#forwardmessage: not service messages, nor protected."""
    chat, post = _source(desk, bot, p, "message to forward")
    if post.service or guarded(chat, post):
        raise bad("message can't be forwarded")
    address = addressed(desk, bot, p)
    (made,) = delivered(desk, bot, address, [copied(desk.world, chat, post)])
    return message_json(desk.world, address.chat, made)


def copy_message(desk: Desk, bot: Bot, p: Parameters) -> dict[str, int]:
    """https://core.telegram.org/bots/api#copymessage: like a forward, but it names no origin."""
    chat, post = _source(desk, bot, p, "message to copy")
    if post.service or guarded(chat, post):
        raise bad("message can't be copied")
    content = copied(desk.world, chat, post, named=False)
    if "caption" in p.values and CAPTIONED & content.keys():
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= captioned(
            p.text("caption"), p.text("parse_mode"), p.text("caption_entities"), desk.world.users
        )
    (made,) = delivered(desk, bot, addressed(desk, bot, p), [content])
    return {"message_id": made.number}


def _pinning(desk: Desk, bot: Bot, chat: Chat) -> None:
    desk.world.allowed(bot, chat)
    if chat.type != "private" and not chat.member(bot.user.id).may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


def pin_chat_message(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    chat, post = desk.message(bot, p, "message to pin")
    _pinning(desk, bot, chat)
    pinned(desk, chat, post, by=bot.user.id)
    return True


def pinned(desk: Desk, chat: Chat, post: Post, *, by: int) -> int:
    """Pin a message, and return the number of the notice."""
    if post.number in chat.pinned:
        chat.pinned.remove(post.number)
    chat.pinned.append(post.number)
    shown = message_json(desk.world, chat, post, nested=True)
    return desk.service(chat, by, {"pinned_message": shown}, post.topic).number


def unpin_chat_message(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage: the latest one, when none is named."""
    if p.number("message_id") > 0:
        chat, post = desk.message(bot, p, "message to unpin")
        number = post.number
    else:
        chat = desk.world.seen(bot, p.text("chat_id"))
        standing = [one for one in chat.pinned if one in chat.posts]
        if not standing:
            raise bad("message to unpin not found")
        number = standing[-1]
    _pinning(desk, bot, chat)
    if number in chat.pinned:
        chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages."""
    chat = desk.world.seen(bot, p.text("chat_id"))
    _pinning(desk, bot, chat)
    chat.pinned.clear()
    return True
