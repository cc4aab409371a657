"""Files that are made whole or not at all, for their owner's eyes alone; none is written over."""

import errno
import os
import tomllib
from pathlib import Path
from typing import Final

import click

from bot.cli.opening import give_up

_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a file system says that has no hard links."""


def told(what: str, path: Path | str, why: str = "") -> None:
    """Say what became of a file: one word, its path, and what there is to know."""
    shown = near(path) if isinstance(path, Path) else path
    click.echo(f"{what:<8} {shown}{f' ({why})' if why else ''}")


def near(path: Path) -> Path:
    """Return a path as it is called from here, where it lies here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def make_folder(path: Path) -> None:
    """Make a folder, as far as it is missing."""
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        give_up([f"{path}: {error.strerror}; name a folder that can be made"])


def make(path: Path, text: str) -> None:
    """Make a file with this text; leaves with 78 where it cannot be made or something is there.

    It has its name only once it is whole, so that a stop in between leaves nothing half.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(beside, flags, _PRIVATE), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        settle(beside, path)
    except OSError as error:
        give_up([f"{path}: {error.strerror}; make its folder writable and try again"])
    finally:
        beside.unlink(missing_ok=True)


def settle(beside: Path, path: Path) -> None:
    """Give a whole file its name; raises FileExistsError rather than replace anything."""
    try:
        # A link, unlike a new name, replaces nothing.
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        beside.rename(path)


def append(path: Path, table: str) -> bool:
    """Write a table behind the settings; False where they would not be read with it.

    What stands there stays as it is, whatever goes wrong.
    """
    try:
        before = path.read_bytes()
        gap = b"\n" if before.endswith(b"\n") else b"\n\n"
        behind = gap + table.encode()
        tomllib.loads((before + behind).decode())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW), "wb") as file:
            try:
                file.write(behind)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                os.ftruncate(file.fileno(), len(before))
                raise
    except (OSError, ValueError):
        return False
    return True
