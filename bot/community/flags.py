"""Ways to rooms and people that take nothing any more: flagged where one failed, until one works.

Pages pass a flagged way over, but for one try an hour; `ready` counts it, so that it is mended
before the night.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.store import Transaction

_FLAGGED: Final = "flagged"
_TRIED_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A lane that takes nothing: since when, the platform's own word for why, and the last try."""

    lane: str
    organisation: str
    error: str
    since: datetime
    tried: datetime


async def flag(tx: Transaction, lane: str, organisation: str, error: str) -> None:
    """Note that a lane takes nothing; one that is flagged already is so since then."""
    found = await tx.affairs.find(_FLAGGED, (lane,), Flag)
    since = tx.now if found is None else found[1].since
    value = Flag(lane=lane, organisation=organisation, error=error, since=since, tried=tx.now)
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(_FLAGGED, affair, value, ends=None, key=(lane,))


async def unflag(tx: Transaction, lane: str) -> None:
    """Note that a lane takes something again; one that is not flagged changes nothing."""
    found = await tx.affairs.find(_FLAGGED, (lane,), Flag)
    if found is not None:
        tx.affairs.remove(found[0])


async def flagged(tx: Transaction, lanes: Iterable[str]) -> set[str]:
    """Return which of these lanes are passed over: they took nothing within the last hour."""
    found = set()
    for lane in lanes:
        known = await tx.affairs.find(_FLAGGED, (lane,), Flag)
        if known is not None and tx.now < known[1].tried + _TRIED_AGAIN:
            found.add(lane)
    return found


async def flags(tx: Transaction, organisation: str) -> list[Flag]:
    """Return the flagged lanes of an organisation."""
    found = await tx.affairs.listed(_FLAGGED, Flag)
    return [one for _, one in found if one.organisation == organisation]
