"""Messages and events that are not as they should be: nobody waits, nothing is lost or leaks."""

import json
from typing import Any

import pytest

from tests.in_full import IN_FULL
from tests.stage import Stage

HALF = "left \\ud83d right"


def update(stage: Stage, number: int, text: str) -> str:
    """Return an update whose text is written into it as it is."""
    return (
        f'{{"update_id":{{update_id}},"message":{{"message_id":{number},"date":1790000000,'
        f'"chat":{{"id":{stage.WATCH},"type":"supergroup","title":"Watch"}},'
        f'"from":{{"id":{stage.BO},"is_bot":false,"first_name":"Bo"}},"text":"{text}"}}}}'
    )


def event(stage: Stage, ts: str, text: Any) -> dict[str, Any]:
    """Return a Slack message event."""
    return {
        "type": "message",
        "channel": stage.DESK,
        "user": stage.ANN,
        "ts": ts,
        "text": text,
        "channel_type": "channel",
    }


async def test_unknown_channels_leave_nothing_behind(stage: Stage) -> None:
    stage.telegram.add_chat(
        -1009999999999, "Elsewhere", members=[stage.BO, stage.bot], admins=[stage.bot]
    )
    stage.slack.add_channel(stage.TEAM, "C0ELSE", members=[stage.ANN])
    async with stage.running():
        stage.telegram.say(-1009999999999, stage.BO, "TLP:GREEN heron-elsewhere")
        stage.slack.say("C0ELSE", stage.ANN, "TLP:GREEN heron-elsewhere")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after it")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN after it")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "what came after")
    assert len(stage.in_telegram()) == len(stage.in_slack()) == 1
    assert b"heron-elsewhere" not in stage.bytes()


async def test_unknown_people_are_marked_unverified_and_held_above_green(stage: Stage) -> None:
    async with stage.running():
        stage.slack.say(stage.DESK, stage.CY, "TLP:AMBER from one whom nobody knows")
        stage.slack.say(stage.DESK, stage.CY, "TLP:GREEN from the same")
        await stage.until(stage.in_telegram, "the GREEN one")
    (copy,) = stage.in_telegram()
    assert '"Cy" (unverified)' in copy
    assert "from the same" in copy
    assert "rule 16" in stage.tocsin("status").stdout


@pytest.mark.proof
async def test_a_malformed_event_among_a_hundred_delays_none(stage: Stage) -> None:
    many = 100 if IN_FULL else 40
    async with stage.running():
        for at in range(many):
            if at == many // 2:
                stage.telegram.inject(
                    stage.bot, '{"update_id":{update_id},"message":{"message_id":"x","text":[]}}'
                )
                stage.slack.emit(stage.TEAM, event(stage, "no time", ["no", "text"]))
                continue
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN telegram {at:03}")
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN slack {at:03}")
        await stage.until(lambda: len(stage.in_telegram()) == many - 1, "all of Slack")
        await stage.until(lambda: len(stage.in_slack()) == many - 1, "all of Telegram")
    expected = [f"{at:03}" for at in range(many) if at != many // 2]
    assert [one.split("slack ")[1][:3] for one in stage.in_telegram()] == expected
    assert [one.split("telegram ")[1][:3] for one in stage.in_slack()] == expected
    assert not any("late" in one for one in stage.in_telegram() + stage.in_slack())
    listed = [one for one in stage.tocsin("status").stdout.splitlines() if one.startswith("dead")]
    assert sorted("slack.main" in one for one in listed) == [False, True]


async def test_five_megabytes_stop_nobody_and_the_rest_is_not_late(stage: Stage) -> None:
    async with stage.running():
        stage.slack.emit(stage.TEAM, event(stage, "1790000000.000100", "x" * 5_000_000))
        # Telegram cuts its answers at 4 MiB, so that nothing larger can come from there.
        stage.telegram.inject(stage.bot, update(stage, 903, "x" * 4_190_000))
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after it")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN the other way")
        await stage.until(stage.in_slack, "the other platform")
        await stage.until(lambda: "after it" in "".join(stage.in_telegram()), "what came after")
        assert (await stage.ask("/healthz"))[0] == 200
    assert not any("late" in one for one in stage.in_telegram())
    listed = [one for one in stage.tocsin("status").stdout.splitlines() if one.startswith("dead")]
    assert sorted(one.split(" from ")[1].split(",")[0] for one in listed) == [
        "slack.main",
        "telegram.main",
    ]
    assert "longer than" in listed[0]


async def test_half_a_utf16_pair_becomes_the_replacement_character(stage: Stage) -> None:
    async with stage.running():
        stage.telegram.inject(stage.bot, update(stage, 900, f"TLP:GREEN {HALF}"))
        await stage.until(stage.in_slack, "the broken text")
        text = json.loads(f'"TLP:GREEN {HALF}"')
        stage.slack.emit(stage.TEAM, event(stage, "1790000000.000200", text))
        await stage.until(stage.in_telegram, "the broken text the other way")
    assert "left \ufffd right" in stage.in_slack()[0]
    assert "left \ufffd right" in stage.in_telegram()[0]


async def test_empty_and_service_messages_cross_nowhere_and_disturb_nobody(stage: Stage) -> None:
    async with stage.running():
        stage.telegram.rename(stage.WATCH, "Another name", stage.BO)
        stage.telegram.inject(stage.bot, update(stage, 901, ""))
        joined = event(stage, "1790000000.000300", "joined") | {"subtype": "channel_join"}
        stage.slack.emit(stage.TEAM, joined)
        stage.slack.emit(stage.TEAM, event(stage, "1790000000.000400", ""))
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after them")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN after them")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "what came after")
    assert len(stage.in_telegram()) == len(stage.in_slack()) == 1
    assert "dead" not in stage.tocsin("status").stdout.replace("nothing is dead", "")


async def test_duplicates_cross_once(stage: Stage) -> None:
    async with stage.running():
        for _ in range(3):
            stage.telegram.inject(stage.bot, update(stage, 902, "TLP:GREEN once"))
            stage.slack.emit(stage.TEAM, event(stage, "1790000000.000500", "TLP:GREEN once"))
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after them")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN after them")
        await stage.until(
            lambda: (
                "after them" in "".join(stage.in_telegram())
                and "after them" in "".join(stage.in_slack())
            ),
            "what came after",
        )
    assert len(stage.in_telegram()) == len(stage.in_slack()) == 2


async def test_disorder_is_put_right_or_marked_late(stage: Stage) -> None:
    async with stage.running():
        stage.telegram.inject(stage.bot, update(stage, 911, "TLP:GREEN second"))
        await stage.until(lambda: len(stage.in_slack()) == 1, "the second")
        stage.telegram.inject(stage.bot, update(stage, 910, "TLP:GREEN first"))
        await stage.until(lambda: len(stage.in_slack()) == 2, "the first")
    second, first = stage.in_slack()
    assert "second" in second
    assert "(late, written" not in second
    assert "first" in first
    assert "(late, written" in first
