"""What leaves for Slack, byte for byte as the Web API takes it."""

import html
import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.sandbox.slack.server import SlackStandIn
from handlers.door import Closed, Lost
from handlers.incoming import Room
from handlers.slack.door import SlackDoor

DESK = Room(channel="C0DESK")
TOKEN, APP = "xoxb-" + "1-made-up", "xapp-" + "1-made-up"


def posted(_fields: dict[str, Any]) -> dict[str, Any]:
    return {"channel": "C0DESK", "ts": "5.000001"}


async def test_a_post_is_literal_notifies_nobody_and_carries_its_key(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["chat.postMessage"] = posted
    door = small.door()
    receipt = await door.post(DESK, shared.cleared("<!channel> a & b", key="k-1"), "4.000001")
    await door.close()
    assert (receipt.room, receipt.number) == (DESK, "5.000001")
    [sent] = small.called("chat.postMessage")
    assert sent["parse"] == "none"
    assert sent["link_names"] is False
    assert sent["unfurl_links"] is False
    assert sent["unfurl_media"] is False
    assert sent["thread_ts"] == "4.000001"
    assert sent["metadata"] == {"event_type": "tocsin_copy", "event_payload": {"key": "k-1"}}
    assert "<!channel>" not in sent["text"] or sent["blocks"]


async def test_previews_are_shown_only_where_the_handling_allows(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["chat.postMessage"] = posted
    door = small.door()
    await door.post(DESK, shared.cleared("x", preview=True))
    await door.close()
    [sent] = small.called("chat.postMessage")
    assert sent["unfurl_links"] is True


async def test_an_edit_keeps_the_key(small: Any, shared: SimpleNamespace) -> None:
    small.answers["chat.update"] = {"ts": "5.000001"}
    door = small.door()
    await door.edit(DESK, "5.000001", shared.cleared("x", key="k-1"))
    await door.close()
    [sent] = small.called("chat.update")
    assert sent["metadata"]["event_payload"] == {"key": "k-1"}


@pytest.mark.parametrize("text", ["x" * 8_000, "a&b" * 2_600, "😀" * 4_000])
async def test_a_long_edit_keeps_its_blocks_and_shortens_what_only_notifications_show(
    text: str, stand_in: SlackStandIn, shared: SimpleNamespace
) -> None:
    door = SlackDoor("slack.main", bot_token=TOKEN, app_token=APP, api_url=stand_in.api_url)
    receipt = await door.post(DESK, shared.cleared("short"))
    await door.edit(DESK, receipt.number, shared.cleared(text))
    await door.close()
    [stands] = stand_in.messages("C0DESK")
    [element] = stands["blocks"][0]["elements"][0]["elements"]
    assert element["text"] == text
    shown = html.unescape(stands["text"])
    assert "&" not in shown.replace("a&b", "")
    assert text.startswith(shown)
    assert 3_900 < len(stands["text"].encode("utf-16-le")) // 2 <= 4_000


async def test_a_person_is_written_to_through_a_conversation_where_one_is_needed(
    small: Any, shared: SimpleNamespace
) -> None:
    def say(fields: dict[str, Any]) -> dict[str, Any]:
        if fields["channel"] != "D0ANN":
            return {"ok": False, "error": "channel_not_found"}
        return {"channel": "D0ANN", "ts": "6.000001"}

    small.answers["chat.postMessage"] = say
    small.answers["conversations.open"] = {"channel": {"id": "D0ANN"}}
    small.answers["chat.update"] = {"ts": "6.000001"}
    door = small.door()
    room = door.direct("U0ANN")
    receipt = await door.post(room, shared.cleared("x"))
    await door.post(room, shared.cleared("y"))
    await door.edit(room, receipt.number, shared.cleared("z"))
    await door.close()
    assert receipt.room.channel == "D0ANN"
    assert len(small.called("conversations.open")) == 1
    assert small.called("chat.update")[0]["channel"] == "D0ANN"


async def test_a_room_that_is_gone_is_not_taken_for_a_person(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["chat.postMessage"] = {"ok": False, "error": "channel_not_found"}
    door = small.door()
    with pytest.raises(Closed):
        await door.post(DESK, shared.cleared("x"))
    await door.close()
    assert small.called("conversations.open") == []


def copy(ts: str, key: str, **fields: Any) -> dict[str, Any]:
    metadata = {"event_type": "tocsin_copy", "event_payload": {"key": key}}
    return {"ts": ts, "bot_id": "B0BOT", "text": "x", "metadata": metadata} | fields


async def test_a_post_whose_answer_was_lost_is_found_by_its_key(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["conversations.history"] = {
        "messages": [copy("1003.0", "k-3"), copy("1002.5", "k-2"), {"ts": "1001.0", "text": "k-1"}]
    }
    door = small.door()
    found = await door.find(DESK, "k-2", 1000.0)
    missing = await door.find(DESK, "k-1", 1000.0)
    await door.close()
    assert found is not None
    assert found.number == "1002.5"
    assert missing is None
    assert small.called("conversations.history")[0]["include_all_metadata"] in ("1", "true", True)


async def test_an_answer_is_looked_for_in_its_thread(small: Any, shared: SimpleNamespace) -> None:
    small.answers["conversations.replies"] = {"messages": [copy("1002.5", "k-2")]}
    door = small.door()
    found = await door.find(DESK, "k-2", 1000.0, "900.0")
    alone = await door.find(DESK, "k-2", 1000.0)
    await door.close()
    assert found is not None
    assert alone is None


@pytest.mark.parametrize("code", ["missing_scope", "fatal_error", "channel_not_found"])
async def test_where_slack_cannot_tell_the_post_is_lost(small: Any, code: str) -> None:
    small.answers["conversations.history"] = {"ok": False, "error": code}
    door = small.door()
    with pytest.raises(Lost):
        await door.find(DESK, "k-2", 1000.0)
    await door.close()


async def test_more_history_than_can_be_looked_through_is_no_certainty(small: Any) -> None:
    small.answers["conversations.history"] = {
        "messages": [{"ts": "2000.0", "text": "x"}],
        "response_metadata": {"next_cursor": "more"},
    }
    door = small.door()
    with pytest.raises(Lost):
        await door.find(DESK, "k-2", 1000.0)
    await door.close()


async def test_a_whisper_that_fails_changes_nothing(small: Any, shared: SimpleNamespace) -> None:
    small.answers["chat.postEphemeral"] = {"ok": False, "error": "user_not_in_channel"}
    door = small.door()
    await door.whisper(DESK, "U0ANN", shared.cleared("x"))
    await door.close()
    [sent] = small.called("chat.postEphemeral")
    assert sent["user"] == "U0ANN"
    assert "metadata" not in sent
    assert "key-1" not in json.dumps(sent)


@pytest.mark.parametrize(
    "code",
    [
        "cannot_reply_to_message",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_not_found",
    ],
)
async def test_an_answer_where_slack_takes_none_stands_unthreaded_and_closes_no_room(
    small: Any, shared: SimpleNamespace, code: str
) -> None:
    small.answers["chat.postMessage"] = lambda fields: (
        {"ok": False, "error": code} if fields.get("thread_ts") else posted(fields)
    )
    door = small.door()
    receipt = await door.post(DESK, shared.cleared("an answer"), "4.000001")
    await door.close()
    assert receipt.number == "5.000001"
    assert [one.get("thread_ts") for one in small.called("chat.postMessage")] == ["4.000001", None]
