"""A label given afterwards: by the source at once, by a colleague after asking, by nobody else."""

import pytest

from handlers.door import Closed
from policies.labels import Label
from tests.bot.sharing.conftest import ANN, BO, CY, DESK, GROUP, REL

HERON = "the heron moved to Nakuru"
SIDES = pytest.mark.parametrize(
    ("here", "there", "author", "stranger"),
    [(DESK, GROUP, ANN, BO), (GROUP, DESK, BO, ANN)],
    ids=["from slack", "from telegram"],
)


@SIDES
async def test_a_stricter_label_acts_at_once_and_what_stands_too_widely_is_withdrawn(
    street, here, there, author, stranger
) -> None:
    digits = await street.say(here, f"TLP:AMBER {HERON}", author)
    assert len(street.in_room(there)) == 1
    await street.type_(author, f"label {digits} TLP:RED")
    assert street.in_room(there) == []
    assert (await street.message(digits)).label is Label.RED
    assert any("deleted" in one for one in street.told(author))


@SIDES
async def test_the_source_loosens_by_command_and_more_get_it(
    street, here, there, author, stranger
) -> None:
    digits = await street.say(here, f"TLP:RED {HERON}", author)
    assert street.in_room(there) == []
    await street.type_(author, f"label {digits} amber")
    (copy,) = street.in_room(there)
    assert copy.startswith("TLP:AMBER")
    assert HERON in copy


@SIDES
async def test_somebody_of_another_organisation_changes_no_label(
    street, here, there, author, stranger
) -> None:
    digits = await street.say(here, f"TLP:AMBER {HERON}", author)
    for wanted in Label:
        await street.type_(stranger, f"label {digits} {wanted.value}")
        assert "nothing here that you may do this to" in street.last(stranger)
    assert (await street.message(digits)).label is Label.AMBER


async def test_the_answer_is_the_same_for_what_is_absent_and_what_is_forbidden(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(BO, f"label {digits} TLP:GREEN")
    forbidden = street.last(BO)
    await street.type_(BO, "label 0123abcd TLP:GREEN")
    assert street.last(BO) == forbidden


async def test_from_amber_to_the_public_is_asked_once_more(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"label {digits} TLP:CLEAR")
    assert (await street.message(digits)).label is Label.AMBER
    # What a button says counts only where a button says it.
    await street.type_(ANN, f"label {digits} TLP:CLEAR yes")
    assert (await street.message(digits)).label is Label.AMBER
    await street.press(ANN, "Yes, everybody")
    assert (await street.message(digits)).label is Label.CLEAR
    assert street.in_room(GROUP)[0].startswith("TLP:CLEAR")


async def test_a_releaser_loosens_and_a_colleague_is_no_releaser(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(CY, f"label {digits} TLP:GREEN")
    assert (await street.message(digits)).label is Label.AMBER
    assert "author has been asked" in street.last(CY)
    await street.press(ANN, "No")
    assert (await street.message(digits)).label is Label.AMBER
    await street.type_(REL, f"label {digits} TLP:GREEN")
    assert (await street.message(digits)).label is Label.GREEN
    assert street.in_room(GROUP)[0].startswith("TLP:GREEN")


async def test_an_author_confirms_what_a_colleague_wishes_and_it_happens_once(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(CY, f"label {digits} TLP:GREEN")
    await street.press(ANN, "Yes")
    assert (await street.message(digits)).label is Label.GREEN
    assert "Answered: yes" in street.last(ANN)


async def test_a_copy_that_cannot_be_reached_is_told_to_the_source(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    street.house.telegram.fail("delete", Closed("kicked"), times=41)
    await street.type_(ANN, f"label {digits} TLP:RED")
    for _ in range(45):
        await street.pass_(400)
    assert any("Partner 14: not reachable" in one for one in street.told(ANN))
    assert len(street.in_room(GROUP)) == 1


async def test_a_reply_to_a_copy_and_addresses_name_the_message(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN, number="1700000000.000123")
    (number,) = street.house.telegram.rooms[GROUP]
    await street.type_(BO, "receipt", room=GROUP, reply_to=number)
    assert digits in street.last(BO)
    await street.type_(ANN, "label https://x.slack.com/archives/C0DESK/p1700000000000123 TLP:RED")
    assert (await street.message(digits)).label is Label.RED
    other = await street.say(GROUP, f"TLP:AMBER {HERON} again", BO, number="55")
    await street.type_(BO, "label https://t.me/c/1000000001/55 TLP:GREEN")
    assert (await street.message(other)).label is Label.GREEN


async def test_what_somebody_else_labelled_above_it_is_not_loosened_below(street) -> None:
    await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    (number,) = street.house.telegram.rooms[GROUP]
    digits = await street.say(GROUP, "TLP:AMBER which heron?", BO, reply_to=number)
    await street.type_(BO, f"label {digits} TLP:GREEN")
    assert (await street.message(digits)).label is Label.AMBER


async def test_a_label_that_is_none_is_answered_with_how_it_is_typed(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"label {digits} TLP:GREN")
    assert "Please type it so" in street.last(ANN)
