"""Of an image only the picture is carried on."""

import io
import os
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from bot.porter.pictures import Pictures
from handlers.door import Lost, Unfit
from policies.messages.files import Refusal
from tests.bot.porter import images


async def pieces(data: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(data), 10_000):
        yield data[at : at + 10_000]


async def cleaned(data: bytes, kind: str) -> tuple[str, bytes]:
    async with Pictures().cleaned(kind, pieces(data)) as picture:
        out = b"".join([piece async for piece in picture.pieces])
    assert len(out) == picture.size
    return picture.type, out


def traces(data: bytes) -> list[str]:
    """Return what besides the picture is found in an image."""
    with Image.open(io.BytesIO(data)) as image:
        found = [str(name) for name in image.getexif()]
        found += [str(name) for name in image.info if name in ("comment", "xmp", "exif", "Author")]
    return found + (["mark"] if images.MARK.encode() in data or b"Exif" in data else [])


@pytest.mark.parametrize(
    ("data", "kind", "made"),
    [
        (images.jpeg(), "image/jpeg", "image/jpeg"),
        (images.jpeg(mode="L"), "image/jpeg", "image/jpeg"),
        (images.png(), "image/png", "image/png"),
        (images.png(mode="P"), "image/png", "image/png"),
        (images.moving("GIF"), "image/gif", "image/gif"),
        (images.moving("WEBP"), "image/webp", "image/webp"),
        (images.moving("GIF", 1), "image/gif", "image/gif"),
    ],
)
async def test_what_stands_beside_a_picture_is_left_behind(data, kind, made) -> None:
    shown, out = await cleaned(data, kind)
    assert shown == made
    assert traces(out) == []
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(out))
    assert (before.size, getattr(before, "n_frames", 1)) == (
        after.size,
        getattr(after, "n_frames", 1),
    )


def test_the_made_photograph_says_where_it_was_taken() -> None:
    assert traces(images.jpeg()) != []
    assert Image.open(io.BytesIO(images.jpeg())).getexif().get_ifd(0x8825)


async def test_a_picture_stands_as_its_camera_was_held() -> None:
    _, out = await cleaned(images.jpeg((64, 48), orientation=6), "image/jpeg")
    with Image.open(io.BytesIO(out)) as image:
        assert image.size == (48, 64)
        # The gold corner stood at the upper left, and is turned to the upper right.
        assert image.getpixel((45, 3))[2] < 100 < image.getpixel((3, 60))[2]


async def test_what_was_hung_behind_an_image_does_not_come_along() -> None:
    _, out = await cleaned(images.jpeg() + b"PK\3\4 an archive in disguise", "image/jpeg")
    assert b"disguise" not in out


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (images.bomb(), "image/png"),
        (images.bomb(9_000, 9_000), "image/png"),
        (images.jpeg()[:400], "image/jpeg"),
        (b"\xff\xd8\xff\xe0" + os.urandom(5_000), "image/jpeg"),
        (images.png(), "image/jpeg"),
        (b"", "image/png"),
        (images.jpeg(), "image/heif"),
    ],
)
async def test_what_cannot_be_drawn_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(Unfit) as refused:
        await cleaned(data, kind)
    assert refused.value.reason is Refusal.IMAGE


async def test_what_breaks_the_source_breaks_the_cleaning_and_leaves_no_program() -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield images.jpeg()[:100]
        raise Lost("connection_lost")

    workshop = Pictures()
    with pytest.raises(Lost):
        async with workshop.cleaned("image/jpeg", breaking()):
            pass
    # The next image finds the workshop free.
    async with workshop.cleaned("image/png", pieces(images.png())) as picture:
        assert picture.size
