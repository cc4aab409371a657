"""The way in: what a door tells is judged in memory, then made durable, then acknowledged.

Each event is an act of its own; the store commits many in one transaction. One that raises is kept
as a dead letter and stops nobody. Of talk that stays in its room, only the event's id is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog

from bot import lanes
from bot.calls import Answer
from bot.commands import begun, obey, tried, turned_away
from bot.community import membership
from bot.heeding import Heeding
from bot.intake import taking
from bot.messages import gaps, reactions, relay
from bot.services import Services
from handlers.door import Door
from handlers.incoming import (
    Cursor,
    Deleted,
    Incoming,
    Joined,
    Left,
    Missed,
    Moved,
    Reacted,
    RoomChanged,
    Said,
    Typed,
    Unread,
)
from policies.audit import AuditKind
from policies.community import risk
from policies.fields import Fields
from policies.speech.words import Words
from storage.store import Store, StoreFault, Transaction

_log = structlog.get_logger("inbox")
_NOTHING: Final[frozenset[str]] = frozenset()


class _Undone(Exception):
    """What was done is undone, for it was only tried; `answer` is what came of it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("only tried")
        self.answer = answer


class Inbox:
    """Where the doors put what came in; `wake` is told the places that now have work.

    `moved` is awaited before anything is judged by a directory that acts have changed since it was
    read: a room got a new id, a bridge was agreed on and announced.
    """

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        wake: Callable[[Collection[str]], None],
        moved: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._wake = wake
        self._moved = moved
        self._heeding = Heeding(services)

    async def receive(
        self, door: str, events: Sequence[Incoming], cursor: Cursor | None = None
    ) -> None:
        """Return once every event and the cursor are durable; raises StoreFault if they are not."""
        woken: set[str] = set()
        for together in _up_to_moves(events):
            woken |= await self._receive(door, together)
            if isinstance(together[-1], Moved):
                await self._moved()
        if woken:
            # They are durable: no lane waits for the cursor, which only saves hearing them again.
            self._wake(woken)
        if cursor is not None:
            await self._store.write(lambda tx: _advance(tx, door, cursor))

    async def _receive(self, door: str, events: Sequence[Incoming]) -> set[str]:
        # The rooms may have been told already of what is in force: it holds for what they say.
        await self._take_up()
        results = await asyncio.gather(
            *(self._take(door, event) for event in events), return_exceptions=True
        )
        woken: set[str] = set()
        for event, result in zip(events, results, strict=True):
            if isinstance(result, BaseException):
                if isinstance(result, StoreFault) or not isinstance(result, Exception):
                    raise result
                await self._bury(door, event, result)
            else:
                woken |= result
        # The lanes that are woken send by the directory as it is now.
        await self._take_up()
        return woken

    async def _take_up(self) -> None:
        """Return once the directory in memory has what acts have changed; raises StoreFault."""
        while self._services.stale:
            await self._moved()

    async def _take(self, door: str, event: Incoming) -> frozenset[str]:
        """Judge one event and make it durable; returns the places that have work now."""
        act = relay.nothing if self._nobodys(door, event) else self._act(door, event)

        async def once(tx: Transaction) -> frozenset[str]:
            key = tx.keyed("event", door, event.event)
            if await tx.received.told_before(key):
                return _NOTHING
            tx.received.told(key)
            return frozenset(await act(tx))

        return await self._store.write(once)

    def _act(self, door: str, event: Incoming) -> relay.Act:
        services = self._services
        match event:
            case Said():
                return taking.take(services, self._doors[door].platform, door, event)
            case Deleted():
                return taking.withdraw(services, door, event)
            case Typed():
                return obey(services, self._heeding, self._doors[door].platform, door, event)
            case Reacted():
                return reactions.react(services, self._doors[door].platform, door, event)
            case Moved():
                return relay.move(services, door, event)
            case Joined() | Left() | RoomChanged():
                return _of_a_room(services, door, event)
            case Missed():
                return gaps.missed(services, door, event)
            case Unread(error=None):
                return relay.nothing
            case Unread():
                return _malformed(door, event)

    def _nobodys(self, door: str, event: Incoming) -> bool:
        """Tell whether something was said by an account that is locked out, or by a bot of ours.

        It is not taken: where bots hear each other, two of ours would answer each other for ever.
        """
        if not isinstance(event, Said | Reacted):
            return False
        if any(one.own(event.sender.user) for one in self._doors.values()):
            return True
        platform = self._doors[door].platform
        return risk.nobodys(self._services.directory, platform, event.sender.user)

    async def _bury(self, door: str, event: Incoming, error: Exception) -> None:
        """Keep an event that could not be taken: that it came, what kind, and what went wrong."""
        _log.error("an event is kept as a dead letter", door=door, error=type(error).__name__)

        async def bury(tx: Transaction) -> None:
            key = tx.keyed("event", door, event.event)
            if await tx.received.told_before(key):
                return
            tx.received.told(key)
            _dead(tx, door, type(event).__name__, type(error).__name__)

        await self._store.write(bury)

    async def cursors(self, door: str) -> dict[str, str]:
        """Return how far the door has read, by the cursor's name."""
        return await self._store.read(lambda tx: tx.cursors.all(door))

    async def threads(self, door: str, channel: str, since: datetime) -> list[str]:
        """Return the numbers of the messages of `channel` relayed since then, oldest first."""
        directory = self._services.directory
        places = [p.id for p in directory.behind(door) if p.address == channel]

        async def query(tx: Transaction) -> list[str]:
            found = [n for p in places for n in await tx.messages.recent(p, since)]
            return [
                number for room, _, number in (n.rpartition(":") for n in found) if room == channel
            ]

        return await self._store.read(query)

    def rooms(self, door: str) -> frozenset[str]:
        """Return the channels that the directory knows behind this door, as they are now."""
        return frozenset(place.address for place in self._services.directory.behind(door))

    def words(self, door: str, user: str) -> Words:
        """Return the words of the language in which a person reads what comes through this door."""
        return self._services.phrases(lanes.private(door, user)).words

    async def begun(self, door: str, typed: Typed) -> Fields | None:
        """Return what the form of a line holds to begin with; None where it is asked for none."""
        await self._take_up()
        platform = self._doors[door].platform
        return await self._store.read(lambda tx: begun(tx, self._services, platform, door, typed))

    async def wrong(self, door: str, typed: Typed) -> tuple[str, str] | None:
        """Return which field of a form would not be taken, and why, without anything being done."""
        await self._take_up()
        services, platform = self._services, self._doors[door].platform

        async def act(tx: Transaction) -> None:
            raise _Undone(await tried(tx, services, platform, door, typed))

        try:
            await self._store.write(act)
        except _Undone as undone:
            answer = undone.answer
        if answer.text is None or (answer.wrong is None and not answer.refused):
            return None
        if answer.refused:
            await self._store.write(lambda tx: turned_away(tx, services, platform, door, typed))
        return answer.wrong or "", answer.text.plain


def _up_to_moves(events: Sequence[Incoming]) -> Iterator[Sequence[Incoming]]:
    """Return the events in order, in groups of which each ends with a move or with the last."""
    begin = 0
    for at, event in enumerate(events, start=1):
        if isinstance(event, Moved) or at == len(events):
            yield events[begin:at]
            begin = at


async def _advance(tx: Transaction, door: str, cursor: Cursor) -> None:
    tx.cursors.set(door, cursor.name, cursor.value)


def _dead(tx: Transaction, door: str, kind: str, error: str) -> None:
    tx.dead.add(door, kind, error, None)
    tx.audit.add(AuditKind.DEAD, organisation=None, door=door, what=kind, error=error)


def _of_a_room(services: Services, door: str, event: Joined | Left | RoomChanged) -> relay.Act:
    match event:
        case Joined():
            return membership.joined(services, door, event)
        case Left():
            return membership.went(services, door, event)
        case RoomChanged():
            return membership.changed(services, door, event)


def _malformed(door: str, event: Unread) -> relay.Act:
    async def act(tx: Transaction) -> Collection[str]:
        _dead(tx, door, event.kind, event.error or "")
        return ()

    return act
