"""Pictures of the page for docs/pictures, taken only when asked for: `make pictures`.

It sets TOCSIN_PICTURES to that folder. A kept picture has 256 colours at most: text on calm colours
loses nothing, and is a third as large.
"""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

FOLDER = os.environ.get("TOCSIN_PICTURES", "")
LARGEST = 150_000
_FREQUENT = 64
KEPT = (
    "1-green-crosses.png",
    "2-amber-where-agreed.png",
    "3-red-stays.png",
    "4-talk-stays.png",
    "5-nothing-is-lost.png",
    "6-a-picture-without-its-place.png",
    "8-a-stranger-pauses-sharing.png",
    "12-a-lost-phone-is-blank.png",
    "13-an-alert-is-answered.png",
    "14-silence-goes-on.png",
    "16-a-hundred-reports.png",
    "narrow-1-green-crosses.png",
    "narrow-3-red-stays.png",
)


async def picture(page: Page, name: str, last: str) -> None:
    """Where that was asked for, take a picture of the page down to an element and keep it."""
    if not FOLDER or name not in KEPT:
        return
    await page.evaluate("window.scrollTo(0, 0)")
    box = await page.locator(last).bounding_box()
    height = box["y"] + box["height"] + 20
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    taken = await page.screenshot(clip=clip, full_page=True, animations="disabled")
    small = with_a_palette(taken)
    assert len(small) <= LARGEST, f"{name}: {len(small)} bytes"
    (Path(FOLDER) / name).write_bytes(small)


def with_a_palette(png: bytes) -> bytes:
    """Return the same picture with 256 colours: the most frequent, and others for the rest."""
    written = io.BytesIO()
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    counted = sorted(whole.getcolors(whole.width * whole.height), reverse=True)
    chosen = [value for _, colour in counted[:_FREQUENT] for value in colour]
    rest = whole.quantize(256 - _FREQUENT, method=Image.Quantize.MAXCOVERAGE).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chosen, *rest])
    whole.quantize(palette=palette, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()
