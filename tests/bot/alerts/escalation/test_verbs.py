"""`escalate`, `decline` and `snooze`: on at once, and off for a while."""

from datetime import timedelta

from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from tests.bot.alerts.escalation.conftest import Watched

BOTH = Audience(organisations=("watch", "radio"))


async def test_escalate_moves_ones_own_organisation_on_at_once_and_the_origins_moves_all(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised(audience=BOTH)
    assert "next in line now" in await coalition.typed("dora", f"escalate A-{number}")
    paged = await watched.paged(number)
    assert paged["person:wes"] == 1
    assert paged["person:rosa"] == 1
    await coalition.typed("ann", f"escalate #{number}")
    assert (await watched.paged(number))["person:rosa"] == 2
    assert (await watched.alert(number)).value.standing("watch").step == 2
    assert "Everybody in line" in await coalition.typed("dora", f"escalate {number}")


async def test_escalate_asks_for_a_number_and_tells_nobody_of_what_is_not_for_them(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised()
    assert "Which alert?" in await coalition.typed("dora", "escalate")
    told = await coalition.typed("mo", f"escalate {number}")
    assert told == await coalition.typed("mo", "escalate 99")
    assert (await watched.alert(number)).value.standing("watch").step == 0
    await coalition.typed("ann", f"cancel {number}")
    assert "was cancelled" in await coalition.typed("dora", f"escalate {number}")


async def test_who_declines_has_the_next_paged_at_once_and_all_who_do_leave_it_unanswered(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised()
    await coalition.typed("dora", f"decline {number} no car")
    assert (await watched.paged(number))["person:wes"] == 1
    await coalition.typed("wes", f"decline {number} none here either")
    alert = (await watched.alert(number)).value
    assert alert.state is State.UNANSWERED
    assert (await watched.paged(number))["person:nia"] == 1


async def test_snoozed_nobody_is_paged_until_it_wakes_and_then_the_same_step_is(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised()
    assert "is put off until" in await coalition.typed("ann", f"snooze {number} 30m")
    assert (await watched.alert(number)).value.state is State.SNOOZED
    before = await watched.paged(number)
    await coalition.pass_(29 * 60)
    assert await watched.paged(number) == before
    await coalition.pass_(61)
    alert = (await watched.alert(number)).value
    assert (alert.state, alert.snoozed) == (State.RAISED, None)
    assert await watched.paged(number) == dict.fromkeys(before, 2)
    await coalition.pass_(121)
    assert "person:wes" in await watched.paged(number)


async def test_a_critical_one_is_put_off_for_an_hour_at_most(watched: Watched) -> None:
    number = await watched.raised()
    assert "For how long" in await watched.coalition.typed("ann", f"/snooze {number}")
    for word in ("soon", "61m", "0m", "2h"):
        told = await watched.coalition.typed("ann", f"/snooze {number} {word}")
        assert "at most 1h for this one" in told, word
    assert (await watched.alert(number)).value.state is State.RAISED


async def test_others_than_its_origin_and_owner_do_not_put_it_off_for_everybody(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised(severity=Severity.LOW)
    assert "is not yours to change" in await coalition.typed("dora", f"snooze {number} 1h")
    await coalition.typed("dora", f"own {number}")
    assert "is put off" in await coalition.typed("dora", f"snooze {number} 1h")


async def test_whoever_acknowledges_what_is_put_off_has_it_wake_for_nobody(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised()
    await coalition.typed("ann", f"snooze {number} 30m")
    await coalition.typed("dora", f"ack {number}")
    before = await watched.paged(number)
    await coalition.pass_(31 * 60)
    assert await watched.paged(number) == before
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED


async def test_what_wakes_when_it_is_worth_nothing_any_more_is_missed_and_pages_nobody_else(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised(until=coalition.now + timedelta(minutes=10))
    await coalition.typed("ann", f"snooze {number} 30m")
    before = await watched.paged(number)
    await coalition.pass_(30 * 60 + 1)
    assert ("missed", "watch", "") in await watched.lines(number)
    assert await watched.paged(number) == before | {"person:nia": 1}
