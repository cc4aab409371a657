"""What an app subscribes to, what its token may do, and what time it is: told as Slack tells it."""

from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, APP, DESK, PRIVATE, TEAM, Ear, client_of, refusal


@pytest.mark.parametrize(
    ("events", "heard"),
    [
        (None, ["public", "private"]),
        (["message.channels", "message.groups"], ["public", "private"]),
        (["message.channels"], ["public"]),
        (["message.groups"], ["private"]),
        (["channel_id_changed"], []),
    ],
)
async def test_an_app_is_sent_only_what_it_subscribes_to(
    events: list[str] | None,
    heard: list[str],
    stand_in: SlackStandIn,
    web: aiohttp.ClientSession,
) -> None:
    stand_in.subscribe(TEAM, events)
    ear = Ear(stand_in, web)
    await ear.client.connect()
    stand_in.say(DESK, ANN, "public")
    stand_in.say(PRIVATE, ANN, "private")
    stand_in.subscribe(TEAM, None)
    stand_in.say(DESK, ANN, "the last")
    await ear.heard(len(heard) + 1)
    assert [one["text"] for one in ear.events] == [*heard, "the last"]
    await ear.client.close()


async def test_every_answer_names_the_tokens_scopes(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    answer = await client.auth_test()
    whole = answer.headers["x-oauth-scopes"].split(",")
    assert {"chat:write", "groups:history", "channels:read", "im:write"} <= set(whole)
    assert "chat:write.public" not in whole
    stand_in.world.workspaces[TEAM].scopes = {"users:read", "chat:write"}
    answer = await client.auth_test()
    assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"
    answer = await client_of(stand_in, web, APP).apps_connections_open(app_token=APP)
    assert answer.headers["x-oauth-scopes"] == "connections:write"


async def test_answers_are_dated_by_the_platforms_clock(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    before = parsedate_to_datetime((await client.auth_test()).headers["Date"])
    stand_in.advance(7200)
    after = parsedate_to_datetime((await client.auth_test()).headers["Date"])
    assert 7200 <= (after - before).total_seconds() < 7300


async def test_the_owner_of_an_app_may_export_what_it_is(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    owner = "xoxe.xoxp-" + "1-made-up"
    export = client_of(stand_in, web, owner).apps_manifest_export
    assert (await refusal(export(app_id="A0TOCSIN")))["error"] == "invalid_auth"
    stand_in.configure(TEAM, owner)
    stand_in.subscribe(TEAM, ["message.groups"])
    settings = (await export(app_id="A0TOCSIN"))["manifest"]["settings"]
    assert settings["event_subscriptions"] == {"bot_events": ["message.groups"]}
    assert settings["socket_mode_enabled"] is True
    assert (await refusal(export(app_id="A0OTHER")))["error"] == "invalid_app_id"
    bots = client.apps_manifest_export(app_id="A0TOCSIN")
    assert (await refusal(bots))["error"] == "not_allowed_token_type"
