"""What opens the database: whether others can take it, and where it lies."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.doctor.finding import Finding
from bot.doctor.machine import Machine

KEY: Final = "key"
_OTHERS: Final = 0o177
"""What the mode of a key must not allow: only its owner reads and writes it."""


def place(path: Path, what: str, database: Path, machine: Machine) -> list[Finding]:
    """Return the finding for a key, or a passphrase (`what`), on the disk of the database."""
    shared = machine.disk(database)
    if shared is None or machine.disk(path) != shared:
        return []
    return [
        Finding(
            subject=KEY,
            line=f"the {what} {path} and the database lie on one disk: who takes the disk reads "
            "everything",
            remedy="keep it on another disk or as a systemd credential, or have the passphrase "
            "asked at every start",
        )
    ]


def judge(path: Path, what: str, machine: Machine) -> list[Finding]:
    """Return what needs doing for the file itself that holds the key, or a passphrase (`what`)."""
    return list(_file(path, what, machine))


def _file(path: Path, what: str, machine: Machine) -> Iterator[Finding]:
    status = machine.look(path)
    if status is None:
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} is missing or cannot be seen",
            remedy="bring it back; a new one does not open the database",
        )
        return
    if stat.S_ISLNK(status.st_mode):
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} is a symbolic link",
            remedy="name the file itself in [keys]",
        )
        return
    if not stat.S_ISREG(status.st_mode):
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} is no regular file",
            remedy="name a regular file in [keys]",
        )
        return
    if status.st_uid not in (0, machine.user()):
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} belongs to another user, who may change it",
            remedy="give it to the user that runs tocsin: chown",
        )
    mode = machine.lets_in(path, status, _OTHERS)
    if mode:
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} is open to others (mode {mode:04o})",
            remedy=f"chmod 600 {path}",
        )
    if status.st_nlink != 1:
        yield Finding(
            subject=KEY,
            line=f"the {what} {path} has more than one name",
            remedy=f"remove its other hard links: find / -xdev -samefile {path}",
        )


def no_recovery() -> Finding:
    """Return the finding for a database that nothing opens once its key is lost."""
    return Finding(
        subject=KEY,
        line="there is no recovery key: once the key is lost, everything is",
        remedy="`tocsin keys recovery` makes one, on a sheet of paper",
    )


def sheet(path: Path) -> Finding:
    """Return the finding for a recovery sheet that was left on the machine."""
    return Finding(
        subject=KEY,
        line=f"the recovery sheet {path} still lies here: who reads it opens the database",
        remedy=f"print it, keep it away from this machine, then: shred -u {path}",
    )
