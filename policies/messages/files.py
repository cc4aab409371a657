"""Files that belong to a message: what they are called, what they are, and where they may go.

A refusal is a value: why a file is not carried, in a word of a closed list. What a file is, its
content says; what its name or its sender claims is only held against that.
"""

import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

import regex

from policies.messages.signatures import Content, Family, is_another_too

MOST_FILES: Final = 30
"""Files of one message that are carried; its further ones are named."""
UNNAMED: Final = "file"
_LONGEST: Final = 80
_LONGEST_ENDING: Final = 10
_LONGEST_BYTES: Final = 200
_MOST_READ: Final = 2_000
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*%&\\/`$;!@#^~\[\]{}]')
_GAPS: Final = re.compile(r"\s+")
_DOTS: Final = re.compile(r"\.{2,}")
_GRAPHEME: Final = regex.compile(r"\X")
_PILED: Final = regex.compile(r"(\p{M}{2})\p{M}+")
_DEVICES: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_ENDING: Final = re.compile(r"[A-Za-z0-9]{1,10}")
_ACTIVE: Final = re.compile(
    "apk|app|appimage|application|bat|bin|chm|class|cmd|com|command|cpl|deb|desktop|dll|dmg|dylib|"
    "elf|exe|gadget|hlp|hta|html?|img|inf|ins|ipa|iso|jar|jnlp|jse?|ko|lnk|mht|mhtml|ms[cip]|mst|"
    "one|onepkg|pif|pkg|ps1|psm1|py[cw]?|reg|rpm|run|scf|scpt|scr|sct|settingcontent-ms|sh|so|svgz?|"
    "swf|sys|terminal|url|vbe?|vbs|vhdx?|webloc|website|workflow|ws[cfh]?|xht|xhtml|xll"
)
"""Endings that make a device run what it opens, whatever the content."""
_CLAIMED: Final = {"image": Family.IMAGE, "audio": Family.AUDIO, "video": Family.VIDEO}
_STRIPPED: Final = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp", "image/avif"}
)


class FileKind(StrEnum):
    """How a platform shows a file."""

    IMAGE = "image"
    ANIMATION = "animation"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    STICKER = "sticker"
    DOCUMENT = "document"


class Refusal(StrEnum):
    """Why a file is not carried."""

    TOO_LARGE = "too large"
    FULL = "no room left"
    TYPE = "type refused"
    DIFFERS = "not what it says it is"
    SIZE = "size differs"
    IMAGE = "image cannot be cleaned"
    ELSEWHERE = "kept elsewhere"
    TOO_MANY = "too many files"
    OFF = "no files here"
    WITHHELD = "no files to them"
    GONE = "no longer there"
    FAILED = "could not be carried"


class FileMode(StrEnum):
    """What a bridge does with files: keeps them sealed, passes them on unkept, or names them."""

    STORED = "stored"
    RELAYED = "relayed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a message.

    `slot` numbers it within its message, never twice; `handle` is what the platform gives it out
    by, `unique` what stays the same in every edit; `album` is the group of posts it came in;
    `name` is harmless; `claimed` is the media type and `size` the bytes that were claimed, "" and
    None for none; `member` is the number of the post it stands in where that is not the message's
    own (an album's); `refused` is a reason known from the start.
    """

    id: str
    slot: int
    handle: str = field(repr=False)
    unique: str = field(default="", repr=False)
    kind: FileKind
    name: str = field(repr=False)
    claimed: str = ""
    size: int | None = None
    member: str = field(default="", repr=False)
    album: str = field(default="", repr=False)
    refused: Refusal | None = None


def clean_name(name: str, content: Content | None = None) -> str:
    """Return a name that means the same everywhere: no path, nothing hidden, at most 80 letters.

    With `content` it ends as the content wants it, so that no device takes it for something else.
    """
    last = re.split(r"[/\\]", name[-_MOST_READ:])[-1]
    seen = "".join(_seen(one) for one in unicodedata.normalize("NFC", last))
    flat = _DOTS.sub(".", _GAPS.sub(" ", _FORBIDDEN.sub("_", seen)))
    flat = str(_PILED.sub(r"\1", flat)).strip(" .-")
    stem, ending = _split(_DEVICES.sub(r"_\1", flat))
    if content is not None and content.endings and ending.lower() not in content.endings:
        stem, ending = flat, content.endings[0]
    stem = _cut(stem) or UNNAMED
    return f"{stem}.{ending}" if ending else stem


def _seen(one: str) -> str:
    if one in _FILLERS:
        return ""
    if unicodedata.category(one) not in _UNSEEN:
        return one
    return " " if one.isspace() else ""


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not _ENDING.fullmatch(ending):
        return name, ""
    return stem.rstrip(" ."), ending


def _cut(stem: str) -> str:
    letters = _GRAPHEME.findall(stem)
    kept = "".join(letters[: _LONGEST - _LONGEST_ENDING - 1])
    while len(kept.encode("utf-8", "replace")) > _LONGEST_BYTES:
        kept = kept[:-1]
    return kept.rstrip(" .")


def ending_of(name: str) -> str:
    """Return what stands behind a name's last dot, in small letters."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def refused_by_name(name: str) -> Refusal | None:
    """Return the refusal of a cleaned name that a device would run, such as "a.pdf.exe"."""
    return Refusal.TYPE if _ACTIVE.fullmatch(ending_of(name)) else None


def refused_by_content(file: File, content: Content, head: bytes, tail: bytes) -> Refusal | None:
    """Return why this content is not carried under this claim, None where it is.

    `tail` is the end, of at most `signatures.TAIL` bytes. What runs when it is opened is refused
    (and so is EICAR); what claims to be an image, sound, film or PDF has to be one; what reads as
    two formats is refused; an image whose metadata we cannot take away is refused.
    """
    if content.family is Family.ACTIVE:
        return Refusal.TYPE
    if _lies(file, content) or is_another_too(content, head, tail):
        return Refusal.DIFFERS
    if content.family is Family.IMAGE and content.type not in _STRIPPED:
        return Refusal.IMAGE
    return None


def _lies(file: File, content: Content) -> bool:
    """Tell whether the claimed type, the name or the kind says what the content denies."""
    family = _CLAIMED.get(file.claimed.partition("/")[0])
    moving = {Family.AUDIO, Family.VIDEO}
    if family is not None and content.family is not family:
        # A film without pictures is a sound: the containers are the same.
        return not (family in moving and content.family in moving)
    if file.claimed == "application/pdf" and content.type != "application/pdf":
        return True
    ending = ending_of(file.name)
    named = next((one for pattern, one in _NAMED if pattern.fullmatch(ending)), None)
    if named is None or content.family is named:
        return False
    return not (named in moving and content.family in moving)


_NAMED: Final = (
    (re.compile("jpe?g|png|gif|webp|tiff?|bmp|hei[cf]|avif"), Family.IMAGE),
    (re.compile("mp3|og[ga]|opus|wav|flac|m4a|aac|amr"), Family.AUDIO),
    (re.compile("mp4|m4v|mov|webm|mkv|avi|3gp"), Family.VIDEO),
)


def is_drawn_anew(content: Content) -> bool:
    """Tell whether a file is an image, of which only the picture is carried on."""
    return content.family is Family.IMAGE


def written_size(size: int) -> str:
    """Return a size for people: "640 B", "12 KB", "3.4 MB"; a kilobyte is 1,000 bytes."""
    if size < 1_000:  # noqa: PLR2004 - a kilobyte
        return f"{size} B"
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{round(size / 1_000)} KB"
    megabytes = size / 1_000_000
    return f"{megabytes:.1f} MB" if megabytes < 10 else f"{round(megabytes)} MB"  # noqa: PLR2004 - one digit is enough


def _as_it_is(kind: FileKind, _type: str, _size: int) -> FileKind:
    return kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """What a door carries: the bytes of one file (in, and out), and the files of one post.

    `caption` is its size in the platform's unit; `together` are the kinds that may stand in one
    post; `apart` is true where each of its files is a message of its own. `shown_as` tells how a
    file of a kind, a media type and so many bytes is shown.
    """

    largest: int
    fetched: int
    grouped: int
    caption: int
    together: tuple[frozenset[FileKind], ...] = (frozenset(FileKind),)
    apart: bool = False
    shown_as: Callable[[FileKind, str, int], FileKind] = field(default=_as_it_is, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A content that can be read once: its bytes, exactly as many as `size` says."""

    name: str = field(repr=False)
    type: str
    size: int
    pieces: AsyncIterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A file on its way to a room; `open` gives its content, anew for each try.

    `type` is what is known of it before.
    """

    kind: FileKind
    type: str
    open: Callable[[], AbstractAsyncContextManager[Stream]] = field(repr=False, compare=False)
