"""What a stand-in workspace holds: users, channels, messages; and what its events look like.

https://docs.slack.dev/reference/events/message and its subtypes
"""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.shelf import Shelf, stub
from bot.sandbox.slack.triggers import Triggers

Message = dict[str, Any]
View = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a private one, or a conversation with one person (`im`) or several (`mpim`)."""

    id: str
    name: str
    members: set[str]
    private: bool = False
    im: str = ""
    mpim: bool = False
    archived: bool = False
    general: bool = False
    shared_with: set[str] = field(default_factory=set)
    """Other workspaces: https://docs.slack.dev/apis/slack-connect/."""
    pending: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    pins: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Who pinned a message, and when, by its ts."""
    last: tuple[int, int] = (0, 0)

    @property
    def kind(self) -> str:
        """What `channel_type` calls it."""
        if self.im:
            return "im"
        if self.mpim:
            return "mpim"
        return "group" if self.private else "channel"


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
    """The bot token's scopes; None for all but `chat:write.public`."""
    events: set[str] | None = None
    """The events that the app subscribes to; None for every one."""
    request_url: str = ""
    """Where events go over HTTP; "" while Socket Mode is switched on."""
    signing_secret: str = field(default="", repr=False)
    config_token: str = field(default="", repr=False)
    """The app configuration token of the app's owner; "" where none was made."""
    messages_tab: bool = True
    """Whether the app's home has a messages tab."""
    read_only_tab: bool | None = None
    """Whether people can only read there; None: it says so, and they write all the same."""
    home_tab: bool = True
    """Whether the app's home has a home tab."""
    homes: dict[str, View] = field(default_factory=dict)
    """What was published in somebody's home."""
    modals: dict[str, list[View]] = field(default_factory=dict)
    """The modals before somebody, the one that is seen at the end."""
    slash_commands: list[dict[str, Any]] = field(default_factory=list)
    shortcut_list: list[dict[str, Any]] = field(default_factory=list)
    """What the manifest says of them."""
    commands: set[str] | None = None
    """The app's slash commands; None for any."""
    shortcuts: set[str] | None = None
    """The callback ids of the app's shortcuts; None for any."""
    interactive: bool = True
    """Whether interactivity is switched on."""
    kicks: str = "own"
    """Whom the app may remove from channels: "own" people and guests, "all", or "none"."""
    revoked: str = ""
    """The error that every call of its tokens gets."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)


class World:
    """Several workspaces, and the emission of their events through `tell`.

    `tell` is given the workspace, the event, and whether its channel is shared with another one;
    `later` does something in so many seconds; `origin` is the address that answers.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.triggers = Triggers(now)
        self.workspaces: dict[str, Workspace] = {}
        self.by_token: dict[str, Workspace] = {}
        self.by_channel: dict[str, Workspace] = {}
        self.tell: Callable[[Workspace, dict[str, Any], bool], None] = lambda *_: None
        self.later: Callable[[float, Callable[[], None]], Any] = lambda _wait, do: do()
        self.origin: Callable[[], str] = lambda: ""
        self.shelf = Shelf(lambda: self.origin())  # noqa: PLW0108 - it is set later

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

    def put(self, workspace: Workspace, channel: Channel, message: Message, ts: str = "") -> str:
        """Let a message stand in a channel, and tell the app where it is a member."""
        ts = ts or self.stamp(channel)
        message = {"type": "message", "team": workspace.team, "ts": ts, **message}
        root = channel.messages.get(message.get("thread_ts", ""))
        channel.messages[ts] = message
        if root is not None and root["ts"] != ts:
            root["thread_ts"] = root["ts"]
            root["reply_count"] = root.get("reply_count", 0) + 1
            root["latest_reply"] = ts
            message.setdefault("parent_user_id", root.get("user", ""))
            if message.get("subtype") == "thread_broadcast":
                message["root"] = dict(root)
        self.event(workspace, channel, {**message, "event_ts": ts})
        return ts

    def whisper(self, channel: Channel, user: str, content: dict[str, Any]) -> str:
        """Show something to one person alone; returns its ts."""
        ts = self.stamp(channel)
        channel.ephemeral.append({"text": "", **content, "user": user, "ts": ts})
        return ts

    def change(self, workspace: Workspace, channel: Channel, after: Message, by: str = "") -> None:
        """Replace a message by what it says now, and tell the app.

        `by` is who edited it; "" for an update that shows no mark of it.
        """
        before = channel.messages[after["ts"]]
        at = self.stamp(channel)
        if by:
            after["edited"] = {"user": by, "ts": at}
        channel.messages[after["ts"]] = after
        self._hidden(
            workspace,
            channel,
            at,
            {
                "subtype": "message_changed",
                "message": dict(after),
                "previous_message": dict(before),
            },
        )

    def remove(self, workspace: Workspace, channel: Channel, ts: str) -> None:
        """Delete a message, and tell the app.

        A root with answers becomes a tombstone, which is told as a change; with its last answer it
        goes as well (seen: https://github.com/slack-edge/slack-edge/pull/10 and
        https://github.com/openclaw/openclaw/pull/22035).
        """
        before = channel.messages[ts]
        if before.get("reply_count"):
            kept = ("type", "ts", "thread_ts", "reply_count", "latest_reply")
            tombstone = {
                **{name: before[name] for name in kept},
                "subtype": "tombstone", "user": "USLACKBOT", "hidden": True,
                "text": "This message was deleted.",
            }  # fmt: skip
            self.change(workspace, channel, tombstone)
            return
        del channel.messages[ts]
        channel.pins.pop(ts, None)
        self._gone(workspace, channel, before)
        root = channel.messages.get(before.get("thread_ts", ""))
        if root is not None:
            self._lost_an_answer(workspace, channel, root)

    def _gone(self, workspace: Workspace, channel: Channel, before: Message) -> None:
        told = {
            "subtype": "message_deleted",
            "deleted_ts": before["ts"],
            "previous_message": before,
        }
        self._hidden(workspace, channel, self.stamp(channel), told)

    def _lost_an_answer(self, workspace: Workspace, channel: Channel, root: Message) -> None:
        answers = [
            one["ts"]
            for one in channel.messages.values()
            if one.get("thread_ts") == root["ts"] and one is not root
        ]
        if answers:
            root |= {"reply_count": len(answers), "latest_reply": max(answers, key=float)}
            return
        for name in ("thread_ts", "reply_count", "latest_reply"):
            root.pop(name, None)
        if root.get("subtype") == "tombstone":
            del channel.messages[root["ts"]]
            self._gone(workspace, channel, root)

    def _hidden(
        self, workspace: Workspace, channel: Channel, at: str, event: dict[str, Any]
    ) -> None:
        shown = {"type": "message", "hidden": True, "ts": at, "event_ts": at}
        self.event(workspace, channel, shown | event)

    def event(self, workspace: Workspace, channel: Channel, event: dict[str, Any]) -> None:
        """Tell the app of something in a channel, where it is a member."""
        if workspace.bot_user not in channel.members:
            return
        told = {**event, "channel": channel.id, "channel_type": channel.kind}
        if channel.shared_with:
            told |= {name: _stubbed(told[name]) for name in _SHOWN if name in told}
            told = _stubbed(told)
        self.tell(workspace, told, bool(channel.shared_with))

    def announce(self, workspace: Workspace, channel: Channel, event: dict[str, Any]) -> None:
        """Tell the app of something about a channel that is no message in it."""
        if workspace.bot_user in channel.members:
            self.tell(workspace, event, bool(channel.shared_with))


_SHOWN = ("message", "previous_message")


def _stubbed(message: Message) -> Message:
    if "files" not in message:
        return message
    return {**message, "files": [stub(one) for one in message["files"]]}


def shown(message: Message, *, metadata: bool) -> Message:
    """Return a message as an answer shows it: `file_share` is a word of events alone.

    https://docs.slack.dev/messaging/message-metadata#direct: "If you do not pass
    `include_all_metadata=true`, you will receive the `event_type` field only".
    """
    copied: Message = deepcopy(message)
    if copied.get("subtype") == "file_share":
        del copied["subtype"]
    if not metadata and "metadata" in copied:
        copied["metadata"] = {"event_type": copied["metadata"].get("event_type")}
    return copied


def compact(value: Any) -> str:
    """Return JSON without needless space; half a surrogate pair is kept as an escape."""
    return json.dumps(value, separators=(",", ":"))
