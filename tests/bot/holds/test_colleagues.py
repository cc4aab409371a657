"""A colleague of the same organisation may answer after two minutes; who answers for it sees it."""

from datetime import timedelta

import pytest

from tests.bot.holds.hand import asked, card, cards, press, type_
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

PEOPLE = (
    '[[person]]\nid = "eva"\norganisation = "watch"\nname = "Eva"\ntelegram = 1002\n'
    'roles = ["duty"]\n'
    '[[person]]\nid = "fay"\norganisation = "watch"\nname = "Fay"\ntelegram = 1003\n'
    '[[person]]\nid = "seat"\norganisation = "watch"\nname = "Seat"\ntelegram = 1004\n'
    'seat = true\nroles = ["duty"]\n'
    '[[person]]\nid = "cy"\norganisation = "institute"\nname = "Cy"\nslack = "U0CY"\n'
    'roles = ["steward"]\n'
    '[[person]]\nid = "di"\norganisation = "institute"\nname = "Di"\ntelegram = 1005\n'
    'roles = ["deputy"]\n'
)
MIXED = DIRECTORY + PEOPLE
SLACK_STRICT = MIXED.replace(
    'members = 5\nmode = "desk"\ndefault = "TLP:GREEN"\n', 'members = 5\nmode = "strict"\n'
)
# A directory, a strict room, its author, who answers for the organisation, a steward elsewhere.
BOTH = [
    (MIXED, STRICT, "1001", "1002", "U0CY", TEAM_ROOM),
    (SLACK_STRICT, DESK, "U0ANN", "U0CY", "1002", WATCH),
]
ways = pytest.mark.parametrize(
    ("directory", "room", "user", "colleague", "other", "to"), BOTH, ids=["telegram", "slack"]
)


def copies(house: House, to: object) -> list[str]:
    return (house.telegram if str(to).startswith("-") else house.slack).standing(to)


def door_of(user: str) -> str:
    return "telegram.main" if user.isdigit() else "slack.main"


async def type_privately(house: House, user: str, line: str) -> str:
    """Let somebody type in private; return what the answer says."""
    await type_(house, door_of(user), line, user, f"D{user}", f"7{len(cards(house, user))}")
    return str(cards(house, user)[-1].text)


async def _opened(house: House, colleague: str) -> None:
    """Press the button on the colleague's card that opens what waits."""
    await press(house, colleague, "Open")


@ways
async def test_a_colleague_is_asked_and_may_answer_at_exactly_two_minutes(
    house: House, directory: str, room: object, user: str, colleague: str, other: str, to: object
) -> None:
    del other
    house.load_directory(directory)
    said = house.said(room, "heron", user=user)
    await house.hear(said)
    await asked(house, 119)
    assert cards(house, colleague) == []
    waits = await type_privately(house, colleague, "held")
    assert "by " in waits
    assert "heron" not in waits
    short = waits.splitlines()[1].split(",")[0]
    assert "heron" in await type_privately(house, colleague, f"held {short}")
    house.clock.now = said.written + timedelta(seconds=120) - timedelta(microseconds=1)
    await press(house, colleague, "GREEN:")
    told = [one.text for one in cards(house, colleague)]
    assert any(one.startswith("Its author is asked until") for one in told)
    assert copies(house, to) == []
    house.clock.now = said.written + timedelta(seconds=120)
    await house.deliver()
    assert any(
        one.text.startswith("1 message of your organisation waits")
        for one in cards(house, colleague)
    )
    at = next(
        i for i, one in enumerate(cards(house, colleague)) if "GREEN: 1 organisation" in one.buttons
    )
    await press(house, colleague, "GREEN:", at=at)
    assert [text.partition(" ")[0] for text in copies(house, to)] == ["TLP:GREEN"]
    assert any(
        "of your organisation labelled 1 message of yours" in one.text for one in cards(house, user)
    )
    assert not any(one.text.startswith("1 message of your org") for one in cards(house, colleague))


@ways
async def test_nobody_of_another_organisation_sees_or_answers(
    house: House, directory: str, room: object, user: str, colleague: str, other: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house, 300)
    assert cards(house, other) == []
    assert await type_privately(house, other, "held") == "Nothing waits."
    waits = await type_privately(house, colleague, "held")
    short = waits.splitlines()[1].split(",")[0]
    absent = await type_privately(house, other, "held 0123abcd")
    assert await type_privately(house, other, f"held {short}") == absent
    line = next(iter(card(house, user).buttons.values()))
    await type_(
        house,
        door_of(other),
        line,
        other,
        f"D{other}",
        list(_numbers(house, other))[-1],
        pressed=True,
    )
    assert copies(house, to) == []


def _numbers(house: House, user: str) -> list[str]:
    door = house.telegram if user.isdigit() else house.slack
    return list(door.rooms[f"D{user}"])


@ways
@pytest.mark.parametrize("text", ["Is it TLP:RED?", "TLP:R3D heron", "TLP:GREEN x\nTLP:RED"])
async def test_what_may_be_red_only_its_author_answers(
    house: House, directory: str, room: object, user: str, colleague: str, other: str, to: object,
    text: str,
) -> None:  # fmt: skip
    del other
    house.load_directory(directory)
    await house.hear(house.said(room, text, user=user))
    await asked(house, 300)
    assert cards(house, colleague) == []
    waits = await type_privately(house, colleague, "held")
    short = waits.splitlines()[1].split(",")[0]
    assert "only its author answers for it" in await type_privately(
        house, colleague, f"held {short}"
    )
    assert cards(house, colleague)[-1].buttons == {}
    assert copies(house, to) == []


async def test_a_partner_sees_his_own_and_after_two_minutes_what_he_may_answer(
    house: House,
) -> None:
    house.load_directory(MIXED)
    said = house.said(STRICT, "heron")
    await house.hear(said, house.said(STRICT, "TLP:RED or TLP:AMBER? a source"))
    await asked(house)
    house.clock.now = said.written + timedelta(seconds=120) - timedelta(microseconds=1)
    assert await type_privately(house, "1003", "held") == "Nothing waits."
    assert "by you: it has no label" in await type_privately(house, "1001", "held")
    house.clock.now = said.written + timedelta(seconds=120)
    told = (await type_privately(house, "1003", "held")).splitlines()
    assert len(told) == 2, "what may be RED is for nobody else"
    assert "by Bo: it has no label" in told[1]
    opened = await type_privately(house, "1003", f"held {told[1].split(',')[0]}")
    assert "heron" in opened
    assert cards(house, "1003")[-1].buttons


async def test_a_seat_answers_for_nobody(house: House) -> None:
    house.load_directory(MIXED)
    await house.hear(house.said(STRICT, "heron"))
    await asked(house, 300)
    assert cards(house, "1004") == []
    assert (await type_privately(house, "1004", "held")).startswith("There is nothing here")
