"""The status pinned in duty rooms: what it shows, when it is written, and what it never tells."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.alerts import filing
from bot.desk import showing
from handlers.door import Health
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition

DUTY = COALITION.replace('id = "nightdesk"', 'id = "nightdesk"\nkind = "duty"').replace(
    'id = "watchroom"', 'id = "watchroom"\nkind = "duty"'
)
HIDDEN = {
    "label": Label.AMBER,
    "audience": Audience(organisations=("watch",)),
    "severity": Severity.CRITICAL,
}
"""What the institute's duty room may not know of, of whoever is not of the institute."""


@pytest.fixture
async def duty(coalition: Coalition) -> Coalition:
    await coalition.apply(DUTY)
    house = coalition.house
    house.services.healths = {name: door.health for name, door in house.doors.items()}
    house.services.looked = lambda: coalition.now
    await house.store.write(showing.begin)
    await coalition.agenda()
    return coalition


def status(coalition: Coalition, room: str = "nightdesk") -> str:
    (standing,) = [one for one in coalition.room(room) if "Alert desk" in one]
    return standing


async def test_each_duty_room_has_one_pinned_with_the_heartbeat_and_no_other_room_has(
    duty: Coalition,
) -> None:
    looked = f"looked at {duty.now:%H:%M:%S} UTC"
    assert status(duty) == (
        f"Alert desk · {looked}\n"
        "No alert is open.\n"
        "On duty, Ballot Institute: Nia\n"
        "Delivery: Slack connected; Telegram connected"
    )
    assert "On duty, Partner 14: Night officer" in status(duty, "watchroom")
    assert duty.house.slack.pinned[0][0] == "C0NIGHT"
    for room in ("desk", "group", "studio", "office"):
        assert not any("Alert desk" in one for one in duty.room(room))


async def test_what_is_open_stands_there_under_the_strictest_label_of_it(duty: Coalition) -> None:
    since = duty.now - timedelta(minutes=20)
    await duty.raised(severity=Severity.HIGH, label=Label.AMBER, raised=since)
    await duty.raised(severity=Severity.CRITICAL, owner="nia")
    await duty.pass_(30)
    assert status(duty).splitlines()[:4] == [
        f"TLP:AMBER · Alert desk · looked at {duty.now:%H:%M:%S} UTC",
        "Open: 2 · unowned: 1 · overdue: 1",
        "CRITICAL: 1 · high: 1",
        f"Oldest: A-1, high, since {since:%Y-%m-%d %H:%M} UTC",
    ]


async def test_the_heartbeat_is_written_once_a_minute_and_stops_with_the_agenda(
    duty: Coalition,
) -> None:
    before = len(duty.sent("edit", room="nightdesk"))
    for _ in range(12):
        await duty.pass_(15)
    assert len(duty.sent("edit", room="nightdesk")) - before == 3
    assert f"looked at {duty.now:%H:%M:%S}" in status(duty)
    stopped = status(duty)
    duty.house.pass_(120)
    await duty.settle()
    assert status(duty) == stopped


async def test_however_much_changes_it_is_written_twice_a_minute_at_most(duty: Coalition) -> None:
    before = len(duty.sent("edit", room="nightdesk"))
    for _ in range(12):
        await duty.raised()
        await duty.pass_(5)
    assert len(duty.sent("edit", room="nightdesk")) - before == 2
    assert len([one for one in duty.room("nightdesk") if "Alert desk" in one]) == 1


async def test_a_room_shows_the_same_at_the_same_times_whether_there_is_what_it_may_not_know(
    duty: Coalition,
) -> None:
    async def a_while() -> list[str]:
        duty.house.services.derived.pop("status")
        await duty.pass_(60)
        before = len(duty.sent("edit", room="nightdesk"))
        for _ in range(10):
            await duty.pass_(13)
        return [
            one.partition("looked")[2].partition("\n")[2]
            for one in duty.sent("edit", room="nightdesk")[before:]
        ]

    await duty.raised(label=Label.GREEN, owner="nia")
    without = await a_while()
    hidden = [await duty.raised(author="bo", **HIDDEN) for _ in range(3)]
    with_it = await a_while()
    for number in [each.number for each in hidden]:
        one = await duty.alert(number)
        taken = replace(one.value, owner="dora", until=duty.now)
        await duty.house.store.write(lambda tx, one=one, taken=taken: filing.keep(tx, one, taken))
    assert without == with_it == await a_while()
    assert "Open: 4" in status(duty, "watchroom")


async def test_a_wall_holds_in_the_counts(duty: Coalition) -> None:
    office = DUTY.replace('id = "office"', 'id = "office"\nkind = "duty"')
    await duty.apply(office)
    await duty.raised(author="ray")
    await duty.pass_(60)
    assert "No alert is open." in status(duty, "office")
    assert "Open: 1" in status(duty)


async def test_a_room_that_is_for_duty_no_more_loses_it(duty: Coalition) -> None:
    await duty.apply(COALITION)
    await duty.pass_(15)
    assert not any("Alert desk" in one for one in duty.room("nightdesk"))


async def test_a_platform_that_is_down_for_a_minute_is_told_on_the_other_once_and_when_it_is_back(
    duty: Coalition,
) -> None:
    health: Health = duty.house.slack.health
    health.state = "down"
    begun: datetime = duty.now + timedelta(seconds=15)
    for _ in range(4):
        await duty.pass_(15)
    assert not any("out of reach since" in one for one in duty.told("dora"))
    for _ in range(6):
        await duty.pass_(15)
    lost = f"Slack has been out of reach since {begun:%Y-%m-%d %H:%M} UTC."
    for told in (duty.told("dora"), duty.told("rosa"), duty.room("watchroom")):
        assert len([one for one in told if one.startswith(lost)]) == 1
    assert not any(one.startswith(lost) for one in duty.told("nia") + duty.told("bo"))
    assert f"Slack out of reach since {begun:%H:%M} UTC" in status(duty, "watchroom")
    health.state = "connected"
    for _ in range(3):
        await duty.pass_(15)
    back = [one for one in duty.told("dora") if one.startswith("Slack is within reach again.")]
    assert len(back) == 1
    assert "Slack connected" in status(duty, "watchroom")


async def test_where_nothing_is_within_reach_it_is_told_as_soon_as_something_is(
    duty: Coalition,
) -> None:
    slack, telegram = duty.house.slack.health, duty.house.telegram.health
    slack.state, telegram.state = "down", "locked out"
    for _ in range(8):
        await duty.pass_(15)
    telegram.state = "connected"
    await duty.pass_(15)
    told = [one for one in duty.room("watchroom") if one.startswith("Slack has been out of reach")]
    assert len(told) == 1
