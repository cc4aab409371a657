"""The database: whether a commit outlives a loss of power, and whether others can read it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.doctor.finding import Finding
from bot.doctor.machine import Machine

DATABASE: Final = "database"
_SIDES: Final = ("", "-wal", "-shm", "-journal")
_FLEETING: Final = {
    "tmpfs": "it is gone when the machine restarts",
    "ramfs": "it is gone when the machine restarts",
    "overlay": "it is gone with its container",
    "aufs": "it is gone with its container",
}
_FAR: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs",
     "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs"}
)  # fmt: skip
"""SQLite's locks and its log need one machine: https://www.sqlite.org/wal.html, "Overview" 2."""


def loose(settings: Mapping[str, str]) -> list[Finding]:
    """Return the findings for settings under which a commit might be lost, by name."""
    return [
        Finding(
            subject=DATABASE,
            line=f"{name} is {value}: what was taken may be lost with the power",
            remedy=_HARDEN.get(name, f"set {name} back to what the database came with"),
        )
        for name, value in settings.items()
    ]


_HARDEN: Final = {
    "journal_mode": "move the database to a local disk, on which SQLite can keep its log (WAL)",
    "fsync": "set fsync = on in postgresql.conf and reload the server",
    "full_page_writes": "set full_page_writes = on in postgresql.conf and reload the server",
    "synchronous_commit": "set synchronous_commit = on for the database's user "
    "(ALTER ROLE … SET synchronous_commit = on)",
}


def judge(path: Path, machine: Machine) -> list[Finding]:
    """Return what needs doing for the database's file and its folder."""
    return [*_where(path, machine), *_modes(path, machine)]


def _where(path: Path, machine: Machine) -> Iterator[Finding]:
    kind = machine.kind(path)
    if kind in _FLEETING:
        yield Finding(
            subject=DATABASE,
            line=f"{path} lies on {kind}: {_FLEETING[kind]}",
            remedy="name a file on a disk (in a container: on a volume) in [storage] url",
        )
    if kind in _FAR:
        yield Finding(
            subject=DATABASE,
            line=f"{path} lies on {kind}, over the network: its locks and its log are not safe "
            "there",
            remedy="name a file on a local disk in [storage] url, or use PostgreSQL",
        )


def _modes(path: Path, machine: Machine) -> Iterator[Finding]:
    for side in _SIDES:
        file = path.with_name(path.name + side)
        yield from _mode(file, machine, "600")
    yield from _mode(path.parent, machine, "700")


def _mode(path: Path, machine: Machine, wanted: str) -> Iterator[Finding]:
    status = machine.look(path)
    mode = 0 if status is None else machine.lets_in(path, status)
    if mode:
        yield Finding(
            subject=DATABASE,
            line=f"{path} is open to others (mode {mode:04o})",
            remedy=f"chmod {wanted} {path}",
        )
