"""Room on the disk: once it is full, nothing is taken any more."""

from pathlib import Path
from typing import Final

from bot.doctor.finding import Finding
from bot.doctor.machine import Machine, Room

LEAST: Final = 500_000_000
"""Bytes that are enough on any disk, unless they are hardly anything of it."""
_PART: Final = 0.05
_PLENTY: Final = 5_000_000_000
"""Bytes that are enough, however large the disk."""


def judge(folder: Path, machine: Machine) -> list[Finding]:
    """Return the finding for a disk that is nearly full; `folder` holds the database."""
    room = machine.room(folder)
    if room is None or not nearly_full(room):
        return []
    return [
        Finding(
            subject="disk",
            line=f"the disk of {folder} is nearly full: {room.free // 1_000_000} MB of "
            f"{room.whole // 1_000_000} MB are free",
            remedy="make room, or move the database to a larger disk",
        )
    ]


def nearly_full(room: Room) -> bool:
    """Tell whether there is too little room left: 500 MB, or 5 % and no more than 5 GB."""
    return room.free < LEAST or room.free < min(_PLENTY, room.whole * _PART)
