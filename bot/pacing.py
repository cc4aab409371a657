"""The pace of the way out: when a lane may send, and its rest until then."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final

from bot import lanes
from bot.budgets import Line
from bot.matters import Job
from bot.services import Services
from bot.steps import Step
from bot.turns import AHEAD, NOW, Turns, Wait, Wish

_LONGEST_PAUSE: Final = 300.0
_MOST_DOUBLINGS: Final = 12
_AT_ONCE: Final = 16
"""Lanes that claim at once: the first are sent while the next ones are still written."""


class Pace:
    """The turns at every door, and the lanes that rest until theirs comes."""

    def __init__(self, services: Services, lines: Mapping[str, Line]) -> None:
        self._services = services
        self._turns = {name: Turns(line.budgets) for name, line in lines.items()}
        self._bells: dict[str, asyncio.Event] = {}
        self._rung: set[str] = set()
        self._claiming = asyncio.Semaphore(_AT_ONCE)

    def ask(self, lane: str, line: Line, job: Job, step: Step) -> Wait:
        """Return how long a lane waits before a step; where it does not, the step is counted."""
        group = line.door.group(step.room)
        wish = Wish(
            lane=lane,
            priority=job.claim.priority,
            organisation=owner(self._services, job.claim.source),
        )
        wait = self._turns[job.door].ask(wish, step.room.channel, group=group, kind=step.budget)
        if wait == NOW:
            line.budgets.take(step.room.channel, group=group, kind=step.budget, count=step.count)
        return wait

    async def turn(self, lane: str, line: Line, job: Job, step: Step) -> Wait:
        """Return the same, once a turn that comes almost at once is waited for."""
        wait = self.ask(lane, line, job, step)
        if wait.for_door and wait.seconds <= AHEAD:
            await asyncio.sleep(wait.seconds)
            wait = self.ask(lane, line, job, step)
        return wait

    def leave(self, lane: str) -> None:
        """Take a lane that has nothing to send out of every queue."""
        self._rung.discard(lane)
        for one in self._turns.values():
            one.leave(lane)

    def claiming(self, *, settles: bool) -> AbstractAsyncContextManager[None]:
        """Return what holds while a lane claims; what settles something waits for no other."""
        return nullcontext() if settles else self._claiming

    async def rested(
        self, lane: str, wait: Wait, claim: Callable[[], Awaitable[Job | None]]
    ) -> Job | None:
        """Rest until a lane may send, and claim what is next then; of marks nobody waits for any.

        What comes meanwhile may be more urgent, and its turn sooner: it is claimed at once. Where
        the room's own budget is full, nothing could go sooner.
        """
        ends = asyncio.get_running_loop().time() + wait.pause
        if wait.rests and not wait.for_door:
            await asyncio.sleep(wait.seconds)
        while wait.for_door and await self._cut_short(lane, ends):
            if (job := await claim()) is not None:
                return job
        return await claim()

    async def _cut_short(self, lane: str, ends: float) -> bool:
        if lane in self._rung:
            # Something came after it had claimed, and before it lay down.
            self._rung.discard(lane)
            return True
        bell = self._bells[lane] = asyncio.Event()
        try:
            async with asyncio.timeout_at(ends):
                await bell.wait()
        except TimeoutError:
            return False
        finally:
            del self._bells[lane]
        return True

    def pause(self, tries: int) -> float:
        """Return the seconds until what failed so often is tried once more."""
        doubled = 2.0 ** min(tries, _MOST_DOUBLINGS)
        return min(_LONGEST_PAUSE, doubled) * self._services.jitter()

    def ring(self, places: Collection[str]) -> None:
        """Wake the lanes of these places that rest; whoever is about to rest, looks once more."""
        for place in places:
            if (bell := self._bells.get(place)) is not None:
                bell.set()
            else:
                self._rung.add(place)


def owner(services: Services, source: str) -> str:
    """Return the organisation on whose account something goes: where it was written, or whom to.

    A card comes from nowhere else than the lane that it goes on. "" where nobody can tell.
    """
    directory = services.directory
    place = directory.place_by_id(lanes.room_of(source))
    if place is not None:
        return place.organisations[0] if place.organisations else ""
    found = lanes.person_of(source)
    if found is None:
        return ""
    door, user = found
    person = directory.person(services.doors.get(door, ""), door, "", user)
    return "" if person is None else person.organisation
