"""Methods that write plainly: sendMessage, sendChatAction."""

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


def send_message(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendmessage."""
    content = composed(p, desk.world.users)
    options = preview(p)
    if options:
        content["link_preview_options"] = options
    address = addressed(desk, bot, p)
    (post,) = delivered(desk, bot, address, [content])
    return message_json(desk.world, address.chat, post)


def send_chat_action(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if p.text("action").lower() not in ACTIONS:
        raise bad("Wrong parameter action in request")
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat)
    return True
