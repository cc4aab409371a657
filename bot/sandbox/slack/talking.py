"""What people write in the stand-in, change and delete."""

from typing import Any

from bot.sandbox.slack.stage import Stage, home


class Talking(Stage):
    """Those who write."""

    def say(
        self,
        channel: str,
        user: str,
        text: str,
        blocks: list[dict[str, Any]] | None = None,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> str:
        """Let a person write; returns the message's ts."""
        workspace, room = self.world.channel(channel)
        if workspace.users.get(user, {}).get("deleted"):
            raise ValueError("who is deactivated says nothing")
        if room.im and (workspace.read_only_tab or not workspace.messages_tab):
            raise ValueError("the app's messages tab takes no messages")
        message: dict[str, Any] = {"user": user, "text": text, **home(workspace, room, user)}
        if blocks is not None:
            message["blocks"] = blocks
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        if broadcast:
            message["subtype"] = "thread_broadcast"
        ts = self.world.put(workspace, room, {**message, **(extra or {})})
        self.journal.write(
            "said", channel=channel, ts=ts, user=user, text=text, thread_ts=thread_ts
        )
        return ts

    def edit(
        self, channel: str, ts: str, text: str, blocks: list[dict[str, Any]] | None = None
    ) -> None:
        """Let the author of a message edit it."""
        workspace, room = self.world.channel(channel)
        before = room.messages[ts]
        after = {**before, "text": text}
        if blocks is not None or "blocks" in before:
            after["blocks"] = blocks or []
        self.journal.write("edited", channel=channel, ts=ts, text=text)
        self.world.change(workspace, room, after, before["user"])

    def unfurl(self, channel: str, ts: str, attachments: list[dict[str, Any]]) -> None:
        """Add to a message what its links show: a change without an edit."""
        workspace, room = self.world.channel(channel)
        self.world.change(workspace, room, {**room.messages[ts], "attachments": attachments})

    def delete(self, channel: str, ts: str) -> None:
        """Let somebody delete a message."""
        workspace, room = self.world.channel(channel)
        self.journal.write("deleted", channel=channel, ts=ts)
        self.world.remove(workspace, room, ts)
