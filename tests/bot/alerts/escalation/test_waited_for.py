"""What is waited for no longer pages nobody; what is waited for still is not forgotten by it."""

from dataclasses import replace

from bot.alerts import paging, tracking, waiting
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from storage.store import Due, Transaction
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."
TWO = Audience(organisations=("watch", "radio"))
BO = Audience(people=("bo",))


async def due(watched: Watched) -> set[str]:
    """Return the kinds of what falls due of alerts."""
    kinds = (
        *(waiting.ESCALATE, waiting.ACK_TIMEOUT, waiting.WAKE, waiting.UNANSWERED),
        *(waiting.QUIET_END, waiting.APPROVAL, waiting.LEAVES, waiting.GIVEN_UP, waiting.REMINDED),
    )
    return {kind for kind in kinds if await watched.coalition.dues(kind)}


async def states(watched: Watched, number: int) -> dict[str, str]:
    return {one.target: one.state for one in await watched.coalition.reached(number)}


async def test_once_somebody_answers_what_stood_unanswered_the_fallback_is_paged_no_more(
    watched: Watched,
) -> None:
    number = await watched.raised()
    for _ in range(3):
        await watched.pass_(600)
    assert (await watched.alert(number)).value.state is State.UNANSWERED
    assert await due(watched) == {"unanswered"}
    await watched.coalition.typed("dora", f"ack {number}")
    assert await due(watched) == {"ack-timeout"}


async def test_what_was_answered_while_it_was_put_off_goes_on_at_the_others_when_it_wakes(
    watched: Watched,
) -> None:
    number = await watched.raised(audience=TWO)
    await watched.coalition.typed("nia", f"snooze {number} 30m")
    await watched.coalition.typed("dora", f"ack {number}")
    assert (await watched.alert(number)).value.state is State.ACKNOWLEDGED
    before = await watched.paged(number)
    await watched.pass_(1_700)
    assert await watched.paged(number) == before
    await watched.pass_(200)
    after = await watched.paged(number)
    assert after["channel:studio"] == before["channel:studio"] + 1
    assert after["channel:group"] == before["channel:group"]
    assert [one.subject[1] for one in await watched.coalition.dues("escalate")] == ["radio"]


async def test_what_was_held_is_withdrawn_with_the_end_and_held_again_with_the_reopening(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("bo", "quiet 22:00-07:00 Kyiv")
    coalition.turn_to("2026-12-01 23:00:00")
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    assert await due(watched) == {"escalate", "quiet-end"}
    await coalition.typed("ann", f"resolve {number} handled")
    assert (await states(watched, number), await due(watched)) == (
        {"person:bo": "withdrawn"},
        set(),
    )
    await coalition.typed("ann", f"reopen {number}")
    assert (await states(watched, number), await due(watched)) == (
        {"person:bo": "held"},
        {"escalate", "quiet-end"},
    )
    coalition.turn_to("2026-12-02 05:00:01")
    await coalition.agenda()
    assert (await states(watched, number))["person:bo"] == "sent"


async def test_the_pool_is_asked_no_more_once_the_alert_is_over_and_again_when_it_is_reopened(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    assert "Approve" in coalition.buttons("wes")
    await coalition.typed("ann", "resolve 1 handled")
    assert "approval" not in await due(watched)
    assert not any("Approve" in one.buttons for one in coalition.standing("wes").values())
    await coalition.pass_(1_000)
    await coalition.typed("ann", "reopen 1")
    assert "goes to the whole community now" in await coalition.press("wes", "Approve")
    assert (await watched.alert(1)).value.approval == "given"


async def test_a_draft_that_is_cancelled_is_given_up_whole(watched: Watched) -> None:
    coalition = watched.coalition
    await coalition.typed("ann", "new high TLP:GREEN to watch: Ballots are missing in Kisumu.")
    await coalition.press("ann", "Send")
    assert await due(watched) == {"alert-draft-over", "raise"}
    await coalition.typed("ann", "cancel 1")
    assert await due(watched) == set()
    assert not any("Send" in one.buttons for one in coalition.standing("ann").values())
    found = await coalition.house.store.read(lambda tx: tx.docket.numbered("alert", 1, Alert))
    assert found is None or (found.value.text, found.value.state) == ("", State.CANCELLED)
    await coalition.pass_(20)
    assert coalition.room("group") == []


async def test_a_reminder_that_is_opened_again_waits_for_nobody_and_ends_alone(
    watched: Watched,
) -> None:
    number = await watched.raised(purpose="reminder")
    assert await due(watched) == set()
    await watched.coalition.typed("ann", f"resolve {number} handled")
    await watched.coalition.typed("ann", f"reopen {number}")
    assert await due(watched) == {"reminder-over"}
    await watched.pass_(86_401)
    assert (await watched.alert(number)).value.state is State.RESOLVED
    assert await due(watched) == set()


async def test_whom_the_fallback_could_not_reach_is_tried_no_other_way_once_it_is_over(
    watched: Watched,
) -> None:
    """Nobody of the fallback's organisation was asked: only the alert itself tells it is over."""
    coalition = watched.coalition
    both = COALITION.replace('slack = "U0NIA"', 'slack = "U0NIA"\ntelegram = 1009')
    await coalition.apply(both)
    number = await watched.raised()
    for _ in range(2):
        await coalition.pass_(130)
    await coalition.typed("wes", f"resolve {number} handled")
    await coalition.pass_(5)

    async def failed(tx: Transaction) -> None:
        filed = await tx.docket.numbered("alert", number, Alert)
        assert filed is not None
        for sheet in await paging.reached(tx, filed):
            if sheet.value.target == "person:nia":
                await tx.sheets.put(sheet, replace(sheet.value, state="failed"))
                subject = (filed.id, waiting.lane_of(sheet.value))
                tx.agenda.put(Due(kind=tracking.FAILED, subject=subject, due=tx.now))

    await coalition.house.store.write(failed)
    await watched.pass_(1)
    (hers,) = [one for one in await coalition.reached(number) if one.target == "person:nia"]
    assert hers.state == "failed"


async def test_a_card_that_waits_goes_sooner_once_the_alert_is_worse(watched: Watched) -> None:
    """Of two cards in one lane the one whose alert became critical goes first."""
    coalition = watched.coalition
    await watched.raised(severity=Severity.LOW, text="A poster is torn.")
    await watched.raised(severity=Severity.MEDIUM, text="A box is late.")
    await coalition.typed("ann", "severity 1 critical", settle=False)
    await coalition.settle()
    posted = [one.splitlines()[0] for one in coalition.sent("post", room="group")]
    assert [one.rpartition(" ")[2] for one in posted] == ["A-1", "A-2"]
