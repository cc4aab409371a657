"""An author is asked once about everything that waits, and one tap answers for all of it."""

import pytest

from handlers.door import Closed
from handlers.incoming import Room, Sender, Typed
from tests.bot.holds.hand import apply, asked, card, cards, press, type_
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

BO, ANN = "1001", "U0ANN"
SLACK_STRICT = DIRECTORY.replace(
    'members = 5\nmode = "desk"\ndefault = "TLP:GREEN"\n', 'members = 5\nmode = "strict"\n'
)
"""The desk, with the same mode as the group: what is true of one platform is true of the other."""
BOTH = [(DIRECTORY, STRICT, BO, TEAM_ROOM), (SLACK_STRICT, DESK, ANN, WATCH)]
ways = pytest.mark.parametrize(("directory", "room", "user", "to"), BOTH, ids=["telegram", "slack"])


def copies(house: House, to: object) -> list[str]:
    return (house.telegram if str(to).startswith("-") else house.slack).standing(to)


@ways
async def test_a_burst_is_asked_about_once_20_s_after_it_ends_and_answered_in_order(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    for at in range(6):
        await house.hear(house.said(room, f"heron {at}", user=user))
        await house.deliver()
        house.pass_(15)
        await house.deliver()
        assert cards(house, user) == []
    house.pass_(5)
    await house.deliver()
    assert card(house, user).text.startswith("6 messages of yours wait and have gone nowhere")
    assert "GREEN: 1 organisation" in card(house, user).buttons
    await press(house, user, "GREEN:")
    assert [text[-7:] for text in copies(house, to)] == [f"heron {at}" for at in range(6)]
    assert all(text.startswith("TLP:GREEN") for text in copies(house, to))
    (answer,) = cards(house, user)
    assert answer.text.startswith("6 messages go as TLP:GREEN. Organisations that get them: 1.")
    assert await house.held() == []


@ways
async def test_an_endless_burst_is_asked_about_after_three_minutes_at_most(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    for _ in range(13):
        await house.hear(house.said(room, "heron", user=user))
        await house.deliver()
        house.pass_(15)
    await house.deliver()
    assert len(cards(house, user)) == 1
    assert copies(house, to) == []


@ways
async def test_what_comes_while_a_card_stands_changes_that_card_and_no_press_answers_it_unseen(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house)
    await house.hear(house.said(room, "egret", user=user))
    await press(house, user, "GREEN:")
    assert [text.rpartition("\n")[2] for text in copies(house, to)] == ["heron"]
    await asked(house)
    assert cards(house, user)[0].text.startswith("One message of yours waits")
    assert len(await house.held()) == 1


@ways
async def test_a_press_by_somebody_else_or_on_a_forwarded_card_does_nothing(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house)
    other = "1002" if user == BO else "U0CY"
    await press(house, user, "GREEN:", by=other)
    door = "telegram.main" if user == BO else "slack.main"
    line = next(iter(card(house, user).buttons.values()))
    await type_(house, door, line, other, f"D{other}", "1", pressed=True)
    await type_(house, door, line, user, f"D{user}")
    assert copies(house, to) == []
    assert len(await house.held()) == 1


@ways
async def test_a_second_press_and_one_after_a_restart_change_nothing_more(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    await apply(house, directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house)
    line = next(line for words, line in card(house, user).buttons.items() if "GREEN:" in words)
    door = house.telegram if user == BO else house.slack
    (number,) = door.rooms[f"D{user}"]
    await house.restart()
    for _ in range(3):
        await type_(house, door.name, line, user, f"D{user}", number, pressed=True)
    assert len(copies(house, to)) == 1
    other = house.slack if user == BO else house.telegram
    assert len(other.sent("post", to)) == 1


@ways
async def test_a_press_that_is_durable_is_carried_out_though_the_program_is_killed_right_after(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    await apply(house, directory)
    for at in range(3):
        await house.hear(house.said(room, f"heron {at}", user=user))
    await asked(house)
    door = house.telegram if user == BO else house.slack
    ((number, shown),) = door.rooms[f"D{user}"].items()
    line = next(line for words, line in shown.buttons.items() if "GREEN:" in words)
    event = Typed(
        event="pressed:1",
        room=Room(channel=f"D{user}"),
        number=number,
        written=house.clock.now,
        sender=Sender(user=user),
        line=line,
        private=True,
        pressed=True,
    )
    await house.inbox.receive(door.name, [event])
    assert copies(house, to) == []
    await house.restart()
    await house.inbox.receive(door.name, [event])
    await house.deliver()
    assert [text[-7:] for text in copies(house, to)] == ["heron 0", "heron 1", "heron 2"]


@ways
async def test_a_button_whose_audience_has_grown_since_does_nothing_and_says_so(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house)
    third = '[[organisation]]\nid = "third"\nname = "Third"\n'
    address = "-1001000000088"
    more = third + f'[[channel]]\nid = "third"\nplatform = "telegram"\naddress = {address}\n'
    more += 'organisation = "third"\nmembers = 2\n[[bridge]]\nid = "third"\n'
    more += f'channels = ["third", "{"strict" if user == BO else "desk"}"]\nagreed = ["third"]\n'
    house.load_directory(directory + more)
    await press(house, user, "GREEN:")
    assert copies(house, to) == []
    assert any(one.text.startswith("Something has changed") for one in cards(house, user))
    assert "GREEN: 2 organisations" in cards(house, user)[0].buttons
    await press(house, user, "GREEN:", at=0)
    assert len(copies(house, to)) == 1


@ways
async def test_leaving_it_forgets_the_text_and_asks_no_more(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    await house.hear(house.said(room, "heron", user=user))
    await asked(house)
    await press(house, user, "Leave it")
    assert copies(house, to) == []
    assert await house.held() == []
    (answer,) = cards(house, user)
    assert answer.text == "1 message stays where it is and waits no longer."


@ways
async def test_what_its_author_labels_by_an_edit_takes_the_card_away(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    one = house.said(room, "heron", user=user)
    await house.hear(one)
    await asked(house)
    await house.hear(house.said(room, "TLP:GREEN heron", number=one.number, edited=True, user=user))
    await house.deliver()
    assert cards(house, user) == []
    assert len(copies(house, to)) == 1


@ways
async def test_a_label_that_was_given_by_a_button_stays_through_an_edit_without_one(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    one = house.said(room, "heron", user=user)
    await house.hear(one)
    await asked(house)
    await press(house, user, "GREEN:")
    await house.hear(house.said(room, "herons", number=one.number, edited=True, user=user))
    await house.deliver()
    (copy,) = copies(house, to)
    assert copy.startswith("TLP:GREEN")
    assert copy.endswith("herons")


@ways
async def test_who_takes_nothing_in_private_is_asked_in_the_room_without_content_and_may_press(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    house.load_directory(directory)
    door = house.telegram if user == BO else house.slack
    message = house.said(room, "heron", user=user)
    await house.hear(message)
    await house.deliver()
    door.fail("post", Closed("never_pressed_start"))
    await asked(house)
    (shown,) = door.rooms[str(room)].values()
    assert shown.text == "This message waits and has gone nowhere. Please look at its label."
    assert shown.reply_to == message.number
    await press(house, user, "GREEN:", room=str(room), by="1002" if user == BO else "U0CY")
    assert copies(house, to) == []
    await press(house, user, "GREEN:", room=str(room))
    assert len(copies(house, to)) == 1
    assert door.standing(room) == []


@ways
async def test_no_word_of_what_waits_stands_on_a_card_or_beside_it(
    house: House, directory: str, room: object, user: str, to: object
) -> None:
    del to
    house.load_directory(directory)
    await house.hear(house.said(room, "the heron", user=user))
    await asked(house)
    shown = [text for door in (house.slack, house.telegram) for _, _, text in door.calls]
    shown += [text for door in (house.slack, house.telegram) for _, _, text in door.whispers]
    assert shown
    assert not any("heron" in text for text in shown)


async def test_where_somebody_may_be_left_out_no_button_stands_in_for_a_restriction(
    house: House,
) -> None:
    await house.hear(house.said(STRICT, "the heron, not to institute please"))
    await asked(house)
    assert list(card(house, BO).buttons) == ["Leave it"]
    assert "begin with the label and the restriction" in card(house, BO).text


async def test_a_held_message_keeps_nothing_behind_it_waiting(house: House) -> None:
    await house.hear(house.said(STRICT, "no label"), house.said(STRICT, "TLP:GREEN goes"))
    await house.deliver()
    assert [text.endswith("goes") for text in house.slack.standing(TEAM_ROOM)] == [True]
