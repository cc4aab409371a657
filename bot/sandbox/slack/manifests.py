"""What an app is: set up from a manifest, and exported again with an app configuration token.

https://docs.slack.dev/reference/app-manifest,
https://docs.slack.dev/reference/methods/apps.manifest.export; such a token is of one workspace:
https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests#config-tokens
"""

from typing import Any, Final

from bot.sandbox.slack.arguments import Fields, needed
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.scopes import EVENTS
from bot.sandbox.slack.state import Workspace, World

EXPORT: Final = "apps.manifest.export"
_APP: Final = "A0TOCSIN"
_COMMAND: Final = {
    "command": "/tocsin", "description": "Tocsin", "usage_hint": "help", "should_escape": False,
}  # fmt: skip


def export(world: World, token: str, fields: Fields) -> dict[str, Any]:
    """Return the manifest of the app in the workspace that a configuration token is of."""
    if not token:
        raise Refusal("not_authed")
    if token in world.by_token:
        raise Refusal("not_allowed_token_type")
    for workspace in world.workspaces.values():
        if token == workspace.config_token:
            needed(fields, "app_id")
            if fields["app_id"] != _APP:
                raise Refusal("invalid_app_id")
            return {"manifest": _manifest(workspace)}
    raise Refusal("invalid_auth")


def install(workspace: Workspace, manifest: dict[str, Any]) -> None:
    """Make the app what a manifest says, as if it were created of it and installed.

    Its scopes are the bot token's from now on; events, commands and shortcuts are those that it
    names, and no others.
    """
    features, settings = manifest["features"], manifest["settings"]
    workspace.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    workspace.events = set(settings.get("event_subscriptions", {}).get("bot_events", ()))
    workspace.slash_commands = [dict(one) for one in features.get("slash_commands", ())]
    workspace.shortcut_list = [dict(one) for one in features.get("shortcuts", ())]
    workspace.commands = {one["command"] for one in workspace.slash_commands}
    workspace.shortcuts = {one["callback_id"] for one in workspace.shortcut_list}
    workspace.interactive = bool(settings.get("interactivity", {}).get("is_enabled"))
    tab = features.get("app_home", {})
    workspace.home_tab = bool(tab.get("home_tab_enabled"))
    workspace.messages_tab = bool(tab.get("messages_tab_enabled"))
    workspace.read_only_tab = bool(tab.get("messages_tab_read_only_enabled", True))


def _manifest(workspace: Workspace) -> dict[str, Any]:
    events: dict[str, Any] = {
        "bot_events": sorted(EVENTS if workspace.events is None else workspace.events)
    }
    interactivity: dict[str, Any] = {"is_enabled": workspace.interactive}
    commands = [_COMMAND] if workspace.commands is None else workspace.slash_commands
    if workspace.request_url:
        events["request_url"] = workspace.request_url
        interactivity["request_url"] = workspace.request_url
        commands = [{"url": workspace.request_url, **one} for one in commands]
    tab = {
        "messages_tab_enabled": workspace.messages_tab,
        "messages_tab_read_only_enabled": workspace.read_only_tab is not False,
    }
    features: dict[str, Any] = {
        "app_home": {"home_tab_enabled": workspace.home_tab, **tab},
        "bot_user": {"display_name": "Tocsin", "always_online": True},
    }
    if workspace.shortcut_list:
        features["shortcuts"] = workspace.shortcut_list
    if commands:
        features["slash_commands"] = commands
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Tocsin"},
        "features": features,
        "oauth_config": {"scopes": {"bot": sorted(workspace.scopes or ())}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not workspace.request_url,
            "token_rotation_enabled": False,
        },
    }
