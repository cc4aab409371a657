"""Faults and haste that are put into the program before it starts."""

from bot.doctor.machine import Machine, Room
from handlers.telegram import examining


def soon() -> None:
    """Wait for another poller no longer than must be."""
    examining.LISTENING = 0.2


def patient() -> None:
    """Wait for another poller as long as it takes one to come back."""
    examining.LISTENING = 1.0


def full() -> None:
    """Have a disk on which hardly anything is free."""
    soon()
    nearly = Room(free=90_000_000, whole=40_000_000_000)
    Machine.room = lambda _machine, _path: nearly  # type: ignore[method-assign]


def ordinary() -> None:
    """Be on an ordinary disk with room, whatever the tests run on."""
    soon()
    enough = Room(free=90_000_000_000, whole=100_000_000_000)
    Machine.room = lambda _machine, _path: enough  # type: ignore[method-assign]
    Machine.kind = lambda _machine, _path: "ext4"  # type: ignore[method-assign]
