"""What stays in its room by itself is shared because somebody asks for it, and only then kept."""

import pytest

from handlers.incoming import Said
from tests.bot.holds.hand import asked, card, cards, press, type_
from tests.bot.small_house import House
from tests.stage import DIRECTORY, TEAM_ROOM, WATCH

MORE = DIRECTORY + (
    '[[person]]\nid = "cy"\norganisation = "institute"\nname = "Cy"\nslack = "U0CY"\n'
    '[[person]]\nid = "eva"\norganisation = "watch"\nname = "Eva"\ntelegram = 1002\n'
)
# A team's own room on each platform, its author, a colleague, a stranger, and where it goes.
BOTH = [
    ("telegram.main", WATCH, "1001", "1002", "9999", TEAM_ROOM),
    ("slack.main", TEAM_ROOM, "U0ANN", "U0CY", "U0NOBODY", WATCH),
]
ways = pytest.mark.parametrize(
    ("door", "room", "user", "colleague", "stranger", "to"), BOTH, ids=["telegram", "slack"]
)


def copies(house: House, to: object) -> list[str]:
    return (house.telegram if str(to).startswith("-") else house.slack).standing(to)


async def share(house: House, door: str, said: Said, user: str, words: str = "") -> None:
    await type_(
        house, door, f"/share {words}", user, said.room.channel, "77",
        reply_to=said.number, about=said, private=False,
    )  # fmt: skip


@ways
async def test_an_author_shares_what_was_not_stored_under_a_label(
    house: House, door: str, room: object, user: str, colleague: str, stranger: str, to: object
) -> None:
    del colleague, stranger
    said = house.said(room, "the heron", user=user)
    await house.hear(said)
    await house.store.purge()
    assert b"the heron" not in house.bytes()
    await share(house, door, said, user, "TLP:GREEN")
    (copy,) = copies(house, to)
    assert copy.startswith("TLP:GREEN")
    assert copy.endswith("the heron")
    assert cards(house, user)[-1].text == "It is shared now."


@ways
async def test_without_a_label_its_author_is_asked_which(
    house: House, door: str, room: object, user: str, colleague: str, stranger: str, to: object
) -> None:
    del colleague, stranger
    said = house.said(room, "the heron", user=user)
    await share(house, door, said, user)
    assert copies(house, to) == []
    await asked(house)
    await press(house, user, "GREEN:")
    assert len(copies(house, to)) == 1


@ways
async def test_a_colleague_only_asks_its_author_and_anybody_else_may_not(
    house: House, door: str, room: object, user: str, colleague: str, stranger: str, to: object
) -> None:
    house.load_directory(MORE)
    said = house.said(room, "the heron", user=user)
    await share(house, door, said, stranger, "TLP:CLEAR")
    assert await house.held() == []
    await share(house, door, said, colleague, "TLP:CLEAR")
    assert copies(house, to) == []
    assert len(await house.held()) == 1
    assert cards(house, colleague)[-1].text.startswith("It waits until its author has said")
    await asked(house)
    assert card(house, user).text.startswith("One message of yours waits")
    await press(house, user, "GREEN:")
    assert len(copies(house, to)) == 1


@ways
async def test_the_words_behind_a_label_are_shared_themselves(
    house: House, door: str, room: object, user: str, colleague: str, stranger: str, to: object
) -> None:
    del colleague, stranger
    await type_(house, door, "/share TLP:GREEN the egret", user, str(room), "78", private=False)
    (copy,) = copies(house, to)
    assert copy.endswith("the egret")
    await type_(house, door, "/share TLP:GREEN", user, str(room), "79", private=False)
    assert cards(house, user)[-1].text.startswith("Type it as a reply to what is to be shared")


@ways
async def test_a_label_of_its_own_is_never_made_looser_by_sharing(
    house: House, door: str, room: object, user: str, colleague: str, stranger: str, to: object
) -> None:
    del colleague, stranger
    said = house.said(room, "TLP:RED the heron", user=user)
    await share(house, door, said, user, "TLP:CLEAR")
    assert copies(house, to) == []
    assert await house.held() == []
