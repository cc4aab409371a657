"""Methods that write: sendMessage, editMessageText, pinChatMessage, setMessageReaction."""

from typing import Any

from bot.sandbox.telegram.composing import composed, preview
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.keyboards import inline
from bot.sandbox.telegram.objects import chat_json, message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat, Post

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
"""https://core.telegram.org/bots/api#sendchataction."""
EMOJI = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)
"""https://core.telegram.org/bots/api#reactiontypeemoji; variation selectors are left out."""


def send_message(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendmessage."""
    content = composed(p, desk.world.users)
    options = preview(p)
    reply = reply_parameters(p)
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat)
    topic = _topic(bot, chat, p.number("message_thread_id"))
    target, shown = _target(desk, bot, chat, reply)
    here = target is not None and "external_reply" not in shown
    if target and here and not topic:
        topic = target.topic
    desk.count(bot, chat, edit=False)
    content |= shown
    if options:
        content["link_preview_options"] = options
    if keyboard:
        content["reply_markup"] = keyboard
    if p.flag("protect_content"):
        content["has_protected_content"] = True
    channel = chat.type == "channel"
    post = chat.post(
        desk.world.date(),
        author=0 if channel else bot.user.id,
        sender_chat=chat.id if channel else 0,
        content=content,
        topic=topic,
        reply_to=target.number if target and here else 0,
    )
    if channel:
        desk.channel_posts[(chat.id, post.number)] = bot.user.id
    chat.spoke_last = bot.user.id
    desk.herald.message(chat, post)
    return message_json(desk.world, chat, post)


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
    if topic <= 0:
        return 0
    if topic not in chat.topics or topic not in chat.posts:
        raise bad("message thread not found")
    if topic in chat.closed_topics and not chat.member(bot.user.id).admin:
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
            "origin": {"type": "hidden_user", "date": post.date, "sender_user_name": "Somebody"},
            "chat": chat_json(desk.world, place),
            "message_id": post.number,
        }
    return post, shown


def edit_message_text(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagetext."""
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    fresh = composed(p, desk.world.users)
    options = preview(p)
    chat, post = desk.message(bot, p, "message to edit")
    if not desk.own(bot, chat, post) or post.service:
        raise bad("message can't be edited")
    if "text" not in post.content:
        raise bad("there is no text in the message to edit")
    content = {
        name: value
        for name, value in post.content.items()
        if name not in {"text", "entities", "reply_markup", "link_preview_options"}
    } | fresh
    if options:
        content["link_preview_options"] = options
    if keyboard:
        content["reply_markup"] = keyboard
    if content == post.content:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    desk.count(bot, chat, edit=True)
    post.content = content
    post.edited = desk.world.date()
    desk.herald.message(chat, post, edited=True)
    return message_json(desk.world, chat, post)


def pin_chat_message(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    chat, post = desk.message(bot, p, "message to pin")
    if chat.type != "private" and not chat.member(bot.user.id).admin:
        raise bad("not enough rights to manage pinned messages in the chat")
    shown = message_json(desk.world, chat, post, nested=True)
    notice = chat.post(
        desk.world.date(),
        author=bot.user.id,
        content={"pinned_message": shown},
        service=True,
    )
    desk.herald.message(chat, notice)
    return True


def set_message_reaction(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction: a bot sets at most one."""
    given = p.tree("reaction", "reaction types") or []
    if not isinstance(given, list) or any(not isinstance(r, dict) for r in given):
        raise bad("Expected an Array of ReactionType")
    chat, post = desk.message(bot, p, "message to react", write=False)
    if any(r.get("type") != "emoji" for r in given):
        raise bad("REACTION_INVALID")
    emoji = [str(r.get("emoji", "")).rstrip("\ufe0f") for r in given]
    if any(e not in EMOJI for e in emoji):
        raise bad("REACTION_INVALID")
    if len(emoji) > 1:
        raise bad("REACTIONS_TOO_MANY")
    desk.reactions[(chat.id, post.number, bot.user.id)] = emoji
    return True


def send_chat_action(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if p.text("action").lower() not in ACTIONS:
        raise bad("Wrong parameter action in request")
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat)
    return True


def answer_callback_query(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery: answered once, text to 200."""
    del desk
    number = p.text("callback_query_id")
    if number not in bot.callbacks:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(p.text("text")) > 200:  # noqa: PLR2004 - the page's own number
        raise bad("MESSAGE_TOO_LONG")
    bot.callbacks.discard(number)
    return True
