"""The machine as the doctor sees it: files, file systems, free room. A test hands in another."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The bytes of a file system: those that may still be written, and all."""

    free: int
    whole: int


class Machine:
    """This machine."""

    def look(self, path: Path) -> os.stat_result | None:
        """Return what is said of a file, of a link itself; None where there is none to see."""
        try:
            return os.lstat(path)
        except OSError:
            return None

    def user(self) -> int:
        """Return the number of the user that runs this."""
        return os.geteuid()

    def lets_in(self, path: Path, status: os.stat_result, mask: int = 0o077) -> int:
        """Return the file's mode where it lets others in, by the bits of `mask`; 0 where none.

        Of a credential that systemd hands to this service root's group seems to read, which is the
        mask of its access list: systemd's src/core/exec-credential.c, `write_credential`.
        """
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        handed = folder is not None and path.parent == Path(folder)
        if handed and (status.st_uid, status.st_gid) == (0, 0):
            mask &= ~stat.S_IRGRP
        mode = stat.S_IMODE(status.st_mode)
        return mode if mode & mask else 0

    def disk(self, path: Path) -> int | None:
        """Return the number of the disk that a file is on; None where it cannot be seen."""
        try:
            return path.stat().st_dev
        except OSError:
            return None

    def room(self, path: Path) -> Room | None:
        """Return the room of a file's file system; None where it cannot be asked."""
        try:
            told = os.statvfs(path)
        except OSError:
            return None
        return Room(free=told.f_bavail * told.f_frsize, whole=told.f_blocks * told.f_frsize)

    def kind(self, path: Path) -> str:
        """Return the kind of a file's file system, such as "ext4"; "" where nobody says."""
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
            where = path.resolve()
        except OSError:
            return ""
        found, kind = Path(), ""
        for line in mounts:
            before, _, after = line.partition(" - ")
            fields = before.split(" ")
            if len(fields) < 5 or not after:  # noqa: PLR2004 - the fifth is the mount point
                continue
            point = Path(_OCTAL.sub(lambda one: chr(int(one[1], 8)), fields[4]))
            # Of two on one point the later covers the earlier.
            if where.is_relative_to(point) and len(point.parts) >= len(found.parts):
                found, kind = point, after.split(" ")[0]
        return kind
