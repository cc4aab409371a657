"""Methods that change a message: text, caption, media and keyboard."""

from typing import Any

from bot.sandbox.telegram.composing import captioned, composed, preview
from bot.sandbox.telegram.copies import mirrored_edit
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.keyboards import inline
from bot.sandbox.telegram.media import CAPTIONED, KINDS
from bot.sandbox.telegram.objects import message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat, Post
from bot.sandbox.telegram.uploading import input_media

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)


def changed(
    desk: Desk, bot: Bot, place: tuple[Chat, Post], content: dict[str, Any]
) -> dict[str, Any]:
    """Give a message its new content, tell of it, and return it; raises "is not modified"."""
    chat, post = place
    if content == post.content:
        raise bad(_SAME)
    desk.count(bot, chat, edit=True)
    post.content = content
    post.edited = desk.world.date()
    desk.herald.message(chat, post, edited=True)
    mirrored_edit(desk, chat, post)
    return message_json(desk.world, chat, post)


def editable(desk: Desk, bot: Bot, p: Parameters) -> tuple[Chat, Post]:
    """Return the message of its own that a bot wants to change, or raise Refusal."""
    chat, post = desk.message(bot, p, "message to edit")
    if not desk.own(bot, chat, post) or post.service or "forward_origin" in post.content:
        raise bad("message can't be edited")
    return chat, post


def without(content: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a message's content without some of its fields."""
    return {name: value for name, value in content.items() if name not in names}


def edit_message_text(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagetext."""
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    fresh = composed(p, desk.world.users)
    options = preview(p)
    chat, post = editable(desk, bot, p)
    if "text" not in post.content:
        raise bad("there is no text in the message to edit")
    names = ("text", "entities", "reply_markup", "link_preview_options")
    content = without(post.content, *names) | fresh
    if options:
        content["link_preview_options"] = options
    if keyboard:
        content["reply_markup"] = keyboard
    return changed(desk, bot, (chat, post), content)


def edit_message_reply_markup(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagereplymarkup; none takes the buttons away."""
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    chat, post = editable(desk, bot, p)
    content = without(post.content, "reply_markup")
    if keyboard:
        content["reply_markup"] = keyboard
    return changed(desk, bot, (chat, post), content)


def edit_message_caption(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagecaption; none takes the caption away."""
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    fresh = captioned(
        p.text("caption"), p.text("parse_mode"), p.text("caption_entities"), desk.world.users
    )
    chat, post = editable(desk, bot, p)
    if not CAPTIONED & post.content.keys():
        raise bad("there is no caption in the message to edit")
    content = without(post.content, "caption", "caption_entities", "reply_markup") | fresh
    if keyboard:
        content["reply_markup"] = keyboard
    return changed(desk, bot, (chat, post), content)


def edit_message_media(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagemedia.

    In an album documents and audio stay what they are, photos and videos become each other; the
    words for that refusal are the stand-in's own.
    """
    keyboard = inline(p.tree("reply_markup", "reply keyboard markup"))
    if not p.text("media"):
        raise bad('Parameter "media" is required')
    fresh = input_media(desk, p, p.tree("media", "input media"), album=False)
    chat, post = editable(desk, bot, p)
    had = {kind for kind in KINDS if kind in post.content}
    if (not had and "text" not in post.content) or had & {"sticker", "video_note", "voice"}:
        raise bad("there is no media in the message to edit")
    if "media_group_id" in post.content and _like(had) != _like(fresh.keys() & set(KINDS)):
        raise bad("message can't be edited: its album holds other media")
    gone = (
        *("text", "entities", "link_preview_options", "caption", "caption_entities"),
        *("has_media_spoiler", "show_caption_above_media", "reply_markup", *KINDS),
    )
    content = without(post.content, *gone) | fresh
    if keyboard:
        content["reply_markup"] = keyboard
    return changed(desk, bot, (chat, post), content)


def _like(kinds: set[str]) -> set[str]:
    """Return kinds with photos and videos as one."""
    return {"picture" if kind in {"photo", "video"} else kind for kind in kinds}
