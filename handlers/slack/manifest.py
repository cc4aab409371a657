"""What our Slack app may do and hears: the one list of scopes and events, and the app's manifest.

`tocsin manifest` prints it, `tocsin doctor` holds a real app against it.

https://docs.slack.dev/reference/app-manifest, https://docs.slack.dev/reference/scopes,
https://docs.slack.dev/reference/events/message.channels and message.groups; its schema:
https://github.com/slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json).
"""

from typing import Any, Final

SCOPES: Final[dict[str, str]] = {
    "chat:write": "nothing is posted, changed or withdrawn",
    "channels:history": "nothing said in public channels is heard",
    "groups:history": "nothing said in private channels is heard",
    "channels:read": "nobody can tell whether a public channel is there and who shares it",
    "groups:read": "nobody can tell whether a private channel is there and who shares it",
    "users:read": "those who write have no names",
    "im:write": "nobody is told in private why a message waits",
}
"""The bot token's scopes, each with what fails without it."""
APP_SCOPE: Final = "connections:write"
"""The app-level token's scope: https://docs.slack.dev/reference/scopes/connections.write."""
EVENTS: Final[dict[str, str]] = {
    "message.channels": "public channels",
    "message.groups": "private channels",
}
"""The bot events, each with where it lets us hear what people write, edit and delete."""


def manifest(request_url: str | None = None) -> dict[str, Any]:
    """Return the app's manifest: by Socket Mode, or with events sent to `request_url`.

    The messages tab is there to read only: without it Slack refuses what the bot says in private
    (`messages_tab_disabled`, https://docs.slack.dev/reference/methods/chat.postMessage#errors).
    """
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    if request_url is not None:
        events = {"request_url": request_url} | events
    return {
        "display_information": {
            "name": "Tocsin",
            "description": "Carries messages between organisations, under the Traffic Light "
            "Protocol.",
            "background_color": "#1f2a37",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Tocsin", "always_online": True},
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }
