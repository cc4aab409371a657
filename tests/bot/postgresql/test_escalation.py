"""Two processes on one server look at the same due step: one takes it, and pages once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.agenda import Agenda
from bot.community.remembered import Remembered
from bot.dues import DUES
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from storage.store import Store
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import House, opened
from tests.in_full import IN_FULL
from tests.stage import DIRECTORY

ROUNDS = 4 if IN_FULL else 2


@pytest.fixture
async def watched(tmp_path: Path, template: Path) -> AsyncIterator[Watched]:
    house = await House.of(tmp_path, template, DIRECTORY)
    coalition = Coalition(house)
    await coalition.apply(COALITION)
    yield Watched(coalition)
    await house.close()


@pytest.fixture
async def other(watched: Watched) -> AsyncIterator[tuple[Store, Agenda]]:
    """Another process on the same database: its own connection, its own memory."""
    house = watched.coalition.house
    store = await opened(house.folder, house.clock)
    services = (await Remembered.of(store)).services
    services.now, services.doors = house.clock, dict(house.services.doors)
    yield store, Agenda(store, services, DUES, lambda _lanes: None)
    await store.close()


@pytest.mark.proof
async def test_a_step_that_two_processes_claim_at_once_is_taken_by_one(
    watched: Watched, other: tuple[Store, Agenda]
) -> None:
    house = watched.coalition.house
    agenda = Agenda(house.store, house.services, DUES, lambda _lanes: None)
    numbers = [
        await watched.raised(audience=Audience(organisations=("watch", "radio")))
        for _ in range(ROUNDS)
    ]
    await watched.coalition.typed("ann", "schedule in 2m TLP:GREEN to watch: Count them.")
    await watched.coalition.press("ann", "Plan it")
    house.pass_(121)
    await asyncio.gather(agenda.look(), other[1].look(), agenda.look(), other[1].look())
    every = await house.store.read(lambda tx: tx.docket.opened("alert", Alert))
    assert sum(one.value.text == "Count them." for one in every) == 1
    assert await watched.coalition.dues("schedule") == []
    for number in numbers:
        lines = await watched.lines(number)
        assert sorted(lines) == [("escalated", "radio", "2"), ("escalated", "watch", "2")]
        paged = await watched.paged(number)
        assert (paged["person:wes"], paged["person:rosa"]) == (1, 2)
    dues = await watched.coalition.dues("escalate")
    assert len(dues) == 2 * ROUNDS + 1
    # Whoever acknowledges by one of them stops it for the other too.
    house.pass_(121)
    await watched.coalition.typed("dora", f"ack {numbers[0]}", settle=False)
    await asyncio.gather(agenda.look(), other[1].look())
    assert ("exhausted", "watch", "") not in await watched.lines(numbers[0])
    assert ("exhausted", "radio", "") in await watched.lines(numbers[0])
