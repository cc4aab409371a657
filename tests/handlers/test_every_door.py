"""What every door must do, driven by the real clients over real sockets."""

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.door import Closed, Later, LockedOut, Lost, Missing, Unchanged
from handlers.incoming import Room, Said, Unread

MANY = 120
"""More than Telegram gives at once: https://core.telegram.org/bots/api#getupdates."""


async def connected(door: Any, shared: SimpleNamespace) -> None:
    await shared.until(lambda: door.health.state == "connected")
    await shared.until(lambda: door.health.catching_up == "done")


async def test_a_message_is_posted_edited_and_deleted(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        room = Room(channel=world.room)
        receipt = await door.post(room, shared.cleared("TLP:GREEN · <b> & <@U1> *x*"))
        assert receipt.room == room
        assert world.standing() == {receipt.number: "TLP:GREEN · <b> & <@U1> *x*"}
        await door.edit(room, receipt.number, shared.cleared("TLP:GREEN · two"))
        assert world.standing() == {receipt.number: "TLP:GREEN · two"}
        await door.delete(room, receipt.number)
        assert world.standing() == {}


async def test_what_is_gone_is_missing(world: Any, inbox: Any, shared: SimpleNamespace) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        room = Room(channel=world.room)
        receipt = await door.post(room, shared.cleared("one"))
        await door.delete(room, receipt.number)
        with pytest.raises(Missing):
            await door.delete(room, receipt.number)
        with pytest.raises(Missing):
            await door.edit(room, receipt.number, shared.cleared("two"))


async def test_an_answer_stands_where_it_belongs(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        asked = await world.say("who?")
        receipt = await door.post(Room(channel=world.room), shared.cleared("me"), asked)
        assert world.answers_to(receipt.number) == asked


async def test_an_answer_to_what_is_gone_is_sent_all_the_same(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        receipt = await door.post(Room(channel=world.room), shared.cleared("me"), world.nowhere)
        assert world.standing()[receipt.number] == "me"


async def test_a_room_that_is_none_is_closed(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        with pytest.raises(Closed):
            await door.post(Room(channel=world.no_room), shared.cleared("x"))


async def test_messages_edits_and_who_said_them_come_in(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        number = await world.say("TLP:GREEN polls open")
        await shared.until(lambda: len(inbox.events) == 1)
        await world.edit(number, "TLP:GREEN polls open at 8")
        await shared.until(lambda: len(inbox.events) == 2)
    first, second = inbox.events
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert first.event == f"{world.room}:{number}"
    assert (first.number, first.room.channel, first.edited) == (number, world.room, False)
    assert (first.sender.user, first.sender.name) == (world.ann, "Ann")
    assert first.sender.verified
    assert not first.sender.bot
    assert (second.number, second.edited) == (number, True)
    assert shared.plain(second) == "TLP:GREEN polls open at 8"


async def test_more_quick_messages_than_are_fetched_at_once_keep_their_order(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        texts = [f"m{number:03}" for number in range(MANY)]
        for text in texts:
            await world.say(text)
        await shared.until(lambda: len(inbox.events) == MANY)
    assert inbox.said() == texts


async def test_nothing_is_acknowledged_before_it_is_durable(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.gate.clear()
        await world.say("TLP:GREEN hold on")
        await shared.until(lambda: any(inbox.calls[-1:]) and inbox.calls[-1])
        assert world.unacknowledged() == 1
        inbox.gate.set()
        await shared.until(lambda: world.unacknowledged() == 0)
    assert inbox.said() == ["TLP:GREEN hold on"]


async def test_what_could_not_be_stored_comes_again(
    world: Any, inbox: Any, clock: Any, shared: SimpleNamespace
) -> None:
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.failures = 1
        await world.say("TLP:GREEN once more")
        await shared.until(lambda: inbox.said() == ["TLP:GREEN once more"])
        await shared.until(lambda: inbox.failures == 0)


async def test_what_was_said_while_the_door_was_shut_is_fetched_in_order_and_once(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    first = world.door()
    async with shared.running(first, inbox):
        await connected(first, shared)
        await world.say("one")
        await shared.until(lambda: inbox.said() == ["one"])
    for text in ("two", "three", "four"):
        await world.say(text)
    # One that is sent once more just now would overtake those that only the history tells.
    await shared.until(lambda: world.rests(3))
    second = world.door()
    async with shared.running(second, inbox):
        await connected(second, shared)
        await world.say("five")
        await shared.until(lambda: "five" in inbox.said())
    assert inbox.said() == ["one", "two", "three", "four", "five"]
    late = {shared.plain(one): one.caught_up for one in inbox.events if isinstance(one, Said)}
    assert late["three"]
    assert not late["five"]


async def test_an_hour_without_the_platform_is_survived_without_a_busy_loop(
    world: Any, inbox: Any, clock: Any, shared: SimpleNamespace
) -> None:
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        before = len(clock.slept)
        await world.stop()
        await shared.until(lambda: door.health.state == "down")
        assert door.health.why
        began = clock.ahead
        await shared.until(lambda: clock.ahead - began > 3600)
        assert len(clock.slept) - before < 150
        await world.up()
        await shared.until(lambda: door.health.state == "connected")
        await world.say("back")
        await shared.until(lambda: "back" in inbox.said())
    assert door.health.connected_once


async def test_a_revoked_token_locks_the_door_and_a_new_one_opens_it(
    world: Any, inbox: Any, clock: Any, shared: SimpleNamespace
) -> None:
    world.revoke()
    door = world.door(clock)
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.state == "locked out")
        assert not door.health.connected_once
        with pytest.raises(LockedOut):
            await door.post(Room(channel=world.room), shared.cleared("x"))
        world.restore()
        await shared.until(lambda: door.health.state == "connected")
        assert door.health.why == ""


async def test_a_429_says_how_long_and_nothing_is_sent_twice(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.fail(world.send_method, status=429, retry_after=7)
        with pytest.raises(Later) as caught:
            await door.post(Room(channel=world.room), shared.cleared("x"))
        assert caught.value.after == 7
        assert type(caught.value) is Later
        assert world.standing() == {}


@pytest.mark.parametrize(
    ("fault", "standing"),
    [({"status": 500}, 0), ({"drop": "before"}, 0), ({"drop": "after"}, 1)],
)
async def test_a_broken_answer_is_lost_and_never_sent_again_by_the_client(
    world: Any, inbox: Any, shared: SimpleNamespace, fault: dict[str, Any], standing: int
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.fail(world.send_method, **fault)
        with pytest.raises(Lost):
            await door.post(Room(channel=world.room), shared.cleared("x"))
        assert len(world.standing()) == standing


async def test_a_refused_connection_is_certainly_not_done(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    await world.stop()
    with pytest.raises(Later) as caught:
        await door.post(Room(channel=world.room), shared.cleared("x"))
    await door.close()
    assert type(caught.value) is Later


async def test_a_malformed_event_among_a_hundred_delays_none(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        for number in range(100):
            if number == 50:
                await world.say_malformed()
            await world.say(f"m{number}")
        await shared.until(lambda: len(inbox.events) == 101)
        await shared.until(lambda: world.unacknowledged() == 0)
    assert inbox.said() == [f"m{number}" for number in range(100)]
    [bad] = [one for one in inbox.of(Unread) if one.error]
    assert "seven" not in repr(bad)


async def test_half_a_character_is_replaced_and_the_rest_is_kept(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.say_broken()
        await shared.until(lambda: inbox.events)
    assert inbox.said() == ["left \ufffd right"]


async def test_a_message_of_megabytes_stops_nobody(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.say_huge()
        await world.say("after")
        await shared.until(lambda: inbox.said() == ["after"])
        await shared.until(lambda: world.unacknowledged() == 0)
    [bad] = inbox.of(Unread)
    assert "longer" in bad.error


async def test_no_token_and_no_word_of_anybody_reaches_the_log(
    world: Any, inbox: Any, clock: Any, shared: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    door = world.door(clock)
    for name in ("slack_sdk", "slack_bolt", "telegram", "telegram.Bot", "httpx", "aiohttp"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.fail(world.send_method, status=500)
        with pytest.raises(Lost) as lost:
            await door.post(Room(channel=world.room), shared.cleared("MARKER-OUT"))
        await door.post(Room(channel=world.room), shared.cleared("MARKER-OUT"))
        await world.say("MARKER-IN")
        await world.say_malformed()
        inbox.failures = 1
        await shared.until(lambda: "MARKER-IN" in inbox.said())
        world.revoke()
        with pytest.raises(LockedOut) as locked:
            await door.post(Room(channel=world.room), shared.cleared("MARKER-OUT"))
        await world.stop()
        await shared.until(lambda: door.health.state in ("down", "locked out"))
    everything = caplog.text + repr((lost.value, locked.value, door.health, door))
    for secret in (*world.secrets, "MARKER-OUT", "MARKER-IN", "seven"):
        assert secret not in everything


async def test_a_door_knows_itself(world: Any, inbox: Any, shared: SimpleNamespace) -> None:
    door = world.door()
    assert not door.own("")
    async with shared.running(door, inbox):
        await connected(door, shared)
        assert door.own(world.me)
        assert not door.own(world.ann)


async def test_an_orderly_stop_leaves_no_task(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    before = asyncio.all_tasks()
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
    await shared.until(lambda: not (asyncio.all_tasks() - before - world.tasks()))


async def test_an_edit_that_changes_nothing_is_a_success(
    world: Any, inbox: Any, shared: SimpleNamespace
) -> None:
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        room = Room(channel=world.room)
        receipt = await door.post(room, shared.cleared("one"))
        try:
            await door.edit(room, receipt.number, shared.cleared("one"))
        except Unchanged:
            assert world.platform == "telegram"
        assert world.standing() == {receipt.number: "one"}
