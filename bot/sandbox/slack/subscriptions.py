"""Which events an app is sent: only those that it subscribes to, and its scopes allow.

https://docs.slack.dev/apis/events-api/#subscribing and
https://docs.slack.dev/reference/events/message.channels, .groups, .im, .mpim
"""

from typing import Any, Final

from bot.sandbox.slack.scopes import allowed
from bot.sandbox.slack.state import Workspace

_MESSAGES: Final = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def subscribed(workspace: Workspace, event: dict[str, Any]) -> bool:
    """Tell whether the workspace's app is sent an event.

    Messages have one subscription for each kind of conversation.
    """
    name = str(event.get("type"))
    if name == "message":
        name = f"message.{_MESSAGES[event['channel_type']]}"
    return allowed(workspace, name, event) and (
        workspace.events is None or name in workspace.events
    )
