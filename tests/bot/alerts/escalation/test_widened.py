"""Whoever has an alert already when it is approved: the card says so, and rings no second time."""

import pytest

from policies.alerts.alert import Answered
from policies.alerts.states import State
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import Coalition

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."
NOTICE = "Not confirmed by a second person yet"
CRITICAL = "Its severity is now CRITICAL"
WAITS = "waits for an answer"


async def raised(coalition: Coalition, line: str = EVERYBODY) -> None:
    await coalition.typed("ann", line)
    await coalition.press("ann", "Send")
    await coalition.pass_(11)


def rung(coalition: Coalition, person: str) -> int:
    """Return how often a message of the alert was posted in a conversation: each makes a sound."""
    return sum(one.startswith("🟢") for one in coalition.sent("post", person))


@pytest.mark.parametrize("duty", ["dora", "mads"], ids=["telegram", "slack"])
async def test_who_was_paged_before_the_approval_reads_it_on_the_card_without_a_second_ring(
    watched: Watched, duty: str
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    assert rung(coalition, duty) == 1
    await coalition.press("wes", "Approve")
    assert rung(coalition, duty) == 1
    assert not any(NOTICE in one or WAITS in one for one in coalition.told(duty))
    assert coalition.room("group") != []
    # Without an answer it goes on from there all the same.
    await coalition.pass_(121)
    assert "person:stan" in await watched.paged(1)


async def test_what_they_answered_before_the_approval_stands(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("dora", "ack 1")
    await coalition.typed("mads", "decline 1 we are away")
    await coalition.press("wes", "Approve")
    alert = (await watched.alert(1)).value
    answers = [(one.organisation, one.answered) for one in alert.standings]
    assert ("watch", Answered.ACKNOWLEDGED) in answers
    assert ("ministry", Answered.DECLINED) in answers
    assert (rung(coalition, "dora"), rung(coalition, "mads")) == (1, 1)


async def test_the_broken_glass_rings_at_nobody_twice_either(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("nia", "glass 1 country:KE they are shot at")
    assert coalition.room("group") != []
    assert rung(coalition, "dora") == 1


async def test_what_became_critical_rings_again_only_where_that_was_not_heard(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition, EVERYBODY.replace("critical", "high"))
    await coalition.typed("dora", "ack 1")
    await coalition.pass_(30)
    await coalition.typed("ann", "severity 1 critical")
    heard = rung(coalition, "rosa"), rung(coalition, "mads")
    assert heard == (2, 2)
    await coalition.typed("mads", "ack 1")
    before = rung(coalition, "dora"), len(coalition.sent("post", room="studio"))
    await coalition.press("wes", "Approve")
    # Duty was called as it became critical; what was acknowledged since then stays so.
    assert (rung(coalition, "rosa"), rung(coalition, "mads")) == heard
    alert = (await watched.alert(1)).value
    ministry, watch = alert.standing("ministry"), alert.standing("watch")
    assert ministry is not None
    assert watch is not None
    assert ministry.answered is Answered.ACKNOWLEDGED
    # Whoever had acknowledged what was less bad is asked again, and rooms hear how bad it is now.
    assert watch.answered is not Answered.ACKNOWLEDGED
    assert rung(coalition, "dora") == before[0] + 1
    assert len(coalition.sent("post", room="studio")) == before[1] + 1
    assert alert.state is State.ACKNOWLEDGED


async def test_lowered_and_raised_again_it_rings_again(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition, EVERYBODY.replace("critical", "high"))
    for severity in ("critical", "medium"):
        await coalition.typed("ann", f"severity 1 {severity}")
        await coalition.pass_(30)
    heard = rung(coalition, "rosa")
    await coalition.typed("ann", "severity 1 critical")
    assert rung(coalition, "rosa") == heard + 1
    room = len(coalition.sent("post", room="studio"))
    await coalition.press("wes", "Approve")
    assert rung(coalition, "rosa") == heard + 1
    assert len(coalition.sent("post", room="studio")) == room + 1
