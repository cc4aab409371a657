"""What people do reaches the app as the platform shows it, through slack_sdk's own client."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import (
    ANN,
    BEN,
    BOT,
    DESK,
    FOREIGN,
    OTHER_APP,
    OTHER_TEAM,
    OUTSIDE,
    PRIVATE,
    TEAM,
    Ear,
    until,
)

BLOCKS = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}
        ],
    }
]


async def test_a_message_arrives_in_its_wrapper(stand_in: SlackStandIn, ear: Ear) -> None:
    ts = stand_in.say(DESK, ANN, "hello", BLOCKS)
    (event,) = await ear.heard()
    assert event == {
        "type": "message",
        "team": TEAM,
        "ts": ts,
        "user": ANN,
        "text": "hello",
        "blocks": BLOCKS,
        "event_ts": ts,
        "channel": DESK,
        "channel_type": "channel",
    }
    request = ear.requests[0]
    assert (request.type, request.accepts_response_payload) == ("events_api", False)
    payload = request.payload
    assert (payload["type"], payload["team_id"]) == ("event_callback", TEAM)
    assert payload["event_id"].startswith("Ev")
    assert payload["event_time"] == int(float(ts))
    assert payload["authorizations"][0]["user_id"] == BOT
    assert payload["is_ext_shared_channel"] is False


async def test_answers_name_their_thread_and_its_author(stand_in: SlackStandIn, ear: Ear) -> None:
    root = stand_in.say(DESK, ANN, "root")
    stand_in.say(DESK, BEN, "answer", thread_ts=root)
    stand_in.say(DESK, BEN, "for all", thread_ts=root, broadcast=True)
    _, answer, shown = await ear.heard(3)
    assert (answer["thread_ts"], answer["parent_user_id"]) == (root, ANN)
    assert "subtype" not in answer
    assert (shown["thread_ts"], shown["subtype"]) == (root, "thread_broadcast")


async def test_an_edit_shows_what_was_and_what_is(stand_in: SlackStandIn, ear: Ear) -> None:
    ts = stand_in.say(DESK, ANN, "before")
    stand_in.edit(DESK, ts, "after")
    _, event = await ear.heard(2)
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, DESK)
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("after", "before")
    assert event["message"]["edited"] == {"user": ANN, "ts": event["ts"]}
    assert (event["message"]["ts"], event["ts"] != ts) == (ts, True)


async def test_what_a_link_shows_is_a_change_without_an_edit(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    ts = stand_in.say(DESK, ANN, "https://example.org")
    stand_in.unfurl(DESK, ts, [{"title": "Example"}])
    _, event = await ear.heard(2)
    assert event["subtype"] == "message_changed"
    assert "edited" not in event["message"]
    assert event["message"]["attachments"] == [{"title": "Example"}]


async def test_a_deletion_names_what_it_took(stand_in: SlackStandIn, ear: Ear) -> None:
    ts = stand_in.say(DESK, ANN, "gone soon")
    stand_in.delete(DESK, ts)
    _, event = await ear.heard(2)
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", ts)
    assert event["previous_message"]["text"] == "gone soon"


async def test_a_root_with_answers_is_told_as_a_tombstone_and_then_as_deleted(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    root = stand_in.say(DESK, ANN, "root")
    answer = stand_in.say(DESK, BEN, "answer", thread_ts=root)
    stand_in.delete(DESK, root)
    stand_in.delete(DESK, answer)
    _, _, stone, gone, last = await ear.heard(5)
    assert (stone["subtype"], stone["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (stone["message"]["ts"], stone["previous_message"]["text"]) == (root, "root")
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", answer)
    assert (last["subtype"], last["deleted_ts"]) == ("message_deleted", root)
    assert last["previous_message"]["subtype"] == "tombstone"


async def test_the_app_hears_itself_with_its_metadata(client: AsyncWebClient, ear: Ear) -> None:
    metadata = {"event_type": "copy", "event_payload": {"key": "k"}}
    sent = await client.chat_postMessage(channel=DESK, text="mine", metadata=metadata)
    await client.chat_update(channel=DESK, ts=sent["ts"], text="changed")
    await client.chat_delete(channel=DESK, ts=sent["ts"])
    posted, changed, deleted = await ear.heard(3)
    assert (posted["user"], posted["bot_id"], posted["app_id"]) == (BOT, "B0BOT", "A0TOCSIN")
    assert (posted["metadata"], posted["ts"]) == (metadata, sent["ts"])
    assert changed["message"]["bot_id"] == "B0BOT"
    assert deleted["previous_message"]["bot_id"] == "B0BOT"


async def test_the_app_hears_only_the_rooms_that_it_is_in(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    stand_in.say(OUTSIDE, ANN, "not for the app")
    stand_in.say(FOREIGN, "U1DAN", "of another workspace")
    stand_in.say(PRIVATE, ANN, "private")
    opened = (await client.conversations_open(users=ANN))["channel"]["id"]
    several = (await client.conversations_open(users=[ANN, BEN]))["channel"]["id"]
    stand_in.say(opened, ANN, "to the app")
    stand_in.say(several, BEN, "to three")
    stand_in.leave(DESK, BOT)
    stand_in.say(DESK, ANN, "after it left")
    stand_in.join(DESK, BOT)
    stand_in.say(DESK, ANN, "since it came back")
    await until(lambda: len(ear.said) == 4)
    heard = [(one["text"], one["channel_type"]) for one in ear.said]
    assert heard == [
        ("private", "group"),
        ("to the app", "im"),
        ("to three", "mpim"),
        ("since it came back", "channel"),
    ]


async def test_each_workspace_has_its_own_connections(
    stand_in: SlackStandIn, ear: Ear, listen: Any
) -> None:
    other = await listen(OTHER_APP)
    stand_in.say(DESK, ANN, "first")
    stand_in.say(FOREIGN, "U1DAN", "second")
    assert [one["text"] for one in await ear.heard()] == ["first"]
    assert [one["text"] for one in await other.heard()] == ["second"]
    assert other.requests[0].payload["team_id"] == OTHER_TEAM


async def test_people_of_a_shared_channel_say_where_they_come_from(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    stand_in.share(DESK, "T0FAR")
    stand_in.add_user(TEAM, "W0FAR", "Far", home="T0FAR")
    stand_in.join(DESK, "W0FAR")
    stand_in.say(DESK, "W0FAR", "from afar")
    stand_in.say(DESK, ANN, "from here")
    await until(lambda: len(ear.said) == 2)
    far, near = ear.said
    assert (far["user_team"], far["source_team"]) == ("T0FAR", "T0FAR")
    assert near["user_team"] == TEAM
    assert all(one.payload["is_ext_shared_channel"] for one in ear.requests)


async def test_a_private_channel_that_is_shared_may_get_another_id(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    stand_in.say(PRIVATE, ANN, "before")
    assert stand_in.share(PRIVATE, "T0FAR", new_id="C0SHARED") == "C0SHARED"
    _, event, shared = await ear.heard(3)
    assert event["type"] == "channel_id_changed"
    assert (shared["type"], shared["channel"], shared["connected_team_id"]) == (
        "channel_shared", "C0SHARED", "T0FAR",
    )  # fmt: skip
    assert (event["old_channel_id"], event["new_channel_id"]) == (PRIVATE, "C0SHARED")
    history = await client.conversations_history(channel="C0SHARED")
    assert [one["text"] for one in history["messages"]] == ["before"]


async def test_a_slash_command_expects_an_answer_and_is_not_sent_again(
    stand_in: SlackStandIn, listen: Any
) -> None:
    ear = await listen(answering=False)
    stand_in.command(DESK, ANN, "status")
    await until(lambda: ear.requests)
    (request,) = ear.requests
    assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
    told = request.payload
    assert (told["command"], told["text"], told["user_name"]) == ("/tocsin", "status", "ann")
    assert (told["channel_id"], told["channel_name"]) == (DESK, "desk")
    stand_in.advance(3)
    assert stand_in.pending(TEAM) == 0
    assert len(stand_in.entries(kind="given up")) == 1


async def test_an_event_is_sent_verbatim_however_malformed(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    odd: dict[str, Any] = {"type": "message", "ts": 5, "text": ["\ud83d"], "channel": None}
    number = stand_in.emit(TEAM, odd)
    assert await ear.heard() == [odd]
    assert ear.requests[0].payload["event_id"] == number
