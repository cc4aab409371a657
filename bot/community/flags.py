"""Ways to rooms and people that take nothing any more: flagged where one failed, until one works.

Pages pass a flagged way over, and `ready` counts it, so that it is mended before the night.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storage.store import Transaction

_FLAGGED: Final = "flagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A lane that takes nothing: since when, and the platform's own word for why."""

    lane: str
    organisation: str
    error: str
    since: datetime


async def flag(tx: Transaction, lane: str, organisation: str, error: str) -> None:
    """Note that a lane takes nothing; one that is flagged already keeps its time."""
    if await tx.affairs.find(_FLAGGED, (lane,), Flag) is None:
        value = Flag(lane=lane, organisation=organisation, error=error, since=tx.now)
        tx.affairs.put(_FLAGGED, tx.new_id(), value, ends=None, key=(lane,))


async def unflag(tx: Transaction, lane: str) -> None:
    """Note that a lane takes something again; one that is not flagged changes nothing."""
    found = await tx.affairs.find(_FLAGGED, (lane,), Flag)
    if found is not None:
        tx.affairs.remove(found[0])


async def flagged(tx: Transaction, lanes: Iterable[str]) -> set[str]:
    """Return which of these lanes are flagged."""
    return {lane for lane in lanes if await tx.affairs.find(_FLAGGED, (lane,), Flag) is not None}


async def flags(tx: Transaction, organisation: str) -> list[Flag]:
    """Return the flagged lanes of an organisation."""
    found = await tx.affairs.listed(_FLAGGED, Flag)
    return [one for _, one in found if one.organisation == organisation]
