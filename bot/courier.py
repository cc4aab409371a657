"""The way out: one ordered lane for each place, each delivery one step at a time.

A lane sends, waits for the receipt, makes it durable, and only then sends again; so after a kill at
most one delivery of a lane is in doubt. Nothing is handed over in memory: a lane reads the outbox.
No transaction is open while the network is waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Final, TypeAlias, TypeVar

import structlog

from bot.budgets import Line
from bot.matters import Job, Search
from bot.outgoing import SMALLEST_CUT, Outgoing
from bot.pacing import Pace
from bot.services import Services
from bot.steps import Broken, Step, perform
from handlers.door import (
    Closed,
    Door,
    DoorError,
    Later,
    LockedOut,
    Lost,
    Missing,
    Receipt,
    Refused,
    Relocated,
    TooLong,
    Unchanged,
)
from policies.sharing.decision import Decision
from storage.store import Store, StoreFault, Transaction

LEASE_SECONDS: Final = 90.0
"""Longer than any call to a platform may take (30 s), so a live claim is never taken over."""
_TICK: Final = 0.5
_PATIENCE: Final = 3.0
_SHUT_PAUSE: Final = 30.0
_CLOSED_TRIES: Final = 40
_BROKEN_TRIES: Final = 5
_MOST_LOOKS: Final = 6

T = TypeVar("T")
Settling: TypeAlias = Callable[[Transaction], Awaitable[None] | None]

_log = structlog.get_logger("courier")


class Courier:
    """Delivers what the outbox holds until cancelled."""

    def __init__(
        self,
        store: Store,
        outgoing: Outgoing,
        lines: dict[str, Line],
        services: Services,
        *,
        monotonic: Callable[[], float],
        closed_sources: Callable[[], Collection[str]],
        relocate: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._outgoing = outgoing
        self._lines = lines
        self._services = services
        self._monotonic = monotonic
        self._closed_sources = closed_sources
        self._relocate = relocate
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._pace = Pace(services, lines)
        self._stopping = False
        self.beat = monotonic()
        """When the loop last came round, in seconds of the monotonic clock."""

    def wake(self, places: Collection[str]) -> None:
        """Tell the lanes of these places that the outbox may hold something for them."""
        if self._stopping:
            return
        self._pace.ring([place for place in places if place in self._lanes])
        self._begin(places)

    def _begin(self, places: Collection[str]) -> None:
        for place in places:
            if place in self._lanes:
                self._again.add(place)
                continue
            self._lanes[place] = asyncio.create_task(self._lane(place), name=f"lane {place}")

    async def run(self) -> None:
        """Keep the lanes going; what a killed process had claimed is taken up first."""
        await self._store.write(lambda tx: tx.deliveries.release())
        try:
            while True:
                self.beat = self._monotonic()
                try:
                    self._begin(await self._store.read(lambda tx: tx.deliveries.lanes()))
                except Exception as error:  # noqa: BLE001 - whatever it was, it is looked at again
                    _log.error("the lanes could not be looked at", error=type(error).__name__)
                await asyncio.sleep(_TICK)
        finally:
            await self._come_to_rest()

    async def _come_to_rest(self) -> None:
        """Let what is under way end, so that nothing is in doubt after an orderly stop."""
        self._stopping = True
        if self._lanes:
            _, unfinished = await asyncio.wait(self._lanes.values(), timeout=_PATIENCE)
            for lane in unfinished:
                lane.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _lane(self, place: str) -> None:
        try:
            while True:
                self._again.discard(place)
                await self._drain(place)
                if place not in self._again:
                    return
        except StoreFault as fault:
            _log.warning("lane waits for the database", fault=type(fault).__name__)
        except Exception:  # noqa: BLE001 - whatever it was, the next tick begins the lane again
            _log.exception("lane broke off; it begins again")
        finally:
            del self._lanes[place]
            self._pace.leave(place)

    async def _drain(self, place: str) -> None:
        job = await self._next(place, None)
        while job is not None:
            job = await self._advance(place, job)

    async def _advance(self, place: str, job: Job) -> Job | None:
        """Do one step of a job; returns what the lane has to do next, None when nothing is due."""
        line = self._lines[job.door]
        try:
            if search := self._outgoing.in_doubt(job):
                return await self._look(line.door, job, search)
            step = self._outgoing.plan(job)
        except Exception as error:  # noqa: BLE001 - rule 1: whatever it was, it is held
            _log.exception("a delivery could not be decided; it is held", delivery=job.claim.id)
            name = type(error).__name__
            return await self._next(place, lambda tx: self._outgoing.hold(tx, job, name))
        if isinstance(step, Decision):
            return await self._next(place, lambda tx: self._outgoing.finish(tx, job, step))
        wait = await self._pace.turn(place, line, job, step)
        if wait.seconds:
            # What was written may be stale after the wait: the claim goes back and is made anew.
            await self._pause(job, wait.pause, error="", counted=False, repeat=job.claim.repeat)
            if self._stopping:
                return None
            return await self._pace.rested(place, wait, lambda: self._next(place, None))
        try:
            receipt = await perform(line.door, step, line.watch)
        except DoorError as error:
            bare = self._outgoing.without_files(job, step, error)
            return bare or await self._went_wrong(place, job, step, error)
        return await self._went_well(place, job, step, receipt)

    async def _look(self, door: Door, job: Job, search: Search) -> Job | None:
        """Look whether an earlier try has posted, and go on from what stands there."""
        try:
            receipt = await door.find(search.room, search.key, search.since, search.reply_to)
        except Lost as error:
            if door.limits.history and search.withdrawing and job.claim.attempts < _MOST_LOOKS:
                await self._later(job, error, repeat=True)
                return None
            return self._outgoing.blind(job)
        seen = self._outgoing.found(job, receipt)
        if receipt is not None:
            await self._durably(lambda tx: self._outgoing.adopt(tx, seen))
        return seen

    async def _went_well(
        self, place: str, before: Job, step: Step, receipt: Receipt | None
    ) -> Job | None:
        job = self._outgoing.after(before, step, receipt)
        try:
            rest = step.ends or self._outgoing.plan(job)
        except Exception:  # noqa: BLE001 - what was done is kept first; then the rest is held
            rest = step
        if isinstance(rest, Step) and (job.tombstones or step.kind == "delete"):
            await self._durably(lambda tx: self._outgoing.record(tx, job, step))
            return job
        if isinstance(rest, Step):
            # The next part is loaded and decided anew: the message may have changed meanwhile.

            async def part(tx: Transaction) -> None:
                await self._outgoing.record(tx, job, step)
                tx.deliveries.postpone(
                    job.claim.id, due=tx.now, error="", counted=False, repeat=False
                )

            return await self._next(place, part)

        async def settle(tx: Transaction) -> None:
            await self._outgoing.record(tx, job, step)
            await self._outgoing.finish(tx, job, rest)

        return await self._next(place, settle)

    async def _went_wrong(self, place: str, job: Job, step: Step, error: DoorError) -> Job | None:
        match error:
            case Unchanged() | Missing() if step.kind != "post":
                return await self._went_well(place, job, step, None)
            case Broken() if job.claim.attempts >= _BROKEN_TRIES:
                return await self._dead(place, job, error)
            case Lost():
                await self._later(job, error, repeat=step.kind == "post")
            case Later() | LockedOut():
                after = error.after if isinstance(error, Later) else _SHUT_PAUSE
                await self._later(job, error, after)
            case Relocated():
                return await self._moved(place, job, step, error)
            case TooLong() if job.limits.size // 2 >= SMALLEST_CUT:
                return await self._next(place, lambda tx: self._outgoing.divide(tx, job))
            case Refused() if step.kind == "delete":
                return self._outgoing.buried(job, step)
            case Closed():
                return await self._closed(place, job, error)
            case _:
                return await self._dead(place, job, error)
        return None

    async def _closed(self, place: str, job: Job, error: Closed) -> Job | None:
        """Go another way to the same reader; else try later, and give up in the end."""
        if (other := self._outgoing.turned(job)) is not None:
            return other
        if job.turns and await self._durably(lambda tx: self._outgoing.elsewhere(tx, job)):
            return await self._next(place, None)
        if job.claim.attempts >= _CLOSED_TRIES:
            return await self._dead(place, job, error)
        await self._later(job, error)
        return None

    async def _dead(self, place: str, job: Job, error: DoorError) -> Job | None:
        _log.warning("dead letter", delivery=job.claim.id, code=error.code)
        return await self._next(place, lambda tx: self._outgoing.fail(tx, job, error.code))

    async def _moved(self, place: str, job: Job, step: Step, error: Relocated) -> Job | None:
        place = job.loaded.place or place
        await self._relocate(place, error.to)
        if step.kind != "post" or self._services.directory.place_by_id(place) is None:
            # What stands in the old room stays there; a notice knows only the old room.
            return await self._dead(job.claim.place, job, error)
        await self._later(job, error, 0.0)
        return None

    async def _later(
        self, job: Job, error: DoorError, after: float | None = None, *, repeat: bool = False
    ) -> None:
        pause = self._pace.pause(job.claim.attempts) if after is None else after
        _log.info("postponed", delivery=job.claim.id, code=error.code, seconds=round(pause, 1))
        if job.loaded.track is not None and isinstance(error, Closed | LockedOut):
            await self._durably(lambda tx: self._outgoing.shut(tx, job, error.code))
        doubt = repeat or job.claim.repeat
        await self._pause(job, pause, error=error.code, counted=after is None, repeat=doubt)

    async def _pause(
        self, job: Job, seconds: float, *, error: str, counted: bool, repeat: bool
    ) -> None:
        due = self._services.now() + timedelta(seconds=seconds)
        await self._durably(
            lambda tx: self._outgoing.postpone(
                tx, job, due=due, error=error, counted=counted, repeat=repeat
            )
        )

    async def _next(self, place: str, settle: Settling | None) -> Job | None:
        """Settle what was done and claim what comes next, in one transaction."""
        closed = self._closed_sources()

        async def act(tx: Transaction) -> Job | None:
            settling = None if settle is None else settle(tx)
            if settling is not None:
                await settling
            if self._stopping:
                return None
            return await self._outgoing.claim(
                tx, place, lease_seconds=LEASE_SECONDS, closed_sources=closed
            )

        async with self._pace.claiming(settles=settle is not None):
            return await self._durably(act)

    async def _durably(self, act: Callable[[Transaction], Awaitable[T]]) -> T:
        """Write once, however long the database cannot: a receipt forgotten is a repeat."""
        while True:
            try:
                return await self._store.write(act, certain=True)
            except StoreFault as fault:
                if self._stopping:
                    raise
                _log.warning("the database does not take a receipt", fault=type(fault).__name__)
                await asyncio.sleep(_TICK)
