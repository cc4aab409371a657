"""Where tests write: to memory, where the machine has some to spare, for its disk may be slow.

Nothing of durability is switched off for it: what is synced is synced, at once.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it
_A_WHOLE_SUITE: Final = 4 * 2**30


def roomy_memory(size: int) -> Path | None:
    """Return a folder in memory with so many bytes to spare, None without any."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > size
    # The tests start programs that they have written.
    return _MEMORY if roomy and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC else None


def use_memory() -> None:
    """Let temporary folders, those of the programs under test too, lie in memory."""
    if "TMPDIR" not in os.environ and (memory := roomy_memory(_A_WHOLE_SUITE)):
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None
