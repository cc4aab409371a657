"""Nobody answers: step by step an alert goes on, and never to silence (C8)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.agenda import Agenda
from bot.alerts import escalating
from bot.dues import DUES
from bot.services import Services
from policies.alerts.alert import Alert, Answered
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from storage.store import Due, Transaction
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION


async def test_a_critical_one_rings_rooms_and_duty_then_stewards_then_the_origins_duty(
    watched: Watched,
) -> None:
    number = await watched.raised()
    assert await watched.paged(number) == {
        "channel:group": 1, "channel:watchroom": 1, "person:dora": 1,
    }  # fmt: skip
    await watched.pass_(119)
    assert "person:wes" not in await watched.paged(number)
    await watched.pass_(2)
    assert (await watched.paged(number))["person:wes"] == 1
    assert (await watched.alert(number)).value.state is State.RAISED
    await watched.pass_(121)
    assert (await watched.paged(number))["person:nia"] == 1
    assert (await watched.alert(number)).value.state is State.UNANSWERED
    assert await watched.lines(number) == [
        ("escalated", "watch", "2"), ("exhausted", "watch", ""),
    ]  # fmt: skip


async def test_unanswered_it_rings_the_fallback_again_and_again_until_somebody_ends_it(
    watched: Watched,
) -> None:
    number = await watched.raised()
    for _ in range(3):
        await watched.pass_(121)
    assert (await watched.paged(number))["person:nia"] == 1
    await watched.pass_(15 * 60)
    await watched.pass_(15 * 60)
    assert (await watched.paged(number))["person:nia"] == 3
    await watched.answer(number, "watch", Answered.ACKNOWLEDGED)
    await watched.change(number, lambda one: replace(one, state=State.ACKNOWLEDGED))
    await watched.pass_(15 * 60)
    assert (await watched.paged(number))["person:nia"] == 3


async def test_an_acknowledgement_stops_its_own_organisation_and_no_other(
    watched: Watched,
) -> None:
    number = await watched.raised(audience=Audience(organisations=("watch", "radio")))
    await watched.answer(number, "watch", Answered.ACKNOWLEDGED)
    await watched.pass_(121)
    paged = await watched.paged(number)
    assert "person:wes" not in paged
    assert paged["person:rosa"] == 2


POLICY = """
[[escalation]]
id = "worst"
severity = ["critical"]
steps = [
  { whom = ["channel:group"], repeat = 2, every = "1m" },
  { whom = ["person:rita"], after = "5m" },
  { whom = ["person:dora", "person:wes"], after = "3m" },
]
fallback = ["person:mads", "origin"]
ack_timeout = "7m"
"""


async def test_a_policy_is_frozen_into_the_alert_and_repeats_as_it_says(watched: Watched) -> None:
    await watched.coalition.apply(COALITION + POLICY)
    number = await watched.raised(audience=Audience(everybody=True))
    chain = (await watched.alert(number)).value.standing("watch").chain
    assert (chain.name, chain.patience) == ("worst", 420)
    await watched.coalition.apply(COALITION)
    await watched.pass_(61)
    await watched.pass_(61)
    assert (await watched.paged(number))["channel:group"] >= 3
    await watched.pass_(301)
    # Who is at risk is paged by nobody: that step is empty, and is left at once.
    paged = await watched.paged(number)
    assert "person:rita" not in paged
    assert {"person:dora", "person:wes"} <= set(paged)
    assert ("skipped", "watch", "2") in await watched.lines(number)


async def test_an_organisation_with_nobody_at_all_is_unreachable_at_once(watched: Watched) -> None:
    alone = COALITION + '[[organisation]]\nid = "shed"\nname = "Shed"\n'
    await watched.coalition.apply(alone)
    number = await watched.raised(audience=Audience(organisations=("shed",)))
    alert = (await watched.alert(number)).value
    assert alert.standing("shed").answered is Answered.UNREACHABLE
    assert alert.state is State.UNANSWERED
    assert await watched.paged(number) == {"person:nia": 1}
    assert await watched.lines(number) == [
        ("skipped", "shed", "1"), ("skipped", "shed", "2"),
        ("exhausted", "shed", ""), ("unreachable", "shed", ""),
    ]  # fmt: skip
    assert await watched.coalition.dues("escalate") == []


async def test_whoever_alone_is_named_is_paged_alone(watched: Watched) -> None:
    number = await watched.raised(audience=Audience(people=("bo",)))
    assert await watched.paged(number) == {"person:bo": 1}
    await watched.pass_(121)
    await watched.pass_(121)
    assert await watched.paged(number) == {"person:bo": 3}
    await watched.pass_(121)
    assert await watched.paged(number) == {"person:bo": 3, "person:nia": 1}


async def test_without_a_fallback_the_origins_stewards_are_told_and_else_the_author(
    watched: Watched,
) -> None:
    less = COALITION.replace('roles = ["duty"]\nslack = "U0NIA"', 'slack = "U0NIA"')
    await watched.coalition.apply(less)
    number = await watched.raised(audience=Audience(people=("bo",)))
    for _ in range(4):
        await watched.pass_(121)
    assert list(await watched.paged(number)) == ["person:bo", "person:stan"]
    await watched.coalition.apply(less.replace('roles = ["steward"]\nslack = "U0STAN"', ""))
    number = await watched.raised(audience=Audience(people=("bo",)))
    for _ in range(4):
        await watched.pass_(121)
    assert list(await watched.paged(number)) == ["person:bo", "person:ann"]


async def test_the_pace_is_that_of_the_severity(watched: Watched) -> None:
    number = await watched.raised(severity=Severity.LOW)
    assert list(await watched.paged(number)) == ["channel:group", "channel:watchroom"]
    await watched.pass_(3599)
    assert "person:dora" not in await watched.paged(number)
    await watched.pass_(2)
    assert "person:dora" in await watched.paged(number)


async def test_what_comes_late_says_how_late_and_past_its_time_nobody_is_paged(
    watched: Watched,
) -> None:
    number = await watched.raised()
    await watched.pass_(120 + 10 * 60)
    assert await watched.lines(number) == [("late", "watch", "10"), ("escalated", "watch", "2")]
    until = watched.coalition.now + timedelta(minutes=5)
    number = await watched.raised(until=until)
    await watched.pass_(600)
    assert "person:wes" not in await watched.paged(number)
    assert (await watched.paged(number))["person:nia"] == 1
    assert ("missed", "watch", "") in await watched.lines(number)
    subject = ((await watched.alert(number)).id,)
    assert subject not in [one.subject for one in await watched.coalition.dues("unanswered")]


async def test_after_a_downtime_the_worst_is_paged_first_and_once(watched: Watched) -> None:
    """However many steps were missed meanwhile, the next one is taken, and says how late."""
    coalition = watched.coalition
    low = await watched.raised(severity=Severity.LOW)
    high = await watched.raised(severity=Severity.HIGH)
    worst = await watched.raised(severity=Severity.CRITICAL)
    coalition.house.pass_(3 * 3600)
    await coalition.house.restart()
    seen: list[int] = []

    async def noted(tx: Transaction, services: Services, due: Due) -> Collection[str]:
        filed = await tx.docket.by_id(due.subject[0], Alert)
        seen.append(filed.number)
        return await escalating.escalate(tx, services, due)

    house = coalition.house
    acts = {**DUES, "escalate": noted}
    await Agenda(house.store, house.services, acts, house.courier.wake).look()
    assert seen == [worst, high, low]
    for number in (low, high, worst):
        lines = await watched.lines(number)
        assert [what for what, _, _ in lines] == ["late", "escalated"], number
    assert int((await watched.lines(worst))[0][2]) == 178


async def test_a_clock_that_jumps_pages_nobody_twice_and_leaves_nobody_out(
    watched: Watched,
) -> None:
    number = await watched.raised()
    watched.coalition.house.pass_(-90)
    await watched.pass_(1)
    await watched.pass_(150)
    assert "person:wes" not in await watched.paged(number)
    await watched.pass_(61)
    assert (await watched.paged(number))["person:wes"] == 1
    watched.coalition.house.pass_(-90)
    await watched.pass_(1)
    assert (await watched.paged(number))["person:wes"] == 1
    await watched.pass_(3600)
    assert await watched.lines(number) == [
        ("escalated", "watch", "2"), ("late", "watch", "56"), ("exhausted", "watch", ""),
    ]  # fmt: skip


ROTA = """
[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-11-01
people = ["bo", "wes"]
handovers = ["08:00"]
[[escalation]]
id = "by-rota"
organisations = ["watch"]
steps = [
  { whom = ["rota:night"], repeat = 1, every = "10m" },
  { whom = ["duty"], after = "10m" },
]
"""


async def test_who_is_on_duty_is_asked_as_each_page_is_sent_by_the_same_that_displays_ask(
    watched: Watched,
) -> None:
    """The hand-over comes between two pages of one step (C9)."""
    coalition = watched.coalition
    await coalition.apply(COALITION + ROTA)
    coalition.turn_to("2026-12-01 05:55:00")
    number = await watched.raised()
    (first,) = await watched.paged(number)
    told = await coalition.typed("wes", "oncall")
    shown = "Bo" if first == "person:bo" else "Wes"
    assert shown in told.split("until")[0]
    await watched.pass_(601)
    (second,) = {"person:bo", "person:wes"} - {first}
    assert await watched.paged(number) == {first: 1, second: 1}
    await coalition.typed(first.removeprefix("person:"), "take 2h")
    await watched.pass_(601)
    assert await watched.paged(number) == {first: 2, second: 1}
