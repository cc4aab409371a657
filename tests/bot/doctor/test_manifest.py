"""`tocsin manifest`: what Slack's schema of manifests asks for, and what the bot needs, no more.

The rules are those of https://github.com/slackapi/manifest-schema: manifest.schema.1.0.0.json in
`schemas/`, by which what has no `_metadata` is read, and 2.0.0, which says the same of all this.
"""

import json
import re
from typing import Any

import pytest

from bot.doctor.manifest import for_sockets, over_http
from handlers.slack.manifest import EVENTS, SCOPES
from policies.verbs.table import TABLE
from tests.stage import Stage

# Of each object the keys that the schema knows; all others are refused ("additionalProperties").
KNOWN = {
    "": {
        "$schema", "_metadata", "app_directory", "display_information", "features", "oauth_config",
        "settings", "functions", "workflows", "datastores", "outgoing_domains", "types",
        "external_auth_providers",
    },
    "display_information": {"name", "description", "background_color", "long_description"},
    "features": {
        "app_home", "bot_user", "functions", "shortcuts", "slash_commands", "workflow_steps",
        "unfurl_domains", "assistant_view",
    },
    "features.app_home": {
        "home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled",
    },
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"name", "callback_id", "description", "type"},
    "features.slash_commands": {
        "command", "url", "description", "usage_hint", "should_escape",
    },
    "oauth_config": {"redirect_urls", "scopes", "token_management_enabled", "pkce_enabled"},
    "oauth_config.scopes": {"user", "bot", "user_optional", "bot_optional"},
    "settings": {
        "allowed_ip_address_ranges", "event_subscriptions", "incoming_webhooks", "interactivity",
        "org_deploy_enabled", "socket_mode_enabled", "is_hosted", "token_rotation_enabled",
        "siws_links", "hermes_app_type", "function_runtime", "is_mcp_enabled",
    },
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
    "settings.event_subscriptions": {
        "request_url", "user_events", "bot_events", "metadata_subscriptions",
    },
}  # fmt: skip
LENGTHS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.background_color": (4, 7),
    "features.bot_user.display_name": (1, 80),
    "settings.event_subscriptions.request_url": (8, 3500),
    "settings.interactivity.request_url": (8, 3500),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
    "features.slash_commands.url": (8, 3500),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
}
ENUMERATED = {"features.shortcuts.type": {"message", "global"}}
MOST = {"features.shortcuts": 10, "features.slash_commands": 50}
LISTS = {"oauth_config.scopes.bot": 255, "settings.event_subscriptions.bot_events": 100}
BOTH = pytest.mark.parametrize(
    "manifest",
    [for_sockets(), over_http("https://bridge.example/", "main")],
    ids=["socket", "http"],
)


def faults(value: Any, path: str = "") -> list[str]:
    """Return what the schema would refuse."""
    match value:
        case dict():
            found = [f"{path}: {key}" for key in value if key not in KNOWN.get(path, set())]
            for key, inner in value.items():
                found += faults(inner, f"{path}.{key}".lstrip("."))
            return found
        case list() if path in KNOWN:
            many = [path] if len(value) > MOST[path] else []
            return many + [fault for one in value for fault in faults(one, path)]
        case list():
            good = len(value) <= LISTS.get(path, 0) and len(set(value)) == len(value)
            words = all(isinstance(one, str) and len(one) <= 50 for one in value)
            return [] if good and words else [path]
        case bool():
            return [] if path.endswith(("_enabled", "_online", "_escape")) else [path]
        case str() if path in ENUMERATED:
            return [] if value in ENUMERATED[path] else [path]
        case str():
            least, most = LENGTHS.get(path, (1, 0))
            return [] if least <= len(value) <= most else [path]
    return [path]


@BOTH
def test_slacks_schema_accepts_it(manifest: dict[str, Any]) -> None:
    assert faults(manifest) == []
    assert manifest["display_information"]["name"]
    color = manifest["display_information"]["background_color"]
    assert re.fullmatch(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", color)


def test_what_the_schema_refuses_would_be_noticed() -> None:
    wrong = for_sockets()
    wrong["display_information"]["name"] = "x" * 36
    wrong["settings"]["event_subscriptions"]["nonsense"] = []
    wrong["oauth_config"]["scopes"]["bot"] = ["chat:write", "chat:write"]
    wrong["features"]["bot_user"]["always_online"] = "yes"
    wrong["features"]["shortcuts"][0]["type"] = "messages"
    wrong["features"]["slash_commands"] *= 51
    assert sorted(faults(wrong)) == [
        "display_information.name",
        "features.bot_user.always_online",
        "features.shortcuts.type",
        "features.slash_commands",
        "oauth_config.scopes.bot",
        "settings.event_subscriptions: nonsense",
    ]


@BOTH
def test_it_asks_for_what_the_bot_needs_and_nothing_more(manifest: dict[str, Any]) -> None:
    assert manifest["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    # An event comes only to a token with its scope: docs.slack.dev/reference/events/message.groups.
    spoken = {one.partition(".")[2] for one in EVENTS if one.startswith("message.")}
    assert {f"{one}:history" for one in spoken} <= set(SCOPES)


@BOTH
def test_what_people_type_and_choose_is_made_from_the_declarations(
    manifest: dict[str, Any],
) -> None:
    [command] = manifest["features"]["slash_commands"]
    assert command["command"] == "/tocsin"
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    chosen = {one["callback_id"]: one["name"] for one in manifest["features"].get("shortcuts", [])}
    assert chosen == {one.name: one.shortcut for one in TABLE if one.shortcut}


def test_sockets_need_no_address_and_http_gives_one() -> None:
    sockets, http = for_sockets()["settings"], over_http("https://b.example", "main")["settings"]
    assert sockets["socket_mode_enabled"] is True
    assert "request_url" not in sockets["event_subscriptions"]
    assert http["socket_mode_enabled"] is False
    assert http["event_subscriptions"]["request_url"] == "https://b.example/slack/main/events"


SOCKET = '[slack.one]\nbot_token = "a"\napp_token = "b"\n'
HTTP = '[slack.two]\nmode = "http"\nbot_token = "a"\nsigning_secret = "b"\n'
PUBLIC = '[web]\npublic_url = "https://bridge.example"\n'


@pytest.mark.parametrize(
    ("settings", "words", "url"),
    [
        ("", [], None),
        (SOCKET, [], None),
        (HTTP + PUBLIC, [], "https://bridge.example/slack/two/events"),
        (SOCKET + HTTP + PUBLIC, ["two"], "https://bridge.example/slack/two/events"),
        (SOCKET + HTTP + PUBLIC, ["one"], None),
        (SOCKET, ["--http", "https://x.example"], "https://x.example/slack/one/events"),
    ],
)
def test_the_settings_say_how_events_come(
    bare: Stage, settings: str, words: list[str], url: str | None
) -> None:
    bare.config.write_text(settings)
    done = bare.tocsin("manifest", *words)
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert printed["settings"]["event_subscriptions"].get("request_url") == url


def test_without_any_settings_it_prints_all_the_same(bare: Stage) -> None:
    bare.config.unlink()
    assert json.loads(bare.tocsin("manifest").stdout) == for_sockets()
    http = json.loads(bare.tocsin("manifest", "--http", "https://x.example").stdout)
    assert http == over_http("https://x.example", "main")


@pytest.mark.parametrize(
    ("settings", "words", "said"),
    [
        (SOCKET + HTTP + PUBLIC, [], "which account? name one of one, two"),
        (HTTP, [], "public_url is missing"),
        (SOCKET, ["three"], "no [slack.three]"),
        (SOCKET, ["--http", "http://x.example"], "https://"),
        (SOCKET, ["--http", "x.example"], "https://"),
    ],
)
def test_what_cannot_be_told_is_asked_for(
    bare: Stage, settings: str, words: list[str], said: str
) -> None:
    bare.config.write_text(settings)
    done = bare.tocsin("manifest", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_steps_at_botfather_are_told(bare: Stage) -> None:
    done = bare.tocsin("manifest", "--telegram")
    assert done.returncode == 0
    for word in ("@BotFather", "/newbot", "administrator", "Start"):
        assert word in done.stdout
