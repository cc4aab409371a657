"""What authors are told: one notice, edited as more is held; true, and without content."""

import pytest

from handlers.door import Closed, Refused
from tests.bot.holds.hand import asked
from tests.bot.small_house import House
from tests.stage import BO, DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

FRESH = DIRECTORY + (
    '[[channel]]\nid = "second"\nplatform = "telegram"\naddress = -1001000000077\n'
    'organisation = "watch"\nmembers = 3\nmode = "strict"\n'
    '[[bridge]]\nid = "second"\nchannels = ["second", "team"]\nagreed = ["institute", "watch"]\n'
)
SECOND = -1001000000077


async def test_an_edit_that_leaves_a_message_held_counts_no_second_one(house: House) -> None:
    one = house.said(STRICT, "no label")
    await house.hear(one)
    await asked(house)
    for words in ("still none", "none yet"):
        await house.hear(house.said(STRICT, words, number=one.number, edited=True))
        await house.deliver()
    (notice,) = house.telegram.standing(f"D{BO}")
    assert notice.startswith("One message of yours waits")
    await house.hear(house.said(STRICT, "another"))
    await asked(house)
    (notice,) = house.telegram.standing(f"D{BO}")
    assert notice.startswith("2 messages of yours wait")


async def test_a_message_that_went_to_some_rooms_is_not_said_to_have_gone_nowhere(
    house: House,
) -> None:
    house.load_directory(DIRECTORY.replace("members = 3\n", "", 1))
    one = house.said(DESK, "TLP:AMBER for those who may")
    await house.hear(one)
    await asked(house)
    assert house.telegram.standing(WATCH) == []
    assert len(house.slack.standing(TEAM_ROOM)) == 1
    (notice,) = house.slack.standing("DU0ANN")
    assert notice.startswith("One message of yours did not go everywhere")
    await house.hear(house.said(DESK, "TLP:AMBER mended", number=one.number, edited=True))
    await asked(house)
    (mended,) = house.slack.standing("DU0ANN")
    assert mended == notice
    assert len(house.slack.sent("post", "DU0ANN")) == 1


async def test_a_notice_in_a_room_answers_nothing_of_another_room(house: House) -> None:
    house.load_directory(FRESH)
    house.telegram.fail("post", Closed("never_pressed_start"))
    first, second = house.said(STRICT, "no label"), house.said(SECOND, "none either")
    await house.hear(first)
    await asked(house)
    house.telegram.fail("post", Closed("never_pressed_start"))
    await house.hear(second)
    await asked(house)
    for room, message in ((STRICT, first), (SECOND, second)):
        (notice,) = house.telegram.rooms[str(room)].values()
        assert notice.text == "This message waits and has gone nowhere. Please look at its label."
        assert notice.reply_to == message.number


async def test_what_the_room_sees_of_a_red_message_tells_neither_number_nor_label(
    house: House,
) -> None:
    house.telegram.fail("post", Closed("never_pressed_start"))
    await house.hear(house.said(WATCH, "TLP:RED the heron"))
    await house.deliver()
    (notice,) = house.telegram.standing(WATCH)
    assert notice == "This message did not leave this room."


@pytest.mark.parametrize("error", [Refused("no"), Closed("kicked")])
async def test_a_failing_notice_leaves_the_message_held_and_nothing_else_waits(
    house: House, error: Exception
) -> None:
    house.telegram.fail("post", error, times=200)
    await house.hear(house.said(STRICT, "no label"))
    for _ in range(60):
        await house.deliver()
        house.pass_(600)
    house.telegram.troubles.clear()
    assert len(await house.held()) == 1
    assert house.slack.standing(TEAM_ROOM) == []
    await house.hear(house.said(DESK, "TLP:GREEN goes on"))
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1


async def test_red_that_is_edited_green_in_any_number_of_steps_stays(house: House) -> None:
    one = house.said(DESK, "TLP:RED the heron")
    await house.hear(one)
    for words in ("TLP:GREEN the heron", "is it TLP:RED or TLP:GREEN?", "TLP:GREEN a heron"):
        await house.hear(house.said(DESK, words, number=one.number, edited=True))
        await house.deliver()
    assert house.telegram.calls == []
    assert house.slack.standing(TEAM_ROOM) == []


async def test_amber_that_is_edited_to_doubt_and_then_to_green_stays_amber(house: House) -> None:
    one = house.said(DESK, "TLP:AMBER the heron")
    await house.hear(one)
    await house.deliver()
    doubtful = house.said(DESK, "Is this TLP:RED now?", number=one.number, edited=True)
    await house.hear(doubtful)
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    await house.hear(house.said(DESK, "TLP:GREEN the heron", number=one.number, edited=True))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    await house.hear(house.said(DESK, "TLP:AMBER a heron", number=one.number, edited=True))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.endswith("a heron")


async def test_an_answer_to_what_an_edit_made_doubtful_inherits_nothing(house: House) -> None:
    one = house.said(DESK, "TLP:AMBER the heron")
    await house.hear(one)
    await house.deliver()
    await house.hear(house.said(DESK, "Is this TLP:RED now?", number=one.number, edited=True))
    await house.hear(house.said(DESK, "an answer", reply_to=one.number))
    await house.deliver()
    assert not any("an answer" in text for text in house.telegram.standing(WATCH))


async def test_a_message_that_was_edited_to_stay_follows_a_later_restart(house: House) -> None:
    one = house.said(DESK, "TLP:AMBER the heron")
    await house.hear(one)
    await house.deliver()
    await house.hear(house.said(DESK, "TLP:GREEN a heron", number=one.number, edited=True))
    await house.restart()
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.startswith("TLP:AMBER")
    assert copy.endswith("the heron")
    notices = house.slack.standing("DU0ANN")
    assert [text.startswith("Your edit waits") for text in notices] == [True]


async def test_what_is_held_only_when_it_is_sent_is_told_too(house: House) -> None:
    await house.hear(house.said(DESK, "TLP:AMBER a heron"))
    house.load_directory(DIRECTORY.replace("members = 3\n", "", 1))
    await asked(house)
    assert house.telegram.standing(WATCH) == []
    (notice,) = house.slack.standing("DU0ANN")
    assert notice.startswith("One message of yours did not go everywhere")
    assert len(await house.listed("held")) == 1


async def test_what_waits_for_some_rooms_ends_after_a_day_with_a_count(house: House) -> None:
    house.load_directory(DIRECTORY.replace("members = 3\n", "", 1))
    await house.hear(house.said(DESK, "TLP:AMBER one"), house.said(DESK, "TLP:AMBER two"))
    await house.deliver()
    assert len(await house.listed("held")) == 2
    house.pass_(23 * 3600)
    await house.forget()
    assert len(await house.listed("held")) == 2
    house.pass_(2 * 3600)
    await house.forget()
    await house.deliver()
    assert await house.listed("held") == []
    last = house.slack.standing("DU0ANN")[-1]
    assert last.startswith("2 messages waited a day for some of the rooms")
    assert len(house.slack.standing(TEAM_ROOM)) == 2


async def test_what_is_held_because_something_is_wrong_waits_for_the_operator(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN one"))

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr("bot.messages.writing.cards.copy", broken)
        await house.deliver()
    held = await house.listed("held")
    assert held
    house.pass_(48 * 3600)
    await house.forget()
    assert await house.listed("held") == held


async def test_a_stricter_label_merely_mentioned_in_an_edit_binds_in_a_desk_in_any_thread(
    house: House,
) -> None:
    root = house.said(DESK, "Is this TLP:RED or not?")
    answer = house.said(DESK, "TLP:AMBER an egret", reply_to=root.number)
    await house.hear(root, answer)
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1
    text = "as the TLP:RED report says, an egret"
    await house.hear(
        house.said(DESK, text, number=answer.number, edited=True, reply_to=root.number)
    )
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    assert not any("report" in sent for _, _, sent in house.telegram.calls)


async def test_in_a_room_too_nothing_that_went_to_some_is_said_to_have_gone_nowhere(
    house: House,
) -> None:
    house.load_directory(DIRECTORY.replace("members = 3\n", "", 1))
    one = house.said(DESK, "TLP:AMBER for those who may")
    await house.hear(one)
    await house.deliver()
    house.slack.fail("post", Closed("cannot_dm"))
    await asked(house)
    assert len(house.slack.standing(TEAM_ROOM)) == 1
    assert house.slack.standing("DU0ANN") == []
    (notice,) = house.slack.standing(DESK)
    assert notice == "This message did not go everywhere. Please look at its label."
