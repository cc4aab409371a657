"""Who is in the room, and what becomes of it: what people and administrators do in the stand-in."""

from typing import Any, Literal

from bot.sandbox.slack import membership
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.state import Channel, Workspace


class Gathering(Stage):
    """Those who come and go."""

    def join(self, channel: str, user: str, *, inviter: str = "", announced: bool = False) -> None:
        """Let somebody (the app too) into a channel; `announced` has a line in it say so."""
        workspace, room = self.world.channel(channel)
        membership.enter(self.world, workspace, room, user, inviter=inviter, announced=announced)

    def leave(self, channel: str, user: str, *, announced: bool = False) -> None:
        """Take somebody (the app too) out of a channel."""
        workspace, room = self.world.channel(channel)
        membership.go(self.world, workspace, room, user, announced=announced)

    def slip_in(self, channel: str, user: str) -> None:
        """Let somebody into a channel, or out of it, without an event: it was lost."""
        members = self.world.channel(channel)[1].members
        members.symmetric_difference_update({user})

    def welcome(self, team: str, user: str, name: str, **how: Any) -> None:
        """Add a person to a workspace as `add_user` does, and tell of it: `team_join`.

        https://docs.slack.dev/reference/events/team_join
        """
        self.add_user(team, user, name, **how)
        workspace = self.world.workspaces[team]
        event = {"type": "team_join", "user": dict(workspace.users[user])}
        self._everywhere(workspace, event)

    def make_guest(
        self, team: str, user: str, guest: Literal["multi", "single"] | None = "multi"
    ) -> None:
        """Make somebody a guest, or a full member again (None): `user_change`."""
        told = {"is_restricted": guest is not None, "is_ultra_restricted": guest == "single"}
        self._changed(team, user, told)

    def rename_user(self, team: str, user: str, name: str) -> None:
        """Let somebody call themselves otherwise: `user_change`."""
        profile = {"real_name": name, "display_name": name}
        self._changed(team, user, {"real_name": name, "profile": profile})

    def deactivate(self, team: str, user: str) -> None:
        """Deactivate a person: they stay known as `deleted`, and are in no channel any more."""
        for channel in self.world.workspaces[team].channels.values():
            if not channel.im:
                channel.members.discard(user)
        self._changed(team, user, {"deleted": True})

    def archive(self, channel: str, *, archived: bool = True, by: str = "USLACKBOT") -> None:
        """Archive a channel, or take it out of the archive."""
        workspace, room = self.world.channel(channel)
        room.archived = archived
        what = "archive" if archived else "unarchive"
        self._about(
            workspace, room, {"type": f"{room.kind}_{what}", "channel": channel, "user": by}
        )

    def rename(self, channel: str, name: str) -> None:
        """Call a channel otherwise: `channel_rename`, `group_rename`."""
        workspace, room = self.world.channel(channel)
        room.name = name
        told = {"id": room.id, "name": name, "created": 0, f"is_{room.kind}": True}
        self._about(workspace, room, {"type": f"{room.kind}_rename", "channel": told})

    def convert(self, channel: str, *, private: bool) -> None:
        """Make a public channel private, or a private one public: a line in it says so.

        https://docs.slack.dev/reference/events/message/channel_convert_to_private
        """
        workspace, room = self.world.channel(channel)
        room.private = private
        subtype = f"channel_convert_to_{'private' if private else 'public'}"
        text = f"made this channel {'private' if private else 'public'}"
        self.world.put(workspace, room, {"subtype": subtype, "user": "USLACKBOT", "text": text})

    def remove_channel(self, channel: str) -> None:
        """Delete a channel: `channel_deleted`, `group_deleted`."""
        workspace, room = self.world.channel(channel)
        self._about(workspace, room, {"type": f"{room.kind}_deleted", "channel": channel})
        del workspace.channels[channel], self.world.by_channel[channel]

    def share(self, channel: str, team: str, *, pending: bool = False, new_id: str = "") -> str:
        """Share a channel with another workspace (Slack Connect); returns its id.

        `pending`: the invitation is not accepted yet, and nothing tells of it. A private channel
        may get a new id by it: https://docs.slack.dev/reference/events/channel_id_changed. Then
        `channel_shared`, https://docs.slack.dev/reference/events/channel_shared.
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
            self._about(workspace, room, {"type": "channel_id_changed", **told})
        event = {"type": "channel_shared", "connected_team_id": team, "channel": room.id}
        self._about(workspace, room, event)
        return room.id

    def share_outside(self, channel: str, team: str, users: dict[str, str]) -> None:
        """Share a channel with another workspace, and let people of it in: their ids and names."""
        workspace, room = self.world.channel(channel)
        if team not in room.shared_with:
            self.share(channel, team)
        for user, name in users.items():
            if user not in workspace.users:
                self.add_user(workspace.team, user, name, home=team)
            self.join(channel, user)

    def unshare(self, channel: str, team: str) -> None:
        """End the sharing with a workspace; its people are out.

        https://docs.slack.dev/reference/events/channel_unshared
        """
        workspace, room = self.world.channel(channel)
        room.shared_with.discard(team)
        room.members -= {one for one, told in workspace.users.items() if told["team_id"] == team}
        event = {
            "type": "channel_unshared", "previously_connected_team_id": team,
            "channel": room.id, "is_ext_shared": bool(room.shared_with),
        }  # fmt: skip
        self._about(workspace, room, event)

    def members(self, channel: str) -> list[str]:
        """Return who is in a channel, by their ids."""
        return sorted(self.world.channel(channel)[1].members)

    def _about(self, workspace: Workspace, room: Channel, event: dict[str, Any]) -> None:
        """Tell of a channel itself: of a public one every app that may read channels."""
        told = {**event, "event_ts": self.world.stamp(room)}
        if room.kind == "channel" or workspace.bot_user in room.members:
            self.world.tell(workspace, told, bool(room.shared_with))

    def _changed(self, team: str, user: str, told: dict[str, Any]) -> None:
        """https://docs.slack.dev/reference/events/user_change."""
        workspace = self.world.workspaces[team]
        workspace.users[user].update({**told, "updated": int(self.world.now())})
        event = {"type": "user_change", "user": dict(workspace.users[user])}
        self._everywhere(workspace, {**event, "cache_ts": int(self.world.now())})

    def _everywhere(self, workspace: Workspace, event: dict[str, Any]) -> None:
        at = f"{self.world.now():.6f}"
        self.world.tell(workspace, {**event, "event_ts": at}, False)  # noqa: FBT003 - as `World.tell` is called
