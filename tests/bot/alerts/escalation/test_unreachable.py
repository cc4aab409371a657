"""A platform refuses for good: the next way at once, and without one the next step (C7)."""

from bot.community.flags import flags
from handlers.door import Closed
from policies.alerts.alert import Answered
from policies.alerts.audience import Audience
from policies.alerts.states import State
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION

BO = Audience(people=("bo",))
BOTH_WAYS = COALITION.replace("telegram = 1001", 'telegram = 1001\nslack = "U0BO"')


async def flagged(watched: Watched, organisation: str) -> list[str]:
    store = watched.coalition.house.store
    return [one.lane for one in await store.read(lambda tx: flags(tx, organisation))]


async def refuse(watched: Watched, platform: str, times: int) -> None:
    """Have a platform take the next posts for none, for good, and let what is due be done."""
    door = getattr(watched.coalition.house, platform)
    door.fail("post", Closed("blocked"), times=times)
    await watched.coalition.settle()
    await watched.coalition.agenda()
    await watched.coalition.agenda()


async def test_whoever_has_blocked_us_on_one_platform_has_it_on_the_other_at_once(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(BOTH_WAYS)
    number = await watched.raised(audience=BO)
    first, second = "slack", "telegram"
    (reach,) = await coalition.reached(number)
    if reach.door.startswith("telegram"):
        first, second = second, first
    await refuse(watched, first, 1)
    assert [one.door.partition(".")[0] for one in await coalition.reached(number)] == [
        first,
        second,
    ]
    assert len(await flagged(watched, "watch")) == 1
    # From then on the way that works is taken, until the other is tried once more in an hour.
    later = await watched.raised(audience=BO)
    assert [one.door.partition(".")[0] for one in await coalition.reached(later)] == [second]
    coalition.house.pass_(3601)
    later = await watched.raised(audience=BO)
    assert [one.door.partition(".")[0] for one in await coalition.reached(later)] == [first]
    await coalition.settle()
    assert await flagged(watched, "watch") == []
    await coalition.pass_(3)
    await coalition.pass_(3)
    alert = (await watched.alert(number)).value
    assert alert.standing("watch").answered is Answered.SENT


async def test_an_organisation_of_which_nothing_works_is_unreachable_and_duty_is_told_at_once(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    number = await watched.raised()
    # Two rooms, who is on duty, and then the steward.
    await refuse(watched, "telegram", 4)
    alert = (await watched.alert(number)).value
    assert alert.standing("watch").answered is Answered.UNREACHABLE
    assert alert.state is State.UNANSWERED
    assert (await watched.paged(number))["person:nia"] == 1
    words = [what for what, _, _ in await watched.lines(number)]
    assert words == ["lost", "escalated", "lost", "exhausted", "unreachable"]
    assert len(await flagged(watched, "watch")) == 4
    assert "1 unreachable" in "".join(coalition.told("nia"))


async def test_what_fails_beside_something_that_works_moves_nothing_on(watched: Watched) -> None:
    number = await watched.raised()
    await refuse(watched, "telegram", 1)
    assert "person:wes" not in await watched.paged(number)
    assert await watched.lines(number) == []
    assert len(await flagged(watched, "watch")) == 1


async def test_where_the_fallback_takes_nothing_the_author_is_told(watched: Watched) -> None:
    coalition = watched.coalition
    await coalition.apply(COALITION.replace("telegram = 1006", 'slack = "U0ROSA"'))
    number = await watched.raised(author="ray", audience=BO)
    await coalition.pass_(121)
    await coalition.pass_(121)
    coalition.house.slack.fail("post", Closed("blocked"))
    await coalition.pass_(121)
    await coalition.agenda()
    assert list(await watched.paged(number)) == ["person:bo", "person:rosa", "person:ray"]


async def test_who_is_reached_later_is_unreachable_no_more(watched: Watched) -> None:
    coalition = watched.coalition
    number = await watched.raised(audience=BO)
    await refuse(watched, "telegram", 1)
    assert (await watched.alert(number)).value.standing("watch").answered is Answered.UNREACHABLE
    await coalition.typed("nia", f"page {number} @bo")
    await coalition.pass_(2)
    await coalition.pass_(2)
    assert (await watched.alert(number)).value.standing("watch").answered is Answered.SENT
    await coalition.typed("bo", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED


async def test_what_takes_nothing_is_shown_in_ready_until_a_test_line_has_arrived(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await watched.raised(audience=BO)
    await refuse(watched, "telegram", 1)
    coalition.house.pass_(2)
    await coalition.settle()
    assert "takes nothing from us" not in await coalition.typed("wes", "ready")
    await watched.raised(audience=BO)
    await refuse(watched, "telegram", 1)
    assert "1 room or person takes nothing from us" in await coalition.typed("wes", "ready")
    await coalition.typed("bo", "test")
    await coalition.press("bo", "It arrived")
    assert "takes nothing from us" not in await coalition.typed("wes", "ready")
