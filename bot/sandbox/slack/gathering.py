"""Who is in the room: what people do in the stand-in to be in a channel, or not."""

from bot.sandbox.slack.stage import Stage


class Gathering(Stage):
    """Those who come and go."""

    def deactivate(self, team: str, user: str) -> None:
        """Deactivate a person: they stay known as `deleted`, and are in no channel any more."""
        workspace = self.world.workspaces[team]
        workspace.users[user]["deleted"] = True
        for channel in workspace.channels.values():
            if not channel.im:
                channel.members.discard(user)

    def join(self, channel: str, user: str) -> None:
        """Let somebody into a channel."""
        self.world.channel(channel)[1].members.add(user)

    def leave(self, channel: str, user: str) -> None:
        """Take somebody (the app too) out of a channel."""
        self.world.channel(channel)[1].members.discard(user)

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or take it out of the archive."""
        self.world.channel(channel)[1].archived = archived

    def share(self, channel: str, team: str, *, pending: bool = False, new_id: str = "") -> str:
        """Share a channel with another workspace (Slack Connect); returns its id.

        `pending`: the invitation is not accepted yet. A private channel may get a new id by it,
        which `channel_id_changed` tells:
        https://docs.slack.dev/reference/events/channel_id_changed.
        """
        workspace, room = self.world.channel(channel)
        room.pending = pending
        if pending:
            return channel
        room.shared_with.add(team)
        if new_id:
            del workspace.channels[channel], self.world.by_channel[channel]
            room.id = new_id
            self.world.open_channel(workspace, room)
            told = {"old_channel_id": channel, "new_channel_id": new_id}
            at = self.world.stamp(room)
            event = {"type": "channel_id_changed", **told, "event_ts": at}
            self._tell(workspace, event, shared=True)
        return room.id
