"""Files that lie about: settings and secrets that others can read, a directory, a sheet."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.doctor import key
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine

_LARGEST: Final = 4_000_000
_TABLES: Final = ("organisation", "person", "channel", "bridge")
_SHEET: Final = re.compile(r"recovery-sheet[^/]*")


def secrets(paths: Sequence[tuple[Path, str]], machine: Machine) -> list[Finding]:
    """Return the findings for files with secrets that others can read, each with what it is."""
    found = []
    for path, what in paths:
        status = machine.look(path)
        mode = 0 if status is None else machine.lets_in(path, status)
        if mode:
            found.append(
                Finding(
                    subject="settings",
                    line=f"{what} {path} is open to others (mode {mode:04o})",
                    remedy=f"chmod 600 {path}",
                )
            )
    return found


def left_lying(folders: Sequence[Path], settings: Path, *, applied: bool) -> list[Finding]:
    """Return the findings for a directory that was `applied`, and for a recovery sheet."""
    found: list[Finding] = []
    for path in sorted({one for folder in folders for one in _files(folder)}):
        if _SHEET.fullmatch(path.name):
            found.append(key.sheet(path))
        elif applied and path.suffix == ".toml" and path != settings and _is_directory(path):
            found.append(
                Finding(
                    subject="directory",
                    line=f"the directory file {path} still lies here: it names everybody, and is "
                    "not needed after `tocsin directory apply`",
                    remedy=f"shred -u {path} (`tocsin directory export` writes it anew)",
                )
            )
    return found


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from (one.resolve() for one in folder.iterdir() if one.is_file())
    except OSError:
        return


def _is_directory(path: Path) -> bool:
    try:
        if path.stat().st_size > _LARGEST:
            return False
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return any(isinstance(given.get(table), list) for table in _TABLES)
