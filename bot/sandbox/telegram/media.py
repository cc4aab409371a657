"""The objects that files make in a message: https://core.telegram.org/bots/api#available-types."""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.telegram.vault import StoredFile, Vault

CAPTIONED: Final = frozenset({"photo", "video", "audio", "document", "animation", "voice"})
"""Kinds that carry a caption: https://core.telegram.org/bots/api#message (caption)."""
VEILED: Final = frozenset({"photo", "video", "animation"})
"""Kinds that a spoiler may cover."""
KINDS: Final = (*sorted(CAPTIONED), "sticker", "video_note")
NOUNS: Final = {
    "photo": "photos",
    "video": "videos",
    "audio": "audios",
    "document": "documents",
    "animation": "other messages",
    "sticker": "other messages",
    "voice": "voice notes",
    "video_note": "video notes",
}
"""What a restricted bot is told that it may not send."""
_SIZES: Final = (90, 320, 800, 1280)
"""Pixels of the longer side: https://core.telegram.org/api/files#image-thumbnail-types."""
_MIMES: Final = {
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "animation": "video/mp4",
}


def _named(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.id, "file_unique_id": file.unique, "file_size": file.size}


def _photo(vault: Vault, file: StoredFile) -> list[dict[str, Any]]:
    """Return the sizes of a photo, the largest last, which alone is what was uploaded."""
    width, height = file.width or 1280, file.height or 960
    longer = max(width, height)
    sizes = []
    for side in (one for one in _SIZES if one < longer):
        shrunk = {
            "width": max(1, width * side // longer),
            "height": max(1, height * side // longer),
        }
        sizes.append(_named(vault.alias(file)) | shrunk)
    return [*sizes, _named(file) | {"width": width, "height": height}]


def _typed(file: StoredFile) -> dict[str, Any]:
    named = {"file_name": file.name} if file.name else {}
    known = file.mime if file.mime != "application/octet-stream" else ""
    return _named(file) | named | {"mime_type": known or _MIMES.get(file.kind, file.mime)}


def _moving(file: StoredFile) -> dict[str, Any]:
    shape = {"width": file.width or 640, "height": file.height or 360, "duration": 1}
    return _typed(file) | shape | file.more


def _sticker(file: StoredFile) -> dict[str, Any]:
    shape = {"type": "regular", "width": file.width or 512, "height": file.height or 512}
    return _named(file) | shape | {"is_animated": False, "is_video": False} | file.more


def _voice(file: StoredFile) -> dict[str, Any]:
    out = _typed(file) | {"duration": 1} | file.more
    out.pop("file_name", None)
    return out


_MAKERS: Final[dict[str, Callable[[StoredFile], dict[str, Any]]]] = {
    "document": _typed,
    "video": _moving,
    "animation": _moving,
    "audio": lambda file: _typed(file) | {"duration": 1} | file.more,
    "voice": _voice,
    "video_note": lambda file: _named(file) | {"length": 240, "duration": 1} | file.more,
    "sticker": _sticker,
}


def shown(vault: Vault, file: StoredFile) -> dict[str, Any]:
    """Return the fields of a Message that a file makes.

    An animation stands there twice: "For backward compatibility, when this field is set, the
    document field will also be set" (https://core.telegram.org/bots/api#message, animation).
    """
    if file.kind == "photo":
        return {"photo": _photo(vault, file)}
    out = {file.kind: _MAKERS[file.kind](file)}
    return out | {"document": _typed(file)} if file.kind == "animation" else out
