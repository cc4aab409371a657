"""Organisations that left meanwhile are gone: nobody waits for them, and they answer for nobody."""

from policies.alerts.alert import Answered, Need
from policies.alerts.audience import Audience
from policies.alerts.states import State
from policies.readings import Restrictions
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION, Coalition

SHED = """
[[organisation]]
id = "shed"
name = "Shed"
[[person]]
id = "sue"
organisation = "shed"
name = "Sue"
roles = ["duty"]
telegram = 2001
"""
WITH = COALITION + SHED
EVERY = Need(of="every")
BOTH = Audience(organisations=("watch", "shed"))


async def asked(watched: Watched, need: Need = EVERY, audience: Audience = BOTH) -> int:
    """Raise an alert to the shed besides."""
    coalition = watched.coalition
    await coalition.apply(WITH)
    number = await watched.raised(audience=audience, need=need)
    await coalition.settle()
    return number


async def left(coalition: Coalition) -> None:
    await coalition.apply(COALITION)
    await coalition.settle()


async def test_an_alert_whose_last_missing_answer_was_theirs_settles(watched: Watched) -> None:
    number = await asked(watched)
    await watched.coalition.typed("dora", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.RAISED
    await left(watched.coalition)
    alert = (await watched.alert(number)).value
    assert (alert.state, alert.acknowledged) == (State.ACKNOWLEDGED, watched.coalition.now)
    # What it would have been paged by falls due no more, and everybody reads why.
    dues = await watched.coalition.dues("escalate")
    assert [one.subject[1] for one in dues] == []
    told = await watched.coalition.typed("nia", f"status {number}")
    assert "1 of 1 organisation acknowledged, 1 gone" in told
    await watched.coalition.pass_(3)
    (told,) = [one for one in watched.coalition.told("ann") if one.startswith("A-1: ")]
    assert told == "A-1: 1 of 1 delivered; 1 of 1 organisation acknowledged, 1 gone."


async def test_those_who_are_left_are_waited_for_still(watched: Watched) -> None:
    number = await asked(watched, audience=Audience(organisations=("watch", "radio", "shed")))
    await watched.coalition.typed("dora", f"ack {number}")
    await left(watched.coalition)
    assert (await watched.alert(number)).value.state is State.RAISED
    await watched.coalition.typed("rosa", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED


async def test_the_answer_of_somebody_who_left_answers_no_more(watched: Watched) -> None:
    """Nobody has it in hand: it is paged for as if it had never been acknowledged."""
    number = await asked(watched, Need())
    await watched.coalition.typed("sue", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    await left(watched.coalition)
    alert = (await watched.alert(number)).value
    assert (alert.state, alert.acknowledged) == (State.RAISED, None)
    assert await watched.coalition.dues("ack-timeout") == []
    told = await watched.coalition.typed("nia", f"status {number}")
    assert "0 of 1 organisation acknowledged, 1 gone" in told
    # What wall was between them nobody knows any more: others read nothing of whoever left.
    told = await watched.coalition.typed("dora", f"status {number}")
    assert "0 of 1 organisation acknowledged" in told
    assert "gone" not in told


async def test_once_all_have_left_it_stands_unanswered_with_its_origin_and_rings_there(
    watched: Watched,
) -> None:
    number = await asked(watched, audience=Audience(organisations=("shed",)))
    await left(watched.coalition)
    assert (await watched.alert(number)).value.state is State.UNANSWERED
    assert (await watched.paged(number))["person:nia"] == 1
    assert [one.subject[0] for one in await watched.coalition.dues("unanswered")]


async def test_whoever_comes_back_is_asked_again_and_what_they_answered_counts(
    watched: Watched,
) -> None:
    number = await asked(watched)
    await watched.coalition.typed("dora", f"ack {number}")
    await left(watched.coalition)
    await watched.coalition.apply(WITH)
    await watched.coalition.settle()
    alert = (await watched.alert(number)).value
    assert (alert.state, alert.acknowledged) == (State.RAISED, None)
    assert [one.subject[1] for one in await watched.coalition.dues("escalate")] == ["shed"]
    assert await watched.coalition.typed("sue", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    await left(watched.coalition)
    await watched.coalition.apply(WITH)
    alert = (await watched.alert(number)).value
    assert alert.state is State.ACKNOWLEDGED
    standing = alert.standing("shed")
    assert standing is not None
    assert (standing.answered, standing.gone, standing.by) == (
        Answered.ACKNOWLEDGED, False, "sue",
    )  # fmt: skip
    lines = [one for one in await watched.lines(number) if one[1] == "shed"]
    assert [what for what, _, _ in lines] == ["gone", "returned", "gone", "returned"]


async def test_whom_a_wall_keeps_from_it_later_is_gone_too(watched: Watched) -> None:
    number = await asked(watched)
    await watched.coalition.typed("dora", f"ack {number}")
    wall = '[[wall]]\norganisation = "institute"\nnot_to = ["shed"]\n'
    await watched.coalition.apply(WITH + wall)
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED


async def test_what_is_put_off_wakes_for_those_who_are_left(watched: Watched) -> None:
    number = await asked(watched)
    await watched.coalition.typed("nia", f"snooze {number} 30m")
    await left(watched.coalition)
    assert (await watched.alert(number)).value.state is State.SNOOZED
    await watched.coalition.pass_(30 * 60 + 1)
    assert (await watched.alert(number)).value.state is State.RAISED
    dues = await watched.coalition.dues("escalate")
    assert [one.subject[1] for one in dues] == ["watch"]


async def test_who_left_while_it_was_closed_is_gone_once_it_is_open_again(
    watched: Watched,
) -> None:
    number = await asked(watched)
    await watched.coalition.typed("nia", f"resolve {number} handled")
    await left(watched.coalition)
    await watched.coalition.typed("nia", f"reopen {number}")
    assert ("gone", "shed", "") in await watched.lines(number)
    await watched.coalition.typed("dora", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED


async def test_who_came_back_while_it_was_closed_is_asked_once_it_is_open_again(
    watched: Watched,
) -> None:
    number = await asked(watched)
    await left(watched.coalition)
    await watched.coalition.typed("nia", f"resolve {number} handled")
    await watched.coalition.apply(WITH)
    before = (await watched.paged(number))["person:sue"]
    await watched.coalition.typed("nia", f"reopen {number}")
    assert (await watched.paged(number))["person:sue"] == before + 1
    dues = await watched.coalition.dues("escalate")
    assert sorted(one.subject[1] for one in dues) == ["shed", "watch"]


async def test_once_all_have_left_a_closed_one_it_is_open_again_and_stands_unanswered(
    watched: Watched,
) -> None:
    number = await asked(watched, audience=Audience(organisations=("shed",)))
    await watched.coalition.typed("nia", f"resolve {number} handled")
    await left(watched.coalition)
    await watched.coalition.typed("stan", f"reopen {number}")
    assert (await watched.alert(number)).value.state is State.UNANSWERED
    assert (await watched.paged(number))["person:nia"] == 1


async def test_whom_one_that_is_merged_into_it_was_kept_from_is_gone(watched: Watched) -> None:
    """By its restriction they may have it no more: nobody waits for their answer."""
    both = Audience(organisations=("watch", "radio"))
    number = await watched.raised(audience=both, need=EVERY)
    other = await watched.raised(restrictions=Restrictions(not_to=("radio",)))
    await watched.coalition.typed("nia", f"merge {other} into {number}", settle=False)
    await watched.coalition.typed("dora", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    dues = await watched.coalition.dues("escalate")
    assert [one.subject[1] for one in dues if one.subject[1] == "radio"] == []
