"""Turning the bot's clock forward: eight bytes of a file that the stage and its processes share."""

import mmap
import struct
from datetime import timedelta
from pathlib import Path
from typing import Final

NAME: Final = "clock"
_FORM: Final = struct.Struct("<q")


class Turning:
    """How far a clock is turned forward; whoever opens the same file sees the same."""

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        if not path.exists():
            path.write_bytes(_FORM.pack(0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _FORM.size)

    def ahead(self) -> timedelta:
        """Return by how much the clock is turned forward."""
        return timedelta(microseconds=_FORM.unpack_from(self._shared)[0])

    def turn(self, forward: timedelta) -> None:
        """Turn it forward by so much more, for every process that follows it."""
        whole = (self.ahead() + forward) // timedelta(microseconds=1)
        _FORM.pack_into(self._shared, 0, whole)

    def close(self) -> None:
        """Let go of the file."""
        self._shared.close()
