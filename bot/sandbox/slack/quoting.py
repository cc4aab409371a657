"""Messages that bring other messages along, and those that nobody wrote.

https://docs.slack.dev/messaging/unfurling-links-in-messages and
https://docs.slack.dev/reference/events/message#subtypes. What a shared message looks like stands in
no page; its keys are those that apps have seen (https://github.com/slack-ruby/slack-ruby-client,
https://github.com/wee-slack/wee-slack): `is_share`, `is_msg_unfurl`, `from_url`, `message_blocks`.
"""

from typing import Any

from bot.sandbox.slack.stage import Stage, home


class Quoting(Stage):
    """Those who pass messages on."""

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message, as chat.getPermalink does."""
        return f"https://example.slack.com/archives/{channel}/p{ts.replace('.', '')}"

    def share_message(
        self,
        channel: str,
        user: str,
        source: str,
        ts: str,
        text: str = "",
        *,
        thread_ts: str | None = None,
    ) -> str:
        """Let somebody share a message of another channel (`source`, `ts`); returns the new ts."""
        workspace, room = self.world.channel(channel)
        shared = {**self.quoted(source, ts), "is_share": True}
        message = {"user": user, "text": text, "attachments": [shared]}
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        put = self.world.put(workspace, room, {**message, **home(workspace, room, user)})
        self.journal.write("shared", channel=channel, ts=put, user=user)
        return put

    def unfurl_message(self, channel: str, ts: str, source: str, source_ts: str) -> None:
        """Show under a message what its link to another message leads to: a change, no edit."""
        workspace, room = self.world.channel(channel)
        before = room.messages[ts]
        attachments = [*before.get("attachments", ()), self.quoted(source, source_ts)]
        self.world.change(workspace, room, {**before, "attachments": attachments})

    def quoted(self, source: str, ts: str) -> dict[str, Any]:
        """Return a message as an attachment shows it."""
        workspace, room = self.world.channel(source)
        message = room.messages[ts]
        author = workspace.users.get(str(message.get("user")), {})
        name = author.get("real_name", message.get("username", ""))
        text = message.get("text", "")
        made: dict[str, Any] = {
            "id": 1,
            "is_msg_unfurl": True,
            "ts": ts,
            "from_url": self.permalink(source, ts),
            "original_url": self.permalink(source, ts),
            "channel_id": source,
            "channel_team": workspace.team,
            "author_id": message.get("user", ""),
            "author_name": name,
            "author_subname": name,
            "author_link": f"https://example.slack.com/team/{message.get('user', '')}",
            "fallback": f"[{ts}] {name}: {text}",
            "text": text,
            "mrkdwn_in": ["text"],
            "footer": "Slack Conversation",
            "message_blocks": [
                {
                    "team": workspace.team, "channel": source, "ts": ts,
                    "message": {"blocks": list(message.get("blocks", ()))},
                }
            ],
        }  # fmt: skip
        if message.get("files"):
            made["files"] = list(message["files"])
        return made

    def act(self, channel: str, user: str, text: str) -> str:
        """Let somebody write `/me …`: `me_message`; returns its ts."""
        return self._put(channel, {"subtype": "me_message", "user": user, "text": text})

    def say_as_bot(
        self,
        channel: str,
        text: str,
        *,
        username: str = "Webhook",
        bot_id: str = "B0HOOK",
        blocks: list[dict[str, Any]] | None = None,
        attachments: list[dict[str, Any]] | None = None,
    ) -> str:
        """Let another integration post: `bot_message`, with no user; returns its ts.

        https://docs.slack.dev/reference/events/message/bot_message
        """
        message: dict[str, Any] = {
            "subtype": "bot_message", "bot_id": bot_id, "username": username, "text": text,
        }  # fmt: skip
        if blocks is not None:
            message["blocks"] = blocks
        if attachments is not None:
            message["attachments"] = attachments
        return self._put(channel, message)

    def note(self, channel: str, subtype: str, text: str = "", **extra: Any) -> str:
        """Let Slack itself note something in a channel (`channel_topic`, `pinned_item`, …)."""
        return self._put(channel, {"subtype": subtype, "user": "USLACKBOT", "text": text, **extra})

    def huddle(self, channel: str, user: str) -> str:
        """Let somebody start a huddle: a `huddle_thread` with its room; returns its ts."""
        room = {
            "id": f"R{channel[1:]}", "name": "", "created_by": user, "channels": [channel],
            "participants": [user], "date_start": int(self.world.now()), "date_end": 0,
            "call_family": "huddle", "has_ended": False,
        }  # fmt: skip
        return self.note(channel, "huddle_thread", room=room, no_notifications=True)

    def _put(self, channel: str, message: dict[str, Any]) -> str:
        workspace, room = self.world.channel(channel)
        ts = self.world.put(workspace, room, message)
        self.journal.write("posted", channel=channel, ts=ts, subtype=message["subtype"])
        return ts
