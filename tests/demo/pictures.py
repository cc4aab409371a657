"""Pictures of the page: taken in every run, kept in docs/pictures only when asked for.

`make pictures` sets TOCSIN_PICTURES to that folder; without it a run leaves the checkout as it was.
A kept picture has 256 colours at most: text on calm colours loses nothing, and is a third as large.
"""

import os
import struct
import zlib
from collections import Counter
from pathlib import Path

from playwright.async_api import Page

FOLDER = os.environ.get("TOCSIN_PICTURES", "")
LARGEST = 150_000
KEPT = (
    "1-green-crosses.png",
    "2-amber-where-agreed.png",
    "3-red-stays.png",
    "4-talk-stays.png",
    "5-nothing-is-lost.png",
    "narrow-1-green-crosses.png",
    "narrow-3-red-stays.png",
)
_COLOURS, _FREQUENT = 256, 64
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


async def picture(page: Page, name: str, last: str) -> None:
    """Take a picture of the page down to an element; keep it where that was asked for."""
    await page.evaluate("window.scrollTo(0, 0)")
    box = await page.locator(last).bounding_box()
    height = box["y"] + box["height"] + 20
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    taken = await page.screenshot(clip=clip, full_page=True, animations="disabled")
    assert taken.startswith(_SIGNATURE)
    if FOLDER and name in KEPT:
        small = with_a_palette(taken)
        assert len(small) <= LARGEST, f"{name}: {len(small)} bytes"
        (Path(FOLDER) / name).write_bytes(small)


def with_a_palette(png: bytes) -> bytes:
    """Return the same picture with the 256 colours that it has most of."""
    width, height, depth, rows = _pixels(png)
    counted: Counter[tuple[int, ...]] = Counter()
    for row in rows:
        counted.update(_colours(row, depth))
    known = _palette(counted)
    palette = list(dict.fromkeys(known))[: max(known.values()) + 1]
    lines = b"".join(b"\0" + bytes(known[one] for one in _colours(row, depth)) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", b"".join(bytes(one) for one in palette)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(counted: Counter[tuple[int, ...]]) -> dict[tuple[int, ...], int]:
    """Return the place of every colour; the palette's own come first, in their order.

    After the most frequent ones those are taken that are missed most: rare, and like no other.
    """
    known = {colour: at for at, (colour, _) in enumerate(counted.most_common(_FREQUENT))}
    chosen = list(known)
    near = {
        colour: min((_far(one, colour), at) for at, one in enumerate(chosen))
        for colour in counted
        if colour not in known
    }
    while near and len(chosen) < _COLOURS:
        missed = max(near, key=lambda one: near[one][0] * counted[one])
        del near[missed]
        known[missed] = len(chosen)
        chosen.append(missed)
        for colour, (far, _) in near.items():
            if (nearer := _far(missed, colour)) < far:
                near[colour] = (nearer, known[missed])
    return known | {colour: at for colour, (_, at) in near.items()}


def _colours(row: bytearray, depth: int) -> "zip[tuple[int, ...]]":
    return zip(row[0::depth], row[1::depth], row[2::depth], strict=True)


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixels(png: bytes) -> tuple[int, int, int, list[bytearray]]:
    """Return width, height, bytes in a pixel, and the rows: https://www.w3.org/TR/png-3/#9Filters."""
    at, packed, width, height, depth = len(_SIGNATURE), b"", 0, 0, 3
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
            depth = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            packed += body
    raw, stride = zlib.decompress(packed), width * depth
    rows: list[bytearray] = []
    above = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(
            raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, depth
        )
        rows.append(above)
    return width, height, depth, rows


def _unfiltered(kind: int, row: bytearray, above: bytearray, depth: int) -> bytearray:
    if kind == 0:
        return row
    for at in range(len(row)):
        left = row[at - depth] if at >= depth else 0
        corner = above[at - depth] if at >= depth else 0
        up = above[at]
        if kind == 1:
            told = left
        elif kind == 2:
            told = up
        elif kind == 3:
            told = (left + up) >> 1
        else:
            guess = left + up - corner
            told = min((left, up, corner), key=lambda one: abs(guess - one))
        row[at] = (row[at] + told) & 255
    return row
