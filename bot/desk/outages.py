"""Whether we reach the platforms; where one is down, whoever is on duty is told on the others.

Once when it has been down for a minute, and once when it is back. As it is told, the pages that
wait there go by the other ways that people chose.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from bot import cards, lanes
from bot.alerts import detouring
from bot.cards import Card
from bot.desk.rooms import duty_rooms, watching
from bot.reaching import ways
from bot.services import Services
from policies.phrases import Phrases
from storage.store import Notice, Transaction

OUTAGE: Final = "outage"
PATIENCE: Final = timedelta(seconds=60)
_TOLD: Final = "outage"
_KEPT: Final = timedelta(days=30)
_NAME: Final = "outages"
_AROUND: Final = "outages gone around"
_UP: Final = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage:
    """A door that is down, and since when; its outage was told."""

    door: str
    since: datetime


def states(services: Services, phrases: Phrases) -> list[str]:
    """Return how each platform is, in words."""
    since = _since(services)
    told = []
    for door, health in services.healths.items():
        name = _named(services, phrases, door)
        if health.state == _UP:
            told.append(phrases.desk.connected(name))
        elif services.shut(door):
            told.append(phrases.desk.down(name, since.get(door)))
        else:
            told.append(phrases.desk.starting(name))
    return told


async def look(tx: Transaction, services: Services) -> list[str]:
    """Tell what is to be told of the doors now; returns the lanes that have work."""
    since = _since(services)
    up = {door for door, health in services.healths.items() if health.state == _UP}
    woken: list[str] = []
    for door, health in services.healths.items():
        found = await tx.affairs.find(_TOLD, (door,), _Outage)
        if health.state == _UP:
            since.pop(door, None)
            _around(services).discard(door)
            if found is not None:
                tx.affairs.remove(found[0], loose=True)
                woken += await _tell(tx, services, found[1], up - {door}, tx.now)
            continue
        begun = since.setdefault(door, tx.now)
        if found is not None:
            since[door] = found[1].since
            if up and services.shut(door):
                _go_around(tx, services, door)
        elif up and services.shut(door) and tx.now - begun >= PATIENCE:
            outage = _Outage(door=door, since=begun)
            ends = tx.now + _KEPT
            tx.affairs.put(_TOLD, tx.new_id(), outage, ends=ends, key=(door,), loose=True)
            woken += await _tell(tx, services, outage, up, None)
            _go_around(tx, services, door)
    return woken


def _go_around(tx: Transaction, services: Services, door: str) -> None:
    """Have what waits at a door sent another way, once for each outage and process."""
    if door not in _around(services):
        detouring.look(tx, door)
        tx.afterwards(lambda: _around(services).add(door))


async def _tell(
    tx: Transaction,
    services: Services,
    outage: _Outage,
    up: Collection[str],
    until: datetime | None,
) -> list[str]:
    """Tell the duty rooms and those on duty whom one of the doors `up` reaches."""
    times = (outage.since.isoformat(), "" if until is None else until.isoformat())
    about = (outage.door, *times)
    woken: list[str] = []
    for place in duty_rooms(services.directory):
        if place.door in up:
            woken += await cards.show(
                tx, OUTAGE, door=place.door, place=place, key=(), about=about, anew=True
            )
    for person in await watching(tx, services, tx.now):
        way = next((one for one in ways(services, person) if one[0] in up), None)
        if way is not None:
            door, user = way
            woken += await cards.show(
                tx, OUTAGE, door=door, user=user, key=(), about=about, anew=True
            )
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write that a platform is out of reach, or that it was."""
    del tx
    lane = lanes.private(notice.door, notice.user) if notice.user else notice.place
    phrases = services.phrases(lane)
    door, since, until = notice.about
    name, begun = _named(services, phrases, door), datetime.fromisoformat(since)
    if not until:
        return Card(text=phrases.desk.lost(name, begun))
    return Card(text=phrases.desk.back(name, begun, datetime.fromisoformat(until)))


def _since(services: Services) -> dict[str, datetime]:
    """Return since when which doors are not connected, as far as this process knows."""
    return cast("dict[str, datetime]", services.derived.setdefault(_NAME, {}))


def _around(services: Services) -> set[str]:
    """Return the doors around which what waited there was sent since they are down."""
    return cast("set[str]", services.derived.setdefault(_AROUND, set()))


def _named(services: Services, phrases: Phrases, door: str) -> str:
    platform, _, account = door.partition(".")
    several = Counter(services.doors.values())[platform] > 1
    return phrases.desk.platform(platform, account if several else "")
