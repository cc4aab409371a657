"""What of a time away cannot be read is said once for each room, and never otherwise."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from handlers.incoming import Missed
from handlers.slack import door as door_module
from handlers.slack.presence import HEARD, HEARD_EVERY, REACH, Presence
from tests.handlers.small_slack import Past

DESK = "C0DESK"
HOUR = 3600.0
DAY = 24 * HOUR
FORTNIGHT = REACH.total_seconds()
UNREADABLE = ["missing_scope", "channel_not_found", "not_in_channel", "unknown_method"]


class Stay:
    """Starts and stops of one door on one database."""

    def __init__(self, small: Any, clock: Any, shared: SimpleNamespace) -> None:
        self.small, self.clock, self.shared = small, clock, shared
        self.past = Past(small)
        self.inbox = shared.Inbox(DESK)
        self._told = 0

    async def start(self) -> list[Missed]:
        """Start, catch up, stop; return what is said to be missed."""
        door = self.small.door(self.clock)
        async with self.shared.running(door, self.inbox):
            await self.shared.until(lambda: door.health.catching_up == "done")
        return self.fresh()

    def fresh(self) -> list[Missed]:
        """Return what was said to be missed since this was last asked."""
        missed = self.inbox.of(Missed)
        told, self._told = missed[self._told :], len(missed)
        return told

    def readable(self, error: str | None) -> None:
        """Let the history be read, or be refused with an error from now on."""
        Past(self.small)
        self.past = Past(self.small)
        if error is not None:
            self.small.answers["conversations.history"] = {"ok": False, "error": error}

    def write(self, days_ago: float) -> str:
        """Have something written so many days ago; return its ts."""
        ts = f"{int(self.clock.now() - days_ago * DAY)}.000100"
        self.past.add(ts, "written")
        return ts

    @property
    def heard(self) -> float:
        return float(self.inbox.marks[f"{HEARD}{DESK}"])


@pytest.fixture
def stay(small: Any, clock: Any, shared: SimpleNamespace) -> Stay:
    return Stay(small, clock, shared)


async def test_the_first_start_misses_nothing_and_is_a_sign_of_life(stay: Stay) -> None:
    stay.write(days_ago=40)
    assert await stay.start() == []
    assert abs(stay.heard - stay.clock.now()) < 60


@pytest.mark.parametrize(("days", "count"), [(0.5, 0), (13.9, 0), (14.1, 1), (400, 1)])
async def test_after_more_than_a_fortnight_it_is_said_what_was_not_compared(
    stay: Stay, days: float, count: int
) -> None:
    stay.write(days_ago=100)
    await stay.start()
    last = stay.write(days_ago=1)
    await stay.start()
    left = stay.heard
    stay.clock.ahead += days * DAY
    stay.write(days_ago=days / 2)
    missed = await stay.start()
    assert len(missed) == count
    for one in missed:
        assert (one.what, one.channel) == ("older", DESK)
        assert one.since.timestamp() == left
        assert abs(one.until.timestamp() - stay.clock.now()) < 60
        assert one.before is not None
        assert one.before.timestamp() == int(float(last)) - FORTNIGHT
    assert len(stay.inbox.said()) == 2
    assert await stay.start() == []


async def test_a_room_in_which_nothing_older_ever_was_is_told_nothing(stay: Stay) -> None:
    await stay.start()
    stay.clock.ahead += 30 * DAY
    stay.write(days_ago=1)
    assert await stay.start() == []
    assert stay.inbox.said() == ["written"]


@pytest.mark.parametrize("error", UNREADABLE)
@pytest.mark.parametrize("first", [None, "missing_scope"])
async def test_a_room_whose_history_cannot_be_read_is_told_after_each_time_away_and_only_then(
    stay: Stay, error: str, first: str | None
) -> None:
    stay.readable(first)
    assert await stay.start() == []
    stay.readable(error)
    assert await stay.start() == []
    stay.clock.ahead += 300
    assert await stay.start() == []
    for _ in range(2):
        left = stay.heard
        stay.clock.ahead += HOUR
        (missed,) = await stay.start()
        assert (missed.what, missed.channel, missed.before) == ("meanwhile", DESK, None)
        assert missed.since.timestamp() == left
        assert abs(missed.until.timestamp() - stay.clock.now()) < 60
        assert await stay.start() == []


async def test_a_room_that_can_be_read_only_since_it_was_away_is_told(stay: Stay) -> None:
    stay.readable("missing_scope")
    await stay.start()
    stay.clock.ahead += HOUR
    stay.readable(None)
    stay.write(days_ago=0.001)
    (missed,) = await stay.start()
    assert missed.what == "meanwhile"
    assert stay.inbox.said() == []
    stay.clock.ahead += HOUR
    stay.write(days_ago=0.001)
    assert await stay.start() == []
    assert stay.inbox.said() == ["written"]


async def test_a_door_that_is_locked_out_has_missed_nothing_that_it_cannot_read_later(
    stay: Stay,
) -> None:
    stay.write(days_ago=1)
    await stay.start()
    left = stay.heard
    stay.clock.ahead += HOUR
    stay.readable("token_revoked")
    assert await stay.start() == []
    assert stay.heard == left
    stay.readable(None)
    stay.write(days_ago=0.01)
    assert await stay.start() == []
    assert stay.inbox.said() == ["written"]


async def test_a_history_that_fails_for_a_while_is_read_and_nothing_was_missed(
    stay: Stay,
) -> None:
    stay.write(days_ago=1)
    await stay.start()
    stay.clock.ahead += HOUR
    stay.write(days_ago=0.01)
    whole = stay.small.answers["conversations.history"]
    failures = [web.Response(status=500) for _ in range(3)]
    stay.small.answers["conversations.history"] = lambda fields: (
        failures.pop() if failures else whole(fields)
    )
    assert await stay.start() == []
    assert failures == []
    assert stay.inbox.said() == ["written"]


async def test_what_was_missed_and_could_not_be_kept_is_said_until_it_is(stay: Stay) -> None:
    stay.readable("missing_scope")
    await stay.start()
    stay.clock.ahead += HOUR
    stay.inbox.failures = 2
    assert [one.what for one in await stay.start()] == ["meanwhile"]
    assert stay.inbox.failures == 0


async def test_while_it_hears_the_sign_of_life_follows_every_five_minutes(
    stay: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "_SIGNS_EVERY", 0.01)
    door = stay.small.door(stay.clock)
    async with stay.shared.running(door, stay.inbox):
        await stay.shared.until(lambda: door.health.catching_up == "done")
        for _ in range(3):
            before, calls = stay.heard, len(stay.inbox.calls)
            stay.clock.ahead += HEARD_EVERY + 1
            await stay.shared.until(lambda: stay.heard > before)  # noqa: B023 - awaited at once
            assert len(stay.inbox.calls) == calls + 1
    stay.readable("missing_scope")
    stay.clock.ahead += 300
    assert await stay.start() == []


async def test_a_broken_connection_is_a_time_away_until_the_rooms_are_caught_up(
    stay: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "_SIGNS_EVERY", 0.01)
    small, clock = stay.small, stay.clock
    door = small.door(clock)
    opened = small.answers["apps.connections.open"]
    answers = [{"ok": False, "error": "internal_error"}] * 3
    async with stay.shared.running(door, stay.inbox):
        await stay.shared.until(lambda: door.health.catching_up == "done")
        small.answers["apps.connections.open"] = {"ok": False, "error": "internal_error"}
        small.answers["conversations.history"] = lambda _: (
            answers.pop() if answers else {"ok": False, "error": "missing_scope"}
        )
        await small.sockets[-1].close()
        await stay.shared.until(lambda: door.health.state == "down")
        clock.ahead += HOUR
        small.answers["apps.connections.open"] = opened
        await stay.shared.until(lambda: stay.inbox.of(Missed))
        await stay.shared.until(lambda: door.health.catching_up == "done")
    assert answers == []
    assert [one.what for one in stay.fresh()] == ["meanwhile"]


async def test_a_room_that_is_new_while_it_runs_is_heard_from_then_on(
    stay: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "_SIGNS_EVERY", 0.01)
    monkeypatch.setattr(door_module, "_NEW_ROOMS_EVERY", 0.01)
    door = stay.small.door(stay.clock)
    async with stay.shared.running(door, stay.inbox):
        await stay.shared.until(lambda: door.health.catching_up == "done")
        stay.inbox.known.add("C0NEW")
        await stay.shared.until(lambda: f"{HEARD}C0NEW" in stay.inbox.marks)
    stay.clock.ahead += HOUR
    (missed,) = await stay.start()
    assert (missed.what, missed.channel) == ("meanwhile", "C0NEW")


async def test_after_a_loss_no_sign_is_given_before_the_room_is_caught_up(
    stay: Stay, clock: Any
) -> None:
    presence = Presence("slack.main", clock)
    name = f"{HEARD}{DESK}"

    async def caught_up(back: Any) -> None:
        await presence.caught_up(stay.inbox, DESK, dict(stay.inbox.marks), back, 1.0)

    async def sign() -> bool:
        before = stay.inbox.marks.get(name)
        clock.ahead += HEARD_EVERY + 1
        await presence.keep(stay.inbox)
        return stay.inbox.marks.get(name) != before

    await caught_up(presence.back())
    assert await sign()
    back = presence.back()
    presence.lost()
    assert not await sign()
    await caught_up(back)
    assert not await sign()
    await caught_up(presence.back())
    assert await sign()
    stay.inbox.known.clear()
    assert not await sign()
