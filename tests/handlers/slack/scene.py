"""A stand-in workspace with the door before it, over sockets or over HTTP."""

import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from bot.sandbox.slack.server import SlackStandIn
from handlers.door import Clock
from handlers.incoming import Typed
from handlers.slack.door import SlackDoor
from tests.handlers.over_http import BOT_TOKEN, SlackOverHttp

APP_TOKEN = "xapp-1-A-2-apptokenapptoken"
TEAM, DESK, ANN, BEN = "T0INSTITUTE", "C0DESK", "U0ANN", "U0BEN"


class Later(Clock):
    """The real time, and what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


class Scene:
    """A stand-in with a door before it, and what the door put into its inbox."""

    def __init__(self, slack: SlackStandIn, door: SlackDoor, inbox: Any, until: Any) -> None:
        self.slack = slack
        self.door = door
        self.inbox = inbox
        self.until = until
        self.clock = Later()

    def seen(self, user: str = ANN) -> dict[str, Any]:
        """Return the modal that somebody has before them; {} for none."""
        return self.slack.modal(TEAM, user) or {}

    def typed(self) -> list[Typed]:
        found: list[Typed] = self.inbox.of(Typed)
        return found

    async def opened(self, text: str = "new", user: str = ANN) -> dict[str, Any]:
        self.slack.command(DESK, user, text)
        await self.until(lambda: self.seen(user))
        return self.seen(user)

    async def sent(self, values: dict[str, Any], user: str = ANN) -> Typed:
        before = len(self.typed())
        self.slack.submit(TEAM, user, values)
        await self.until(lambda: not self.seen(user))
        assert len(self.typed()) == before + 1
        return self.typed()[-1]


def furnished(slack: SlackStandIn, world: SlackOverHttp | None) -> None:
    slack.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
    if world is None:
        slack.add_workspace(TEAM, BOT_TOKEN, APP_TOKEN)
        slack.add_user(TEAM, ANN, "Ann")
        slack.add_channel(TEAM, DESK, members=[ANN, BEN])
    else:
        slack.world.channel(DESK)[1].members.add(BEN)
    slack.add_user(TEAM, BEN, "Ben")


@contextlib.asynccontextmanager
async def staged(shared: SimpleNamespace, inbox: Any, way: str) -> AsyncIterator[Scene]:
    clock = Later()
    world = SlackOverHttp() if way == "http" else None
    slack = SlackStandIn() if world is None else world.server
    if world is None:
        furnished(slack, None)
        await slack.start()
        door = SlackDoor(
            "slack.main",
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            api_url=slack.api_url,
            clock=clock,
        )
    else:
        await world.start()
        furnished(slack, world)
        door = world.door(clock)
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.state == "connected")
        scene = Scene(slack, door, inbox, shared.until)
        scene.clock = clock
        yield scene
    if world is None:
        await slack.stop()
    else:
        await world.end()
