"""Backups in a folder: named by their time, and removed once they are older than is kept."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from storage.backups import BackupFault, head_of

KEPT: Final = timedelta(days=90)
"""How long a backup is kept, as long as a text: it holds the keys of what was forgotten since."""
_FORM: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"tocsin-(\d{8}T\d{6}Z)\.backup")
_PARTIAL: Final = re.compile(rf"\.{_NAME.pattern}\.[0-9a-f]{{8}}\.partial")
_DAY: Final = timedelta(days=1)


def name_at(instant: datetime) -> str:
    """Return the name of a backup that is made at an instant."""
    return f"tocsin-{instant.astimezone(UTC).strftime(_FORM)}.backup"


def outdated(
    folder: Path, deployment: bytes, now: datetime, *, kept: timedelta, most: int | None
) -> list[Path]:
    """Return the backups of a deployment that are not to be kept any more, oldest first.

    These are those older than `kept`, and those beyond the `most` newest. What has another name, or
    is of another deployment, is nobody's to remove.
    """
    own = [(at, file) for at, file in sorted(_listed(folder)) if _is_of(file, deployment)]
    newest = set(own if most is None else own[len(own) - min(most, len(own)) :])
    return [file for at, file in own if now - at > kept or (at, file) not in newest]


def broken_off(folder: Path, now: datetime) -> list[Path]:
    """Return what a process left there that was killed while it made a backup: a day old or more.

    It was never a backup, and nothing will come of it.
    """
    return [
        file
        for file in sorted(folder.iterdir())
        if (match := _PARTIAL.fullmatch(file.name))
        and (at := _instant(match[1])) is not None
        and now - at > _DAY
    ]


def _listed(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for file in folder.iterdir():
        match = _NAME.fullmatch(file.name)
        at = None if match is None else _instant(match[1])
        if at is not None and file.is_file() and not file.is_symlink():
            yield at, file


def _instant(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None  # digits that are no time


def _is_of(file: Path, deployment: bytes) -> bool:
    try:
        return head_of(file).is_of(deployment)
    except BackupFault:
        return False
