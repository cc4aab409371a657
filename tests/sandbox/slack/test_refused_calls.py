"""Tokens, scopes, bodies that cannot be read, other methods, and whatever else may come."""

import random
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.catalogue import METHODS
from bot.sandbox.slack.server import SlackStandIn
from tests.in_full import IN_FULL
from tests.sandbox.slack.scene import (
    ANN,
    APP,
    BOT,
    DESK,
    EVE,
    OLD,
    OUTSIDE,
    PRIVATE,
    TEAM,
    TOKEN,
    Raw,
    client_of,
    refusal,
)

FORM = "application/x-www-form-urlencoded"
RICH = [
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
]


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-nobody", "invalid_auth"), (APP, "not_allowed_token_type")],
)
async def test_a_token_that_is_none_opens_nothing(token: str, error: str, raw: Raw) -> None:
    for method in ("auth.test", "chat.postMessage", "conversations.history"):
        _, answer = await raw(method, {"channel": DESK, "text": "x"}, token=token)
        assert answer == {"ok": False, "error": error}


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_tokens_may_be_taken_away_and_given_back(
    error: str, stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.revoke(TEAM, error)
    assert (await refusal(client.auth_test()))["error"] == error
    opened = client.apps_connections_open(app_token=APP)
    assert (await refusal(opened))["error"] == error
    stand_in.restore(TEAM)
    assert await client.auth_test()


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("chat.postMessage", {"channel": DESK, "text": "x"}, "chat:write"),
        ("conversations.history", {"channel": DESK}, "channels:history"),
        ("conversations.history", {"channel": PRIVATE}, "groups:history"),
        ("conversations.replies", {"channel": "D0ANN", "ts": "1.000000"}, "im:history"),
        ("conversations.info", {"channel": PRIVATE}, "groups:read"),
        ("conversations.open", {"users": ANN}, "im:write"),
        ("conversations.open", {"users": f"{ANN},{EVE}"}, "mpim:write"),
        ("users.info", {"user": ANN}, "users:read"),
        ("reactions.add", {"channel": DESK}, "reactions:write"),
    ],
)
async def test_a_missing_scope_is_named_beside_those_that_there_are(
    method: str, arguments: dict[str, str], needed: str, stand_in: SlackStandIn, raw: Raw
) -> None:
    stand_in.direct(TEAM, ANN)
    workspace = stand_in.world.workspaces[TEAM]
    workspace.scopes = {"team:read", "channels:join"}
    _, answer = await raw(method, arguments)
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": needed,
        "provided": "channels:join,team:read",
    }
    workspace.scopes.add(needed)
    assert (await raw(method, arguments))[1].get("error") != "missing_scope"


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b'{"channel":', "application/json", "invalid_json"),
        (b'{"text":"\xff"}', "application/json", "invalid_json"),
        (b"[1]", "application/json", "json_not_object"),
        (b"x", "application/octet-stream", "invalid_post_type"),
        (b"<x/>", "application/xml", "invalid_post_type"),
        (b'{"a-b": 1}', "application/json", "invalid_arg_name"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    body: bytes, kind: str, error: str, raw: Raw
) -> None:
    assert await raw("chat.postMessage", body, kind=kind) == (200, {"ok": False, "error": error})


async def test_a_token_counts_only_where_it_is_documented(
    stand_in: SlackStandIn, web: aiohttp.ClientSession, raw: Raw
) -> None:
    _, answer = await raw("auth.test", {"token": TOKEN}, token="")
    assert answer["error"] == "not_authed"
    async with web.post(f"{stand_in.api_url}auth.test?token={TOKEN}") as got:
        assert (await got.json())["error"] == "not_authed"
    _, answer = await raw("auth.test", f"token={TOKEN}".encode(), token="", kind=FORM)
    assert answer["ok"]


async def test_a_connection_is_opened_by_post_with_the_apps_token_in_the_header(
    stand_in: SlackStandIn, web: aiohttp.ClientSession, raw: Raw
) -> None:
    method = "apps.connections.open"
    _, answer = await raw(method, f"token={APP}".encode(), token="", kind=FORM)
    assert answer["error"] == "not_authed"
    assert (await raw(method, token=TOKEN))[1]["error"] == "not_allowed_token_type"
    headers = {"Authorization": f"Bearer {APP}"}
    async with web.get(f"{stand_in.api_url}{method}", headers=headers) as got:
        assert (await got.json())["error"] == "insecure_request"
    assert (await raw(method, token=APP))[1]["url"].startswith("ws://127.0.0.1:")


async def test_trying_the_api_out_needs_no_token(raw: Raw) -> None:
    assert await raw("api.test", {"a": "b"}, token="") == (200, {"ok": True, "args": {"a": "b"}})
    _, answer = await raw("api.test", {"error": "my_error"}, token="")
    assert (answer["ok"], answer["error"]) == (False, "my_error")


async def test_an_unknown_method_is_named(raw: Raw) -> None:
    assert (await raw("chat.sing", {}))[1] == {
        "ok": False,
        "error": "unknown_method",
        "req_method": "chat.sing",
    }


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.update", {"channel": DESK, "ts": "1.000000", "text": "x"}, "message_not_found"),
        ("chat.update", {"channel": DESK, "text": "x"}, "invalid_arguments"),
        ("chat.update", {"channel": OUTSIDE, "ts": "1.0", "text": "x"}, "not_in_channel"),
        ("chat.update", {"channel": ANN, "ts": "1.0", "text": "x"}, "channel_not_found"),
        ("chat.delete", {"channel": DESK, "ts": "1.000000"}, "message_not_found"),
        ("chat.delete", {"channel": DESK}, "invalid_arguments"),
        ("chat.delete", {"channel": "C0NONE", "ts": "1.0"}, "channel_not_found"),
        ("chat.postEphemeral", {"channel": DESK, "text": "x"}, "invalid_arguments"),
        ("chat.postEphemeral", {"channel": DESK, "user": EVE, "text": "x"}, "user_not_in_channel"),
        (
            "chat.postEphemeral",
            {"channel": DESK, "user": ANN, "text": "a" * 40_001},
            "msg_too_long",
        ),
        ("conversations.history", {}, "invalid_arguments"),
        ("conversations.history", {"channel": ""}, "channel_not_found"),
        ("conversations.history", {"channel": OUTSIDE}, "not_in_channel"),
        ("conversations.history", {"channel": "G0SECRET"}, "channel_not_found"),
        ("conversations.history", {"channel": DESK, "cursor": "gibberish"}, "invalid_cursor"),
        ("conversations.history", {"channel": DESK, "oldest": "x"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": DESK, "latest": "-1"}, "invalid_ts_latest"),
        ("conversations.replies", {"channel": DESK}, "invalid_arguments"),
        ("conversations.replies", {"channel": DESK, "ts": "1.000000"}, "thread_not_found"),
        ("conversations.members", {"channel": "C0NONE"}, "channel_not_found"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
        ("conversations.open", {"users": ",".join([ANN] * 9)}, "too_many_users"),
        ("conversations.open", {"channel": DESK}, "method_not_supported_for_channel_type"),
        ("users.info", {"user": "U0NONE"}, "user_not_found"),
        ("bots.info", {"bot": "B0NONE"}, "bot_not_found"),
        ("team.info", {"team": "T0NONE"}, "team_not_found"),
        ("chat.getPermalink", {"channel": DESK, "message_ts": "1.0"}, "message_not_found"),
        ("reactions.add", {"channel": DESK, "name": "x", "timestamp": "1.0"}, "message_not_found"),
        ("reactions.add", {"channel": OLD, "name": "x", "timestamp": "1.0"}, "is_archived"),
        ("reactions.add", {"channel": DESK, "name": "x"}, "invalid_arguments"),
    ],
)
async def test_methods_refuse_in_their_words(
    method: str, arguments: dict[str, Any], error: str, raw: Raw
) -> None:
    assert (await raw(method, arguments))[1]["error"] == error


async def test_the_messages_of_others_are_not_the_apps(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = stand_in.say(DESK, ANN, "hers")
    edited = await refusal(client.chat_update(channel=DESK, ts=ts, text="mine"))
    assert edited["error"] == "cant_update_message"
    assert (await refusal(client.chat_delete(channel=DESK, ts=ts)))[
        "error"
    ] == "cant_delete_message"
    assert [one["text"] for one in stand_in.messages(DESK)] == ["hers"]


async def test_an_archive_is_closed_and_may_be_opened_again(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=DESK, text="x"))["ts"]
    stand_in.archive(DESK)
    edited = client.chat_update(channel=DESK, ts=ts, text="y")
    assert (await refusal(edited))["error"] == "is_inactive"
    assert (await refusal(client.chat_delete(channel=DESK, ts=ts)))[
        "error"
    ] == "cant_delete_message"
    assert (await client.conversations_history(channel=DESK))["messages"]
    stand_in.archive(DESK, archived=False)
    assert await client.chat_update(channel=DESK, ts=ts, text="y")


async def test_rich_text_is_not_replaced_by_other_blocks(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=DESK, text="x", blocks=RICH))["ts"]
    divider = client.chat_update(channel=DESK, ts=ts, text="y", blocks=[{"type": "divider"}])
    assert (await refusal(divider))["error"] == "block_mismatch"
    assert stand_in.messages(DESK)[0]["text"] == "x"
    assert await client.chat_update(channel=DESK, ts=ts, text="y", blocks=RICH)


async def test_an_app_that_is_out_of_the_room_reaches_nothing_in_it(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=DESK, text="x"))["ts"]
    stand_in.leave(DESK, BOT)
    for call in (
        client.chat_postMessage(channel=DESK, text="y"),
        client.chat_update(channel=DESK, ts=ts, text="y"),
        client.chat_delete(channel=DESK, ts=ts),
        client.conversations_history(channel=DESK),
    ):
        assert (await refusal(call))["error"] == "not_in_channel"


async def test_one_workspace_sees_nothing_of_another(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    other = client_of(stand_in, web, "xoxb-2-made-up")
    assert (await refusal(other.conversations_info(channel=DESK)))["error"] == "channel_not_found"
    assert (await refusal(other.users_info(user=ANN)))["error"] == "user_not_found"


ODD: list[Any] = [
    *(None, True, 0, -1, 3.5, 10**30, "", "x", "{", "[", "null", '"x"', "#x", DESK, PRIVATE, ANN),
    *("1.000000", "nan", "inf", "9" * 400, "\ud83d", [], [1], [[]], [{}], [None], {}, {"a": 1}),
    {"event_type": [1], "event_payload": 5},
    {"type": [1]},
    [{"type": {}}],
    [{"type": "rich_text", "elements": 5}],
    [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [None]}]}],
    [{"type": "section", "text": {"type": [], "text": {}}, "fields": 5}],
    [{"type": "actions", "elements": [{"type": "button", "text": None, "action_id": {}}]}],
    [{"type": "divider", "block_id": []}],
]
NAMES = [
    *("channel", "text", "blocks", "ts", "thread_ts", "metadata", "user", "users", "limit"),
    *("cursor", "oldest", "latest", "inclusive", "types", "name", "timestamp", "message_ts", "bot"),
    *("team", "username", "reply_broadcast", "return_im", "error"),
]


@pytest.mark.proof
async def test_no_body_however_odd_breaks_the_server(stand_in: SlackStandIn, raw: Raw) -> None:
    stand_in.say(DESK, ANN, "x")
    chance = random.Random(5)  # noqa: S311 - the same bodies each time
    methods = [*METHODS, "apps.connections.open", *["chat.postMessage", "chat.update"] * 5]
    for _ in range(1000 if IN_FULL else 300):
        body = {name: chance.choice(ODD) for name in chance.sample(NAMES, 7)}
        body |= chance.choice([{}, {"channel": DESK, "text": "abc"}, {"channel": DESK}])
        status, answer = await raw(chance.choice(methods), body)
        assert status == 200, body
        assert answer["ok"] is ("error" not in answer)
