"""Charts as pictures: the marking is drawn into them, and stands in their metadata too.

The label has its colour on black, as the standard asks (TLP 2.0, section 3), and its word; no bar
is told from another by colour alone. https://pillow.readthedocs.io/en/stable/reference/ImageDraw
"""

import functools
import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from handlers.documents.report import Bar, Report, Unmarked
from policies.labels import COLOURS

TYPE: Final = "image/png"
_WIDTH: Final = 640
"""Pixels; on a narrow phone it is shown at a little more than half of that, and is still read."""
_BAND: Final = 44
_MARGIN: Final = 20
_LINE: Final = 28
_NAME: Final = 30
_BAR: Final = 30
_BETWEEN: Final = 104
_LARGE: Final = 26
_WORDS: Final = 22
_SMALL: Final = 20
"""Sizes of what is written."""
_BACKGROUND: Final = "#FFFFFF"
_INK: Final = "#1A1A1A"
_MIDDLE: Final = "#1F4E79"
_LONGEST: Final = "#9DB7D5"
_LATE: Final = "#B00020"
_KEYWORD: Final = "TLP"
_MOST: Final = 3.0
"""How often the time until late fits into the width; what is longer goes on beyond it."""


def png_of(report: Report) -> bytes:
    """Return the chart of a report as PNG; raises ValueError for a report that has none."""
    chart = report.chart
    if chart is None:
        raise ValueError("this report has no chart")
    band = _band(report)
    heads = [(line, _LARGE, _INK) for line in _lines(chart.whose, _LARGE)]
    heads += [(line, _SMALL, _INK) for line in _lines(chart.span, _SMALL)]
    heads += [(line, _SMALL, _INK) for line in _lines(chart.title, _SMALL)]
    if chart.mark:
        heads.append((chart.mark, _LARGE, _LATE))
    top = band.height + _MARGIN + len(heads) * (_LINE + 6) + _MARGIN
    height = top + _BETWEEN * max(1, len(chart.bars)) + band.height
    image = Image.new("RGB", (_WIDTH, height), _BACKGROUND)
    draw = ImageDraw.Draw(image)
    image.paste(band, (0, 0))
    image.paste(band, (0, height - band.height))
    for at, (line, size, colour) in enumerate(heads):
        _write(draw, (_MARGIN, band.height + _MARGIN + at * (_LINE + 6)), line, size, colour)
    for at, bar in enumerate(chart.bars):
        _draw(draw, bar, top + at * _BETWEEN)
    told = PngImagePlugin.PngInfo()
    told.add_itxt(_KEYWORD, report.marking)
    told.add_itxt("Title", report.title)
    told.add_itxt("Description", chart.described)
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True, pnginfo=told)
    return out.getvalue()


def _draw(draw: ImageDraw.ImageDraw, bar: Bar, top: int) -> None:
    """Draw a bar, measured by where late begins: that is the same line for all of them."""
    left, width = _MARGIN, _WIDTH - 2 * _MARGIN

    def at(seconds: float) -> float:
        return left + width * min(seconds / bar.late, _MOST) / _MOST

    _write(draw, (left, top), bar.name, _WORDS)
    top += _NAME
    for value, colour in ((bar.longest, _LONGEST), (bar.middle, _MIDDLE)):
        draw.rectangle((left, top, max(left + 2, at(value)), top + _BAR), fill=colour, outline=_INK)
    if bar.longest > _MOST * bar.late:
        _write(draw, (left + width - 28, top + 3), ">>", _WORDS)
    draw.line((at(bar.late), top - 6, at(bar.late), top + _BAR + 6), fill=_LATE, width=3)
    _write(draw, (left, top + _BAR + 8), bar.told, _SMALL)


def _band(report: Report) -> Image.Image:
    """Return the strip that bears the whole marking, as high as that asks for."""
    lines = _lines(report.marking, _WORDS)
    band = Image.new("RGB", (_WIDTH, _BAND + (len(lines) - 1) * _LINE), "#000000")
    draw = ImageDraw.Draw(band)
    for at, line in enumerate(lines):
        _write(draw, (_MARGIN, 10 + at * _LINE), line, _WORDS, COLOURS[report.label])
    return band


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)


def _lines(text: str, size: int) -> list[str]:
    """Return a text in lines that fit; what cannot be broken is broken where it must be."""
    room, font = _WIDTH - 2 * _MARGIN, _font(size)
    lines, line = [], ""
    for word in _plain(text).split():
        rest = word
        if line and font.getlength(f"{line} {rest}") <= room:
            line = f"{line} {rest}"
            continue
        lines += [line] if line else []
        while font.getlength(rest) > room:
            fits = next(n for n in range(len(rest), 0, -1) if font.getlength(rest[:n]) <= room)
            lines.append(rest[:fits])
            rest = rest[fits:]
        line = rest
    return [*lines, line] if line else lines


def _plain(text: str) -> str:
    # The font that comes with the library has these characters and no others.
    return text.encode("ascii", "replace").decode()


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str = _INK
) -> None:
    draw.text(at, _plain(text), fill=colour, font=_font(size))


def check(content: bytes, report: Report) -> None:
    """Read a picture back; raises Unmarked where its marking is not what is seen and written."""
    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        image.load()
        if image.info.get(_KEYWORD) != report.marking:
            raise Unmarked("png: metadata")
        band = _band(report)
        for top in (0, image.height - band.height):
            strip = image.crop((0, top, _WIDTH, top + band.height)).convert("RGB")
            if strip.tobytes() != band.tobytes():
                raise Unmarked("png: picture")
