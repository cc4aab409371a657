"""An edit that loosens a label, or blurs it, is one tap of its author away from the copies."""

import pytest

from tests.bot.holds.hand import card, cards, press, type_
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, WATCH

BO, ANN = "1001", "U0ANN"
BOTH = [(DESK, ANN, WATCH), (WATCH, BO, DESK)]
ways = pytest.mark.parametrize(("room", "user", "to"), BOTH, ids=["slack", "telegram"])


def copies(house: House, to: object) -> list[str]:
    return (house.telegram if str(to).startswith("-") else house.slack).standing(to)


async def edited(house: House, room: object, user: str, text: str, was: str = "TLP:AMBER") -> str:
    one = house.said(room, f"{was} the heron", user=user)
    await house.hear(one)
    await house.deliver()
    await house.hear(house.said(room, text, number=one.number, edited=True, user=user))
    await house.deliver()
    return one.number


@ways
async def test_a_looser_label_goes_when_its_author_says_so(
    house: House, room: object, user: str, to: object
) -> None:
    await edited(house, room, user, "TLP:GREEN a heron")
    assert card(house, user).text.startswith("Your edit waits and was not passed on")
    assert list(card(house, user).buttons)[-1] == "Keep it as it was"
    await press(house, user, "Yes, as GREEN: 1 organisation", by="1002" if user == BO else "U0CY")
    assert copies(house, to)[0].endswith("the heron")
    await press(house, user, "Yes, as GREEN: 1 organisation")
    (copy,) = copies(house, to)
    assert copy.startswith("TLP:GREEN")
    assert copy.endswith("a heron")
    assert cards(house, user)[-1].text == "Your edit goes as TLP:GREEN."


@ways
async def test_the_new_words_may_go_under_the_label_before(
    house: House, room: object, user: str, to: object
) -> None:
    await edited(house, room, user, "Is this TLP:GREEN now?")
    await press(house, user, "Yes, as AMBER: 1 organisation")
    (copy,) = copies(house, to)
    assert copy.startswith("TLP:AMBER")
    assert copy.endswith("now?")


@ways
async def test_what_is_kept_stays_and_its_card_goes(
    house: House, room: object, user: str, to: object
) -> None:
    await edited(house, room, user, "TLP:GREEN a heron")
    await press(house, user, "Keep it as it was")
    assert copies(house, to)[0].endswith("the heron")
    assert [one.text for one in cards(house, user)] == ["The copies stay as they were."]
    assert await house.store.read(lambda tx: tx.deliveries.edits()) == []


@ways
async def test_a_button_of_an_edit_that_was_overtaken_does_nothing(
    house: House, room: object, user: str, to: object
) -> None:
    number = await edited(house, room, user, "TLP:GREEN a heron")
    line = next(iter(card(house, user).buttons.values()))
    await house.hear(house.said(room, "TLP:CLEAR egret", number=number, edited=True, user=user))
    await house.deliver()
    door = house.telegram if user == BO else house.slack
    at = next(iter(door.rooms[f"D{user}"]))
    await type_(house, door.name, line, user, f"D{user}", at, pressed=True)
    assert copies(house, to)[0].endswith("the heron")
    assert any(one.text.startswith("Something has changed") for one in cards(house, user))


@ways
async def test_a_mended_edit_takes_the_card_away(
    house: House, room: object, user: str, to: object
) -> None:
    number = await edited(house, room, user, "TLP:GREEN a heron")
    await house.hear(house.said(room, "TLP:AMBER mended", number=number, edited=True, user=user))
    await house.deliver()
    assert cards(house, user) == []
    assert copies(house, to)[0].endswith("mended")


async def test_the_words_of_an_edit_that_waits_are_sealed_and_forgotten_with_it(
    house: House,
) -> None:
    await edited(house, DESK, ANN, "TLP:GREEN the egret")
    await house.store.purge()
    assert b"egret" not in house.bytes()
    house.pass_(25 * 3600)
    await house.forget()
    await house.deliver()
    assert (await house.store.read(lambda tx: tx.verify())).state == "intact"
    assert [one.text for one in cards(house, ANN)] == [
        "One edit waited a day for its author's word and has been given up. The copies stay as "
        "they were."
    ]
    assert copies(house, WATCH)[0].endswith("the heron")
    assert DIRECTORY
