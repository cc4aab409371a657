"""The clock may jump and an act may hang: nothing twice, nothing skipped, and it is seen (C16)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.agenda import Agenda
from bot.health import Health
from bot.services import Services
from handlers.http import Asked
from storage.store import Due, Transaction
from tests.bot.small_house import House


class Turning:
    """An agenda whose acts are counted; time and the clock's own idea of it go separate ways."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.done: Counter[str] = Counter()
        self.hangs = asyncio.Event()
        self.hangs.set()
        self.seconds = 0.0
        self.agenda = Agenda(
            house.store,
            house.services,
            {"once": self._once, "again": self._again},
            lambda _: None,
            monotonic=lambda: self.seconds,
        )

    async def _once(self, tx: Transaction, services: Services, due: Due) -> Collection[str]:
        del tx, services
        await self.hangs.wait()
        self.done[due.subject[0]] += 1
        return ()

    async def _again(self, tx: Transaction, services: Services, due: Due) -> Collection[str]:
        """Fall due every minute of the wall's clock."""
        del services
        self.done[f"{due.due:%H:%M:%S}"] += 1
        following = due.due + timedelta(seconds=60)
        tx.agenda.put(Due(kind="again", subject=due.subject, due=following))
        return ()

    async def put(self, kind: str, *subject: str, after: float) -> None:
        when = self.house.clock.now + timedelta(seconds=after)

        async def act(tx: Transaction) -> None:
            tx.agenda.put(Due(kind=kind, subject=subject, due=when))

        await self.house.store.write(act)

    async def live(self, seconds: float, *, jump: float = 0.0) -> None:
        """Let time go by, and the clock go on by so much, and `jump` besides."""
        self.seconds += seconds
        self.house.clock.now += timedelta(seconds=seconds + jump)
        await self.agenda.look()


@pytest.fixture
async def turning(house: House) -> AsyncIterator[Turning]:
    found = Turning(house)
    await found.agenda.look()
    yield found
    found.hangs.set()


@pytest.mark.parametrize("jump", [-90.0, 3600.0])
async def test_a_jump_of_the_clock_does_nothing_twice_skips_nothing_and_is_logged(
    turning: Turning, jump: float
) -> None:
    for name, after in [("past", 1.0), ("soon", 60.0), ("later", 5000.0)]:
        await turning.put("once", name, after=after)
    await turning.live(2)
    assert turning.done == {"past": 1}
    with capture_logs() as logs:
        await turning.live(1, jump=jump)
    told = [one for one in logs if one["event"] == "the clock has jumped"]
    assert [one["seconds"] for one in told] == [jump]
    assert turning.done == {"past": 1} | ({"soon": 1} if jump > 0 else {})
    with capture_logs() as logs:
        for _ in range(120):
            await turning.live(60)
    assert logs == []
    assert turning.done == {"past": 1, "soon": 1, "later": 1}


@pytest.mark.parametrize("jump", [-90.0, 3600.0])
async def test_what_recurs_falls_due_once_at_each_of_its_times_across_a_jump(
    turning: Turning, jump: float
) -> None:
    await turning.put("again", "a", after=60)
    begun = turning.house.clock.now
    for at in range(60):
        await turning.live(30, jump=jump if at == 20 else 0.0)
    for _ in range(6):
        # One look does so many and no more; what is left is done by the next.
        await turning.live(0)
    last = turning.house.clock.now
    times = [begun + timedelta(seconds=60 * (one + 1)) for one in range(1000)]
    expected = {f"{one:%H:%M:%S}": 1 for one in times if one <= last}
    if jump < 0:
        # It went back over times that were done before: those are not done again.
        before = begun + timedelta(seconds=600)
        expected |= {f"{one:%H:%M:%S}": 1 for one in times if one <= before}
    assert turning.done == expected


async def test_a_small_step_of_the_clock_is_no_jump(turning: Turning) -> None:
    with capture_logs() as logs:
        await turning.live(60, jump=4.9)
        await turning.live(60, jump=-4.9)
    assert logs == []


async def test_an_act_that_hangs_stops_the_heartbeat_until_it_is_done(turning: Turning) -> None:
    house = turning.house
    await turning.put("once", "hung", after=0)
    looked, beat = turning.agenda.looked, turning.agenda.beat
    turning.hangs.clear()
    turning.seconds += 120
    house.clock.now += timedelta(seconds=120)
    hung = asyncio.create_task(turning.agenda.look())
    done, _ = await asyncio.wait([hung], timeout=0.05)
    assert not done
    assert (turning.agenda.looked, turning.agenda.beat) == (looked, beat)
    turning.hangs.set()
    await hung
    assert (turning.agenda.looked, turning.agenda.beat) == (house.clock.now, 120)
    await turning.live(30)  # nothing is due, and it beats all the same
    assert (turning.agenda.looked, turning.agenda.beat) == (house.clock.now, 150)


@pytest.mark.parametrize(
    ("age", "status", "told"), [(9.9, 200, "looking"), (10.0, 503, "still"), (1e6, 503, "still")]
)
async def test_an_agenda_that_stands_still_is_seen_from_outside(
    house: House, age: float, status: int, told: str
) -> None:
    health = Health(house.store, lambda: age, lambda: 0.0, house.doors, lambda: age, dict)
    answer = await health.healthz(Asked(headers={}))
    assert (answer.status, answer.body["agenda"]) == (status, told)
    assert answer.body["courier"] == "beating"
