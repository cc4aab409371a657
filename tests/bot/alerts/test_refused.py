"""What is not done about an alert: none was named, or it is for others, or for others to do."""

from dataclasses import replace

import pytest

from policies.alerts.audience import Audience
from policies.alerts.states import State
from tests.bot.coalition import Coalition

PEOPLE = {"slack": ("nia", "desk", "ann"), "telegram": ("dora", "group", "bo")}
"""Who does it, in which room the card is pressed, and a colleague."""


async def test_with_nothing_that_says_which_it_lists_them_and_does_nothing(
    coalition: Coalition,
) -> None:
    await coalition.raised()
    await coalition.settle()
    told = await coalition.typed("bo", "ack")
    assert told.splitlines()[0] == "Which alert? Type /ack with its number:"
    assert told.splitlines()[1].startswith("A-1 · ")
    assert await coalition.typed("bo", "ack", room="group") != ""
    assert (await coalition.alert(1)).value.state is State.RAISED


LINES = [
    "ack 1",
    "unack 1",
    "decline 1 no",
    "own 1",
    "assign 1 @{colleague}",
    "page 1 @{colleague}",
    "resolve 1 handled",
    "reopen 1",
    "cancel 1",
    "severity 1 high",
    "merge 1 into 2",
    "note 1 words",
    "update 1 words",
    "correct 1 words",
    "status 1",
    "more 1",
]


async def test_an_alert_for_others_is_answered_as_if_there_were_none(coalition: Coalition) -> None:
    """The same words for what there is and what there is not; both are in the audit as refused."""
    await coalition.raised(audience=Audience(organisations=("watch", "radio")))
    await coalition.settle()
    before = await coalition.alert(1)
    for one in LINES[:-1]:
        line = one.format(colleague="ann")
        absent = line.replace(" 1", " 9", 1)
        assert await coalition.typed("mo", line) == await coalition.typed("mo", absent), line
    assert await coalition.alert(1) == before


@pytest.mark.parametrize("platform", PEOPLE)
async def test_a_button_on_a_copy_of_somebody_elses_is_refused_and_says_nothing(
    coalition: Coalition, platform: str
) -> None:
    """Forwarded, or made up: no card of ours stands there."""
    person, room, colleague = PEOPLE[platform]
    await coalition.raised()
    await coalition.settle()
    before = await coalition.alert(1)
    for one in LINES:
        line = one.format(colleague=colleague)
        told = await coalition.press_below(person, "424242", line, room=room)
        assert told == "This button does nothing any more. Nothing was changed."
    assert await coalition.alert(1) == before


@pytest.mark.parametrize("platform", PEOPLE)
async def test_a_button_pressed_by_an_account_that_nobody_knows_says_nothing_at_all(
    coalition: Coalition, platform: str
) -> None:
    person, room, _ = PEOPLE[platform]
    await coalition.raised()
    await coalition.settle()
    before = await coalition.alert(1)
    number = next(iter(coalition.standing(room=room)))
    services = coalition.house.services
    people = tuple(one for one in services.directory.people if one.id != person)
    stranger = coalition.told(person)
    door, user = coalition.account(person)
    services.directory = replace(services.directory, people=people)
    coalition.account = lambda _person: (door, user)  # type: ignore[method-assign]
    for line in ("ack 1", "own 1", "status 1", "more 1"):
        await coalition.press_below(person, number, line, room=room)
    assert door.standing(f"D{user}") == stranger
    assert await coalition.alert(1) == before


async def test_an_organisation_that_is_not_asked_cannot_answer_for_itself(
    coalition: Coalition,
) -> None:
    """It may see what everybody may, and what it says counts for nothing."""
    await coalition.raised(audience=Audience(organisations=("watch",)))
    await coalition.settle()
    assert await coalition.typed("nia", "ack 1") == "A-1 asks nothing of your organisation."
    assert (await coalition.alert(1)).value.state is State.RAISED


async def test_a_partner_of_another_organisation_does_not_cancel_or_correct(
    coalition: Coalition,
) -> None:
    await coalition.raised()
    await coalition.settle()
    before = (await coalition.alert(1)).value
    for line in ("cancel 1", "correct 1 other words", "update 1 words", "severity 1 low"):
        assert "is not yours to change so" in await coalition.typed("rosa", line), line
    for line in ("resolve 1 handled", "assign 1 @rosa", "severity 1 critical"):
        assert "is not yours to change so" in await coalition.typed("ray", line), line
    assert (await coalition.alert(1)).value == before


async def test_nobody_is_called_to_an_alert_that_is_not_for_them(coalition: Coalition) -> None:
    await coalition.raised(audience=Audience(organisations=("watch", "radio")))
    await coalition.settle()
    for name in ("@mo", "@nobody", "@Free Radio"):
        told = await coalition.typed("nia", f"page 1 {name}")
        assert told.startswith("Nobody of that name may have A-1 from me")
    assert coalition.told("mo") == []


async def test_texts_over_their_limit_change_nothing(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    before = await coalition.alert(1)
    assert "at most 500 characters" in await coalition.typed("nia", "note 1 " + "x" * 501)
    assert "at most 3000 characters" in await coalition.typed("ann", "correct 1 " + "x" * 3001)
    assert await coalition.alert(1) == before
