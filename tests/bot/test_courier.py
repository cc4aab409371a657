"""What leaves, over a real store: one lane for each place, one step at a time."""

import asyncio

import pytest

from bot.app import kept_open
from handlers.door import Closed, Later, LockedOut, Lost, Refused, Relocated, TooLong
from storage.store import Tampered
from tests.bot.holds.hand import asked
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH


async def test_messages_arrive_in_the_order_they_were_written(house: House) -> None:
    events = [house.said(DESK, f"TLP:GREEN {at:02}") for at in range(12)]
    await house.inbox.receive("slack.main", list(reversed(events)))
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert [one.strip()[-2:] for one in found] == [f"{at:02}" for at in range(12)]
    assert not any("late" in one for one in found)


async def test_a_message_is_late_only_after_one_written_later_was_sent(house: House) -> None:
    first, second = house.said(DESK, "TLP:GREEN first"), house.said(DESK, "TLP:GREEN second")
    await house.hear(second)
    await house.deliver()
    await house.hear(first)
    await house.deliver()
    late = [one for one in house.telegram.standing(WATCH) if "(late, written" in one]
    assert len(late) == 1
    assert "first" in late[0]


async def test_edits_coalesce_into_one_call(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN draft 0")
    await house.hear(original)
    await house.deliver()
    for at in range(1, 6):
        text = f"TLP:GREEN draft {at}"
        await house.hear(house.said(DESK, text, number=original.number, edited=True))
    await house.deliver()
    assert len(house.telegram.sent("edit", WATCH)) == 1
    assert "draft 5" in house.telegram.standing(WATCH)[0]


async def test_an_edit_before_delivery_is_what_is_sent(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN before")
    edit = house.said(DESK, "TLP:GREEN after", number=original.number, edited=True)
    await house.hear(original, edit)
    await house.deliver()
    assert house.telegram.sent("edit", WATCH) == []
    assert len(house.telegram.sent("post", WATCH)) == 1
    assert "after" in house.telegram.standing(WATCH)[0]


async def test_a_429_delays_its_own_lane_alone_and_for_as_long_as_it_says(house: House) -> None:
    house.telegram.fail("post", Later("too many requests", 30))
    await house.hear(house.said(DESK, "TLP:GREEN one"), house.said(DESK, "TLP:GREEN two"))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    assert len(house.slack.standing(TEAM_ROOM)) == 2
    house.pass_(29)
    await house.deliver()
    assert len(house.telegram.sent("post", WATCH)) == 1
    house.pass_(2)
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert [one.strip()[-3:] for one in found] == ["one", "two"]
    assert not any("repeat" in one for one in found)


async def test_a_lost_answer_is_sent_again_marked_where_the_platform_cannot_tell(
    house: House,
) -> None:
    house.telegram.fail("post", Lost("timeout"), done=True)
    await house.hear(house.said(DESK, "TLP:GREEN once more"), house.said(DESK, "TLP:GREEN next"))
    await house.deliver()
    house.pass_(400)
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert len(found) == 3
    assert ["(repeat)" in one for one in found] == [False, True, False]


async def test_a_lost_answer_is_found_where_the_platform_can_tell(house: House) -> None:
    house.slack.fail("post", Lost("timeout"), done=True)
    await house.hear(house.said(WATCH, "TLP:GREEN once"))
    await house.deliver()
    house.pass_(400)
    await house.deliver()
    every = [*house.slack.standing(DESK), *house.slack.standing(TEAM_ROOM)]
    assert len(every) == 2
    assert not any("repeat" in one for one in every)
    assert [one for one in house.slack.calls if one[0] == "find"]


async def test_a_lost_call_that_never_arrived_is_sent_unmarked_where_the_platform_can_tell(
    house: House,
) -> None:
    house.slack.fail("post", Lost("timeout"))
    await house.hear(house.said(WATCH, "TLP:GREEN once"))
    await house.deliver()
    house.pass_(400)
    await house.deliver()
    every = [*house.slack.standing(DESK), *house.slack.standing(TEAM_ROOM)]
    assert len(every) == 2
    assert not any("repeat" in one for one in every)


async def test_what_a_killed_process_had_claimed_is_taken_up_and_marked_once(
    house: House,
) -> None:
    gate, sent = asyncio.Event(), asyncio.Event()
    post = house.telegram.post

    async def stuck(*words: object) -> object:
        await post(*words)
        sent.set()
        await gate.wait()
        raise AssertionError("killed before the answer came")

    house.telegram.post = stuck  # type: ignore[method-assign]
    await house.hear(house.said(DESK, "TLP:GREEN in doubt"), house.said(DESK, "TLP:GREEN certain"))
    house.courier.wake(["group"])
    await asyncio.wait_for(sent.wait(), 60)
    killed = list(house.courier._lanes.values())
    for lane in killed:
        lane.cancel()
    await asyncio.gather(*killed, return_exceptions=True)
    house.telegram.post = post  # type: ignore[method-assign]
    await house.restart()
    await house.store.write(lambda tx: tx.deliveries.release())
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert ["(repeat)" in one for one in found] == [False, True, False]


async def test_too_long_halves_until_it_fits_and_loses_no_word(house: House) -> None:
    house.telegram.fail("post", TooLong("message is too long"), times=2)
    words = " ".join(f"word{at:04}" for at in range(300))
    await house.hear(house.said(DESK, f"TLP:GREEN {words}"))
    await house.deliver()
    parts = house.telegram.standing(WATCH)
    assert len(parts) >= 3
    assert max(map(len, parts)) <= 1000
    assert f"(1/{len(parts)})" in parts[0]
    every = " ".join(parts)
    assert all(f"word{at:04}" in every for at in range(300))
    assert await house.listed("dead") == []


async def test_what_is_refused_in_any_size_becomes_a_dead_letter(house: House) -> None:
    house.telegram.fail("post", TooLong("message is too long"), times=20)
    await house.hear(house.said(DESK, "TLP:GREEN never"))
    await house.deliver()
    assert [one.error for one in await house.listed("dead")] == ["message is too long"]


async def test_a_refused_delivery_is_a_dead_letter_and_the_lane_goes_on(house: House) -> None:
    house.telegram.fail("post", Refused("can't parse entities"))
    await house.hear(house.said(DESK, "TLP:GREEN refused"), house.said(DESK, "TLP:GREEN taken"))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert "taken" in copy
    (dead,) = await house.listed("dead")
    assert (dead.place, dead.error) == ("group", "can't parse entities")


async def test_a_dead_letter_that_is_retried_is_sent(house: House) -> None:
    house.telegram.fail("post", Refused("chat is broken"))
    await house.hear(house.said(DESK, "TLP:GREEN again"))
    await house.deliver()
    (dead,) = await house.listed("dead")

    async def retry(tx: object) -> None:
        tx.deliveries.retry(dead.id)  # type: ignore[attr-defined]

    await house.store.write(retry)
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 1
    assert await house.listed("dead") == []


async def test_a_room_that_moved_keeps_its_place_and_loses_nothing(house: House) -> None:
    house.telegram.fail("post", Relocated("group upgraded", "-1009999"))
    await house.hear(house.said(DESK, "TLP:GREEN one"), house.said(DESK, "TLP:GREEN two"))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    assert len(house.telegram.standing("-1009999")) == 2
    place = house.services.directory.place_by_id("group")
    assert place is not None
    assert place.address == "-1009999"
    await house.hear(house.said("-1009999", "TLP:GREEN from the new id"))
    await house.deliver()
    assert any("from the new id" in one for one in house.slack.standing(DESK))


async def test_a_raised_label_withdraws_the_copies_that_it_no_longer_allows(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN open so far")
    await house.hear(original)
    await house.deliver()
    assert house.telegram.standing(WATCH)
    text = "TLP:RED closed from now on"
    await house.hear(house.said(DESK, text, number=original.number, edited=True))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    assert house.slack.standing(TEAM_ROOM) == []


async def test_a_copy_that_cannot_be_deleted_becomes_a_tombstone_without_its_words(
    house: House,
) -> None:
    original = house.said(DESK, "TLP:GREEN heron")
    await house.hear(original)
    await house.deliver()
    house.telegram.fail("delete", Refused("message can't be deleted"))
    await house.hear(house.deleted(DESK, original.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == ["TLP:GREEN · withdrawn by its author"]


async def test_an_edit_that_loosens_is_held_and_the_copies_stay(house: House) -> None:
    original = house.said(DESK, "TLP:AMBER for us")
    await house.hear(original)
    await house.deliver()
    before = house.telegram.standing(WATCH)
    assert len(before) == 1
    text = "TLP:CLEAR for everybody"
    await house.hear(house.said(DESK, text, number=original.number, edited=True))
    await house.deliver()
    assert house.telegram.standing(WATCH) == before
    (notice,) = house.slack.standing("DU0ANN")
    assert "waits" in notice


async def test_what_cannot_be_decided_is_held_and_the_lane_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = house.outgoing.plan
    poison: list[str] = []

    def broken(job: object) -> object:
        if not poison and job.claim.thing == "message":  # type: ignore[attr-defined]
            poison.append(job.claim.id)  # type: ignore[attr-defined]
        if job.claim.id in poison:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return plan(job)  # type: ignore[arg-type]

    monkeypatch.setattr(house.outgoing, "plan", broken)
    await house.hear(house.said(STRICT, "TLP:GREEN one"), house.said(STRICT, "TLP:GREEN two"))
    await house.deliver()
    (copy,) = house.slack.standing(TEAM_ROOM)
    assert "two" in copy
    (held,) = await house.listed("held")
    assert (held.rule, held.error) == (1, "ZeroDivisionError")


async def test_a_queued_delivery_is_decided_again_before_it_is_sent(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN overtaken"))
    bridged = 'channels = ["desk", "group", "team"]'
    house.load_directory(DIRECTORY.replace(bridged, 'channels = ["desk", "team"]'))
    await house.deliver()
    assert house.telegram.calls == []
    assert len(house.slack.standing(TEAM_ROOM)) == 1


@pytest.mark.parametrize(
    "error", [Later("connection refused"), Lost("timeout"), LockedOut("unauthorized")]
)
async def test_a_door_that_is_down_for_an_hour_loses_nothing_and_is_not_hammered(
    house: House, error: Exception
) -> None:
    house.telegram.fail("post", error, times=10_000)
    for at in range(3):
        await house.hear(house.said(DESK, f"TLP:GREEN while down {at}"))
    for _ in range(180):
        house.pass_(20)
        await house.deliver()
    assert len(house.slack.standing(TEAM_ROOM)) == 3
    assert house.telegram.standing(WATCH) == []
    assert len(house.telegram.calls) <= 130
    assert await house.listed("dead") == []
    house.telegram.troubles.clear()
    house.pass_(301)
    await house.deliver()
    house.pass_(301)
    await house.deliver()
    found = house.telegram.standing(WATCH)
    assert [one.strip()[-1] for one in found] == ["0", "1", "2"]
    assert sum("(repeat)" in one for one in found) == isinstance(error, Lost)


async def test_a_room_that_stays_closed_becomes_a_dead_letter_in_the_end(house: House) -> None:
    house.telegram.fail("post", Closed("bot was kicked"), times=10_000)
    await house.hear(house.said(DESK, "TLP:GREEN shut out"))
    for _ in range(60):
        house.pass_(301)
        await house.deliver()
    (dead,) = await house.listed("dead")
    assert dead.error == "bot was kicked"
    assert len(house.telegram.calls) <= 41


async def test_a_notice_that_cannot_go_in_private_goes_to_the_room_and_shows_nothing(
    house: House,
) -> None:
    await house.hear(house.said(STRICT, "heron without a label"))
    await house.deliver()
    house.telegram.fail("post", Closed("bot can't initiate conversation"))
    await asked(house)
    assert house.telegram.standing("D1001") == []
    (notice,) = house.telegram.standing(STRICT)
    assert "heron" not in notice
    assert "TLP:RED" not in notice
    assert len(await house.held()) == 1


async def test_a_notice_that_fails_changes_nothing(house: House) -> None:
    house.telegram.fail("post", Refused("no"), times=10)
    await house.hear(house.said(STRICT, "without a label"))
    await asked(house)
    assert house.telegram.calls
    assert len(await house.held()) == 1
    assert house.slack.standing(TEAM_ROOM) == []


async def test_an_answer_stands_under_the_copy_of_what_it_answers(house: House) -> None:
    original = house.said(DESK, "TLP:GREEN question")
    await house.hear(original)
    await house.deliver()
    ((number, _),) = house.telegram.rooms[str(WATCH)].items()
    await house.hear(house.said(DESK, "TLP:GREEN answer", reply_to=original.number))
    await house.deliver()
    answer = list(house.telegram.rooms[str(WATCH)].values())[-1]
    assert answer.reply_to == number


async def test_a_second_courier_does_nothing_while_a_claim_is_alive(house: House) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN one at a time"))

    async def claim(tx: object) -> object:
        return await tx.deliveries.claim("group", lease_seconds=90)  # type: ignore[attr-defined]

    assert await house.store.write(claim) is not None
    assert await house.store.write(claim) is None


async def test_lanes_that_cannot_be_looked_at_are_looked_at_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN all the same"))
    read = house.store.read
    failures = [Tampered("numbers.number")]

    async def failing(query: object) -> object:
        if failures:
            raise failures.pop()
        return await read(query)  # type: ignore[arg-type]

    monkeypatch.setattr(house.store, "read", failing)
    courier = asyncio.create_task(house.courier.run())
    async with asyncio.timeout(60):
        while not house.telegram.standing(WATCH):
            assert not courier.done()
            await asyncio.sleep(0.01)
    courier.cancel()
    await asyncio.gather(courier, return_exceptions=True)


async def test_a_door_that_breaks_off_begins_again_and_stops_no_other(house: House) -> None:
    begun = asyncio.Event()

    async def run(inbox: object) -> None:
        if house.slack.health.state != "down":
            raise ZeroDivisionError("heron")
        begun.set()
        await asyncio.Event().wait()

    house.slack.run = run  # type: ignore[method-assign]
    door = asyncio.create_task(kept_open(house.slack, house.inbox))
    await asyncio.wait_for(begun.wait(), 60)
    assert house.slack.health.why == "unexpected_ZeroDivisionError"
    assert not door.done()
    door.cancel()
    await asyncio.gather(door, return_exceptions=True)


async def test_a_copy_from_before_a_rooms_move_is_a_dead_letter_and_not_tried_for_ever(
    house: House,
) -> None:
    original = house.said(DESK, "TLP:GREEN before the move")
    await house.hear(original)
    await house.deliver()
    house.telegram.fail("edit", Relocated("group upgraded", "-1009999"), times=50)
    text = "TLP:GREEN after the move"
    await house.hear(house.said(DESK, text, number=original.number, edited=True))
    for _ in range(5):
        await house.deliver()
    assert len(house.telegram.sent("edit", WATCH)) == 1
    assert [one.error for one in await house.listed("dead")] == ["group upgraded"]
    await house.hear(house.said(DESK, "TLP:GREEN next"))
    await house.deliver()
    assert len(house.telegram.standing("-1009999")) == 1


async def test_a_notice_to_a_room_that_moved_is_not_tried_for_ever(house: House) -> None:
    house.telegram.fail("post", Closed("bot can't initiate conversation"))
    house.telegram.fail("post", Relocated("group upgraded", "-1009999"), times=50)
    await house.hear(house.said(STRICT, "heron without a label"))
    for _ in range(5):
        await house.deliver()
    assert len(house.telegram.calls) <= 4
    assert len(await house.held()) == 1


async def test_a_long_message_that_is_late_loses_no_word_between_its_parts(house: House) -> None:
    first, second = house.said(DESK, ""), house.said(DESK, "TLP:GREEN second")
    await house.hear(second)
    await house.deliver()
    words = [f"w{at:04}" for at in range(2_000)]
    await house.hear(house.said(DESK, f"TLP:GREEN {' '.join(words)}", number=first.number))
    await house.deliver()
    _, *parts = house.telegram.standing(WATCH)
    assert len(parts) > 2
    assert "(late, written" in parts[0]
    assert [one for part in parts for one in part.split("\n", 1)[1].split()] == words
