"""What platforms do with threads, quotes and previews, and what must come of it elsewhere."""

from typing import Any

from tests.bot.whole.town import ANN, BO, DESK, WATCH


async def test_a_deleted_root_replays_none_of_its_answers(build: Any) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:GREEN the root")
        for at in range(3):
            town.slack.say(DESK, ANN, f"TLP:GREEN answer {at}", thread_ts=root)
        await town.quiet()
        town.slack.delete(DESK, root)
        await town.quiet()
        expected = [f"answer {at}" for at in range(3)]
        assert [text.partition("\n")[2] for text in town.texts(WATCH)] == expected
    async with town.awake(apply=False):
        await town.quiet()
        town.slack.say(DESK, ANN, "TLP:GREEN answer 3", thread_ts=root)
        await town.quiet()
    bodies = [text.partition("\n")[2] for text in town.texts(WATCH)]
    assert bodies == [*expected, "answer 3"]
    assert len(town.calls("telegram", "sendMessage")) == 5


async def test_an_answer_that_is_shown_in_the_channel_too_crosses_once(build: Any) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:GREEN the root")
        town.slack.say(DESK, ANN, "TLP:GREEN to everybody", thread_ts=root, broadcast=True)
        await town.quiet()
    async with town.awake(apply=False):
        await town.quiet()
    assert [text.partition("\n")[2] for text in town.texts(WATCH)] == ["the root", "to everybody"]


async def test_a_preview_that_slack_adds_edits_nothing(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN see https://example.org/secret")
        await town.quiet()
        town.slack.unfurl(
            DESK,
            ts,
            [{"from_url": "https://example.org/secret", "text": "TLP:RED of another channel"}],
        )
        await town.quiet()
    assert town.calls("telegram", "editMessageText") == []
    (copy,) = town.texts(WATCH)
    assert "another channel" not in copy


async def test_what_is_quoted_obeys_its_own_label(build: Any) -> None:
    town = await build()
    async with town.awake():
        secret = town.telegram.say(WATCH, BO, "TLP:RED the heron is the source")
        town.telegram.say(
            WATCH, BO, "TLP:GREEN look at this", reply_to=secret, quote="the heron is the source"
        )
        other = town.telegram.say(WATCH, BO, "TLP:AMBER an egret")
        town.telegram.say(
            WATCH, BO, "TLP:GREEN and at this", reply_to=other, quote="TLP:AMBER an egret"
        )
        await town.quiet()
    assert not any("heron" in text or "look at this" in text for text in town.texts(DESK))
    quoting = town.texts(DESK)[-1]
    assert quoting.startswith("TLP:AMBER · ")
    assert "and at this" in quoting


async def test_a_burst_of_edits_ends_in_the_last_with_few_calls(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN draft 00")
        await town.quiet()
        town.telegram.delay(50)
        for at in range(1, 31):
            town.slack.edit(DESK, ts, f"TLP:GREEN draft {at:02}")
        await town.quiet()
    assert town.texts(WATCH) == ['TLP:GREEN · Ballot Institute · "Ann"\ndraft 30']
    assert len(town.calls("telegram", "editMessageText")) < 10


async def test_an_edit_and_a_deletion_of_what_still_waits_end_in_the_final_state_only(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        town.telegram.fail("sendMessage", status=429, retry_after=1)
        town.slack.say(DESK, ANN, "TLP:GREEN the one in front")
        edited = town.slack.say(DESK, ANN, "TLP:GREEN before")
        deleted = town.slack.say(DESK, ANN, "TLP:GREEN to be deleted")
        town.slack.edit(DESK, edited, "TLP:GREEN after")
        town.slack.delete(DESK, deleted)
        await town.until(lambda: not town.slack.pending("T0MAIN"), "all of it to be heard")
        await town.until_tried_again(1)
        await town.until(lambda: len(town.texts(WATCH)) == 2, "the two that stay")
        await town.quiet()
    bodies = [text.partition("\n")[2] for text in town.texts(WATCH)]
    assert bodies == ["the one in front", "after"]
    assert town.calls("telegram", "editMessageText") == []
    sent = [call["params"]["text"] for call in town.calls("telegram", "sendMessage")]
    assert not any("before" in text or "to be deleted" in text for text in sent)
