"""Methods that write: sendMessage, pinChatMessage, setMessageReaction."""

from typing import Any

from bot.sandbox.telegram.composing import composed, preview
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.sending import addressed, delivered
from bot.sandbox.telegram.state import Bot

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
    if options:
        content["link_preview_options"] = options
    address = addressed(desk, bot, p)
    (post,) = delivered(desk, bot, address, [content])
    return message_json(desk.world, address.chat, post)


def pin_chat_message(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    chat, post = desk.message(bot, p, "message to pin")
    if chat.type != "private" and not chat.member(bot.user.id).may("can_pin_messages"):
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
