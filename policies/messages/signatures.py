"""What a file is by its first bytes, whatever its name or its sender calls it.

The signatures are those of the formats' own documents; a list of them stands at
https://www.iana.org/assignments/media-types and https://mimesniff.spec.whatwg.org/.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HEAD: Final = 4_096
"""Bytes of the beginning that are looked at."""
TAIL: Final = 65_557
"""Bytes of the end in which a ZIP archive's directory ends: 22 and its longest remark."""
_BRANDED: Final = 12
_RIFF: Final = 12


class Family(StrEnum):
    """What a file is to those who get it."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    TEXT = "text"
    ACTIVE = "active"
    """What runs when it is opened: programs, scripts, pages."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes say: family, media type, and the endings of names that fit, best first."""

    family: Family
    type: str
    endings: tuple[str, ...] = ()


_JPEG: Final = Content(Family.IMAGE, "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
_ZIPPED: Final = ("zip", "docx", "xlsx", "pptx", "docm", "xlsm", "pptm", "odt", "ods", "odp", "odg",
                  "epub", "kmz", "cbz", "xps", "oxps")  # fmt: skip
_OFFICE: Final = ("doc", "xls", "ppt", "msg", "vsd", "pub", "mpp", "wps")
_STARTS: Final = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", Content(Family.IMAGE, "image/png", ("png", "apng"))),
    (b"GIF87a", Content(Family.IMAGE, "image/gif", ("gif",))),
    (b"GIF89a", Content(Family.IMAGE, "image/gif", ("gif",))),
    (b"II*\0", Content(Family.IMAGE, "image/tiff", ("tif", "tiff"))),
    (b"MM\0*", Content(Family.IMAGE, "image/tiff", ("tif", "tiff"))),
    (b"%PDF-", Content(Family.DOCUMENT, "application/pdf", ("pdf",))),
    (b"{\\rtf", Content(Family.DOCUMENT, "application/rtf", ("rtf", "doc"))),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content(Family.DOCUMENT, "application/x-ole", _OFFICE)),
    (b"PK\3\4", Content(Family.ARCHIVE, "application/zip", _ZIPPED)),
    (b"PK\5\6", Content(Family.ARCHIVE, "application/zip", _ZIPPED)),
    (b"7z\xbc\xaf\x27\x1c", Content(Family.ARCHIVE, "application/x-7z-compressed", ("7z",))),
    (b"Rar!\x1a\7", Content(Family.ARCHIVE, "application/vnd.rar", ("rar",))),
    (b"\x1f\x8b", Content(Family.ARCHIVE, "application/gzip", ("gz", "tgz"))),
    (b"BZh", Content(Family.ARCHIVE, "application/x-bzip2", ("bz2", "tbz2"))),
    (b"\xfd7zXZ\0", Content(Family.ARCHIVE, "application/x-xz", ("xz", "txz"))),
    (b"\x28\xb5\x2f\xfd", Content(Family.ARCHIVE, "application/zstd", ("zst",))),
    (b"OggS", Content(Family.AUDIO, "audio/ogg", ("ogg", "oga", "opus", "ogv"))),
    (b"ID3", Content(Family.AUDIO, "audio/mpeg", ("mp3",))),
    (b"fLaC", Content(Family.AUDIO, "audio/flac", ("flac",))),
    (b"#!AMR", Content(Family.AUDIO, "audio/amr", ("amr",))),
    (b"\x1a\x45\xdf\xa3", Content(Family.VIDEO, "video/webm", ("webm", "mkv", "mka", "weba"))),
    (b"MZ", Content(Family.ACTIVE, "application/x-msdownload")),
    (b"\x7fELF", Content(Family.ACTIVE, "application/x-elf")),
    (b"\xca\xfe\xba\xbe", Content(Family.ACTIVE, "application/java-vm")),
    (b"\xfe\xed\xfa\xce", Content(Family.ACTIVE, "application/x-mach-binary")),
    (b"\xfe\xed\xfa\xcf", Content(Family.ACTIVE, "application/x-mach-binary")),
    (b"\xcf\xfa\xed\xfe", Content(Family.ACTIVE, "application/x-mach-binary")),
    (b"\xce\xfa\xed\xfe", Content(Family.ACTIVE, "application/x-mach-binary")),
    (b"L\0\0\0\1\x14\2\0", Content(Family.ACTIVE, "application/x-ms-shortcut")),
    (b"\0asm", Content(Family.ACTIVE, "application/wasm")),
    (b"!<arch>", Content(Family.ACTIVE, "application/x-archive")),
    (b"MSCF", Content(Family.ARCHIVE, "application/vnd.ms-cab-compressed", ("cab",))),
    (b"#!", Content(Family.ACTIVE, "text/x-script")),
    # The string that is agreed on for trying out virus scanners: a program of MS-DOS.
    (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", Content(Family.ACTIVE, "application/x-eicar")),
)
_BMP: Final = Content(Family.IMAGE, "image/bmp", ("bmp", "dib"))
_MP3: Final = Content(Family.AUDIO, "audio/mpeg", ("mp3", "mp2"))
_AAC: Final = Content(Family.AUDIO, "audio/aac", ("aac",))
_TAR: Final = Content(Family.ARCHIVE, "application/x-tar", ("tar",))
_PAGE: Final = Content(Family.ACTIVE, "text/html")
_PICTURE: Final = Content(Family.ACTIVE, "image/svg+xml")
_TEXT: Final = Content(Family.TEXT, "text/plain")
_UNKNOWN: Final = Content(Family.UNKNOWN, "application/octet-stream")
_RIFFS: Final = {
    b"WEBP": Content(Family.IMAGE, "image/webp", ("webp",)),
    b"WAVE": Content(Family.AUDIO, "audio/wav", ("wav",)),
    b"AVI ": Content(Family.VIDEO, "video/x-msvideo", ("avi",)),
}
_HEIF: Final = Content(Family.IMAGE, "image/heif", ("heic", "heif", "hif"))
_BRANDS: Final = {
    b"avif": Content(Family.IMAGE, "image/avif", ("avif",)),
    b"avis": Content(Family.IMAGE, "image/avif", ("avif",)),
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), _HEIF),
    b"M4A ": Content(Family.AUDIO, "audio/mp4", ("m4a",)),
    b"M4B ": Content(Family.AUDIO, "audio/mp4", ("m4b", "m4a")),
    b"qt  ": Content(Family.VIDEO, "video/quicktime", ("mov", "qt")),
}
_MP4: Final = Content(Family.VIDEO, "video/mp4", ("mp4", "m4v", "mov", "3gp", "3g2", "m4a"))
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAG: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|svg|\?xml-stylesheet)"
    rb"[\s>/]"
)
_PROLOGUES: Final = (b"<?xml", b"<!")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SPARSE: Final = 512


def content_of(head: bytes) -> Content:
    """Return what a file is by its first `HEAD` bytes, or all of them where it has fewer."""
    for start, content in _STARTS:
        if head.startswith(start):
            return content
    return _boxed(head) or _framed(head) or _written(head)


def _boxed(head: bytes) -> Content | None:
    """Read formats that name themselves behind a length."""
    if head[:4] == b"RIFF" and len(head) >= _RIFF:
        return _RIFFS.get(head[8:12], _UNKNOWN)
    if head[4:8] == b"ftyp" and len(head) >= _BRANDED:
        return _BRANDS.get(head[8:12], _MP4)
    if head[257:262] == b"ustar":
        return _TAR
    return None


def _framed(head: bytes) -> Content | None:
    """Read formats of which only few bits are fixed."""
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return _BMP
    if len(head) > 2 and head[0] == 0xFF:  # noqa: PLR2004 - MPEG's sign of a frame
        if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004 - ADTS: layer 0
            return _AAC
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x06 in (2, 4):  # noqa: PLR2004 - layers III, II
            return _MP3
    return None


def _written(head: bytes) -> Content:
    """Read what people write: pages are active, other text is text, anything else unknown."""
    lower = head.lower().replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _TAG.search(lower) if lower.startswith(_PROLOGUES) else _TAG.match(lower)
    if found is not None:
        return _PICTURE if found[0].startswith(b"<svg") else _PAGE
    if head.startswith(_MARKS):
        return _TEXT
    if not head or _CONTROL.search(head):
        return _UNKNOWN
    # UTF-8, perhaps cut in the middle of a letter; other 8-bit letters are few in a text.
    try:
        head[:-3].decode() if len(head) >= HEAD else head.decode()
    except UnicodeDecodeError:
        high = sum(one > 0x7F for one in head[:_SPARSE])  # noqa: PLR2004 - the end of ASCII
        return _TEXT if high * 3 < len(head[:_SPARSE]) else _UNKNOWN
    return _TEXT


def content_of_type(media_type: str) -> Content:
    """Return what is known of an image of this media type."""
    return next(one for _, one in _STARTS if one.type == media_type)


def is_another_too(content: Content, head: bytes, tail: bytes) -> bool:
    """Tell whether a file reads as a second format as well: a polyglot.

    An archive is found by its end, a PDF anywhere in its first kilobyte, a page by its tags. An
    image is not asked about its end: it is drawn anew, and nothing but the picture is carried on.
    """
    if content.type != "application/pdf" and b"%PDF-" in head[:1024]:
        return True
    if content.family not in (Family.TEXT, Family.ACTIVE) and _TAG.search(head.lower()):
        return content.type != "application/pdf"
    zipped = content.type == "application/zip" or content.family is Family.IMAGE
    return not zipped and _ends_an_archive(tail)


def _ends_an_archive(tail: bytes) -> bool:
    """Tell whether a ZIP archive's directory ends there, its remark reaching to the last byte.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16.
    """
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        remark = tail[at + 20 : at + 22]
        if len(remark) == 2 and at + 22 + int.from_bytes(remark, "little") <= len(tail):  # noqa: PLR2004 - its length
            return True
        at = tail.rfind(b"PK\5\6", 0, at)
    return False
