"""A parked lane is told: by status, by the log, and once in the room whose message waits in it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from bot.cli.answering import Answered
from bot.cli.status import find, lines
from bot.messages.parking import Parking
from handlers.door import Closed, Later, Lost
from handlers.incoming import Missed
from tests.bot.small_house import House
from tests.stage import DESK, TEAM_ROOM, WATCH, Stage

HOURS = 3 * 3600.0


class Watched:
    """The house with somebody who looks for parked lanes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.logged: list[Any] = []
        self.parking = self._parking()

    def _parking(self) -> Parking:
        return Parking(self.house.store, self.house.services, self.house.woken.update)

    async def restart(self) -> None:
        await self.house.restart()
        self.parking = self._parking()

    async def look(self) -> None:
        """Look, and let what is to be told be sent."""
        with structlog.testing.capture_logs() as logged:
            await self.parking.look()
        self.logged += logged
        await self.house.deliver()

    async def parked(self) -> list[str]:
        """Return what `tocsin status` says of parked lanes."""
        report = lines(await find(self.house.store), Answered(address="", fault="nobody"))
        return [one for one in report if one.startswith("parked ")]

    def told(self, room: object) -> list[str]:
        """Return the notices of parking in a room."""
        door = self.house.telegram if str(room).startswith("-") else self.house.slack
        return [one for one in door.standing(room) if one.startswith("Messages from here")]


@pytest.fixture
def watched(house: House) -> Watched:
    return Watched(house)


async def _park(watched: Watched, seconds: float = HOURS, *, of: object = DESK) -> datetime:
    """Have the group's lane asked to wait; return until when."""
    house = watched.house
    house.telegram.fail("post", Later("too_many_requests", seconds))
    await house.hear(house.said(of, "TLP:GREEN the heron"))
    await house.deliver()
    return house.clock.now + timedelta(seconds=seconds)


def _utc(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


async def test_a_parked_lane_is_listed_and_counted_until_its_last_minute(
    watched: Watched,
) -> None:
    until = await _park(watched)
    for seconds in (HOURS - 60, 59):
        await watched.look()
        assert await watched.parked() == [f"parked   group: until {_utc(until)}, too_many_requests"]
        assert dict(watched.parking.lanes) == {"telegram.main": 1}
        watched.house.pass_(seconds)
    watched.house.pass_(2)
    await watched.house.deliver()
    await watched.look()
    assert await watched.parked() == []
    assert dict(watched.parking.lanes) == {}
    assert len(watched.house.telegram.standing(WATCH)) == 1


async def test_the_log_has_one_line_without_a_name_and_the_room_one_notice_over_restarts(
    watched: Watched,
) -> None:
    until = await _park(watched)
    for _ in range(2):
        await watched.look()
        await watched.look()
        await watched.restart()
    (line,) = watched.logged
    assert line["event"] == "a lane is parked"
    assert line["code"] == "too_many_requests"
    assert line["until"] == until.isoformat(timespec="minutes")
    assert not any(word in str(line) for word in ("heron", "group", str(WATCH), "desk"))
    assert watched.told(DESK) == [
        f"Messages from here to another room wait until {_utc(until)}: the platform asks for "
        "patience. Nothing is lost."
    ]
    assert watched.told(TEAM_ROOM) == watched.told(WATCH) == []


async def test_a_lane_that_is_asked_to_wait_again_is_told_again(watched: Watched) -> None:
    await _park(watched)
    await watched.look()
    watched.house.telegram.fail("post", Later("too_many_requests", HOURS))
    watched.house.pass_(HOURS + 1)
    await watched.house.deliver()
    await watched.look()
    again = _utc(watched.house.clock.now + timedelta(seconds=HOURS))
    assert [again in one for one in watched.told(DESK)] == [False, True]
    assert len(watched.logged) == 2


@pytest.mark.parametrize(
    "error", [Later("too_many_requests", 599.0), Closed("kicked"), Lost("connection_lost")]
)
async def test_a_short_wait_and_our_own_pauses_are_no_parking(
    watched: Watched, error: Exception
) -> None:
    house = watched.house
    house.telegram.fail("post", error, times=12)
    await house.hear(house.said(DESK, "TLP:GREEN the heron"))
    for _ in range(12):
        await house.deliver()
        await watched.look()
        house.pass_(290)
        await watched.look()
        assert await watched.parked() == []
        assert dict(watched.parking.lanes) == {}
    assert watched.told(DESK) == watched.logged == []


async def test_the_room_of_the_oldest_message_that_waits_is_told_alone(watched: Watched) -> None:
    await _park(watched, of=TEAM_ROOM)
    await watched.house.hear(watched.house.said(DESK, "TLP:GREEN behind it"))
    await watched.house.deliver()
    await watched.look()
    assert len(watched.told(TEAM_ROOM)) == 1
    assert watched.told(DESK) == []


async def test_what_waits_behind_a_parked_notice_is_told_where_it_was_written(
    watched: Watched,
) -> None:
    house = watched.house
    house.telegram.fail("post", Later("too_many_requests", HOURS), times=2)
    gap = Missed(event="gap", since=house.clock.now - timedelta(days=3), until=house.clock.now)
    await house.inbox.receive("telegram.main", [gap])
    await house.deliver()
    await watched.look()
    assert dict(watched.parking.lanes) == {"telegram.main": 2}
    assert watched.told(DESK) == []
    house.pass_(1)
    await house.hear(house.said(DESK, "TLP:GREEN behind it"))
    await house.deliver()
    for _ in range(2):
        await watched.look()
        assert len(watched.told(DESK)) == 1
    assert len(watched.logged) == 2


async def test_a_notice_that_would_wait_in_a_parked_lane_itself_is_not_made(
    watched: Watched,
) -> None:
    house = watched.house
    house.slack.fail("post", Later("ratelimited", 2 * HOURS), times=2)
    await house.hear(house.said(WATCH, "TLP:GREEN from the group"))
    await house.deliver()
    await _park(watched)
    await watched.look()
    assert dict(watched.parking.lanes) == {"telegram.main": 1, "slack.main": 2}
    house.pass_(2 * HOURS + 1)
    await house.deliver()
    await watched.look()
    assert watched.told(DESK) == watched.told(WATCH) == []
    assert len(watched.logged) == 3


async def test_a_notice_that_comes_too_late_to_be_true_is_left_out(watched: Watched) -> None:
    await _park(watched)
    watched.house.slack.fail("post", Closed("archived for a while"), times=60)
    await watched.look()
    for _ in range(60):
        watched.house.pass_(HOURS / 50)
        await watched.house.deliver()
    watched.house.slack.troubles.clear()
    watched.house.pass_(HOURS)
    await watched.house.deliver()
    assert watched.told(DESK) == []
    assert await watched.house.listed("dead") == []


async def test_a_private_lane_that_is_parked_is_counted_and_told_to_nobody(
    watched: Watched,
) -> None:
    house = watched.house
    house.slack.fail("post", Later("ratelimited", HOURS))
    await house.hear(house.said(DESK, "TLP:RED stays here"))
    await house.deliver()
    await watched.look()
    assert dict(watched.parking.lanes) == {"slack.main": 1}
    assert len(await watched.parked()) == len(watched.logged) == 1
    assert "U0ANN" not in str(watched.logged)
    assert watched.told(DESK) == []


async def test_healthz_and_status_of_the_program_tell_of_a_parked_lane(stage: Stage) -> None:
    async with stage.running(first="tests.bot.paces:often") as bot:
        stage.telegram.fail("sendMessage", status=429, retry_after=7200)
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN the heron")

        async def degraded() -> bool:
            _, body = await stage.ask("/healthz")
            return bool(body["status"] == "degraded")

        await stage.until(degraded, "the lane to be seen")
        status, body = await stage.ask("/healthz")
        assert status == 200
        assert body["doors"] == {
            "slack.main": {"state": "connected"},
            "telegram.main": {"state": "connected", "parked": 1},
        }
        listed = stage.tocsin("status").stdout.splitlines()
        assert [one for one in listed if one.startswith("parked   group: until ")]
        await stage.until(
            lambda: [one for one in stage.in_slack() if one.startswith("Messages from here")],
            "the notice",
        )
        assert bot.errors.count("a lane is parked") == 1
