"""What time does: months later, a day of silence, holds that end, order after a stop."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest import mock

import bot.app
from bot.sandbox.slack.server import SlackStandIn
from tests.bot.whole.town import (
    ANN,
    BO,
    CY,
    DESK,
    EVA,
    ORGANISATIONS,
    STRICT,
    WATCH,
    Town,
    bridge,
    channel,
)


async def _later(town: Town, **span: float) -> None:
    town.ahead += timedelta(**span)
    # While the program reads, the log cannot be emptied; it tries again sooner than in ten seconds.
    with mock.patch.object(bot.app, "PENDING_PAUSE", 0.05):
        await town.app._forget()


async def test_months_later_the_text_is_gone_and_edits_answers_and_ends_still_arrive(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:AMBER heron of long ago")
        theirs = town.telegram.say(WATCH, BO, "TLP:GREEN egret of long ago")
        await town.quiet()
        await _later(town, days=100)
        (copy,) = town.posts(WATCH)
        town.telegram.say(WATCH, BO, "an answer after months", reply_to=copy["message_id"])
        await town.quiet()
        answer = town.posts(DESK)[-1]
        assert answer["text"] == 'TLP:AMBER · Partner 14 · "L."\nan answer after months'
        assert answer["thread_ts"] == root
        town.slack.edit(DESK, root, "TLP:AMBER heron, edited after months")
        await town.quiet()
        assert town.texts(WATCH) == [
            'TLP:AMBER · Ballot Institute · "Ann"\nheron, edited after months'
        ]
        town.telegram.say(WATCH, BO, "/delete", reply_to=theirs)
        town.slack.delete(DESK, root)
        await town.quiet()
        assert town.texts(WATCH) == []
        assert [one for one in town.texts(DESK) if "egret" in one] == []


async def test_an_edit_after_more_than_13_months_is_answered_and_doubles_nothing(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:GREEN of last year")
        theirs = town.telegram.say(WATCH, BO, "TLP:GREEN of last year, too")
        await town.quiet()
        await _later(town, days=410)
        town.slack.edit(DESK, root, "TLP:GREEN edited in the next year")
        town.telegram.say(WATCH, BO, "/delete", reply_to=theirs)
        await town.quiet()
        assert town.texts(WATCH) == ['TLP:GREEN · Ballot Institute · "Ann"\nof last year']
        assert "no longer reachable" in town.told(ANN)[-1]
        assert "no longer reachable" in town.told(BO)[-1]


async def test_holds_end_after_a_day_with_a_count_and_never_silently(build: Any) -> None:
    steward = (
        f'[[person]]\nid = "cy"\norganisation = "institute"\nname = "Cy"\nslack = "main:{CY}"\n'
    )
    directory = (
        ORGANISATIONS
        + steward
        + 'roles = ["steward"]\n'
        + channel("strict", STRICT, "institute", mode="strict")
        + channel("group", WATCH, "watch")
        + bridge("strict", "strict", "group")
    )
    town = await build(directory)
    async with town.awake():
        for words in ("a heron", "an egret"):
            town.slack.say(STRICT, ANN, f"{words} without a label")
        await town.quiet()
        await _later(town, hours=23)
        await town.quiet()
        assert len(await town.store.read(lambda tx: tx.messages.held())) == 2
        assert len(town.told(ANN)) == 1
        await _later(town, hours=2)
        await town.quiet()
        assert await town.store.read(lambda tx: tx.messages.held()) == []
        for person in (ANN, CY):
            last = town.told(person)[-1]
            assert last.startswith("2 messages waited for a label for a day")
            assert "heron" not in last
        count = len(town.told(ANN))
        await _later(town, hours=1)
        await town.quiet()
        assert len(town.told(ANN)) == count
        assert town.texts(WATCH) == []


async def test_a_labelled_edit_of_what_was_given_up_is_a_new_message(build: Any) -> None:
    directory = (
        ORGANISATIONS
        + channel("strict", STRICT, "institute", mode="strict")
        + channel("group", WATCH, "watch")
        + bridge("strict", "strict", "group")
    )
    town = await build(directory)
    async with town.awake():
        ts = town.slack.say(STRICT, ANN, "a heron without a label")
        await town.quiet()
        await _later(town, hours=30)
        town.slack.edit(STRICT, ts, "TLP:GREEN a heron")
        await town.quiet()
        assert town.texts(WATCH) == ['TLP:GREEN · Ballot Institute · "Ann"\na heron']


async def test_down_for_23_hours_everything_comes_in_order_and_nothing_is_late(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        await town.quiet()
    for at in range(12):
        town.slack.say(DESK, ANN, f"TLP:GREEN slack {at:02}")
        town.telegram.say(WATCH, BO, f"TLP:GREEN telegram {at:02}")
    town.telegram.advance(23 * 3600)
    # People go on while the program starts; what they write now comes behind all that.
    async with town.awake(apply=False):
        town.slack.say(DESK, ANN, "TLP:GREEN slack 12")
        town.telegram.say(WATCH, BO, "TLP:GREEN telegram 12")
        await town.quiet()
    for room, name in ((WATCH, "slack"), (DESK, "telegram")):
        bodies = [text.partition("\n")[2] for text in town.texts(room)]
        assert bodies == [f"{name} {at:02}" for at in range(13)]
        assert not any("late" in text for text in town.texts(room))


async def test_beyond_a_day_every_bridged_room_of_telegram_is_told_of_the_gap(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        await town.quiet()
        cursors = await town.store.read(lambda tx: tx.cursors.all("telegram.main"))
        polled = int(cursors["polled"])

        async def long_ago(tx: Any) -> None:
            tx.cursors.set("telegram.main", "polled", str(polled - 30 * 3600))

        await town.store.write(long_ago)
    for _ in range(2):
        async with town.awake(apply=False):
            await town.quiet()
    (notice,) = town.texts(WATCH)
    assert notice.startswith("I was away and could not read what was written here between ")
    assert notice.endswith("Please send again what should be.")
    assert town.texts(DESK) == []


async def test_a_late_one_says_so_and_only_it(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN one")
        await town.quiet()
        now = town.slack.world.now()
        before = f"{int(now) - 3600}.000100"
        town.slack.emit("T0MAIN", {
            "type": "message", "channel": DESK, "channel_type": "channel", "user": ANN,
            "team": "T0MAIN", "text": "TLP:GREEN of an hour ago", "ts": before,
            "event_ts": before,
        })  # fmt: skip
        town.slack.say(DESK, ANN, "TLP:GREEN two")
        await town.quiet()
    assert len(town.texts(WATCH)) == 3
    heads = {text.partition("\n")[2]: text.partition("\n")[0] for text in town.texts(WATCH)}
    hour = heads["of an hour ago"]
    assert hour.startswith("TLP:GREEN · (late, written ")
    assert hour.endswith(' UTC) · Ballot Institute · "Ann"')
    assert heads["one"] == heads["two"] == 'TLP:GREEN · Ballot Institute · "Ann"'


async def test_sockets_that_are_replaced_in_a_stream_lose_and_swap_nothing(build: Any) -> None:
    town = await build()
    slack: SlackStandIn = town.slack
    async with town.awake():
        for at in range(24):
            slack.say(DESK, ANN, f"TLP:GREEN {at:02}")
            if at % 8 == 4:
                slack.refresh("T0MAIN")
            await asyncio.sleep(0)
        await town.until(lambda: len(town.texts(WATCH)) >= 24, "all of them")
        await town.quiet()
    bodies = [text.partition("\n")[2] for text in town.texts(WATCH)]
    assert bodies == [f"{at:02}" for at in range(24)]
    assert not any("late" in text for text in town.texts(WATCH))


async def test_an_unknown_person_over_green_waits_and_the_copy_goes_nowhere(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.telegram.say(WATCH, EVA, "TLP:AMBER from Eva, whom nobody knows")
        await town.quiet()
        assert town.texts(DESK) == []
        assert town.told(EVA)[-1].startswith("One message of yours waits")
