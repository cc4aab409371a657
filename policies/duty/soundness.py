"""What is wrong with a rota before it is saved, and when nobody is on duty around an election."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from policies.duty.rota import DAYS_A_WEEK, Layer, Override, Rota, shifts
from policies.times.elections import Election
from policies.times.moments import at_day
from policies.times.zones import is_zone

MOST_PEOPLE: Final = 100
MOST_HANDOVERS: Final = 24
MOST_LAYERS: Final = 5
_LOOKED_AT: Final = timedelta(days=2 * DAYS_A_WEEK)
"""A rota repeats itself every week but for who it is: so much shows each hour that it leaves."""


class RotaFault(StrEnum):
    """Why a rota cannot be saved."""

    ZONE = "zone"
    START = "start"
    NOBODY = "nobody"
    NO_HANDOVER = "no handover"
    UNKNOWN_PERSON = "unknown person"
    TOO_MUCH = "too much"
    HANDOVER_TWICE = "handover twice"
    HOURS = "hours"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """One fault of a rota: `layer` from 1 (0: all of it), the `person` meant, or the first gap."""

    fault: RotaFault
    layer: int = 0
    person: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time around an election in which nobody is on duty (UTC, half-open).

    `organisation` is that whose rotas leave it, "" where there is no rota at all.
    """

    election: str
    organisation: str
    starts: datetime
    ends: datetime


def unsound(rota: Rota, people: Collection[str]) -> tuple[Unsound, ...]:
    """Return every fault of a rota that may not be saved; `people` are the ids that there are."""
    found: list[Unsound] = []
    if not is_zone(rota.zone):
        found.append(Unsound(fault=RotaFault.ZONE))
    if not _is_date(rota):
        found.append(Unsound(fault=RotaFault.START))
    if not rota.layers:
        found.append(Unsound(fault=RotaFault.NOBODY))
    if len(rota.layers) > MOST_LAYERS:
        found.append(Unsound(fault=RotaFault.TOO_MUCH))
    for at, layer in enumerate(rota.layers, start=1):
        found += _of_layer(layer, at, people)
    return tuple(found) or _gap(rota)


def _is_date(rota: Rota) -> bool:
    try:
        return bool(rota.first_day)
    except ValueError:
        return False


def _of_layer(layer: Layer, at: int, people: Collection[str]) -> Iterable[Unsound]:
    if not layer.people:
        yield Unsound(fault=RotaFault.NOBODY, layer=at)
    if not layer.handovers:
        yield Unsound(fault=RotaFault.NO_HANDOVER, layer=at)
    if len(layer.people) > MOST_PEOPLE or len(layer.handovers) > MOST_HANDOVERS:
        yield Unsound(fault=RotaFault.TOO_MUCH, layer=at)
    if len(set(layer.handovers)) != len(layer.handovers):
        yield Unsound(fault=RotaFault.HANDOVER_TWICE, layer=at)
    if layer.hours is not None and layer.hours[0] == layer.hours[1]:
        yield Unsound(fault=RotaFault.HOURS, layer=at)
    for person in dict.fromkeys(layer.people):
        if person not in people:
            yield Unsound(fault=RotaFault.UNKNOWN_PERSON, layer=at, person=person)


def _gap(rota: Rota) -> tuple[Unsound, ...]:
    """Return the first hour of a week that a rota leaves to nobody, once every layer runs."""
    start = at_day(rota.first_day + timedelta(days=DAYS_A_WEEK), 0, rota.zone).instant
    for one in shifts(rota, (), start, start + _LOOKED_AT):
        if one.person is None:
            return (Unsound(fault=RotaFault.GAP, starts=one.starts, ends=one.ends),)
    return ()


def coverage(
    rotas: Iterable[Rota],
    overrides: Sequence[Override],
    elections: Iterable[Election],
    starts: datetime,
    ends: datetime,
) -> tuple[Gap, ...]:
    """Return when, around the elections between two instants, no rota of an organisation has one.

    An organisation is covered while somebody is on duty by any of its rotas. Without any rota the
    whole of each election's days is a gap of nobody's.
    """
    by_organisation: dict[str, list[Rota]] = {}
    for rota in rotas:
        by_organisation.setdefault(rota.organisation, []).append(rota)
    found: list[Gap] = []
    for election in elections:
        first, last = election.window()
        first, last = max(first, starts), min(last, ends)
        if first >= last:
            continue
        for organisation, own in by_organisation.items() or [("", [])]:
            found += [
                Gap(election=election.id, organisation=organisation, starts=start, ends=end)
                for start, end in _uncovered(own, overrides, first, last)
            ]
    return tuple(found)


def _uncovered(
    rotas: Sequence[Rota], overrides: Sequence[Override], starts: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    left = [(starts, ends)]
    for rota in rotas:
        open_here = [
            (one.starts, one.ends)
            for start, end in left
            for one in shifts(rota, overrides, start, end)
            if one.person is None
        ]
        left = open_here
    return left
