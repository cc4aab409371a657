"""Charts as pictures: the marking is drawn into them, and stands in their metadata too.

The label has its colour on black, as the standard asks (TLP 2.0, section 3), and its word; no bar
is told from another by colour alone. https://pillow.readthedocs.io/en/stable/reference/ImageDraw
"""

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from handlers.documents.report import Bar, Report, Unmarked
from policies.labels import COLOURS

TYPE: Final = "image/png"
_WIDTH: Final = 900
_BAND: Final = 44
_MARGIN: Final = 24
_NAMES: Final = 110
_BAR: Final = 26
_BETWEEN: Final = 64
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
    top = _BAND + _MARGIN + 40 + (36 if chart.mark else 0)
    height = top + _BETWEEN * max(1, len(chart.bars)) + _MARGIN + _BAND
    image = Image.new("RGB", (_WIDTH, height), _BACKGROUND)
    draw = ImageDraw.Draw(image)
    band = _band(report)
    image.paste(band, (0, 0))
    image.paste(band, (0, height - _BAND))
    _write(draw, (_MARGIN, _BAND + 16), chart.title, 24)
    if chart.mark:
        _write(draw, (_MARGIN, _BAND + 52), chart.mark, 26, _LATE)
    for at, bar in enumerate(chart.bars):
        _draw(draw, bar, top + at * _BETWEEN)
    told = PngImagePlugin.PngInfo()
    told.add_itxt(_KEYWORD, report.marking)
    told.add_itxt("Title", chart.title)
    told.add_itxt("Description", chart.described)
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True, pnginfo=told)
    return out.getvalue()


def _draw(draw: ImageDraw.ImageDraw, bar: Bar, top: int) -> None:
    """Draw a bar, measured by where late begins: that is the same line for all of them."""
    left, width = _MARGIN + _NAMES, _WIDTH - 2 * _MARGIN - _NAMES

    def at(seconds: float) -> float:
        return left + width * min(seconds / bar.late, _MOST) / _MOST

    _write(draw, (_MARGIN, top + 2), bar.name, 20)
    for value, colour in ((bar.longest, _LONGEST), (bar.middle, _MIDDLE)):
        draw.rectangle((left, top, max(left + 2, at(value)), top + _BAR), fill=colour, outline=_INK)
    if bar.longest > _MOST * bar.late:
        _write(draw, (left + width - 24, top + 2), ">>", 20)
    draw.line((at(bar.late), top - 6, at(bar.late), top + _BAR + 6), fill=_LATE, width=3)
    _write(draw, (left, top + _BAR + 6), bar.told, 16)


def _band(report: Report) -> Image.Image:
    """Return the strip that bears the marking."""
    band = Image.new("RGB", (_WIDTH, _BAND), "#000000")
    draw = ImageDraw.Draw(band)
    _write(draw, (_MARGIN, 10), report.marking, 22, COLOURS[report.label])
    return band


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str = _INK
) -> None:
    # The font that comes with the library has these characters and no others.
    plain = text.encode("ascii", "replace").decode()
    draw.text(at, plain, fill=colour, font=ImageFont.load_default(size=size))


def check(content: bytes, report: Report) -> None:
    """Read a picture back; raises Unmarked where its marking is not what is seen and written."""
    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        image.load()
        if image.info.get(_KEYWORD) != report.marking:
            raise Unmarked("png: metadata")
        band = _band(report).tobytes()
        for top in (0, image.height - _BAND):
            if image.crop((0, top, _WIDTH, top + _BAND)).convert("RGB").tobytes() != band:
                raise Unmarked("png: picture")
