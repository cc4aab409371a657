"""What those read whom the second person concerns, before and after one has decided."""

from bot.community import changing
from bot.community.remembered import APPROVER
from storage.store import Transaction
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import Coalition

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."


async def test_a_preview_says_that_only_some_have_it_before_a_second_person_approves(
    coalition: Coalition,
) -> None:
    assert "At first only those on duty have it" in await coalition.typed("ann", EVERYBODY)
    high = EVERYBODY.replace("critical", "high").replace("boxes", "papers")
    assert "At first only" not in await coalition.typed("ann", high)


async def test_what_stands_for_the_preview_waits_for_nobody_once_one_has_approved(
    coalition: Coalition,
) -> None:
    await coalition.typed("ray", EVERYBODY)
    await coalition.press("ray", "Send")
    (card,) = [one for one in coalition.told("ray") if "was raised" in one]
    assert "once a second person, of another organisation, approves" in card
    await coalition.press("wes", "Approve")
    (card,) = [one for one in coalition.told("ray") if "was raised" in one]
    assert "once a second person" not in card
    assert "A-1: Approved by Wes: it goes to the whole community." in coalition.told("ray")


async def test_why_a_second_person_refuses_is_told_to_the_author_and_stands_on_the_card(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    await coalition.typed("wes", "reject 1 the boxes are here")
    told = "A-1: Refused by Wes: it stays with those who have it.\nWhy: the boxes are here"
    assert told in coalition.told("ann")
    assert told in coalition.told("mads")[-1]
    card = coalition.last("nia")
    assert "refused by the second person, Wes: the boxes are here" in card
    assert "A second person has refused to confirm it" in card
    assert "Not confirmed by a second person yet" not in card


async def test_whoever_is_not_of_the_pool_that_a_posture_names_is_told_so(
    watched: Watched,
) -> None:
    coalition = watched.coalition

    async def act(tx: Transaction) -> None:
        await changing.put(tx, coalition.house.services, APPROVER, "mads", {})

    await coalition.house.store.write(act)
    await coalition.house.take_up()
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    assert "whom a posture names" in await coalition.typed("wes", "approve 1")
    assert "of another organisation than its" in await coalition.typed("nia", "approve 1")
    assert (await watched.alert(1)).value.approval == "asked"


async def test_once_the_glass_is_broken_the_pool_reads_so_and_later_is_asked_nothing(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    await coalition.typed("nia", "glass 1 country:KE they are shot at")
    (question,) = [one for one in coalition.told("wes") if "Do you?" in one]
    assert "Raised by one person alone, for danger to life" in question
    await coalition.pass_(15 * 60 + 1)
    assert not any("Do you?" in one for one in coalition.told("wes"))
    assert "Approve" not in coalition.buttons("wes")
    assert (await watched.alert(1)).value.approval == "broken glass"


async def test_a_history_words_what_the_clock_did(watched: Watched) -> None:
    number = await watched.raised()
    for _ in range(4):
        await watched.coalition.pass_(121)
    await watched.coalition.typed("wes", f"history {number}")
    told = watched.coalition.last("wes")
    assert "everybody in line was asked" in told
    assert "exhausted" not in told


async def test_a_question_whose_typing_error_was_mended_is_approved_by_its_button(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    await coalition.typed("ann", "correct 1 4 ballot boxes were taken in Kisumo.")
    assert "goes to the whole community now" in await coalition.press("wes", "Approve")
    assert (await watched.alert(1)).value.approval == "given"


async def test_whoever_makes_it_critical_for_everybody_reads_who_hears_of_it_at_first(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("ann", EVERYBODY.replace("critical", "high"))
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    told = await coalition.typed("ann", "severity 1 critical")
    assert "all others hear of it once a second person" in told
    words = [one.what for one in await coalition.timeline(1)]
    assert "approval asked" in words
    assert "approval void" not in words


async def test_what_was_cancelled_waits_for_no_second_person_on_its_cards(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")
    await coalition.typed("ann", "cancel 1 they are here")
    assert "CANCELLED" in coalition.last("nia")
    assert not any("second person yet" in one for one in coalition.told("nia"))
    assert not any("nothing is asked any more" in one for one in coalition.told("ann"))
