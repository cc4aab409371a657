"""What a room does with unlabelled text, answers that stand, several labels at once, and RED."""

from datetime import timedelta

import pytest

from tests.bot.holds.hand import apply, asked, card, cards, press, type_
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

BO, ANN = "1001", "U0ANN"
STEWARDS = DIRECTORY.replace(
    'name = "Ann"\nslack', 'name = "Ann"\nroles = ["steward"]\nslack'
).replace('name = "Bo"\ntelegram', 'name = "Bo"\nroles = ["deputy"]\ntelegram')
SLACK_STRICT = DIRECTORY.replace(
    'members = 5\nmode = "desk"\ndefault = "TLP:GREEN"\n', 'members = 5\nmode = "strict"\n'
)
STRICT_ROOMS = [(DIRECTORY, STRICT, BO, TEAM_ROOM), (SLACK_STRICT, DESK, ANN, WATCH)]
strict_rooms = pytest.mark.parametrize(
    ("directory", "room", "user", "to"), STRICT_ROOMS, ids=["telegram", "slack"]
)
ROOMS = [("slack.main", TEAM_ROOM, ANN, WATCH), ("telegram.main", WATCH, BO, TEAM_ROOM)]
rooms = pytest.mark.parametrize(("door", "room", "user", "to"), ROOMS, ids=["slack", "telegram"])


def copies(house: House, to: object) -> list[str]:
    return (house.telegram if str(to).startswith("-") else house.slack).standing(to)


@strict_rooms
async def test_an_answer_stands_until_its_time(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "one", user=user))
    await asked(house)
    await press(house, user, "GREEN here until")
    assert "goes as TLP:GREEN until" in cards(house, user)[-1].text
    await house.hear(house.said(room, "two", user=user))
    await house.deliver()
    assert len(copies(house, to)) == 2
    await house.hear(house.said(room, "TLP:GREEN? or three", user=user))
    await house.hear(house.said(room, "another's", user="1002" if user == BO else "U0CY"))
    await house.deliver()
    assert len(copies(house, to)) == 2
    house.pass_(5 * 3600)
    await house.hear(house.said(room, "four", user=user))
    await house.deliver()
    assert len(copies(house, to)) == 2


@strict_rooms
async def test_an_answer_that_stands_ends_with_a_change_of_audience_and_by_a_button(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "one", user=user))
    await asked(house)
    await press(house, user, "GREEN here until")
    house.load_directory(
        directory.replace("members = 3", "members = 4").replace("members = 5", "members = 6")
    )
    await house.hear(house.said(room, "two", user=user))
    await house.deliver()
    assert len(copies(house, to)) == 1
    await asked(house)
    await press(house, user, "GREEN here until")
    assert len(copies(house, to)) == 2
    await press(house, user, "Ask me again")
    await house.hear(house.said(room, "three", user=user))
    await house.deliver()
    assert len(copies(house, to)) == 2


@rooms
async def test_a_steward_sets_the_mode_and_the_room_is_told(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    await apply(house, STEWARDS)
    await type_(house, door, "/mode desk", user, str(room), "71", private=False)
    assert copies(house, room)[-1] == ("In this room what has no label crosses as TLP:AMBER.")
    await house.hear(house.said(room, "the heron", user=user))
    await house.deliver()
    assert copies(house, to)[-1].startswith("TLP:AMBER")
    await type_(house, door, "/mode share", user, str(room), "72", private=False)
    before = len(copies(house, to))
    await house.hear(house.said(room, "the egret", user=user))
    await house.deliver()
    assert len(copies(house, to)) == before
    assert "stays here, unasked and unstored" in copies(house, room)[-1]


@rooms
async def test_a_default_is_never_clear_nor_looser_than_the_bridge_and_what_is_odd_changes_nothing(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    await apply(house, STEWARDS)
    for at, line in enumerate(
        ("desk TLP:CLEAR", "desk TLP:GREEN", "desk GREEN", "loud", "", "share TLP:AMBER")
    ):
        await type_(house, door, f"/mode {line}", user, str(room), str(71 + at), private=False)
        place = house.services.directory.place(door, str(room), None)
        assert place is not None
        assert (place.mode, place.default) == ("share", None), line
        assert copies(house, room) == [], line
        assert len(cards(house, user)) == at + 1, line
        assert "ype" in cards(house, user)[-1].text, line
        assert copies(house, to) == [], line


@rooms
async def test_nobody_else_sets_the_mode(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    del to
    await type_(house, door, "/mode strict", user, str(room), "71", private=False)
    other = {ANN: (WATCH, "telegram.main"), BO: (TEAM_ROOM, "slack.main")}[user]
    await apply(house, STEWARDS)
    await type_(house, other[1], "/mode strict", user, str(other[0]), "72", private=False)
    assert {one.mode for one in house.services.directory.places} == {"desk", "share", "strict"}
    place = house.services.directory.place(door, str(room), None)
    assert place is not None
    assert place.mode == "share"


CONFLICT = DIRECTORY.replace(
    'ceiling = "TLP:AMBER"\n', 'ceiling = "TLP:AMBER"\nconflicts = "strictest"\n'
)


@rooms
async def test_several_labels_go_as_the_strictest_where_a_bridge_says_so(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    del door
    text = "TLP:GREEN the heron\nTLP:AMBER"
    await house.hear(house.said(room, text, user=user))
    await house.deliver()
    assert copies(house, to) == []
    house.load_directory(CONFLICT)
    await house.hear(house.said(room, text, user=user))
    await house.deliver()
    (copy,) = copies(house, to)
    assert copy.startswith("TLP:AMBER ·")


@rooms
async def test_the_rest_is_asked_about_and_goes_when_its_author_says_so(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    del door
    green = (
        '[[organisation]]\nid = "third"\nname = "Third"\n[[channel]]\nid = "third"\n'
        'platform = "telegram"\naddress = -1001000000099\norganisation = "third"\nmembers = 2\n'
        '[[channel]]\nid = "open"\nplatform = "telegram"\naddress = -1001000000098\n'
        "public = true\nmembers = 2\n"
        '[[bridge]]\nid = "wide"\nchannels = ["team", "group", "third", "open"]\n'
        'ceiling = "TLP:GREEN"\nconflicts = "strictest"\nagreed = ["third"]\n'
    )
    house.load_directory(CONFLICT + green)
    await house.hear(house.said(room, "TLP:CLEAR the heron\nTLP:AMBER", user=user))
    await asked(house)
    assert copies(house, to)[0].startswith("TLP:AMBER ·")
    assert copies(house, "-1001000000099") == copies(house, "-1001000000098") == []
    assert card(house, user).text.startswith("One message of yours did not go everywhere")
    await press(house, user, "GREEN:")
    assert copies(house, to)[0].startswith("TLP:GREEN ·")
    assert len(copies(house, "-1001000000099")) == 1
    assert copies(house, "-1001000000098") == []


@rooms
async def test_of_red_its_author_alone_is_told_with_what_can_be_done(
    house: House, door: str, room: object, user: str, to: object
) -> None:
    del door
    house.load_directory(CONFLICT)
    await house.hear(house.said(room, "TLP:RED the heron", user=user))
    await house.deliver()
    notice = card(house, user)
    assert "could read this here. It did not leave the room." in notice.text
    assert [line.split()[0] for line in notice.buttons.values()] == ["to", "unsay"]
    assert "heron" not in notice.text
    assert copies(house, to) == copies(house, room) == []


async def test_telegram_lets_us_remove_it_and_of_slack_it_is_said_how_it_is_done(
    house: House,
) -> None:
    said = house.said(WATCH, "TLP:RED the heron")
    await house.hear(said)
    await house.deliver()
    await press(house, BO, "Remove it here", by="1002")
    assert ("delete", str(WATCH), said.number) not in house.telegram.calls
    await press(house, BO, "Remove it here")
    assert ("delete", str(WATCH), said.number) in house.telegram.calls
    assert [one.text[:22] for one in cards(house, BO)] == ["I try to remove your m"]
    await house.hear(house.said(TEAM_ROOM, "TLP:RED the heron"))
    await house.deliver()
    await press(house, ANN, "Remove it here")
    assert house.slack.sent("delete", TEAM_ROOM) == []
    assert "Please delete your message" in cards(house, ANN)[-1].text


async def test_a_held_message_ends_after_its_day_with_a_count_to_author_and_stewards(
    house: House,
) -> None:
    more = '[[person]]\nid = "eva"\norganisation = "watch"\nname = "Eva"\ntelegram = 1002\n'
    elsewhere = '[[person]]\nid = "dee"\norganisation = "watch"\nname = "Dee"\nslack = "U0DEE"\n'
    house.load_directory(
        DIRECTORY + more + 'roles = ["steward"]\n' + elsewhere + 'roles = ["deputy"]\n'
    )
    await house.hear(house.said(STRICT, "one"), house.said(STRICT, "two"))
    await asked(house)
    house.clock.now += timedelta(hours=25)
    await house.forget()
    await house.deliver()
    for user in (BO, "1002", "U0DEE"):
        (told,) = [one.text for one in cards(house, user)]
        assert told.startswith("2 messages waited for a label for a day")
