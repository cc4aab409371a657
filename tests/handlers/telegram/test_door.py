"""What only Telegram's door meets."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.sandbox.telegram.webhook import Target
from handlers.door import Closed, Lost, Refused, Relocated, TooLong
from handlers.incoming import Moved, Room, Said, Typed
from handlers.telegram.hearing import Me
from handlers.telegram.poller import following, place
from handlers.telegram.rooms import MOVES


async def connected(door: Any, shared: SimpleNamespace) -> None:
    await shared.until(lambda: door.health.state == "connected")
    await shared.until(lambda: door.health.catching_up == "done")


async def test_a_second_poller_is_told_and_outlasted(
    telegram: Any, inbox: Any, clock: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        telegram.fail(
            "getUpdates",
            status=409,
            times=3,
            description="Conflict: terminated by other getUpdates request;"
            " make sure that only one bot instance is running",
        )
        seen = []
        telegram.server.poll_elsewhere(telegram.bot)
        await shared.until(lambda: seen.append(door.health.why) or "second_poller" in seen)
        await shared.until(lambda: door.health.state == "connected")
        await telegram.say("still here")
        await shared.until(lambda: inbox.said() == ["still here"])
    assert len([one for one in clock.slept if one > 0.5]) >= 3


async def test_a_webhook_left_behind_is_taken_away(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    telegram.server.world.bot(telegram.bot).hook.set(Target(url="https://elsewhere.example/hook"))
    await telegram.say("waiting")
    door = telegram.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: inbox.said() == ["waiting"])


async def test_an_offset_is_kept_with_the_batch_and_taken_up(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await telegram.say("one")
        await shared.until(lambda: inbox.said() == ["one"])
    offset, _ = place(inbox.marks["updates"])
    served = len(telegram.server.journal.of("served"))
    again = telegram.door()
    async with shared.running(again, inbox):
        await connected(again, shared)
        await telegram.say("two")
        await shared.until(lambda: inbox.said() == ["one", "two"])
    later = telegram.server.journal.of("served")[served:]
    assert {entry["offset"] for entry in later} == {offset}


async def test_after_a_quiet_week_numbers_that_begin_anew_are_fetched(
    telegram: Any, inbox: Any, clock: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        await telegram.say("before")
        await shared.until(lambda: inbox.said() == ["before"])
        # What is not confirmed would be told again, as it would not be a week later.
        await shared.until(lambda: not telegram.unacknowledged())
    telegram.server.restart_update_ids(telegram.bot, 17)
    clock.ahead += 7 * 86_400
    served = len(telegram.server.journal.of("served"))
    again = telegram.door(clock)
    async with shared.running(again, inbox):
        await connected(again, shared)
        await telegram.say("after")
        await shared.until(lambda: inbox.said() == ["before", "after"])
    assert place(inbox.marks["updates"])[0] == 18
    assert telegram.server.journal.of("served")[served]["offset"] == 0


def test_a_batch_is_confirmed_by_the_last_update_that_has_a_number() -> None:
    assert following([{"update_id": 5}, {"update_id": 9}, "x", {"update_id": True}]) == 10


async def test_only_what_is_heard_is_asked_for(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
    assert telegram.server.world.bot(telegram.bot).queue.kinds == {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "message_reaction",
        *MOVES,
    }


async def test_start_insists_on_three_calls_only(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
    called = {entry["method"] for entry in telegram.server.journal.of("call")}
    assert called <= {"getMe", "deleteWebhook", "getUpdates"}


async def test_a_group_that_moved_is_told_from_both_sides(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    telegram.server.add_chat(-42, "Old", type="group", members=[1001, telegram.bot])
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        to = telegram.server.migrate(-42, 1001)
        await shared.until(lambda: inbox.of(Moved))
        with pytest.raises(Relocated) as caught:
            await door.post(Room(channel="-42"), shared.cleared("x"))
    [moved] = inbox.of(Moved)
    assert (moved.room.channel, moved.to) == ("-42", str(to))
    assert caught.value.to == str(to)


async def test_a_topic_is_kept_and_a_missing_one_is_never_general(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    forum = -1002000000000
    telegram.server.add_chat(forum, "F", forum=True, members=[1001], admins=[telegram.bot])
    topic = telegram.server.add_topic(forum, "EU", telegram.bot)
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        telegram.server.say(forum, 1001, "in the topic", topic=topic)
        await shared.until(lambda: inbox.said() == ["in the topic"])
        said = inbox.of(Said)[0]
        assert said.room == Room(channel=str(forum), topic=str(topic))
        assert said.reply_to is None
        receipt = await door.post(said.room, shared.cleared("there too"))
        assert receipt.room == said.room
        with pytest.raises(Closed):
            await door.post(Room(channel=str(forum), topic="777"), shared.cleared("x"))


async def test_somebody_who_never_pressed_start_cannot_be_written_to(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    with pytest.raises(Closed) as caught:
        await door.post(door.direct("1001"), shared.cleared("hello"))
    assert caught.value.code == "never_pressed_start"
    telegram.server.press_start(1001)
    receipt = await door.post(door.direct("1001"), shared.cleared("hello"))
    assert receipt.room.channel == "1001"
    await door.close()


async def test_a_message_of_two_days_can_no_longer_be_deleted(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    room = Room(channel=telegram.room)
    receipt = await door.post(room, shared.cleared("old"))
    telegram.server.advance(49 * 3600)
    with pytest.raises(Refused) as caught:
        await door.delete(room, receipt.number)
    assert caught.value.code == "message_cannot_be_deleted"
    await door.close()


async def test_too_much_in_one_piece_is_too_long(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    with pytest.raises(TooLong):
        await door.post(Room(channel=telegram.room), shared.cleared("x" * 4097))
    await door.close()


async def test_previews_and_copying_follow_the_handling(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    room = Room(channel=telegram.room)
    await door.post(room, shared.cleared("a", protect=True))
    await door.post(room, shared.cleared("b", preview=True))
    await door.close()
    sent = [e["params"] for e in telegram.server.journal.of("call") if e["method"] == "sendMessage"]
    assert '"is_disabled": true' in str(sent[0]["link_preview_options"])
    assert str(sent[0]["protect_content"]).lower() == "true"
    assert '"is_disabled": false' in str(sent[1]["link_preview_options"])
    assert str(sent[1]["protect_content"]).lower() == "false"
    assert all("parse_mode" not in one for one in sent)


async def test_delete_typed_as_an_answer_comes_in(
    telegram: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        number = await telegram.say("TLP:GREEN oops")
        await telegram.say("/delete", reply_to=int(number))
        await shared.until(lambda: inbox.of(Typed))
    assert inbox.of(Typed)[0].reply_to == number


async def test_telegram_lets_no_bot_look_back(telegram: Any, shared: SimpleNamespace) -> None:
    door = telegram.door()
    with pytest.raises(Lost):
        await door.find(Room(channel=telegram.room), "key", 0.0)
    await door.whisper(Room(channel=telegram.room), "1001", shared.cleared("x"))
    await door.close()
    assert telegram.server.journal.of("call") == []


async def test_a_number_that_is_none_is_refused_and_nothing_is_sent(
    telegram: Any, shared: SimpleNamespace
) -> None:
    door = telegram.door()
    with pytest.raises(Refused):
        await door.delete(Room(channel=telegram.room), "seven")
    with pytest.raises(Refused):
        await door.post(Room(channel=telegram.room, topic="EU"), shared.cleared("x"))
    await door.close()
    assert telegram.server.journal.of("call") == []


def test_groups_are_groups_and_people_are_not(telegram: Any) -> None:
    door = telegram.door()
    assert door.group(Room(channel="-1001"))
    assert not door.group(Room(channel="1001"))


def test_the_bots_names_stay_out_of_repr() -> None:
    assert "tocsin" not in repr(Me(id=1, username="tocsin_bot"))
