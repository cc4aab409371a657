"""Killed between due and settled: the next page rings, and twice only where that is marked."""

import contextlib
from dataclasses import replace

import pytest

from handlers.door import Lost
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from storage.faults import StoreFault
from storage.sqlite.connections import Writing
from tests.bot.alerts.escalation.conftest import Watched

BO = Audience(people=("bo",))


class Killed(StoreFault):
    """The process is gone: nobody hears of what it was doing."""


async def go_on(watched: Watched) -> None:
    """Do all that is due, and deliver it, as a process does that lives."""
    await watched.coalition.agenda()
    watched.coalition.house.pass_(2)
    await watched.coalition.agenda()


async def test_at_whichever_commit_a_process_ends_the_page_comes_once_or_marked(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    coalition, commit = watched.coalition, Writing.commit
    left, first = 0, True

    async def killed(self: Writing) -> None:
        nonlocal left
        left -= 1
        if left == 0 and first:
            raise Killed("gone")
        await commit(self)
        if left == 0:
            raise Killed("gone")

    at, over = 0, False
    while not over:
        at, first = at + 1, not first
        number = await watched.raised(audience=BO)
        await coalition.settle()
        coalition.house.pass_(121)
        posted = len(coalition.sent("post", "bo"))
        left = at
        monkeypatch.setattr(Writing, "commit", killed)
        with contextlib.suppress(StoreFault):
            await go_on(watched)
        over = left > 0
        left = 0
        monkeypatch.setattr(Writing, "commit", commit)
        await coalition.house.restart()
        await go_on(watched)
        assert await watched.lines(number) == [("escalated", "watch", "1")], at
        assert await watched.paged(number) == {"person:bo": 2}, at
        fresh = coalition.sent("post", "bo")[posted:]
        assert fresh, at
        assert len([one for one in fresh if "repeat" not in one]) <= 1, (at, fresh)
        await watched.change(number, lambda one: replace(one, state=State.CANCELLED))
    assert at > 4


@pytest.mark.parametrize(("severity", "times"), [(Severity.CRITICAL, 2), (Severity.LOW, 1)])
async def test_what_may_have_gone_out_goes_out_again_marked_and_of_low_severity_not(
    watched: Watched, severity: Severity, times: int
) -> None:
    coalition = watched.coalition
    coalition.house.telegram.fail("post", Lost("no answer"), done=True)
    number = await watched.raised(audience=BO, severity=severity)
    await coalition.settle()
    await coalition.house.restart()
    for _ in range(3):
        coalition.house.pass_(60)
        await coalition.settle()
    told = [one for one in coalition.told("bo") if "Ballots are missing" in one]
    assert len(told) == times
    assert sum("repeat" in one for one in told) == times - 1
    assert (await watched.paged(number))["person:bo"] == 1
