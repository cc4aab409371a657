"""What operators do in the stand-in: limits, faults, tokens, connections, time."""

from typing import Any, Literal

from bot.sandbox.faults import Faults, scripted
from bot.sandbox.journal import Journal
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.limits import Gauge, Limits
from bot.sandbox.slack.manifests import install
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import World


class Operators:
    """What stands behind the stage."""

    clock: Clock
    limits: Limits
    gauge: Gauge
    faults: Faults
    port: int

    @property
    def origin(self) -> str:
        """The address at which the stand-in listens."""
        return f"http://127.0.0.1:{self.port}"

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal
        self.sockets: dict[str, Sockets] = {}

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
        drop: Literal["before", "after"] | None = None,
        slow: float = 0.0,
        garbled: bool = False,
    ) -> None:
        """Let the next calls of a method ("*": of any) fail; see `Fault`.

        `drop` "before" or "after" breaks the connection, `slow` answers so many seconds late,
        `garbled` answers with half of the JSON. With a `status` of 200 the call is refused by the
        word `error`. A `retry_after` goes with 429.
        """
        made = scripted(
            status=status, retry_after=retry_after, description=error,
            drop=drop, slow=slow, garbled=garbled,
        )  # fmt: skip
        self.faults.add(method, made, times)

    def clear_faults(self) -> None:
        """Forget the faults that have not happened, and the delay."""
        self.faults.clear()
        self.faults.delay_ms = 0

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

    def configure(self, team: str, config_token: str, *, messages_tab: bool = True) -> None:
        """Make an app configuration token, and switch the app's messages tab."""
        workspace = self.world.workspaces[team]
        workspace.config_token, workspace.messages_tab = config_token, messages_tab

    def install(self, team: str, manifest: dict[str, Any]) -> None:
        """Make the app what a manifest says: its scopes, events, commands, shortcuts and tab."""
        install(self.world.workspaces[team], manifest)

    def allow_kicks(self, team: str, whom: Literal["own", "all", "none"]) -> None:
        """Choose whom the app may remove from channels: the workspace's own, all, or nobody."""
        self.world.workspaces[team].kicks = whom

    def revoke(self, team: str, error: str = "token_revoked") -> None:
        """Let every call with the workspace's tokens fail."""
        self.world.workspaces[team].revoked = error

    def restore(self, team: str) -> None:
        """Take the tokens back in."""
        self.world.workspaces[team].revoked = ""

    def refresh(self, team: str, reason: str = "refresh_requested") -> None:
        """Send every connection a `disconnect` frame; see `Sockets.disconnect`."""
        self.sockets[team].disconnect(reason)

    async def set_request_url(self, team: str, url: str, signing_secret: str | None = None) -> None:
        """Have events sent to an address, once it proved itself; "" switches Socket Mode on.

        Open sockets are told that Socket Mode is off. A new `signing_secret` counts at once.
        """
        workspace = self.world.workspaces[team]
        if signing_secret is not None:
            workspace.signing_secret = signing_secret
        if url:
            await self.sockets[team].callbacks.verify(url)
            self.sockets[team].disconnect("link_disabled")
        workspace.request_url = url

    def limit_events(self, team: str) -> None:
        """Let the app have had too many events: those of the next minute are dropped."""
        self.sockets[team].callbacks.limit()

    def advance(self, seconds: float) -> None:
        """Let the platform's clock jump ahead; what falls due meanwhile happens now."""
        self.clock.advance(seconds)

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
