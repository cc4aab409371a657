"""Days before an election nobody would be on duty for, stewards are told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot import cards, lanes, reaching
from bot.cards import Card
from bot.duty import oncall
from bot.duty.whose import shown, zone_for
from bot.services import Services
from policies.community.directory import Directory
from policies.duty.soundness import Gap
from policies.duty.soundness import coverage as uncovered
from storage.store import Notice, Transaction

CARD: Final = "coverage"
AHEAD: Final = timedelta(days=14)
"""So long before a gap its stewards are told."""
_DAYS: Final = (7, 3, 1, 0)
"""Told anew when a gap has come so near, in days."""
_WARNED: Final = "coverage"
_KEPT: Final = timedelta(days=60)
_MOST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Warned:
    """Which gaps of an organisation its stewards were told of, and how near the first was."""

    gaps: str
    near: int


async def look(tx: Transaction, services: Services) -> set[str]:
    """Warn of each gap that comes up; what is no longer so is written again where it stands."""
    found = await gaps(tx, services)
    woken: set[str] = set()
    for organisation in _concerned(services.directory, found):
        own = [one for one in found if one.organisation in ("", organisation)]
        woken |= await _warn(tx, services, organisation, own)
    return woken


async def gaps(tx: Transaction, services: Services) -> tuple[Gap, ...]:
    """Return when nobody is on duty around the elections of the next days, to the end of each."""
    directory = services.directory
    coming = [one for one in directory.elections if one.window()[0] < tx.now + AHEAD]
    last = max((one.window()[1] for one in coming), default=tx.now)
    standing = [
        one for rota in directory.rotas for one in await oncall.overrides(tx, services, rota.id)
    ]
    found = uncovered(directory.rotas, standing, coming, tx.now, last)
    return tuple(one for one in found if one.starts < tx.now + AHEAD)


def _concerned(directory: Directory, found: Sequence[Gap]) -> list[str]:
    """Return whose stewards are told: whose rotas they are, or all where the election is."""
    if any(not one.organisation for one in found):
        places = {
            place
            for one in directory.elections
            if one.id in {gap.election for gap in found}
            for place in one.places
        }
        here = [one.id for one in directory.organisations if places.intersection(one.tags)]
        return here or [one.id for one in directory.organisations]
    return list(dict.fromkeys(one.organisation for one in directory.rotas))


async def _warn(
    tx: Transaction, services: Services, organisation: str, own: Sequence[Gap]
) -> set[str]:
    former = await tx.affairs.find(_WARNED, (organisation,), _Warned)
    now = _Warned(gaps=_digest(own), near=_near(tx, own))
    if former is not None and former[1] == now:
        return set()
    if former is None and not own:
        return set()
    affair = tx.new_id() if former is None else former[0]
    tx.affairs.put(_WARNED, affair, now, ends=tx.now + _KEPT, key=(organisation,))
    woken: set[str] = set()
    for steward in reaching.stewards(services.directory, organisation):
        way = reaching.way(services, steward)
        if way is not None:
            woken |= set(
                await cards.show(
                    tx,
                    CARD,
                    door=way[0],
                    user=way[1],
                    key=(organisation,),
                    about=(organisation, steward.id),
                    anew=bool(own),
                )
            )
    return woken


def _digest(own: Sequence[Gap]) -> str:
    edges = [(one.election, one.ends.isoformat()) for one in own]
    return hashlib.sha256(repr(edges).encode()).hexdigest() if own else ""


def _near(tx: Transaction, own: Sequence[Gap]) -> int:
    """Return which of the days before the first gap has come; beyond all of them the most."""
    if not own:
        return 0
    left = (min(one.starts for one in own) - tx.now).days
    return sum(left >= one for one in _DAYS)


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what a steward is told of the gaps there are now."""
    organisation, reader = notice.about
    person = services.directory.person_by_id(reader)
    if person is None or person.organisation != organisation:
        return None
    lane = lanes.private(notice.door, notice.user)
    words = services.phrases(lane).duty
    own = [one for one in await gaps(tx, services) if one.organisation in ("", organisation)]
    if not own:
        return Card(text=words.covered())
    directory = services.directory
    zones = {one.id: one.zone for one in directory.elections}
    titles = {one.id: f"{one.name} ({one.id})" for one in directory.elections}
    lines = []
    for one in own[:_MOST]:
        there = directory.preference(person.id).zone or zones.get(one.election, "")
        there = there or zone_for(directory, person)
        starts, ends = (shown(services, lane, at, there) for at in (one.starts, one.ends))
        lines.append(words.gap(titles.get(one.election, one.election), starts, ends))
    if len(own) > _MOST:
        lines.append(words.more_gaps(len(own) - _MOST))
    if not any(one.organisation for one in own):
        return Card(text=words.no_rota_covers(lines))
    return Card(text=words.gaps(lines))
