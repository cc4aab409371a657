"""Who is in the rooms: asked of the platforms every few minutes, and what a gate has to do, done.

An event may be lost; what it would have told is found by asking, within each platform's limits.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final

import structlog

from bot.community import membership, releasing, rooms
from bot.services import Services
from handlers.door import Door, DoorError, Later
from handlers.incoming import Room
from policies.community.places import Place
from policies.community.presence import Errand, Presence
from storage.store import Store, Transaction

_log = structlog.get_logger("guard")

PACE: Final = {"slack": 3.0, "telegram": 1.0}
"""Seconds between two rooms of a door: one census is two calls of Slack's Tiers 3 and 4 (50 and 100
a minute), https://docs.slack.dev/apis/web-api/rate-limits; of a Telegram bot's 30 calls a second it
takes few, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""
_LONGEST_REST: Final = 600.0
_MOST_TRIES: Final = 3
EVERY_LOOK: Final = 180.0
"""Seconds between two rounds: what no event told is found within that, and the pace."""


class Guard:
    """Looks at the rooms of every door; `wake` is told the lanes that now have work."""

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        wake: Callable[[Collection[str]], None],
        *,
        pace: Mapping[str, float] = PACE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._wake = wake
        self._pace = pace
        self._monotonic = monotonic
        self._started = False
        self._newcomers: set[tuple[str, str]] = set()
        """Rooms of which nothing was known and that were asked since the start, by door."""
        self._asked_at: dict[str, float] = {}
        self._rests: dict[str, float] = {}
        """Until when a door is not asked, by the monotonic clock: its platform said so."""

    async def look(self) -> None:
        """Ask once of every room who is in it; a door that is not connected is left alone."""
        await asyncio.gather(*(self._round(door) for door in self._doors.values()))

    async def _round(self, door: Door) -> None:
        channels = list(
            dict.fromkeys(p.address for p in self._services.directory.behind(door.name))
        )
        for at, channel in enumerate(channels):
            if door.health.state != "connected" or self._resting(door):
                return
            if at:
                await asyncio.sleep(self._pace[door.platform])
            await self.ask(door, channel)

    async def ask(self, door: Door, channel: str) -> None:
        """Ask who is in one room, and take it up; again where somebody came or went meanwhile."""
        for _ in range(_MOST_TRIES):
            if await self._asked(door, channel):
                return

    async def _asked(self, door: Door, channel: str) -> bool:
        """Ask once; False where what was answered is of no certain time."""
        places = list(rooms.at(self._services, door.name, channel))
        directory = self._services.directory
        before = {place.id: directory.presence(place.id) for place in places}
        known = sorted({user for place in places for user in self._accounts(place)})
        try:
            census = await door.census(Room(channel=channel), known)
        except DoorError as error:
            self._rest(door, error)
            _log.info("a room could not be looked at", door=door.name, code=error.code)
            return True

        async def act(tx: Transaction) -> set[str] | None:
            woken: set[str] = set()
            for place in places:
                if await tx.members.of(place.id) != before[place.id]:
                    return None
                woken |= set(await membership.taken(tx, self._services, place, census))
            return woken

        woken = await self._store.write(act)
        self._wake(woken or ())
        return woken is not None

    def _accounts(self, place: Place) -> list[str]:
        """Return the accounts that may be there: of the organisations it announces, and known."""
        directory = self._services.directory
        people = [one for one in directory.people if one.organisation in place.organisations]
        found = [str(one.telegram) for one in people if one.telegram is not None]
        presence = directory.presence(place.id)
        known = () if presence is None else presence.members
        return found + [one.user for one in known]

    async def run_errands(self) -> None:
        """Do what gates and stewards want done; what the platform refuses is not tried again."""
        await self._release()
        for one in self._doors.values():
            await self._first(one)
        for presence in self._services.directory.presences:
            if not presence.errands:
                continue
            place = self._services.directory.place_by_id(presence.place)
            door = None if place is None else self._doors.get(place.door)
            if place is not None and door is not None and not self._resting(door):
                await self._run(door, place, presence)

    async def _first(self, door: Door) -> None:
        """Ask who is in one room of which nothing is known: it does not wait for its turn."""
        now, directory = self._monotonic(), self._services.directory
        if door.health.state != "connected" or self._resting(door):
            return
        if now - self._asked_at.get(door.name, float("-inf")) < self._pace[door.platform]:
            return
        for place in directory.behind(door.name):
            room = door.name, place.address
            if directory.presence(place.id) is None and room not in self._newcomers:
                self._newcomers.add(room)
                self._asked_at[door.name] = now
                await self.ask(door, place.address)
                return

    async def _release(self) -> None:
        """Look once more at rooms that were opened: what came in that moment waits there still.

        It was decided before that was in force. After a start every room is looked at.
        """
        reopened = self._services.reopened
        if not self._started:
            reopened |= {place.id for place in self._services.directory.places}
        if not reopened:
            return
        places = frozenset(reopened)
        reopened -= places
        self._started = True

        async def act(tx: Transaction) -> Collection[str]:
            return (await releasing.release(tx, self._services, places))[1]

        self._wake(await self._store.write(act))

    async def _run(self, door: Door, place: Place, presence: Presence) -> None:
        for errand in presence.errands:
            refused = False
            try:
                await _done(door, Room(channel=place.address), errand)
            except Later as error:
                self._rest(door, error)
                return
            except DoorError as error:
                _log.warning("not done", door=door.name, what=errand.what, code=error.code)
                refused = True
            settle = partial(
                membership.settled, services=self._services, place=place, errand=errand,
                refused=refused,
            )  # fmt: skip
            self._wake(await self._store.write(settle))

    def _resting(self, door: Door) -> bool:
        return self._rests.get(door.name, 0.0) > self._monotonic()

    def _rest(self, door: Door, error: DoorError) -> None:
        if isinstance(error, Later) and error.after:
            rest = min(error.after, _LONGEST_REST)
            self._rests[door.name] = self._monotonic() + rest


async def _done(door: Door, room: Room, errand: Errand) -> None:
    if errand.what == "remove":
        await door.remove(room, errand.user)
    else:
        await door.admit(room, errand.user, allowed=errand.what == "approve")
