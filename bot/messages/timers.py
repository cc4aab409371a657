"""Copies that are to be looked at again: one that vanishes, or whose permission runs out.

What falls due is a sealed row; whoever wakes it only asks for the place to be brought in line, and
what may stand there then is decided then.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import lanes
from policies.community.directory import Directory
from policies.messages.message import Message
from policies.sharing.vanishing import runs_out
from storage.store import Transaction

_KIND: Final = "timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A message at a place (or on the lane to a person), and when it is to be looked at (UTC)."""

    message: str
    place: str
    source: str
    due: datetime


async def wind(tx: Transaction, directory: Directory, message: Message, place: str) -> None:
    """Have a copy that stands now looked at when its time is over; one that has none is left."""
    due = runs_out(directory, message, tx.now)
    if due is None:
        return
    key = (message.id, place)
    found = await tx.affairs.find(_KIND, key, Timer)
    timer = Timer(message=message.id, place=place, source=message.place, due=due)
    tx.affairs.put(_KIND, found[0] if found else tx.new_id(), timer, ends=None, key=key, loose=True)


async def ring(tx: Transaction) -> Collection[str]:
    """Ask for whatever is due to be brought in line; returns the lanes that have work."""
    woken = set()
    for affair, timer in await tx.affairs.listed(_KIND, Timer):
        if timer.due > tx.now:
            continue
        tx.affairs.remove(affair, loose=True)
        await tx.deliveries.want(
            timer.message,
            timer.place,
            timer.source,
            priority=0,
            written=lanes.moment(timer.due),
            sequence=0,
        )
        woken.add(timer.place)
    return woken
