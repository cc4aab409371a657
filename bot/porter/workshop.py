"""An image without anything but the picture: a program of its own, which the porter starts.

It reads an image from its input and writes the picture, drawn anew, to its output, behind one line
of JSON: {"size": …, "type": …}, or {"refused": …}. It may use little memory and time and write no
file, so whatever an image does to it, it does to nobody else.

    python -I workshop.py image/jpeg < before > after
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Final

from PIL import AvifImagePlugin, Image, ImageOps, ImageSequence

MOST_PIXELS: Final = 64_000_000
"""Of one picture; of one that moves, of all its frames."""
MOST_BYTES: Final = 100_000_000
_MEMORY: Final = 1_500_000_000
_SECONDS: Final = 60
_FORMATS: Final = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP", "DIB"),
    "image/avif": ("AVIF",),
}
_MOVING: Final = ("PNG", "GIF", "WEBP")
_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_ALPHA: Final = ("RGBA", "LA", "PA", "La", "RGBa")
_DEEP: Final = ("I;16", "I", "F")


class Refused(Exception):
    """The image is not drawn; says why."""


def main() -> None:
    """Clean the image on standard input."""
    _confine()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise Refused("too many bytes")  # noqa: TRY301 - answered like any other
        kind, picture = drawn_anew(data, sys.argv[1])
        # It may wait until it is read.
        data = b""
    except Refused as refused:
        _answer({"refused": str(refused)}, b"")
    except Exception as error:  # noqa: BLE001 - whatever an image does, it is refused
        _answer({"refused": type(error).__name__}, b"")
    else:
        _answer({"size": len(picture), "type": kind}, picture)


def _confine() -> None:
    for name, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(name, (most, most))


def _answer(told: dict[str, Any], picture: bytes) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(told).encode() + b"\n")
    out.write(picture)
    out.flush()


def drawn_anew(data: bytes, media_type: str) -> tuple[str, bytes]:
    """Return media type and bytes of the picture alone, turned as its camera said; raises Refused.

    It is opened as what its first bytes say and as nothing else. Its size is known before a pixel
    of it is drawn.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if media_type not in _FORMATS:
        raise Refused("no image that is known here")
    image = Image.open(io.BytesIO(data), formats=_FORMATS[media_type])
    frames = getattr(image, "n_frames", 1) if image.format in _MOVING else 1
    if image.width * image.height * frames > MOST_PIXELS:
        raise Refused("too many pixels")
    if media_type == "image/tiff" and getattr(image, "n_frames", 1) > 1:
        raise Refused("several pages")
    out = io.BytesIO()
    kind = image.format if image.format in _TYPES else "PNG"
    if image.format in ("JPEG", "MPO", "AVIF"):
        kind = "JPEG"
    if frames > 1:
        _save_moving(image, kind or "PNG", out)
    else:
        _save(image, kind or "PNG", out)
    return _TYPES[kind or "PNG"], out.getvalue()


def _save(image: Image.Image, kind: str, out: io.BytesIO) -> None:
    picture = _bare(image, alpha=kind != "JPEG")
    if kind == "JPEG":
        picture.save(out, "JPEG", quality=92, optimize=False)
    elif kind == "WEBP":
        picture.save(out, "WEBP", quality=90)
    else:
        picture.save(out, kind)


def _save_moving(image: Image.Image, kind: str, out: io.BytesIO) -> None:
    durations = [_duration(frame) for frame in ImageSequence.Iterator(image)]
    rest = _frames(image)
    first = next(rest)
    more: dict[str, Any] = {} if kind == "WEBP" else {"disposal": 1}
    first.save(
        out,
        kind,
        save_all=True,
        append_images=rest,
        duration=durations,
        loop=int(image.info.get("loop", 0)),
        **more,
    )


def _duration(frame: Image.Image) -> int:
    try:
        return min(max(int(frame.info.get("duration", 100)), 10), 60_000)
    except (TypeError, ValueError):
        return 100


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        yield _bare(image, alpha=True)


def _bare(image: Image.Image, *, alpha: bool) -> Image.Image:
    """Return the pixels alone: whatever stood beside them is left behind."""
    image.load()
    seen: Image.Image = ImageOps.exif_transpose(image)
    transparent = seen.mode in _ALPHA or "transparency" in seen.info
    if seen.mode == "L":
        mode = "L"
    elif seen.mode in _DEEP:
        # Sixteen bits and more are brought down to eight, brightest to brightest.
        seen, mode = seen.convert("F").point(lambda value: value / 256), "L"
    else:
        mode = "RGBA" if transparent and alpha else "RGB"
    pixels = seen.convert(mode)
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    return bare


if __name__ == "__main__":
    main()
