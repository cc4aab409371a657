"""What waits for somebody at a platform that went down goes by their other way, and says so."""

from datetime import timedelta

import pytest

from bot.desk import showing
from handlers.door import Later, Lost
from policies.alerts.alert import Reach
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import SmallDoor

BOTH_WAYS = COALITION.replace("telegram = 1001", 'telegram = 1001\nslack = "U0BO"')
BO = Audience(people=("bo",))
CHANNELS = {"telegram": "D1001", "slack": "DU0BO"}
OTHER = {"telegram": "slack", "slack": "telegram"}
SHOWN = {"telegram": "Telegram", "slack": "Slack"}


class Night:
    """A night in which one platform goes down before a page has come there, and is back later."""

    def __init__(self, watched: Watched, platform: str) -> None:
        self.watched = watched
        self.coalition: Coalition = watched.coalition
        self.platform = platform

    def door(self, platform: str) -> SmallDoor:
        house = self.coalition.house
        return house.telegram if platform == "telegram" else house.slack

    async def begins(self, *, chosen: str = "") -> None:
        coalition = self.coalition
        house = coalition.house
        await coalition.apply(BOTH_WAYS)
        house.services.healths = {name: door.health for name, door in house.doors.items()}
        chosen = chosen or f"{self.platform} {OTHER[self.platform]}"
        await coalition.typed("bo", f"channels {chosen}")
        await house.store.write(showing.begin)
        await coalition.agenda()
        self.door(self.platform).fail("post", Later("down", 20.0), times=1000)

    async def goes_down(self) -> None:
        self.door(self.platform).health.state = "down"
        for seconds in (15, 61, 15):
            await self.coalition.pass_(seconds)

    async def is_back(self) -> None:
        self.door(self.platform).troubles.clear()
        self.door(self.platform).health.state = "connected"
        for seconds in (21, 15):
            await self.coalition.pass_(seconds)

    def rung(self, platform: str, number: int) -> list[str]:
        """Return what was posted of an alert and stands: each made a sound."""
        posts = self.door(platform).standing(CHANNELS[platform])
        return [one for one in posts if one.startswith("🟢") and f"A-{number}" in one]

    async def reaches(self, number: int) -> dict[str, Reach]:
        return {one.door: one for one in await self.coalition.reached(number)}


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_it_goes_by_the_next_way_marked_so_and_not_again_when_the_platform_is_back(
    watched: Watched, platform: str
) -> None:
    night = Night(watched, platform)
    await night.begins()
    number = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.coalition.pass_(15)
    assert night.rung(OTHER[platform], number) == []
    await night.goes_down()
    (card,) = night.rung(OTHER[platform], number)
    assert f"You have it here because {SHOWN[platform]} was out of reach" in card
    assert ("detoured", "watch", "") in await watched.lines(number)
    await night.is_back()
    assert night.rung(platform, number) == []
    assert len(night.rung(OTHER[platform], number)) == 1
    reaches = await night.reaches(number)
    states = [reaches[f"{one}.main"].state for one in (platform, OTHER[platform])]
    assert states == ["elsewhere", "sent"]


async def test_the_next_page_takes_the_first_way_again_once_it_is_there(watched: Watched) -> None:
    night = Night(watched, "telegram")
    await night.begins()
    number = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.goes_down()
    await night.is_back()
    assert night.rung("telegram", number) == []
    await night.coalition.pass_(5 * 60)
    assert len(night.rung("telegram", number)) == 1
    assert (await night.reaches(number))["telegram.main"].state == "sent"


async def test_no_way_is_taken_that_was_not_chosen(watched: Watched) -> None:
    night = Night(watched, "telegram")
    await night.begins(chosen="telegram")
    number = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.goes_down()
    assert night.rung("slack", number) == []
    await night.is_back()
    # It was only late.
    assert len(night.rung("telegram", number)) == 1


async def test_what_is_low_waits_and_what_has_come_or_was_answered_goes_nowhere_else(
    watched: Watched,
) -> None:
    night = Night(watched, "telegram")
    await night.begins()
    low = await watched.raised(audience=BO, severity=Severity.LOW)
    answered = await watched.raised(audience=BO, severity=Severity.HIGH)
    night.door("telegram").troubles.clear()
    await night.coalition.typed("wes", f"ack {answered}")
    came = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.coalition.settle()
    await night.goes_down()
    assert [night.rung("slack", one) for one in (low, answered, came)] == [[], [], []]


async def test_a_ring_that_waits_goes_by_the_other_way_too(watched: Watched) -> None:
    night = Night(watched, "telegram")
    await night.begins()
    night.door("telegram").troubles.clear()
    number = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.coalition.settle()
    assert len(night.rung("telegram", number)) == 1
    night.door("telegram").fail("post", Later("down", 20.0), times=1000)
    await night.coalition.pass_(301)
    await night.goes_down()
    (card,) = night.rung("slack", number)
    assert "You have it here because Telegram was out of reach" in card
    await night.is_back()
    assert not any("waits for an answer" in one for one in night.rung("telegram", number))


async def test_what_may_have_come_before_is_not_left_beside_it_where_that_can_be_seen(
    watched: Watched,
) -> None:
    """The answer to the post was lost: Slack is asked for it, and what stands there goes."""
    night = Night(watched, "slack")
    await night.begins()
    slack = night.door("slack")
    slack.troubles.clear()
    slack.fail("post", Lost("timeout"), done=True)
    slack.fail("post", Later("down", 20.0), times=1000)
    slack.finds = False
    number = await watched.raised(audience=BO, severity=Severity.HIGH)
    await night.coalition.settle()
    assert len(night.rung("slack", number)) == 1
    await night.goes_down()
    assert len(night.rung("telegram", number)) == 1
    slack.finds = True
    await night.is_back()
    assert night.rung("slack", number) == []


async def test_what_quiet_hours_held_goes_by_the_other_way_once_they_end_while_it_is_down(
    watched: Watched,
) -> None:
    night = Night(watched, "telegram")
    await night.begins()
    soon = watched.coalition.now + timedelta(minutes=10)
    await watched.coalition.typed("bo", f"quiet {soon - timedelta(hours=8):%H:%M}-{soon:%H:%M} UTC")
    number = await watched.raised(audience=BO, severity=Severity.MEDIUM)
    await night.goes_down()
    assert night.rung("slack", number) == []
    for seconds in (600, 15):
        await watched.coalition.pass_(seconds)
    (card,) = night.rung("slack", number)
    assert "You have it here because Telegram was out of reach" in card
    await night.is_back()
    assert night.rung("telegram", number) == []
