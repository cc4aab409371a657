"""What our Slack app may do and hears: the one list of scopes and events, and the app's manifest.

`tocsin manifest` prints it, `tocsin doctor` holds a real app against it.

https://docs.slack.dev/reference/app-manifest, https://docs.slack.dev/reference/scopes,
https://docs.slack.dev/reference/events/message.channels and message.groups; its schema:
https://github.com/slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json).
"""

from typing import Any, Final

from policies.speech.words import English
from policies.verbs.table import TABLE

SCOPES: Final[dict[str, str]] = {
    "chat:write": "nothing is posted, changed or withdrawn",
    "channels:history": "nothing said in public channels is heard",
    "groups:history": "nothing said in private channels is heard",
    "channels:read": "nobody can tell whether a public channel is there and who shares it",
    "groups:read": "nobody can tell whether a private channel is there and who shares it",
    "users:read": "those who write have no names",
    "im:write": "nobody is told in private why a message waits",
    "im:history": "nothing that is written to the app in private is heard",
    "files:read": "no file that is shared here is carried to others",
    "files:write": "no file of others is carried here",
    "reactions:read": "no reaction to a message is told in other rooms",
    "reactions:write": "nobody sees on a message of their own that it is everywhere",
    "pins:write": "what was agreed for a room is announced there, but not pinned",
    "channels:manage": "no stranger is removed from a public channel that has a gate",
    "groups:write": "no stranger is removed from a private channel that has a gate",
    "commands": "there is no /tocsin, and nothing in the menu behind a message",
}
"""The bot token's scopes, each with what fails without it."""
APP_SCOPE: Final = "connections:write"
"""The app-level token's scope: https://docs.slack.dev/reference/scopes/connections.write."""
EVENTS: Final[dict[str, str]] = {
    "message.channels": "nothing said in public channels comes in",
    "message.groups": "nothing said in private channels comes in",
    "message.im": "nothing written to the app in private comes in",
    "app_home_opened": "nobody who opens the app's home sees the queue there",
    "reaction_added": "no reaction comes in",
    "reaction_removed": "reactions that were taken back stay",
    "member_joined_channel": "who comes into a room is noticed minutes later",
    "member_left_channel": "who leaves a room is noticed minutes later",
    "channel_shared": "that a channel is shared outside is noticed minutes later",
    "channel_id_changed": "a channel that gets another id is lost without a word",
    "channel_left": "that we were removed from a public channel is noticed minutes later",
    "group_left": "that we were removed from a private channel is noticed minutes later",
}
"""The bot events, each with what does not come without it."""
COMMAND: Final = "/tocsin"
"""The slash command: what follows it is a line of the one grammar."""
_LONGEST_DESCRIPTION: Final = 150


def manifest(request_url: str | None = None) -> dict[str, Any]:
    """Return the app's manifest: by Socket Mode, or with events sent to `request_url`.

    Without the messages tab Slack refuses what the bot says in private (`messages_tab_disabled`,
    https://docs.slack.dev/reference/methods/chat.postMessage#errors); people may write there too.
    Without the home tab it refuses what is published there (`not_enabled`), without interactivity
    no button, shortcut or form tells us anything.
    """
    url = {} if request_url is None else {"request_url": request_url}
    events: dict[str, Any] = url | {"bot_events": list(EVENTS)}
    command = {
        "command": COMMAND,
        "description": "Tell the bot what to do; alone it lists what you may do",
        "usage_hint": "help",
        "should_escape": False,
    }
    shortcuts = [
        {
            "name": one.shortcut,
            "type": "message",
            "callback_id": one.name,
            "description": one.summary(English())[:_LONGEST_DESCRIPTION],
        }
        for one in TABLE
        if one.shortcut
    ]
    shown = {"shortcuts": shortcuts} if shortcuts else {}
    return {
        "display_information": {
            "name": "Tocsin",
            "description": "Carries messages between organisations, under the Traffic Light "
            "Protocol.",
            "background_color": "#1f2a37",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tocsin", "always_online": True},
            **shown,
            "slash_commands": [command if request_url is None else command | {"url": request_url}],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }
