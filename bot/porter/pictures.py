"""Images, cleaned by a program of their own; here they only pass by, piece by piece."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from handlers.door import Later, Unfit
from policies.messages.files import Refusal

_log = structlog.get_logger("porter")

_WORKSHOP: Final = Path(__file__).parent / "workshop.py"
_PIECE: Final = 65_536
_PATIENCE: Final = 120.0
_LONGEST_LINE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A cleaned image on its way: its media type and exactly how many bytes it has."""

    type: str
    size: int
    pieces: AsyncIterator[bytes] = field(repr=False)


class Pictures:
    """The workshop: one image is drawn at a time, for each takes memory of its own."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(1)

    @asynccontextmanager
    async def cleaned(
        self, media_type: str, pieces: AsyncIterator[bytes]
    ) -> AsyncIterator[Picture]:
        """Give an image without metadata; raises Unfit where it cannot be drawn, Later.

        What `pieces` raises comes through.
        """
        program: asyncio.subprocess.Process | None = None
        try:
            async with self._free:
                program = await _started(media_type)
                async with asyncio.timeout(_PATIENCE):
                    size, kind = await self._handed(program, pieces)
            # It is drawn: an album waits for all of its pictures before the first is read.
            yield Picture(type=kind, size=size, pieces=_drawn(program, size))
        except TimeoutError:
            raise Unfit(Refusal.IMAGE) from None
        finally:
            if program is not None:
                await _ended(program)

    async def _handed(
        self, program: asyncio.subprocess.Process, pieces: AsyncIterator[bytes]
    ) -> tuple[int, str]:
        """Hand an image in, and return what the workshop says of it."""
        stdin, stdout = program.stdin, program.stdout
        if stdin is None or stdout is None:
            raise Later("no_workshop")
        try:
            async for piece in pieces:
                stdin.write(piece)
                await stdin.drain()
            stdin.close()
        except (BrokenPipeError, ConnectionResetError):
            # It has seen enough; what it thinks of it, it says.
            pass
        return _told(await stdout.readline())


async def _started(media_type: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_WORKSHOP),
        media_type,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        limit=_PIECE,
    )


def _told(line: bytes) -> tuple[int, str]:
    try:
        told = json.loads(line)
        return int(told["size"]), str(told["type"])
    except (ValueError, TypeError, KeyError):
        reason = line[:_LONGEST_LINE].decode(errors="replace").strip()
        _log.info("an image cannot be cleaned", why=reason if line else "the workshop broke off")
        raise Unfit(Refusal.IMAGE) from None


async def _drawn(program: asyncio.subprocess.Process, size: int) -> AsyncIterator[bytes]:
    left = size
    while left > 0 and program.stdout is not None:
        piece = await program.stdout.read(min(left, _PIECE))
        if not piece:
            raise Unfit(Refusal.IMAGE)
        left -= len(piece)
        yield piece


async def _ended(program: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        program.kill()
    # Shielded: a program that is not waited for stays behind as a zombie.
    await asyncio.shield(program.wait())
