"""QR codes, as pictures (ISO/IEC 18004; https://segno.readthedocs.io)."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import segno

from policies.messages.files import Carried, FileKind, Stream

_TYPE: Final = "image/png"
_SCALE: Final = 8
"""Pixels of one module."""
_BORDER: Final = 4
"""Modules of quiet around the code, as the standard asks."""


def png(text: str) -> bytes:
    """Return the picture of the QR code that says `text`, black on white."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="png", scale=_SCALE, border=_BORDER)
    return out.getvalue()


def carried(text: str) -> Carried:
    """Return the picture of a QR code as a file that can be sent."""
    content = png(text)

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    @asynccontextmanager
    async def opened() -> AsyncIterator[Stream]:
        yield Stream(name="invitation.png", type=_TYPE, size=len(content), pieces=pieces())

    return Carried(kind=FileKind.IMAGE, type=_TYPE, open=opened)
