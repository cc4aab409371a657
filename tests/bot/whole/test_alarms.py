"""The figures of the bench, made small: what arrives and in which order, never how soon."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.benchmarks import agendas, alarms
from tests.bot.whole.town import Town

FEW = 6


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    async with alarms.town_of(tmp_path, template, FEW) as town:
        yield town


async def test_a_critical_alert_reaches_each_organisation_once_and_no_limit_is_met(
    town: Town,
) -> None:
    found = await alarms.fan_out(town, FEW, begin=0.2)
    await town.quiet()
    assert sorted(found.whom) == [2001 + at for at in range(FEW)]
    assert len(list(alarms.calls(town, "Boxes are burning"))) == FEW
    assert found.refused == 0


async def test_a_critical_alert_leaves_before_what_waits_in_every_conversation(
    town: Town,
) -> None:
    found = await alarms.behind(town, FEW, messages=90, conversations=45)
    assert sorted(found.whom) == [2001 + at for at in range(FEW)]
    every = [str(one["params"]["text"]) for one in alarms.calls(town, "")]
    last = max(at for at, text in enumerate(every) if "Boxes are burning" in text)
    before = sum("ordinary" in text for text in every[:last])
    assert before < 90, "most of what waited was behind the alert"
    assert found.refused == 0


async def test_each_schedule_comes_once(
    town: Town,
) -> None:
    found = await alarms.punctual(town, 4, 0.1, among=FEW, begin=0.2)
    assert sorted(found.whom) == [0, 1, 2, 3]
    assert found.refused == 0


async def test_an_answer_on_a_phone_is_seen_on_both_platforms(town: Town) -> None:
    await alarms.acknowledged(town)
    assert "1 of 2" in alarms.card(town, alarms.DESK)
    assert "1 of 2" in alarms.card(town, alarms.WATCH)


async def test_what_falls_due_among_many_schedules_is_raised_and_the_others_wait(
    tmp_path: Path, template: Path
) -> None:
    found = await agendas.measured(tmp_path, template, alerts=5, many=10)
    assert found.raised == agendas.TIMES
    assert found.waiting == 10
