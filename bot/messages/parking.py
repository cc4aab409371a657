"""Lanes that a platform has asked to wait for long: counted, logged and told, once each time.

The waiting itself stands in the outbox and survives a restart; so does that it was told.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Final

import structlog

from bot import lanes
from bot.messages import notices
from bot.services import Services
from handlers.incoming import Room
from policies.community.places import Place
from storage.store import Parked, Store, Transaction

_log = structlog.get_logger("parking")

PARKED_FROM: Final = timedelta(minutes=10)
"""A lane that its platform asks to wait for longer is parked; our own pauses are all shorter."""


class Parking:
    """Looks for parked lanes; `wake` is told the places that now have work.

    `lanes` is how many there were at the last look, by door.
    """

    def __init__(
        self, store: Store, services: Services, wake: Callable[[Collection[str]], None]
    ) -> None:
        self._store = store
        self._services = services
        self._wake = wake
        self.lanes: Mapping[str, int] = {}

    async def look(self) -> None:
        """Count the parked lanes; log a new one, and tell the room whose message waits longest."""
        parked, news = await self._store.read(self._news)
        directory = self._services.directory
        doors = (lanes.door_of(directory, one.place) for one in parked)
        self.lanes = Counter(door for door in doors if door is not None)
        if not news:
            return
        logged, woken = await self._store.write(self._announce)
        for one in logged:
            until = one.until.isoformat(timespec="minutes")
            _log.warning("a lane is parked", delivery=one.delivery, code=one.error, until=until)
        self._wake(woken)

    async def _news(self, tx: Transaction) -> tuple[list[Parked], bool]:
        """Return the parked lanes, and whether anything is to be said of them."""
        parked = await tx.deliveries.parked(PARKED_FROM)
        shut = {one.place for one in parked}
        for one in parked:
            if await _is_new(tx, one):
                return parked, True
            if self._told_at(one, shut) is not None and await _is_untold(tx, one):
                return parked, True
        return parked, False

    async def _announce(self, tx: Transaction) -> tuple[list[Parked], set[str]]:
        """Return what is to be logged, and the lanes that have a notice."""
        parked = await tx.deliveries.parked(PARKED_FROM)
        shut = {one.place for one in parked}
        logged, woken = [], set()
        for one in parked:
            if await _is_new(tx, one):
                tx.received.told(_key(tx, "parked", one))
                logged.append(one)
            place = self._told_at(one, shut)
            if place is not None and await _is_untold(tx, one):
                tx.received.told(_key(tx, "parked told", one))
                woken |= set(await _tell(tx, place, one))
        return logged, woken

    def _told_at(self, parked: Parked, shut: Collection[str]) -> Place | None:
        """Return where it is told: not where the notice would have to wait itself."""
        if parked.source is None or parked.source in shut:
            return None
        return self._services.directory.place_by_id(parked.source)


def _key(tx: Transaction, what: str, parked: Parked) -> bytes:
    return tx.keyed(what, parked.delivery, parked.until.isoformat())


async def _is_new(tx: Transaction, parked: Parked) -> bool:
    return not await tx.received.told_before(_key(tx, "parked", parked))


async def _is_untold(tx: Transaction, parked: Parked) -> bool:
    return not await tx.received.told_before(_key(tx, "parked told", parked))


async def _tell(tx: Transaction, place: Place, parked: Parked) -> list[str]:
    return await notices.tell(
        tx,
        notices.PARKED,
        place,
        user="",
        room=Room(channel=place.address, topic=place.topic),
        number="",
        span=notices.Span(tx.now, parked.until),
    )
