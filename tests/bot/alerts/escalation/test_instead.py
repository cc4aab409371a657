"""Whoever has an alert because nobody else answers: what they read, and what they may press."""

from dataclasses import replace

from handlers.door import Closed, Later
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from tests.bot.alerts.escalation.conftest import Watched

WHY = "You have it because not everybody who is asked could be reached, or has answered"


async def unanswered(watched: Watched) -> int:
    """Raise an alert at which nobody answers until the origin's duty officer has it."""
    number = await watched.raised()
    for _ in range(4):
        await watched.coalition.pass_(121)
    assert (await watched.paged(number))["person:nia"] == 1
    return number


async def test_it_says_why_they_have_it_and_offers_nothing_that_is_refused(
    watched: Watched,
) -> None:
    await unanswered(watched)
    assert WHY in watched.coalition.last("nia")
    assert WHY not in "".join(watched.coalition.told("dora"))
    assert list(watched.coalition.buttons("nia")) == [
        "Own", "Escalate", "Resolve", "Note", "Status",
    ]  # fmt: skip


async def test_it_rings_there_as_what_falls_to_them_and_not_as_a_question_to_them(
    watched: Watched,
) -> None:
    await unanswered(watched)
    await watched.coalition.pass_(15 * 60 + 1)
    rang = watched.coalition.last("nia")
    assert "Nobody who was asked has answered: please see to it (told 2 times)." in rang
    newest = list(watched.coalition.standing("nia").values())[-1]
    assert list(newest.buttons) == ["Own", "Resolve"]


async def test_who_is_on_duty_at_its_origin_takes_it_in_hand_and_its_partners_do_not(
    watched: Watched,
) -> None:
    number = await unanswered(watched)
    told = await watched.coalition.press("nia", "Own")
    assert told.startswith(f"A-{number} is yours")
    assert (await watched.alert(number)).value.owner == "nia"
    # A partner there, who is not watchful, has it from nobody.
    await watched.change(number, lambda alert: replace(alert, owner="", author="stan"))
    refused = await watched.coalition.typed("ann", f"own {number}")
    assert f"A-{number} is not yours to change so" in refused


async def test_its_author_reads_when_the_next_step_is_taken_anywhere(watched: Watched) -> None:
    number = await watched.raised()
    told = await watched.coalition.typed("ann", f"status {number}")
    assert "Next step: " in told
    await watched.coalition.typed("dora", f"ack {number}")
    assert "Next step: " not in await watched.coalition.typed("ann", f"status {number}")


async def test_an_authors_receipt_counts_an_organisation_that_nothing_reaches(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    coalition.house.telegram.fail("post", Closed("blocked"), times=100)
    number = await watched.raised()
    for _ in range(5):
        await coalition.pass_(3)
    (told,) = [one for one in coalition.told("ann") if one.startswith(f"A-{number}: ")]
    assert told.startswith("A-1: 0 of 1 delivered; 0 of 1 organisation acknowledged, 1 unreachable")
    assert told.endswith("; Partner 14's room is closed.")
    # Its ways are not tried again within the hour: there is none for the next one.
    later = await watched.raised()
    for _ in range(3):
        await coalition.pass_(3)
    (told,) = [one for one in coalition.told("ann") if one.startswith(f"A-{later}: ")]
    assert told.startswith(f"A-{later}: 0 of 1 delivered; ")
    assert told.endswith("; nobody at Partner 14 can be reached.")


async def test_an_authors_receipt_says_for_whom_it_waits_and_why(watched: Watched) -> None:
    coalition = watched.coalition
    await coalition.typed("bo", "quiet 00:00-23:59 Kyiv")
    await coalition.typed("bo", "quiet high waits")
    held = await watched.raised(audience=Audience(people=("bo",)), severity=Severity.LOW)
    away = await watched.raised(audience=Audience(people=("ray",)))
    house = coalition.house
    house.services.healths = {name: door.health for name, door in house.doors.items()}
    house.telegram.health.state = "down"
    house.telegram.fail("post", Later("down"), times=100)
    for _ in range(2):
        await coalition.pass_(3)
    told = coalition.told("ann")
    assert (
        f"A-{held}: 0 of 1 delivered; for Partner 14 it waits for the end of quiet hours." in told
    )
    assert f"A-{away}: 0 of 1 delivered; for Free Radio it waits: Telegram is out of reach." in told
