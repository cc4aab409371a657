"""Two rooms are linked by a code, by people of both organisations, after a test."""

import pytest

from handlers.door import Closed, Refused
from policies.audit import AuditKind
from policies.labels import Label
from tests.bot.joining.town import (
    ANN,
    BO,
    CY,
    DIRECTORY,
    EVA,
    FAY,
    GROUP,
    GUS,
    OTHER_GROUP,
    SLACK_OTHER,
    SLACK_ROOM,
    Town,
)

NO_CODE = "That code is good for nothing here"
SIDES = [(ANN, SLACK_ROOM, BO, GROUP), (BO, GROUP, ANN, SLACK_ROOM)]


async def test_two_unknown_rooms_are_linked_all_the_way(town: Town) -> None:
    await town.link("TLP:AMBER")
    (bridge,) = town.directory.bridges
    assert bridge.ceiling is Label.AMBER
    assert set(bridge.agreed) == {"institute", "watch"}
    rooms = [town.directory.place_by_id(one) for one in bridge.channels]
    assert [(one.platform, one.address) for one in rooms if one] == [
        ("slack", SLACK_ROOM),
        ("telegram", str(GROUP)),
    ]
    for room, door in ((SLACK_ROOM, town.house.slack), (GROUP, town.house.telegram)):
        tested, announced = door.sent("post", room)
        assert tested == "This is a test of a new link. It goes away by itself."
        assert town.sees(room) == [announced]
        ((pinned, number),) = door.pinned
        assert (pinned, door.rooms[pinned][number].text) == (str(room), announced)
    assert "Partner 14, up to TLP:AMBER" in town.sees(SLACK_ROOM)[0]
    assert "Partner 3, up to TLP:AMBER" in town.sees(GROUP)[0]
    for user in (ANN, BO, EVA):
        assert any("Done: all have accepted." in one for one in town.reads(user))
    await town.house.hear(town.house.said(SLACK_ROOM, "TLP:GREEN the first", user=ANN))
    await town.house.deliver()
    assert "the first" in town.sees(GROUP)[-1]


async def test_the_stewards_of_both_see_one_card_and_nobody_else_sees_any(town: Town) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)} TLP:AMBER")
    cards = {
        user: [one for one in town.reads(user) if one.startswith("Link these rooms?")]
        for user in (ANN, BO, EVA, CY, FAY, GUS)
    }
    assert [len(cards[user]) for user in (ANN, BO, EVA, CY, FAY, GUS)] == [1, 1, 1, 0, 0, 0]
    assert cards[ANN] == cards[BO] == cards[EVA]
    assert "Partner 3 (Slack)" in cards[ANN][0]
    assert "Partner 14 (Telegram)" in cards[ANN][0]
    assert "TLP:AMBER" in cards[ANN][0]
    assert "Ballot" not in cards[ANN][0]


async def test_nothing_stands_or_crosses_before_both_have_accepted(town: Town) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    assert await town.presses(BO, "Accept")
    await town.looks()
    assert not await town.presses(BO, "Accept")
    assert "Accepted: Partner 14. Waiting for: Partner 3." in town.reads(ANN)[-1]
    # Another of the same organisation adds nothing.
    assert not await town.presses(EVA, "Accept")
    assert town.directory.bridges == town.directory.places == ()
    assert town.sees(SLACK_ROOM) == town.sees(GROUP) == []


@pytest.mark.parametrize(("giver", "given", "taker", "taken"), SIDES)
async def test_declined_by_either_it_is_off(
    town: Town, giver: object, given: object, taker: object, taken: object
) -> None:
    await town.types(giver, given, "link")
    await town.types(taker, taken, f"link {town.code(giver)}")
    assert await town.presses(taker, "Accept")
    assert await town.presses(giver, "Decline")
    assert any("Declined. Nothing was changed." in one for one in town.reads(taker))
    assert not await town.presses(taker, "Accept")
    assert town.directory.bridges == ()


@pytest.mark.parametrize(("giver", "given", "taker", "taken"), SIDES)
async def test_a_code_is_good_once_and_ten_minutes_and_for_its_room_alone(
    town: Town, giver: object, given: object, taker: object, taken: object
) -> None:
    await town.types(giver, given, "link")
    old = town.code(giver)
    await town.types(giver, given, f"link {old}")
    assert town.reads(giver)[-1].startswith("Please type this code in the other room.")
    # A new code takes the place of the old one.
    await town.types(giver, given, "link")
    new = town.code(giver)
    assert new != old
    await town.types(taker, taken, f"link {old}")
    assert town.reads(taker)[-1].startswith(NO_CODE)
    await town.types(taker, taken, f"link {new}")
    assert any(one.startswith("I have asked the stewards") for one in town.reads(taker))
    await town.types(taker, taken, f"link {new}")
    assert town.reads(taker)[-1].startswith(NO_CODE)
    await town.types(giver, given, "link")
    late = town.code(giver)
    town.house.pass_(601)
    await town.types(taker, taken, f"link {late}")
    assert town.reads(taker)[-1].startswith(NO_CODE)


async def test_five_wrong_guesses_anywhere_end_the_guessing_and_are_audited(town: Town) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    code = town.code(ANN)
    for at, room in enumerate((GROUP, OTHER_GROUP, GROUP, OTHER_GROUP, GROUP)):
        await town.types(BO, room, f"link 2222-222{at + 2}")
    await town.types(BO, GROUP, f"link {code}")
    assert [one for one in town.reads(BO) if not one.startswith(NO_CODE)] == []
    entries = await town.house.store.read(lambda tx: tx.audit.after(0))
    assert sum(one.kind == AuditKind.REFUSED.value for one in entries) == 6
    # Another person may still; and he too, after ten minutes.
    await town.types(EVA, GROUP, f"link {code}")
    assert any(one.startswith("I have asked the stewards") for one in town.reads(EVA))


@pytest.mark.parametrize("user", [CY, GUS, "U0NOBODY"])
async def test_only_stewards_and_deputies_link(town: Town, user: object) -> None:
    room = GROUP if user == GUS else SLACK_ROOM
    before = town.directory
    await town.types(user, room, "link")
    assert not any("The code of that room" in one for one in town.reads(user))
    await town.types(ANN, SLACK_OTHER, "link")
    await town.types(user, room, f"link {town.code(ANN)}")
    assert not any("I have asked" in one for one in town.reads(user))
    assert town.directory is before


async def test_an_account_of_another_workspace_is_no_steward_here(town: Town) -> None:
    await town.apply(DIRECTORY.replace(f'slack = "{ANN}"', f'slack = "T0HOME:{ANN}"'))
    await town.types(ANN, SLACK_ROOM, "link", team="T0AWAY")
    assert town.reads(ANN) == []
    await town.types(ANN, SLACK_ROOM, "link", team="T0HOME")
    assert town.reads(ANN)[0].startswith("The code of that room is")


async def test_a_known_room_is_linked_by_its_own_stewards_alone(town: Town) -> None:
    await town.link()
    assert await town.refuses(FAY, SLACK_ROOM, "link")
    await town.types(FAY, SLACK_OTHER, "link")
    assert await town.refuses(FAY, SLACK_ROOM, f"link {town.code(FAY)}")
    await town.types(BO, GROUP, f"link {town.code(FAY)}")
    assert await town.presses(FAY, "Accept")
    assert await town.presses(BO, "Accept")
    await town.looks()
    second = town.directory.bridges[1]
    assert second.channels == ("press-slack", "watch-telegram")
    assert set(second.agreed) == {"press", "watch"}
    ended = [one for one in town.sees(GROUP) if "With Press Union" in one]
    assert len(ended) == len(town.sees(GROUP)) == 1


async def test_whose_giver_answers_for_nothing_any_more_gives_a_code_in_vain(town: Town) -> None:
    await town.types(EVA, OTHER_GROUP, "link")
    code = town.code(EVA)
    await town.types(BO, None, "deputy eva off")
    await town.types(ANN, SLACK_ROOM, f"link {code}")
    assert town.reads(ANN)[-1].startswith(NO_CODE)


async def test_a_seat_never_accepts(town: Town) -> None:
    await town.apply(
        DIRECTORY
        + '[[person]]\nid = "desk"\norganisation = "watch"\nname = "Desk"\nseat = true\n'
        + 'telegram = 1009\nroles = ["steward"]\n'
    )
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    assert town.reads(1009) == []
    card = next(one for one in town.house.telegram.rooms[f"D{BO}"].values() if one.buttons)
    assert await town.refuses(1009, None, card.buttons["Accept"])


async def test_after_a_day_nobody_can_accept_any_more(town: Town) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    await town.presses(ANN, "Accept")
    town.house.pass_(86_401)
    line = next(one for one in town.house.telegram.rooms[f"D{BO}"].values() if one.buttons)
    await town.types(BO, None, line.buttons["Accept"])
    assert any("does nothing any more" in one for one in town.reads(BO))
    await town.looks()
    assert any("Nobody accepted in time." in one for one in town.reads(ANN))
    assert town.directory.bridges == ()


@pytest.mark.parametrize(
    ("door", "room", "missed"),
    [("slack", GROUP, "Partner 3 (Slack)"), ("telegram", SLACK_ROOM, "Partner 14 (Telegram)")],
)
async def test_a_test_message_that_does_not_arrive_leaves_nothing_behind(
    town: Town, door: str, room: object, missed: str
) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    await town.presses(ANN, "Accept")
    lost = getattr(town.house, door)
    await town.types(BO, None, _line(town, "Accept"), deliver=False)
    lost.fail("post", Closed("not_in_channel"), times=9)
    await town.house.deliver()
    assert town.sees(room) == ["This is a test of a new link. It goes away by itself."]
    await town.looks()
    assert town.directory.bridges == ()
    lost.troubles.clear()
    lost.fail("post", Refused("chat_write_forbidden"), times=1)
    town.house.pass_(121)
    await town.looks()
    lost.troubles.clear()
    await town.looks()
    assert town.sees(SLACK_ROOM) == town.sees(GROUP) == []
    assert town.directory.places == town.directory.bridges == ()
    for user in (ANN, BO):
        told = [one for one in town.reads(user) if one.startswith("Link these rooms?")]
        assert f"the test message did not reach {missed}. Invite the bot" in told[0]
    # And begun again it comes to its end, under names that nothing had before.
    await town.link()
    (bridge,) = town.directory.bridges
    assert bridge.channels == ("institute-slack-2", "watch-telegram-2")


def _line(town: Town, button: str) -> str:
    cards = town.house.telegram.rooms[f"D{BO}"].values()
    return next(one.buttons[button] for one in cards if button in one.buttons)


async def test_what_cannot_be_pinned_is_announced_all_the_same(town: Town) -> None:
    town.house.telegram.fail("pin", Refused("not_enough_rights"))
    await town.link()
    assert town.house.telegram.pinned == []
    assert "This room shares with others." in town.sees(GROUP)[0]
    assert len(town.house.slack.pinned) == 1


async def test_what_is_no_code_or_label_is_answered_and_changes_nothing(town: Town) -> None:
    before = town.directory
    for line, told in (
        ("link 2222-2222 TLP:RED", "TLP:RED crosses no bridge."),
        ("link 2222-2222 TLP:GREN", "Please type it so: link CODE TLP:AMBER"),
        ("link 2222-2222 TLP:GREEN TLP:AMBER", "Please type it so: link CODE TLP:AMBER"),
        ("link ０000-0000", NO_CODE),
        ("link " + "A" * 3_000, NO_CODE),
        ("link \u202e22222222", NO_CODE),
        ("agree", "There is nothing here"),
        ("agree 00 11", "There is nothing here"),
        ("disagree ' OR 1=1", "There is nothing here"),
    ):
        answered = len(town.reads(BO))
        await town.types(BO, GROUP, line)
        assert len(town.reads(BO)) == answered + 1, line
        assert town.reads(BO)[-1].startswith(told), line
        assert town.directory is before


async def test_two_rooms_are_not_linked_twice(town: Town) -> None:
    await town.link()
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    assert town.reads(BO)[-1].startswith('These two rooms are linked already, by "institute-watch"')
