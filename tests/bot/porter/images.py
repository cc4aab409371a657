"""Pictures that tests make: with a place in them, turned, moving, or far too large."""

import io
import struct
import zlib

from PIL import ExifTags, Image, PngImagePlugin

MARK = "taken in the safe house by Ann"
GPS = {1: "N", 2: (50.0, 27.0, 0.0), 3: "E", 4: (30.0, 31.0, 0.0)}


def jpeg(size: tuple[int, int] = (64, 48), *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """Return a photograph that says where and by whom it was taken."""
    image = Image.new(mode, size, "navy" if mode == "RGB" else 9)
    image.paste("gold" if mode == "RGB" else 200, (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = MARK
    exif[ExifTags.IFD.GPSInfo] = GPS
    out = io.BytesIO()
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MARK}</x:xmpmeta>'.encode()
    image.save(out, "JPEG", exif=exif, comment=MARK, xmp=xmp, quality=90)
    return out.getvalue()


def png(size: tuple[int, int] = (64, 48), mode: str = "RGBA") -> bytes:
    """Return a drawing with remarks beside it."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", MARK)
    info.add_itxt("XML:com.adobe.xmp", MARK)
    out = io.BytesIO()
    image = Image.new("RGBA", size, (200, 10, 10, 128)).convert(mode)
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def moving(kind: str, frames: int = 3, size: tuple[int, int] = (20, 20)) -> bytes:
    """Return an image of several frames."""
    images = [Image.new("RGB", size, (40 * one % 256, 9, 9)) for one in range(1, frames + 1)]
    out = io.BytesIO()
    more = {"comment": MARK.encode()} if kind == "GIF" else {}
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=120, **more)
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of a few bytes that would fill gigabytes: its lines are never drawn."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = chunk(b"IDAT", zlib.compress(bytes(999)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + lines + chunk(b"IEND", b"")
