"""What an app subscribes to, what its token may do, and what time it is: told as Slack tells it."""

from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, APP, DESK, PRIVATE, TEAM, Ear, client_of, refusal, until


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


MANIFEST = {
    "features": {
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "shortcuts": [
            {"name": "Recall", "type": "message", "callback_id": "recall", "description": "Recall"}
        ],
        "slash_commands": [{"command": "/heron", "description": "Herons", "should_escape": True}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "channels:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.channels"]},
        "interactivity": {"is_enabled": True},
    },
}


async def test_an_app_that_was_made_of_a_manifest_is_what_it_says(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    owner = "xoxe.xoxp-" + "1-made-up"
    stand_in.configure(TEAM, owner)
    stand_in.install(TEAM, MANIFEST)
    export = client_of(stand_in, web, owner).apps_manifest_export
    told = (await export(app_id="A0TOCSIN"))["manifest"]
    assert told["features"]["shortcuts"] == MANIFEST["features"]["shortcuts"]
    assert told["features"]["slash_commands"] == MANIFEST["features"]["slash_commands"]
    assert told["oauth_config"]["scopes"]["bot"] == ["channels:history", "commands"]
    assert told["settings"]["interactivity"] == {"is_enabled": True}
    assert told["features"]["app_home"] == MANIFEST["features"]["app_home"]
    with pytest.raises(ValueError, match="no tab"):
        stand_in.open_home(TEAM, ANN)
    ear = Ear(stand_in, web)
    await ear.client.connect()
    ts = stand_in.say(DESK, ANN, "public")
    stand_in.say(PRIVATE, ANN, "private")
    stand_in.react(DESK, ANN, ts, "eyes")
    stand_in.command(DESK, ANN, "status", name="/heron")
    stand_in.shortcut(DESK, ANN, ts, "recall")
    with pytest.raises(ValueError, match="no command"):
        stand_in.command(DESK, ANN, "status")
    with pytest.raises(ValueError, match="no shortcut"):
        stand_in.shortcut(DESK, ANN, ts, "delete")
    await until(lambda: len(ear.requests) == 3)
    assert [one.type for one in ear.requests] == ["events_api", "slash_commands", "interactive"]
    await ear.client.close()


async def test_an_app_left_to_itself_has_every_event_and_one_command(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    owner = "xoxe.xoxp-" + "1-made-up"
    stand_in.configure(TEAM, owner)
    told = (await client_of(stand_in, web, owner).apps_manifest_export(app_id="A0TOCSIN"))[
        "manifest"
    ]
    events = set(told["settings"]["event_subscriptions"]["bot_events"])
    assert {"message.im", "member_joined_channel", "reaction_added", "file_shared"} <= events
    assert [one["command"] for one in told["features"]["slash_commands"]] == ["/tocsin"]
    assert told["settings"]["interactivity"] == {"is_enabled": True}


async def test_in_private_people_and_the_app_write_as_the_messages_tab_lets_them(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    direct = (await client.conversations_open(users=ANN))["channel"]["id"]
    stand_in.say(direct, ANN, "help")
    read_only = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    scopes = {"scopes": {"bot": ["chat:write", "im:write"]}}
    settings = {"features": {"app_home": read_only}, "oauth_config": scopes, "settings": {}}
    stand_in.install(TEAM, settings)
    with pytest.raises(ValueError, match="takes no messages"):
        stand_in.say(direct, ANN, "help")
    assert await client.chat_postMessage(channel=direct, text="to read")
    read_only["messages_tab_enabled"] = False
    stand_in.install(TEAM, settings)
    refused = await refusal(client.chat_postMessage(channel=ANN, text="to nobody"))
    assert refused["error"] == "messages_tab_disabled"
