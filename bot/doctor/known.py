"""What the database says: who is who, what is kept durable, and what was heard in Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.community.remembered import read_directory
from bot.doctor.hearing import Heard
from handlers.slack.examining import SlackRoom
from handlers.slack.history import FLOOR
from handlers.slack.presence import HEARD
from policies.community.directory import Directory
from storage.store import Store, Transaction

_NEVER: Final = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`applied` tells whether there ever was a directory, `running` whether a bot runs.

    `recovery` tells whether there is a recovery key; `backup` and `drill` are the last good ones.
    """

    directory: Directory = field(repr=False)
    applied: bool
    recovery: bool
    backup: datetime | None
    drill: datetime | None
    running: bool
    loose: Mapping[str, str]


async def read(store: Store) -> Known:
    """Return what the database says; raises StoreFault, SealFault."""
    running, loose = await store.running(), await store.loose()

    async def query(tx: Transaction) -> Known:
        return Known(
            directory=await read_directory(tx),
            applied=await tx.directory.version() > 0,
            recovery=await tx.slots.recovery() is not None,
            backup=await tx.backups.last("backup"),
            drill=await tx.backups.last("drill"),
            running=running,
            loose=loose,
        )

    return await store.read(query)


async def heard(
    store: Store, door: str, rooms: Sequence[SlackRoom], *, now: float, connected: bool
) -> Heard:
    """Return what was heard behind a door of what people wrote; raises StoreFault, SealFault."""
    events = {one.event for room in rooms for one in room.spoken}

    async def query(tx: Transaction) -> Heard:
        cursors = await tx.cursors.all(door)
        told = {
            event
            for event in events
            if await tx.received.told_before(tx.keyed("event", door, event))
        }
        return Heard(
            now=now,
            told=frozenset(told),
            floors=_after(FLOOR, cursors),
            until=_after(HEARD, cursors),
            connected=connected,
        )

    return await store.read(query)


def _after(prefix: str, cursors: Mapping[str, str]) -> dict[str, float]:
    return {
        name.removeprefix(prefix): _number(value)
        for name, value in cursors.items()
        if name.startswith(prefix)
    }


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return _NEVER
