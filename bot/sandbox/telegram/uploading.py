"""Methods that send files: sendPhoto, sendDocument and their like, and sendMediaGroup.

https://core.telegram.org/bots/api#sending-files
"""

import re
import secrets
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final

from bot.sandbox.telegram.composing import captioned
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.media import CAPTIONED, KINDS, NOUNS, VEILED, shown
from bot.sandbox.telegram.objects import message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.sending import addressed, delivered
from bot.sandbox.telegram.state import Bot
from bot.sandbox.telegram.vault import StoredFile, Upload

MAX_PHOTO: Final = 10 * 1024 * 1024
"""https://core.telegram.org/bots/api#sendphoto: "The photo must be at most 10 MB in size"."""
LEAST, MOST = 2, 10
"""https://core.telegram.org/bots/api#sendmediagroup."""
MAX_SIDES, MAX_RATIO = 10_000, 20
"""https://core.telegram.org/bots/api#sendphoto: width and height together, and their ratio."""
_GROUPED: Final = frozenset({"photo", "video", "audio", "document"})
_ALONE: Final = frozenset({"audio", "document"})
"""Kinds that group only with themselves."""
_NUMBERS: Final = ("duration", "width", "height", "length")
_WORDS: Final = ("performer", "title", "emoji")
_ATTACHED: Final = "attach://"


def given(desk: Desk, p: Parameters, kind: str, name: str, value: str) -> StoredFile | None:
    """Return the file that a parameter names, None when it names none.

    It may be uploaded under the parameter's own name or as `attach://<part>`, or be a `file_id`.
    Addresses on the web are not fetched: the stand-in asks nothing beyond loopback.
    """
    if value.startswith(_ATTACHED):
        upload = p.files.get(value.removeprefix(_ATTACHED))
    else:
        upload = p.files.get(name) if name else None
    if upload is not None:
        return _kept(desk, p, kind, upload)
    if not value or value.startswith(_ATTACHED):
        return None
    if re.match("https?://", value):
        raise bad("failed to get HTTP URL content")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        raise bad("wrong remote file identifier specified: Wrong character in the string")
    file = desk.vault.get(value)
    if file is None:
        raise bad("wrong remote file identifier specified: can't unserialize it")
    if (file.kind == "photo") != (kind == "photo"):
        raise bad(f"can't use file of type {_type(file.kind)} as {_type(kind)}")
    return file


def _type(kind: str) -> str:
    """Return the server's name of a kind of file."""
    return {"voice": "VoiceNote", "video_note": "VideoNote"}.get(kind, kind.capitalize())


def _kept(desk: Desk, p: Parameters, kind: str, upload: Upload) -> StoredFile:
    if not upload.size:
        raise bad("file must be non-empty")
    if kind == "photo" and upload.size > MAX_PHOTO:
        raise bad(
            f"file of size {upload.size} bytes is too big for a photo;"
            f" the maximum size is {MAX_PHOTO} bytes"
        )
    more: dict[str, Any] = {n: p.number(n) for n in _NUMBERS if p.number(n) > 0}
    more |= {n: p.text(n) for n in _WORDS if p.text(n)}
    if kind == "document" and upload.mime == "image/gif":
        kind = "animation"
    file = desk.vault.keep(kind, _cleaned(upload), **more)
    if kind == "photo":
        if not file.width or not file.height:
            raise bad("IMAGE_PROCESS_FAILED")
        sides = sorted((file.width, file.height))
        if sum(sides) > MAX_SIDES or sides[1] > MAX_RATIO * sides[0]:
            raise bad("PHOTO_INVALID_DIMENSIONS")
    return file


def _cleaned(upload: Upload) -> Upload:
    """Return an upload under the last part of its name, as the server takes it."""
    name = PurePosixPath(upload.name.replace("\\", "/")).name
    return Upload(path=upload.path, size=upload.size, name=name, mime=upload.mime)


def content_of(
    desk: Desk, file: StoredFile, caption: dict[str, Any], *, spoiler: bool, above: bool = False
) -> dict[str, Any]:
    """Return the fields of a message with a file."""
    out = shown(desk.vault, file)
    if file.kind in CAPTIONED:
        out |= caption
        if caption and above:
            out["show_caption_above_media"] = True
    if spoiler and file.kind in VEILED:
        out["has_media_spoiler"] = True
    return out


def sender(kind: str) -> Callable[[Desk, Bot, Parameters], dict[str, Any]]:
    """Return the method that sends one kind of file."""

    def send(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
        file = given(desk, p, kind, kind, p.text(kind))
        if file is None:
            raise bad(f"There is no {kind.replace('_', ' ')} in the request")
        caption = captioned(
            p.text("caption"), p.text("parse_mode"), p.text("caption_entities"), desk.world.users
        )
        content = content_of(
            desk, file, caption,
            spoiler=p.flag("has_spoiler"), above=p.flag("show_caption_above_media"),
        )  # fmt: skip
        address = addressed(desk, bot, p, NOUNS[kind])
        (post,) = delivered(desk, bot, address, [content])
        return message_json(desk.world, address.chat, post)

    return send


SENDERS: Final = {"send" + kind.title().replace("_", ""): sender(kind) for kind in KINDS}
"""sendPhoto, sendDocument, sendVideo, sendAudio, sendVoice, sendAnimation, sendSticker and
sendVideoNote."""


def input_media(desk: Desk, p: Parameters, tree: Any, *, album: bool) -> dict[str, Any]:
    """Return the content that an InputMedia asks for; the words are the server's.

    https://core.telegram.org/bots/api#inputmedia
    """
    if not isinstance(tree, dict):
        raise bad("Can't parse InputMedia: expected an Object")
    for name in ("caption", "parse_mode", "media"):
        if not isinstance(tree.get(name, ""), str):
            raise bad(f'Can\'t parse InputMedia: Field "{name}" must be of type String')
    kind = tree.get("type")
    if not isinstance(kind, str):
        raise bad("Can't parse InputMedia: Can't find field \"type\"")
    if album and kind == "animation":
        raise bad("Can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup")
    if kind not in _GROUPED | {"animation"}:
        raise bad(f'Can\'t parse InputMedia: type "{kind}" is unsupported')
    file = given(desk, p, kind, "", tree.get("media", ""))
    if file is None:
        raise bad("Can't parse InputMedia: media not found")
    caption = captioned(
        tree.get("caption", ""), tree.get("parse_mode", ""), tree.get("caption_entities"),
        desk.world.users,
    )  # fmt: skip
    above = tree.get("show_caption_above_media") is True
    spoiler = tree.get("has_spoiler") is True
    return content_of(desk, file, caption, spoiler=spoiler, above=above)


def send_media_group(desk: Desk, bot: Bot, p: Parameters) -> list[dict[str, Any]]:
    """https://core.telegram.org/bots/api#sendmediagroup; all or none is sent.

    The page says 2 to 10; the words for fewer than two are the stand-in's own.
    """
    if not p.text("media"):
        raise bad('Parameter "media" is required')
    tree = p.tree("media", "media")
    if not isinstance(tree, list):
        raise bad("Expected an Array of InputMedia")
    contents = [input_media(desk, p, one, album=True) for one in tree]
    if not contents:
        raise bad("there are no messages to send")
    if len(contents) < LEAST:
        raise bad("too few messages to send as an album")
    if len(contents) > MOST:
        raise bad("too many messages to send as an album")
    kinds = {kind for content in contents for kind in _GROUPED & content.keys()}
    for kind in sorted(_ALONE & kinds):
        if len(kinds) > 1:
            raise bad(f"{kind.capitalize()} can't be mixed with other media types")
    address = addressed(desk, bot, p, NOUNS[min(kinds)])
    address.shown.pop("reply_markup", None)
    group = str(secrets.randbits(53))
    posts = delivered(desk, bot, address, [one | {"media_group_id": group} for one in contents])
    return [message_json(desk.world, address.chat, post) for post in posts]
