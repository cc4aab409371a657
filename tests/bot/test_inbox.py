"""What comes in, over a real store: judged, kept or not kept, and never taken twice."""

import asyncio
from datetime import timedelta

import pytest

from handlers.incoming import Cursor, Sender, Unread
from tests.bot.holds.hand import asked
from tests.bot.small_house import House
from tests.stage import CY, DESK, STRICT, TEAM_ROOM, WATCH


async def test_a_labelled_message_is_wanted_wherever_it_may_go(house: House) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN polling places moved"))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.startswith("TLP:GREEN")
    assert "polling places moved" in copy
    assert house.slack.standing(TEAM_ROOM) == [copy]


async def test_unlabelled_talk_in_a_share_room_leaves_nothing_in_any_file(house: House) -> None:
    marker = "heron-4711"
    before = house.bytes()
    assert marker.encode() not in before
    await house.hear(house.said(TEAM_ROOM, f"lunch? {marker}"), house.said(WATCH, marker))
    await house.deliver()
    await house.store.purge()
    assert marker.encode() not in house.bytes()
    assert house.slack.calls == house.telegram.calls == []
    assert await house.held() == []
    number = f"{TEAM_ROOM}:100"
    assert await house.store.read(lambda tx: tx.messages.by_number("team", number)) is None


async def test_an_edit_that_adds_a_label_counts_as_a_new_message(house: House) -> None:
    first = house.said(WATCH, "the count begins at six")
    labelled = "TLP:GREEN the count begins at six"
    await house.hear(first)
    await house.deliver()
    assert house.slack.calls == []
    await house.hear(house.said(WATCH, labelled, number=first.number, edited=True))
    await house.deliver()
    assert len(house.slack.standing(DESK)) == 1


async def test_a_redelivered_event_is_taken_once(house: House) -> None:
    event = house.said(DESK, "TLP:GREEN once")
    await house.hear(event, event)
    await house.inbox.receive("slack.main", [event, event])
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1
    assert len(house.telegram.sent("post", WATCH)) == 1


async def test_an_edit_before_its_original_leaves_one_copy_with_the_newer_words(
    house: House,
) -> None:
    original = house.said(DESK, "TLP:GREEN the old words")
    edit = house.said(DESK, "TLP:GREEN the new words", number=original.number, edited=True)
    await house.hear(edit, original)
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert "the new words" in copy
    assert "the old words" not in copy
    assert await house.dead() == []


async def test_a_deletion_before_its_original_lets_nothing_cross(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN never mind")
    await house.hear(house.deleted(DESK, original.number), original)
    await house.deliver()
    assert house.telegram.calls == []


async def test_a_deletion_while_queued_ends_with_nothing_sent(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN never mind")
    await house.hear(original, house.deleted(DESK, original.number))
    await house.deliver()
    assert house.telegram.sent("post", WATCH) == []
    assert await house.listed("waiting") == []


async def test_a_deletion_removes_every_copy(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN gone tomorrow")
    await house.hear(original)
    await house.deliver()
    assert house.telegram.standing(WATCH)
    await house.hear(house.deleted(DESK, original.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    assert house.slack.standing(TEAM_ROOM) == []


async def test_delete_typed_by_the_author_withdraws_and_by_another_does_not(house: House) -> None:
    original = house.said(WATCH, "TLP:GREEN mine")
    await house.hear(original)
    await house.deliver()
    await house.hear(house.typed(WATCH, "/delete", original.number, user="2002"))
    await house.deliver()
    assert len(house.slack.standing(DESK)) == 1
    await house.hear(house.typed(WATCH, "/delete", original.number))
    await house.deliver()
    assert house.slack.standing(DESK) == []


async def test_a_poison_event_is_a_dead_letter_and_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = house.said(DESK, "TLP:GREEN poison")
    act = house.inbox._act

    def poisoned(door: str, event: object) -> object:
        if event is not poison:
            return act(door, event)

        async def break_(tx: object) -> tuple[str, ...]:
            await act(door, event)(tx)
            raise ZeroDivisionError("poison in the words")

        return break_

    monkeypatch.setattr(house.inbox, "_act", poisoned)
    others = [house.said(DESK, f"TLP:GREEN other {at}") for at in range(4)]
    await house.inbox.receive("slack.main", [*others[:2], poison, *others[2:]])
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 4
    (letter,) = await house.dead()
    assert (letter.door, letter.kind, letter.error) == ("slack.main", "Said", "ZeroDivisionError")
    await house.store.purge()
    assert b"poison in the words" not in house.bytes()
    await house.inbox.receive("slack.main", [poison])
    assert len(await house.dead()) == 1


async def test_an_error_while_judging_is_a_dead_letter_and_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = house.inbox._act
    poison = house.said(DESK, "TLP:GREEN poison")

    def poisoned(door: str, event: object) -> object:
        if event is poison:
            raise ZeroDivisionError
        return act(door, event)

    monkeypatch.setattr(house.inbox, "_act", poisoned)
    await house.inbox.receive("slack.main", [poison, house.said(DESK, "TLP:GREEN other")])
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1
    assert [one.error for one in await house.dead()] == ["ZeroDivisionError"]


async def test_a_malformed_event_among_a_hundred_delays_none(house: House) -> None:
    good = [house.said(DESK, f"TLP:GREEN number {at:03}") for at in range(99)]
    bad = Unread(event="bad", kind="message", error="message.ts: is no number")
    await house.inbox.receive("slack.main", [*good[:50], bad, *good[50:]])
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert [one.split("number ")[1] for one in found] == [f"{at:03}" for at in range(99)]
    assert [one.error for one in await house.dead()] == ["message.ts: is no number"]


async def test_an_event_of_no_interest_leaves_no_dead_letter(house: House) -> None:
    await house.inbox.receive("slack.main", [Unread(event="joined", kind="channel_join")])
    assert await house.dead() == []


async def test_unknown_channels_leave_nothing(house: House) -> None:
    await house.hear(house.said("C0ELSEWHERE", "TLP:GREEN heron-elsewhere"))
    await house.deliver()
    await house.store.purge()
    assert house.slack.calls == house.telegram.calls == []
    assert b"heron-elsewhere" not in house.bytes()


async def test_unknown_people_cross_unverified_up_to_green_and_are_held_above(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN from a stranger", user="U0STRANGER"))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert '"Somebody" (unverified)' in copy or "(unverified)" in copy
    await house.hear(house.said(DESK, "TLP:AMBER from a stranger", user="U0STRANGER"))
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1
    assert {one.rule for one in await house.held()} == {16}


async def test_an_empty_message_crosses_nowhere_from_a_strict_room(house: House) -> None:
    await house.hear(house.said(STRICT, ""))
    await house.deliver()
    assert house.slack.sent("post", TEAM_ROOM) == []


async def test_what_is_unlabelled_in_a_strict_room_is_held_and_its_author_told_once(
    house: House,
) -> None:
    await house.hear(house.said(STRICT, "no label"), house.said(STRICT, "none here either"))
    await asked(house)
    assert len(await house.held()) == 2
    assert house.slack.standing(TEAM_ROOM) == []
    (notice,) = house.telegram.standing("D1001")
    assert notice.startswith("2 messages of yours wait")


async def test_red_goes_no_further_and_tells_its_author_only(house: House) -> None:
    await house.hear(house.said(DESK, "TLP:RED the source is heron-red"))
    await house.deliver()
    assert house.telegram.calls == []
    (notice,) = house.slack.standing("DU0ANN")
    assert "5 people could read this here" in notice
    assert "heron" not in notice
    assert house.slack.standing(DESK) == house.slack.standing(TEAM_ROOM) == []
    assert {user for _, user, _ in house.slack.whispers} == {"U0ANN"}
    await house.store.purge()
    assert b"heron-red" not in house.bytes()


async def test_a_cursor_moves_with_its_events_and_is_found_again(house: House) -> None:
    event = house.said(WATCH, "TLP:GREEN one")
    await house.inbox.receive("telegram.main", [event], Cursor(name="updates", value="42"))
    assert await house.inbox.cursors("telegram.main") == {"updates": "42"}
    assert await house.inbox.cursors("slack.main") == {}


@pytest.mark.parametrize(
    "text",
    [
        'TLP:GREEN · Partner 14 · "L."\nhello',
        '<tocsin> TLP:GREEN · (2/3) · Partner 14 · "L." (unverified)\nhello',
        'somebody:\nTLP:GREEN not to watch, tag:x · Partner 14 · "L."\nhello',
        "TLP:GREEN TLP:EX:CHR\nhello",
        "<tocsin> TLP:GREEN TLP:EX:CHR not to watch · (2/3)\nhello",
    ],
)
async def test_a_copy_of_another_bridge_is_not_carried_on(house: House, text: str) -> None:
    other = Sender(user="777", name="other bridge", bot=True)
    await house.hear(house.said(WATCH, text, sender=other))
    await house.deliver()
    assert house.slack.calls == []


async def test_what_a_bot_has_to_say_itself_crosses(house: House) -> None:
    for text in ('TLP:GREEN host down · seen by "probe 3"', "TLP:GREEN all is well"):
        other = Sender(user="777", name="a probe", bot=True)
        await house.hear(house.said(WATCH, text, sender=other))
    await house.deliver()
    assert len(house.slack.standing(DESK)) == 2


async def test_a_burst_from_many_tasks_keeps_each_once(house: House) -> None:
    events = [house.said(DESK, f"TLP:GREEN burst {at:02}") for at in range(40)]
    await asyncio.gather(
        *(house.inbox.receive("slack.main", events[at : at + 8]) for at in range(0, 40, 4))
    )
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 40


async def test_an_old_unlabelled_edit_of_something_unknown_is_left_alone(house: House) -> None:
    event = house.said(
        DESK, "an old line", edited=True, written=house.clock.now - timedelta(days=2)
    )
    await house.hear(event)
    await house.deliver()
    assert house.telegram.calls == []


async def test_the_unlabelled_words_of_a_stranger_take_the_desks_default(house: House) -> None:
    await house.hear(house.said(DESK, "from Cy", user=CY))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.startswith("TLP:GREEN")
