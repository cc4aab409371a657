"""What waits for a second person, once the first was locked out: it may not be their word."""

import pytest

from policies.alerts.states import State
from policies.audit import AuditKind
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import Coalition

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."
DOUBT = "Whoever raised or changed it was locked out since"
INSTEAD = "raise it anew under your own name: type new"


async def raised(coalition: Coalition, line: str = EVERYBODY) -> None:
    await coalition.typed("ann", line)
    await coalition.press("ann", "Send")


async def locked(coalition: Coalition, person: str = "ann", *, by: str = "stan") -> None:
    """Lock somebody out, and let the bot take it up, as it does within a second."""
    await coalition.typed(by, f"lock {person}")
    await coalition.house.take_up()
    await coalition.settle()


@pytest.mark.parametrize("second", ["wes", "mads"], ids=["telegram", "slack"])
async def test_nobody_approves_what_somebody_raised_who_was_locked_out_and_reads_why(
    watched: Watched, second: str
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    button = coalition.buttons(second)["Approve"]
    await locked(coalition)
    (question,) = [one for one in coalition.told(second) if one.startswith("A-1: ")]
    assert DOUBT in question
    assert INSTEAD in question
    assert "Approve" not in coalition.buttons(second)
    for line in (button, "approve 1", "reject 1", "approve A-1"):
        told = await coalition.typed(second, line)
        assert DOUBT in told, line
        assert INSTEAD in told, line
    alert = (await watched.alert(1)).value
    assert (alert.state, alert.approval) == (State.RAISED, "unvouched")
    assert coalition.room("group") == coalition.room("desk") == []
    # Whoever has it already reads so on its card.
    assert any(one.startswith("🟢") and DOUBT in one for one in coalition.told("nia"))
    entries = await coalition.house.store.read(lambda tx: tx.audit.after(0))
    assert [one.kind for one in entries].count(AuditKind.APPROVAL.value) == 1
    # What was asked is over: it does not run out a second time.
    await coalition.pass_(15 * 60 + 1)
    assert (await watched.alert(1)).value.approval == "unvouched"


async def test_between_a_lock_and_its_being_taken_up_nobody_approves_either(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("stan", "lock ann")
    assert DOUBT in await coalition.typed("wes", "approve 1")
    assert (await watched.alert(1)).value.approval == "asked"
    assert coalition.room("group") == []


async def test_who_lets_them_in_again_does_not_make_it_their_word(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await locked(coalition)
    for person in ("stan", "nia"):
        await coalition.typed(person, "unlock ann")
    await coalition.house.take_up()
    assert DOUBT in await coalition.typed("wes", "approve 1")
    # They say it anew themselves: then it is asked about anew.
    await coalition.typed("ann", "correct 1 3 ballot boxes were taken in Kisumu.")
    assert "goes to the whole community now" in await coalition.press("wes", "Approve")


async def test_neither_glass_nor_correction_carries_their_word_further(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await locked(coalition)
    assert INSTEAD in await coalition.typed("nia", "glass 1 country:KE they are shot at")
    told = await coalition.typed("nia", "correct 1 40 ballot boxes were taken in Kisumu.")
    assert INSTEAD in told
    assert (await watched.alert(1)).value.approval == "unvouched"
    assert coalition.room("group") == []


async def test_whoever_changed_it_and_was_locked_out_stands_for_it_no_more_either(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("nia", "correct 1 40 ballot boxes were taken in Kisumu.")
    await locked(coalition, "nia")
    assert DOUBT in await coalition.typed("wes", "approve 1")
    # Its author is told so.
    assert DOUBT in "".join(coalition.told("ann"))


async def test_what_was_approved_before_stays_approved(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.press("wes", "Approve")
    await locked(coalition)
    alert = (await watched.alert(1)).value
    assert alert.approval == "given"
    assert DOUBT not in "".join(coalition.room("group"))
    # What its origin changes in it then is the word of whoever changes it.
    await coalition.typed("nia", "correct 1 40 ballot boxes were taken in Kisumu.")
    assert (await watched.alert(1)).value.approval == "asked"
    await coalition.press("mads", "Approve")
    assert (await watched.alert(1)).value.approval == "given"


async def test_resolved_meanwhile_and_opened_again_it_is_asked_about_no_more(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("nia", "resolve 1 handled")
    await locked(coalition)
    assert (await watched.alert(1)).value.approval == "asked"
    await coalition.typed("nia", "reopen 1")
    assert (await watched.alert(1)).value.approval == "unvouched"
    assert "Approve" not in coalition.buttons("wes")


async def test_a_history_words_that_nobody_stands_for_it(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await locked(coalition)
    await coalition.typed("nia", "history 1")
    assert "nobody stands for it any more: not to be approved" in coalition.last("nia")


async def test_whoever_makes_it_critical_after_its_author_was_locked_out_reads_so(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition, EVERYBODY.replace("critical", "high"))
    await coalition.pass_(11)
    await locked(coalition)
    assert INSTEAD in await coalition.typed("nia", "severity 1 critical")
    assert not any("Do you?" in one for one in coalition.told("wes"))
