"""A door insists on eleven calls; whatever else is refused changes nothing but a log line."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from tests.bot.sparse_platforms import SparseSlack, SparseTelegram
from tests.stage import Stage


class Sparse:
    """The program between two servers that know eleven calls."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.slack = SparseSlack()
        self.telegram = SparseTelegram()


@pytest.fixture
async def sparse(made: Stage) -> AsyncIterator[Sparse]:
    both = Sparse(made)
    await both.slack.start()
    await both.telegram.start()
    made.write(slack=both.slack.api_url, telegram=both.telegram.api_url)
    yield both
    await both.slack.stop()
    await both.telegram.stop()


async def test_messages_edits_answers_and_deletions_cross_on_eleven_calls(sparse: Sparse) -> None:
    stage, slack, telegram = sparse.stage, sparse.slack, sparse.telegram
    async with stage.running():
        ts = slack.say(stage.DESK, stage.ANN, "TLP:GREEN polling hours")
        number = telegram.say(stage.WATCH, stage.BO, "TLP:AMBER a server of ours")
        await stage.until(lambda: telegram.texts(stage.WATCH), "the message from Slack")
        await stage.until(lambda: slack.texts(stage.DESK), "the message from Telegram")
        assert telegram.texts(stage.WATCH) == [
            'TLP:GREEN · Ballot Institute · "Ann"\npolling hours'
        ]
        assert slack.texts(stage.DESK) == ['TLP:AMBER · Ballot Watch · "Bo"\na server of ours']
        changed = {"type": "message", "subtype": "message_changed", "channel": stage.DESK,
                   "ts": f"{ts}9", "event_ts": f"{int(ts[:10]) + 1}.000009",
                   "message": {"type": "message", "user": stage.ANN, "ts": ts,
                               "text": "TLP:GREEN opening hours",
                               "edited": {"user": stage.ANN, "ts": f"{int(ts[:10]) + 1}.000001"}},
                   "previous_message": {"type": "message", "user": stage.ANN, "ts": ts,
                                        "text": "TLP:GREEN polling hours"}}  # fmt: skip
        slack.tell(changed)
        await stage.until(
            lambda: "opening hours" in telegram.texts(stage.WATCH)[0], "the edit from Slack"
        )
        copy = next(iter(telegram.sent))
        telegram.say(
            stage.WATCH, stage.BO, "seen here too",
            reply_to_message={"message_id": copy, "date": 1, "text": "x",
                              "chat": {"id": stage.WATCH, "type": "supergroup", "title": "g"},
                              "from": {"id": 777, "is_bot": True, "first_name": "T"}},
        )  # fmt: skip
        await stage.until(
            lambda: [one for one in slack.posts.values() if one.get("thread_ts") == ts],
            "the answer in the thread",
        )
        telegram.say(
            stage.WATCH, stage.BO, "/delete",
            reply_to_message={"message_id": number, "date": 1, "text": "x",
                              "chat": {"id": stage.WATCH, "type": "supergroup", "title": "g"},
                              "from": {"id": stage.BO, "is_bot": False, "first_name": "Bo"}},
        )  # fmt: skip
        await stage.until(
            lambda: not any("a server of ours" in one for one in slack.texts(stage.DESK)),
            "the withdrawal",
        )
        slack.tell({"type": "message", "subtype": "message_deleted", "channel": stage.DESK,
                    "ts": f"{ts}8", "event_ts": f"{int(ts[:10]) + 2}.000009", "deleted_ts": ts,
                    "previous_message": {"type": "message", "user": stage.ANN, "ts": ts,
                                         "text": "TLP:GREEN opening hours"}})  # fmt: skip
        await stage.until(
            lambda: not any("opening hours" in one for one in telegram.texts(stage.WATCH)),
            "the deletion from Slack",
        )
    assert slack.refused, "nothing but the eleven was ever asked: this test shows nothing"


async def test_a_kill_among_eleven_calls_loses_nothing(sparse: Sparse) -> None:
    stage, slack, telegram = sparse.stage, sparse.slack, sparse.telegram
    child = stage.start("run")
    await stage.until(lambda: stage._ready(child), "the bot to be ready")
    for number in range(40):
        slack.say(stage.DESK, stage.ANN, f"TLP:GREEN from slack {number:02d}.")
        telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN from telegram {number:02d}.")
        await asyncio.sleep(0)
    await stage.until(lambda: len(telegram.sent) > 5, "the first few")
    child.send(signal.SIGKILL)
    child.wait(60)

    def bodies(texts: list[str]) -> list[str]:
        return [one.partition("\n")[2] for one in texts if "(repeat)" not in one]

    def marked(texts: list[str]) -> list[str]:
        return [one.partition("\n")[2] for one in texts if "(repeat)" in one]

    async with stage.running():
        wanted = {f"from slack {number:02d}." for number in range(40)}
        await stage.until(
            lambda: wanted <= {one.partition("\n")[2] for one in telegram.texts(stage.WATCH)},
            "everything from Slack",
        )
        wanted = {f"from telegram {number:02d}." for number in range(40)}
        await stage.until(
            lambda: wanted <= {one.partition("\n")[2] for one in slack.texts(stage.DESK)},
            "everything from Telegram",
        )
    for texts in (telegram.texts(stage.WATCH), slack.texts(stage.DESK)):
        unmarked = bodies(texts)
        assert len(unmarked) == len(set(unmarked))
        assert len(marked(texts)) <= 1


async def test_a_server_that_never_holds_a_poll_is_not_hammered(sparse: Sparse) -> None:
    async with sparse.stage.running():
        before = sparse.telegram.polls
        await asyncio.sleep(1)
        assert sparse.telegram.polls - before <= 20
