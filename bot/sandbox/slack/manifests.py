"""What an app is, as its owner may export it with an app configuration token.

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


def _manifest(workspace: Workspace) -> dict[str, Any]:
    events: dict[str, Any] = {
        "bot_events": sorted(EVENTS if workspace.events is None else workspace.events)
    }
    if workspace.request_url:
        events["request_url"] = workspace.request_url
    tab = {"messages_tab_enabled": workspace.messages_tab, "messages_tab_read_only_enabled": True}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Tocsin"},
        "features": {
            "app_home": {"home_tab_enabled": False, **tab},
            "bot_user": {"display_name": "Tocsin", "always_online": True},
        },
        "oauth_config": {"scopes": {"bot": sorted(workspace.scopes or ())}},
        "settings": {
            "event_subscriptions": events,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not workspace.request_url,
            "token_rotation_enabled": False,
        },
    }
