"""The stage in the stand-in: workspaces, people, channels, and what is seen of them."""

from typing import Any, Literal

from bot.sandbox.journal import Journal
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.operators import Operators
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import Channel, Workspace, World
from bot.sandbox.slack.subscriptions import subscribed


class Stage(Operators):
    """What people and the app meet on."""

    def __init__(self, world: World, journal: Journal) -> None:
        super().__init__(world, journal)
        self.response_urls = ResponseUrls(world, self.clock)
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
        admin: bool = False,
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
            "is_admin": admin,
            "is_owner": False,
            "is_app_user": False,
            "updated": int(self.world.now()),
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
        general: bool = False,
        archived: bool = False,
    ) -> None:
        """Add a channel; the app is a member unless `bot` is false. Ids are unique over all."""
        workspace = self.world.workspaces[team]
        inside = set(members or ()) | ({workspace.bot_user} if bot else set())
        made = Channel(
            id=channel, name=name or channel.lower(), members=inside, private=private,
            general=general, archived=archived,
        )  # fmt: skip
        self.world.open_channel(workspace, made)

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


def home(workspace: Workspace, room: Channel, user: str) -> dict[str, Any]:
    """Say where somebody in a shared channel comes from: `team` stays the workspace's own."""
    home = workspace.users.get(user, {}).get("team_id", workspace.team)
    if not room.shared_with and home == workspace.team:
        return {}
    return {"user_team": home, "source_team": home}
