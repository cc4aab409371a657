"""What people and operators do in the stand-in: the verbs that drive it."""

from typing import Any

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.slack.limits import Gauge, Limits
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import Channel, Workspace, World


class People:
    """The stage and those on it."""

    limits: Limits
    gauge: Gauge
    faults: Faults

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal
        self.sockets: dict[str, Sockets] = {}
        world.tell = self._tell

    def _new_sockets(self, workspace: Workspace) -> Sockets:
        raise NotImplementedError

    def _tell(self, workspace: Workspace, event: dict[str, Any]) -> None:
        self.sockets[workspace.team].emit(event)

    def add_workspace(
        self,
        team: str,
        bot_token: str,
        app_token: str,
        *,
        name: str = "",
        bot_user: str = "U0BOT",
        bot_id: str = "B0BOT",
        scopes: list[str] | None = None,
    ) -> None:
        """Add a workspace with the app installed."""
        workspace = Workspace(
            team=team,
            name=name or team,
            bot_token=bot_token,
            app_token=app_token,
            bot_user=bot_user,
            bot_id=bot_id,
            scopes=None if scopes is None else set(scopes),
        )
        self.world.add(workspace)
        self.sockets[team] = self._new_sockets(workspace)
        self.add_user(team, bot_user, "tocsin", bot=True)

    def add_user(self, team: str, user: str, name: str, *, bot: bool = False) -> None:
        """Add a person to a workspace."""
        self.world.workspaces[team].users[user] = {
            "id": user,
            "team_id": team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "is_bot": bot,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "profile": {"real_name": name, "display_name": name},
        }

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

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self.world.channel(channel)[1].archived = True

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
        message: dict[str, Any] = {"user": user, "text": text}
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
        by = room.messages[ts]["user"]
        new: dict[str, Any] = {"text": text}
        if blocks is not None or "blocks" in room.messages[ts]:
            new["blocks"] = blocks or []
        self.journal.write("edited", channel=channel, ts=ts, text=text)
        self.world.change(workspace, room, ts, by, **new)

    def delete(self, channel: str, ts: str) -> None:
        """Let somebody delete a message."""
        workspace, room = self.world.channel(channel)
        self.journal.write("deleted", channel=channel, ts=ts)
        self.world.remove(workspace, room, ts)

    def command(self, channel: str, user: str, text: str) -> None:
        """Let somebody type `/tocsin <text>`."""
        workspace, _ = self.world.channel(channel)
        payload = {
            "command": "/tocsin",
            "text": text,
            "team_id": workspace.team,
            "channel_id": channel,
            "user_id": user,
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

    def set_limits(self, **limits: float) -> None:
        """Change limits by name (see `Limits`); 0 switches one off."""
        for name, value in limits.items():
            if not hasattr(self.limits, name):
                raise ValueError(f"no limit is called {name}")
            setattr(self.limits, name, value)

    def fail(
        self,
        method: str,
        *,
        status: int = 500,
        times: int = 1,
        retry_after: float | None = None,
        error: str = "",
        drop: str | None = None,
    ) -> None:
        """Let the next calls of a method fail; `drop` "before" or "after" breaks the connection."""
        kind = {None: "status", "before": "drop_before", "after": "drop_after"}[drop]
        fault = Fault(kind=kind, status=status, retry_after=retry_after, description=error)  # type: ignore[arg-type] # one of the three
        self.faults.add(method, fault, times)

    def clear_faults(self) -> None:
        """Forget the faults that have not happened yet."""
        self.faults.clear()

    def delay(self, ms: float) -> None:
        """Let every call take so many milliseconds longer."""
        self.faults.delay_ms = ms

    def entries(self, since: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the journal from an entry on, of one kind or all."""
        self.journal.flush()
        return [one for one in self.journal.entries[since:] if kind in (None, one["kind"])]

    def refused(self) -> dict[str, int]:
        """Return how many calls met a rate limit, by method."""
        return dict(self.gauge.refused)

    def revoke(self, team: str, error: str = "token_revoked") -> None:
        """Let every call with the workspace's tokens fail."""
        self.world.workspaces[team].revoked = error

    def restore(self, team: str) -> None:
        """Take the tokens back in."""
        self.world.workspaces[team].revoked = ""

    async def refresh(self, team: str) -> None:
        """Ask the connections to be replaced."""
        await self.sockets[team].refresh()

    async def break_sockets(self, team: str) -> None:
        """Break every connection of a workspace."""
        await self.sockets[team].close()

    def acknowledge(self, team: str, *, heard: bool) -> None:
        """Ignore acknowledgements, or hear them again."""
        self.sockets[team].acknowledging = heard

    def pending(self, team: str) -> int:
        """Return how many events wait for their acknowledgement."""
        return self.sockets[team].pending()

    def connections(self, team: str) -> int:
        """Return how many connections are open."""
        return self.sockets[team].open_connections
