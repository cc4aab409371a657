"""What people do in the stand-in: the verbs that drive it."""

from typing import Any, Literal

from bot.sandbox.journal import Journal
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.operators import Operators
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import Channel, Workspace, World
from bot.sandbox.slack.subscriptions import subscribed


class People(Operators):
    """The stage and those on it."""

    def __init__(self, world: World, journal: Journal) -> None:
        super().__init__(world, journal)
        world.tell = self._tell

    def _new_sockets(self, workspace: Workspace) -> Sockets:
        raise NotImplementedError

    def _tell(self, workspace: Workspace, event: dict[str, Any], shared: bool) -> None:  # noqa: FBT001 - as `World.tell` calls it
        if not subscribed(workspace, event):
            return
        self.sockets[workspace.team].emit(event, shared=shared)

    def add_workspace(  # noqa: PLR0913 - one word for each thing that an app may have
        self,
        team: str,
        bot_token: str,
        app_token: str,
        *,
        name: str = "",
        bot_user: str = "U0BOT",
        bot_id: str = "B0BOT",
        scopes: list[str] | None = None,
        events: list[str] | None = None,
        request_url: str = "",
        signing_secret: str = "",
    ) -> None:
        """Add a workspace with the app installed.

        `scopes` are the bot token's, `events` what the app subscribes to; all when left out. With a
        `request_url`, verified before, events go there, signed; without, Socket Mode is on.
        """
        workspace = Workspace(
            team=team,
            name=name or team,
            bot_token=bot_token,
            app_token=app_token,
            bot_user=bot_user,
            bot_id=bot_id,
            scopes=None if scopes is None else set(scopes),
            events=None if events is None else set(events),
            request_url=request_url,
            signing_secret=signing_secret,
        )
        self.world.add(workspace)
        self.sockets[team] = self._new_sockets(workspace)
        self.add_user(team, bot_user, "tocsin", bot=True)

    def subscribe(self, team: str, events: list[str] | None) -> None:
        """Change what the app subscribes to; None for everything."""
        self.world.workspaces[team].events = None if events is None else set(events)

    def add_user(
        self,
        team: str,
        user: str,
        name: str,
        *,
        bot: bool = False,
        guest: Literal["multi", "single"] | None = None,
        home: str = "",
    ) -> None:
        """Add a person to a workspace; `home` is another workspace that they belong to.

        Guests: `is_restricted` (several channels) and `is_ultra_restricted` too (a single one);
        people of another workspace: `is_stranger`,
        https://docs.slack.dev/reference/objects/user-object.
        """
        self.world.workspaces[team].users[user] = {
            "id": user,
            "team_id": home or team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "deleted": False,
            "is_bot": bot,
            "is_restricted": guest is not None,
            "is_ultra_restricted": guest == "single",
            "is_stranger": bool(home),
            "profile": {"real_name": name, "display_name": name},
        }

    def deactivate(self, team: str, user: str) -> None:
        """Deactivate a person: they stay known as `deleted`, and are in no channel any more."""
        workspace = self.world.workspaces[team]
        workspace.users[user]["deleted"] = True
        for channel in workspace.channels.values():
            if not channel.im:
                channel.members.discard(user)

    def add_channel(
        self,
        team: str,
        channel: str,
        *,
        name: str = "",
        members: list[str] | None = None,
        private: bool = False,
        bot: bool = True,
    ) -> None:
        """Add a channel; the app is a member unless `bot` is false. Ids are unique over all."""
        workspace = self.world.workspaces[team]
        inside = set(members or ()) | ({workspace.bot_user} if bot else set())
        self.world.open_channel(
            workspace,
            Channel(id=channel, name=name or channel.lower(), members=inside, private=private),
        )

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
        message: dict[str, Any] = {"user": user, "text": text, **_home(workspace, room, user)}
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

    def command(self, channel: str, user: str, text: str) -> None:
        """Let somebody type `/tocsin <text>`."""
        workspace, room = self.world.channel(channel)
        payload = {
            "token": "unused",
            "command": "/tocsin",
            "text": text,
            "team_id": workspace.team,
            "team_domain": "example",
            "channel_id": channel,
            "channel_name": room.name,
            "user_id": user,
            "user_name": workspace.users[user]["name"],
            "api_app_id": "A0TOCSIN",
            "response_url": "https://hooks.slack.com/commands/stand-in",
            "trigger_id": f"{self.world.now():.6f}.trigger",
        }
        self.sockets[workspace.team].emit(payload, "slash_commands")

    def emit(self, team: str, event: dict[str, Any]) -> str:
        """Send an event verbatim, however malformed; returns its id."""
        return self.sockets[team].emit(event)

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """Return what stands in a channel, oldest first."""
        _, room = self.world.channel(channel)
        return [dict(one) for _, one in sorted(room.messages.items(), key=lambda i: float(i[0]))]

    def ephemeral(self, channel: str) -> list[dict[str, Any]]:
        """Return what was shown to single people in a channel."""
        return list(self.world.channel(channel)[1].ephemeral)

    def direct(self, team: str, user: str) -> list[dict[str, Any]]:
        """Return what stands in the app's conversation with a person, oldest first."""
        return self.messages(direct(self.world, self.world.workspaces[team], user).id)


def _home(workspace: Workspace, room: Channel, user: str) -> dict[str, Any]:
    """Say where somebody in a shared channel comes from: `team` stays the workspace's own."""
    home = workspace.users.get(user, {}).get("team_id", workspace.team)
    if not room.shared_with and home == workspace.team:
        return {}
    return {"user_team": home, "source_team": home}
