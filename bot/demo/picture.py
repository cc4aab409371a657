"""A picture for the demo, and what the metadata of a picture say about where it was taken.

A reader of its own: https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E
(Exif 3.0: 4.5.4 APP1, 4.6.2 IFD, 4.6.6 GPS attributes).
"""

import struct
from dataclasses import dataclass
from importlib import resources
from typing import Final

NAME: Final = "polling-station.jpg"
_APP1, _SCAN, _LENGTH = 0xE1, 0xDA, 2
_EXIF: Final = b"Exif\0\0"
_MODEL, _TAKEN, _GPS, _TIFF = 0x0110, 0x0132, 0x8825, 0x2A
_ASCII, _LONG, _RATIONAL = 2, 4, 5
_SIZES: Final = {1: 1, _ASCII: 1, 3: 2, _LONG: 4, _RATIONAL: 8, 7: 1, 9: 4, 10: 8}
_AXES: Final = ((1, 2), (3, 4))
"""The tags of reference (N or S, E or W) and of degrees, minutes and seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a picture says of itself; "" where it says nothing."""

    place: str = ""
    camera: str = ""
    taken: str = ""

    @property
    def words(self) -> str:
        """It in one line, for people."""
        told = (("GPS", self.place), ("camera", self.camera), ("taken", self.taken))
        return " · ".join(f"{name} {value}" for name, value in told if value) or "nothing"


def sample() -> bytes:
    """Return a photograph as a phone makes it: it says where it was taken, when, and by what."""
    return resources.files("bot.demo.page").joinpath("web", NAME).read_bytes()


def metadata(content: bytes) -> Metadata | None:
    """Return what a JPEG picture says of itself, None for what is no such picture."""
    if not content.startswith(b"\xff\xd8"):
        return None
    try:
        found = _exif(content)
        return Metadata() if found is None else _read(found)
    except (struct.error, IndexError, ValueError, ZeroDivisionError):
        return Metadata()


def _exif(content: bytes) -> bytes | None:
    """Return the TIFF structure of the Exif segment."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - the mark of a segment
        kind = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        body = content[at + 2 + _LENGTH : at + 2 + length]
        if kind == _APP1 and body.startswith(_EXIF):
            return body[len(_EXIF) :]
        if kind == _SCAN:
            return None
        at += 2 + length
    return None


def _read(tiff: bytes) -> Metadata:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]] if tiff[:2] in (b"II", b"MM") else ""
    if not order or struct.unpack_from(f"{order}H", tiff, 2)[0] != _TIFF:
        return Metadata()
    (first,) = struct.unpack_from(f"{order}L", tiff, 4)
    main = _directory(tiff, order, first)
    pointer = main.get(_GPS)
    gps = _directory(tiff, order, int(pointer[0])) if pointer else {}
    return Metadata(
        place=", ".join(_degrees(gps, *axis) for axis in _AXES if axis[1] in gps),
        camera=_text(main.get(_MODEL)),
        taken=_text(main.get(_TAKEN)),
    )


def _directory(tiff: bytes, order: str, at: int) -> dict[int, tuple[float | str, ...]]:
    found: dict[int, tuple[float | str, ...]] = {}
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, number = struct.unpack_from(f"{order}HHL", tiff, entry)
        size = _SIZES.get(kind, 0) * number
        where = entry + 8 if size <= 4 else struct.unpack_from(f"{order}L", tiff, entry + 8)[0]  # noqa: PLR2004 - what fits into the entry
        if kind == _ASCII:
            found[tag] = (tiff[where : where + size].split(b"\0")[0].decode("ascii", "replace"),)
        elif kind == _LONG:
            found[tag] = struct.unpack_from(f"{order}{number}L", tiff, where)
        elif kind == _RATIONAL:
            pairs = struct.unpack_from(f"{order}{2 * number}L", tiff, where)
            found[tag] = tuple(a / b for a, b in zip(pairs[::2], pairs[1::2], strict=True))
    return found


def _degrees(gps: dict[int, tuple[float | str, ...]], reference: int, value: int) -> str:
    degrees, minutes, seconds = (float(one) for one in gps[value])
    side = _text(gps.get(reference))
    return f"{degrees + minutes / 60 + seconds / 3600:.4f}° {side}"


def _text(values: tuple[float | str, ...] | None) -> str:
    return str(values[0]) if values else ""
