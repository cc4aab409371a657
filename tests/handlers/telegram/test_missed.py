"""Telegram keeps updates for a day: who was away longer says so, once, and never otherwise."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.sandbox.telegram.server import TelegramStandIn
from handlers.door import Clock
from handlers.incoming import Missed
from handlers.telegram.door import TelegramDoor
from handlers.telegram.gaps import KEPT, POLLED

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


class _Clock(Clock):
    ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


@pytest.fixture
async def stand_in() -> Any:
    stand_in = TelegramStandIn()
    stand_in.add_bot(TOKEN, "tocsin_bot", privacy=False)
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


async def _polls(
    stand_in: TelegramStandIn, shared: SimpleNamespace, inbox: Any, clock: _Clock
) -> list[Missed]:
    """Open a door until it has polled; return what it says that it missed."""
    before = len(inbox.calls)
    door = TelegramDoor("telegram.main", token=TOKEN, api_url=stand_in.api_url, clock=clock)
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.catching_up == "done")
    told = [event for call in inbox.calls[before:] for event in call]
    return [event for event in told if isinstance(event, Missed)]


async def test_the_first_start_misses_nothing(stand_in: Any, shared: SimpleNamespace) -> None:
    inbox = shared.Inbox()
    assert await _polls(stand_in, shared, inbox, _Clock()) == []
    assert float(inbox.marks[POLLED]) > 0


@pytest.mark.parametrize(("hours", "missed"), [(23, 0), (25, 1), (24 * 40, 1)])
async def test_a_stop_of_more_than_a_day_is_a_gap_up_to_a_day_ago(
    stand_in: Any, shared: SimpleNamespace, hours: int, missed: int
) -> None:
    inbox, clock = shared.Inbox(), _Clock()
    await _polls(stand_in, shared, inbox, clock)
    left = float(inbox.marks[POLLED])
    clock.ahead = hours * 3600.0
    gaps = await _polls(stand_in, shared, inbox, clock)
    assert len(gaps) == missed
    for gap in gaps:
        assert gap.since.timestamp() == left
        assert abs(gap.until.timestamp() - (clock.now() - KEPT)) < 60
    assert await _polls(stand_in, shared, inbox, clock) == []


async def test_a_gap_that_could_not_be_kept_is_told_with_the_next_answer(
    stand_in: Any, shared: SimpleNamespace
) -> None:
    inbox, clock = shared.Inbox(), _Clock()
    await _polls(stand_in, shared, inbox, clock)
    clock.ahead = 30 * 3600.0
    inbox.failures = 1
    await _polls(stand_in, shared, inbox, clock)
    assert inbox.failures == 0
    assert inbox.of(Missed) == []
    await _polls(stand_in, shared, inbox, clock)
    assert len(inbox.of(Missed)) == 1
