"""The one queue through which every event of a workspace goes, in the order of its receipt.

An event enters before anything else is awaited for it, so the order stands at receipt; what waits
is taken in one go, made durable in one go, and acknowledged after that. While two sockets are open,
shortly after one was opened, and where each event comes by a request of its own, every event waits
a moment for those that it overtook, and they are put in the order of their ts.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import structlog

from handlers.door import Clock
from handlers.incoming import Cursor, Inbox, Incoming, Reacted, Said
from handlers.slack.hearing import hear, position
from handlers.slack.messages import Me, order

_log = structlog.get_logger("slack.intake")

ROOM: Final = 1_000
"""Events that may wait; the socket is not read further while they do."""
BATCH: Final = 200
PAUSE: Final = 0.05
_CURSOR_EVERY: Final = 30
"""Seconds of a channel's own time between two cursors: catch-up overlaps by more than that."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One event on its way: `kept` is answered with whether it is durable.

    `heard` is what it says, where that was found out before it entered.
    """

    payload: Any = field(repr=False)
    heard: Incoming | None = None
    kept: asyncio.Future[bool] | None = None
    came: float = 0.0


class Names(Protocol):
    """What knows the names of people."""

    async def names(self, users: Collection[str]) -> Mapping[str, str]:
        """Return the names that are known."""


class Intake:
    """A bounded first-in-first-out queue, and the one who empties it.

    `settled` tells whether the order of receipt is the order of Slack; `lost` is called when
    something could not be kept, so that it has to be fetched from the history later. `acknowledged`
    is told the seconds that an event took from its entering until it was durable.
    """

    def __init__(
        self,
        door: str,
        names: Names,
        clock: Clock,
        *,
        settled: Callable[[], bool],
        lost: Callable[[], None],
        acknowledged: Callable[[float], None],
    ) -> None:
        self._door = door
        self._names = names
        self._clock = clock
        self._settled = settled
        self._lost = lost
        self._acknowledged = acknowledged
        self._free = asyncio.Semaphore(ROOM)
        self._queue: asyncio.Queue[Ticket] = asyncio.Queue()
        self._told: dict[str, str] = {}
        self.me = Me()
        self.frozen = True
        """While true the cursors stand still: the history before them is not fetched yet."""

    async def room(self) -> None:
        """Wait until one more event may enter; the caller then enters exactly one."""
        await self._free.acquire()

    def stay_out(self) -> None:
        """Give back the room of an event that will not enter after all."""
        self._free.release()

    async def enter(self, ticket: Ticket) -> bool:
        """Queue an event, and return whether it is durable. Nothing is awaited before it stands."""
        ticket.kept = asyncio.get_running_loop().create_future()
        ticket.came = self._clock.monotonic()
        self._queue.put_nowait(ticket)
        return await ticket.kept

    async def work(self, inbox: Inbox) -> None:
        """Take what comes until cancelled."""
        held: list[Ticket] = []
        batch: list[Ticket] = []
        try:
            while True:
                batch = await self._next(held)
                done = await self._keep(inbox, batch)
                now = self._clock.monotonic()
                for ticket in batch:
                    self._free.release()
                    if done:
                        self._acknowledged(now - ticket.came)
                    if ticket.kept is not None and not ticket.kept.done():
                        ticket.kept.set_result(done)
                batch = []
        finally:
            for ticket in (*batch, *held):
                self._free.release()
                if ticket.kept is not None and not ticket.kept.done():
                    ticket.kept.cancel()

    async def _next(self, held: list[Ticket]) -> list[Ticket]:
        """Return the next batch in its order; what still waits for its order stays in `held`."""
        if not held:
            held.append(await self._queue.get())
        if not self._settled():
            oldest = min(ticket.came for ticket in held)
            await self._clock.sleep(max(oldest + PAUSE - self._clock.monotonic(), 0.0))
        while len(held) < BATCH and not self._queue.empty():
            held.append(self._queue.get_nowait())
        batch = list(held)
        if not self._settled():
            batch = in_order(held)
            ripe = max(self._clock.monotonic() - PAUSE, min(ticket.came for ticket in held))
            last = max(at for at, ticket in enumerate(batch) if ticket.came <= ripe)
            batch = batch[: last + 1]
        taken = {id(ticket) for ticket in batch}
        held[:] = [ticket for ticket in held if id(ticket) not in taken]
        return batch

    async def _keep(self, inbox: Inbox, batch: Sequence[Ticket]) -> bool:
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        heard = [one.heard or hear(one.payload, self.me, now) for one in batch]
        try:
            rooms = inbox.rooms(self._door)
            events = await self.named(heard, rooms)
            await inbox.receive(self._door, events)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is acknowledged
            _log.error(
                "not stored; Slack is to send it again",
                door=self._door,
                events=len(batch),
                error=type(error).__name__,
            )
            self._lost()
            return False
        await self._advance(inbox, [one for one in heard if _in(one, rooms)])
        return True

    async def named(self, events: Sequence[Incoming], rooms: frozenset[str]) -> list[Incoming]:
        """Return the events with the names of those who spoke in a room that we know."""
        users = {
            event.sender.user
            for event in events
            if isinstance(event, Said | Reacted) and _in(event, rooms) and event.sender.user
        }
        if not users:
            return list(events)
        names = await self._names.names(users)
        return [
            replace(event, sender=replace(event.sender, name=names.get(event.sender.user, "")))
            if isinstance(event, Said | Reacted)
            else event
            for event in events
        ]

    def read_to(self, channel: str, ts: str) -> None:
        """Remember that the channel's cursor stands at `ts`."""
        self._told[channel] = ts

    async def _advance(self, inbox: Inbox, events: Sequence[Incoming]) -> None:
        if self.frozen:
            return
        latest = {
            event.room.channel: event.number
            for event in sorted(
                (one for one in events if isinstance(one, Said) and not one.edited),
                key=lambda one: order(one.number),
            )
        }
        for channel, ts in latest.items():
            told = self._told.get(channel)
            if told is not None and order(ts)[0] < order(told)[0] + _CURSOR_EVERY:
                continue
            try:
                await inbox.receive(self._door, (), Cursor(name=channel, value=ts))
            except Exception as error:  # noqa: BLE001 - a cursor left behind only fetches more
                _log.warning("cursor not kept", door=self._door, error=type(error).__name__)
                return
            self._told[channel] = ts


def _in(event: Incoming, rooms: frozenset[str]) -> bool:
    return isinstance(event, Said | Reacted) and event.room.channel in rooms


def in_order(batch: Sequence[Ticket]) -> list[Ticket]:
    """Return the events in the order of their ts; one without stays behind its predecessor."""
    keys: list[tuple[tuple[int, int], int]] = []
    last = (0, 0)
    for place, ticket in enumerate(batch):
        last = position(ticket.payload) or last
        keys.append((last, place))
    return [batch[place] for _, place in sorted(keys)]
