"""What a stand-in workspace holds: users, channels, messages; and what its events look like.

https://docs.slack.dev/reference/events/message
"""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a private one, or a conversation with one person (`im`)."""

    id: str
    name: str
    members: set[str]
    private: bool = False
    im: str = ""
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)


@dataclass(slots=True, kw_only=True)
class Workspace:
    """One workspace with the app that is installed in it."""

    team: str
    name: str
    bot_token: str
    app_token: str
    bot_user: str
    bot_id: str
    scopes: set[str] | None = None
    """The bot token's scopes; None for all that there are."""
    revoked: str = ""
    """The error that every call of its tokens gets."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)


class World:
    """Several workspaces, and the emission of their events through `tell`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.workspaces: dict[str, Workspace] = {}
        self.by_token: dict[str, Workspace] = {}
        self.by_channel: dict[str, Workspace] = {}
        self.tell: Callable[[Workspace, dict[str, Any]], None] = lambda _workspace, _event: None

    def add(self, workspace: Workspace) -> None:
        """Add a workspace."""
        self.workspaces[workspace.team] = workspace
        self.by_token[workspace.bot_token] = self.by_token[workspace.app_token] = workspace

    def open_channel(self, workspace: Workspace, channel: Channel) -> None:
        """Add a channel."""
        workspace.channels[channel.id] = channel
        self.by_channel[channel.id] = workspace

    def channel(self, channel: str) -> tuple[Workspace, Channel]:
        """Return a channel by its id; raises KeyError."""
        workspace = self.by_channel[channel]
        return workspace, workspace.channels[channel]

    def stamp(self, channel: Channel) -> str:
        """Return the next `ts` of a channel: unique, and growing."""
        now = self.now()
        ts = (int(now), int((now - int(now)) * 1_000_000))
        if ts <= channel.last:
            seconds, micro = channel.last
            ts = (seconds, micro + 1) if micro < 999_999 else (seconds + 1, 0)  # noqa: PLR2004 - a second
        channel.last = ts
        return f"{ts[0]}.{ts[1]:06d}"

    def put(self, workspace: Workspace, channel: Channel, message: Message, **event: Any) -> str:
        """Let a message stand in a channel, and tell the app where it is a member."""
        ts = self.stamp(channel)
        message = {"type": "message", "team": workspace.team, "ts": ts, **message}
        root = channel.messages.get(message.get("thread_ts", ""))
        channel.messages[ts] = message
        if root is not None and root["ts"] != ts:
            root["thread_ts"] = root["ts"]
            root["reply_count"] = root.get("reply_count", 0) + 1
            root["latest_reply"] = ts
        self._event(workspace, channel, {**message, "event_ts": ts, **event})
        return ts

    def change(self, workspace: Workspace, channel: Channel, ts: str, by: str, **new: Any) -> None:
        """Edit a message, and tell the app."""
        message = channel.messages[ts]
        before = dict(message)
        at = self.stamp(channel)
        message |= {**new, "edited": {"user": by, "ts": at}}
        self._event(
            workspace,
            channel,
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "message": dict(message),
                "previous_message": before,
                "ts": at,
                "event_ts": at,
            },
        )

    def remove(self, workspace: Workspace, channel: Channel, ts: str) -> None:
        """Delete a message, and tell the app; a root with answers leaves a tombstone."""
        before = channel.messages.pop(ts)
        if before.get("reply_count"):
            channel.messages[ts] = {
                "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": ts,
                "text": "This message was deleted.", "thread_ts": ts, "hidden": True,
                "reply_count": before["reply_count"],
            }  # fmt: skip
        at = self.stamp(channel)
        self._event(
            workspace,
            channel,
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": ts,
                "previous_message": before,
                "ts": at,
                "event_ts": at,
            },
        )

    def _event(self, workspace: Workspace, channel: Channel, event: dict[str, Any]) -> None:
        if workspace.bot_user not in channel.members:
            return
        kind = "im" if channel.im else "group" if channel.private else "channel"
        self.tell(workspace, {**event, "channel": channel.id, "channel_type": kind})


def shown(message: Message, *, metadata: bool) -> Message:
    """Return a message as an answer shows it."""
    copied: Message = deepcopy(message)
    if not metadata:
        copied.pop("metadata", None)
    return copied


def compact(value: Any) -> str:
    """Return JSON without needless space; half a surrogate pair is kept as an escape."""
    return json.dumps(value, separators=(",", ":"))
