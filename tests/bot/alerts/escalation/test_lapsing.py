"""An acknowledgement without progress is asked about, and then the same step rings again (C13)."""

from datetime import timedelta

from policies.alerts.alert import Answered
from policies.alerts.audience import Audience
from policies.alerts.states import State
from tests.bot.alerts.escalation.conftest import Watched

PATIENCE = 30 * 60
"""Of a critical one."""
GRACE = 2 * 2 * 60


async def acknowledged(watched: Watched) -> int:
    number = await watched.raised()
    await watched.coalition.typed("dora", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    return number


async def test_it_is_asked_on_the_acknowledgers_own_ways_and_then_paged_at_the_same_step(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await acknowledged(watched)
    before = await watched.paged(number)
    await coalition.pass_(PATIENCE + 1)
    assert "Are you at it still?" in coalition.last("dora")
    assert not any("Are you at it still?" in one for one in coalition.told("wes"))
    await coalition.pass_(GRACE + 1)
    alert = (await watched.alert(number)).value
    assert (alert.state, alert.standing("watch").step) == (State.RAISED, 0)
    assert alert.standing("watch").answered is Answered.SEEN
    paged = await watched.paged(number)
    assert paged == {target: count + 1 for target, count in before.items()}
    assert "Are you at it still?" not in "".join(coalition.told("dora"))
    assert [one for one, _, _ in await watched.lines(number)] == ["asked", "lapsed"]
    await coalition.pass_(121)
    assert "person:wes" in await watched.paged(number)


async def test_whoever_says_that_she_is_at_it_is_asked_again_after_the_whole_time_alone(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await acknowledged(watched)
    await coalition.pass_(PATIENCE + 1)
    assert "stays with you" in await coalition.press("dora", "Still at it")
    await coalition.pass_(GRACE + 1)
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    await coalition.pass_(PATIENCE - GRACE - 60)
    assert [one for one, _, _ in await watched.lines(number)] == ["asked"]
    await coalition.pass_(120)
    assert [one for one, _, _ in await watched.lines(number)] == ["asked", "asked"]


async def test_whoever_gives_it_back_has_the_same_step_paged_at_once(watched: Watched) -> None:
    coalition = watched.coalition
    number = await acknowledged(watched)
    await coalition.pass_(PATIENCE + 1)
    await coalition.press("dora", "Give it back")
    assert (await watched.alert(number)).value.state is State.RAISED
    assert (await watched.paged(number))["channel:group"] == 2
    assert await coalition.dues("ack-timeout") == []


async def test_a_note_of_a_colleague_is_progress_and_a_word_of_others_is_none(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await acknowledged(watched)
    await coalition.pass_(PATIENCE - 60)
    await coalition.typed("ann", f"note {number} we look into it as well")
    await coalition.pass_(61)
    assert [one for one, _, _ in await watched.lines(number)] == ["asked"]
    other = await acknowledged(watched)
    await coalition.pass_(PATIENCE - 60)
    await coalition.typed("wes", f"note {other} on the road")
    await coalition.pass_(120)
    assert await watched.lines(other) == []


async def test_what_is_over_or_put_off_is_not_asked_about(watched: Watched) -> None:
    coalition = watched.coalition
    number = await acknowledged(watched)
    await coalition.typed("dora", f"resolve {number} handled")
    assert await coalition.dues("ack-timeout") == []
    number = await acknowledged(watched)
    await coalition.typed("ann", f"snooze {number} 1h")
    await coalition.pass_(PATIENCE + 1)
    assert await watched.lines(number) == []


async def test_one_organisations_lapse_leaves_the_others_acknowledgement(watched: Watched) -> None:
    coalition = watched.coalition
    number = await watched.raised(audience=Audience(organisations=("watch", "radio")))
    await coalition.typed("dora", f"ack {number}")
    await coalition.pass_(60, settle=True)
    await coalition.typed("rosa", f"ack {number}")
    await coalition.pass_(PATIENCE - 59)
    await coalition.pass_(GRACE + 1)
    alert = (await watched.alert(number)).value
    assert alert.standing("watch").answered is Answered.SEEN
    assert alert.standing("radio").answered is Answered.ACKNOWLEDGED
    assert alert.state is State.ACKNOWLEDGED


async def test_what_is_past_its_time_is_not_asked_about(watched: Watched) -> None:
    """What was answered stands, and nobody is paged again for what is worth nothing any more."""
    coalition = watched.coalition
    number = await watched.raised(until=coalition.now + timedelta(minutes=30))
    await coalition.typed("dora", f"ack {number}")
    await coalition.pass_(PATIENCE + 1)
    await coalition.pass_(GRACE + 1)
    assert await watched.lines(number) == []
    assert (await watched.alert(number)).value.standing("watch").answered is Answered.ACKNOWLEDGED
