"""The stand-in, and the small Slack for what it does not do: sockets that misbehave."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from bot.sandbox.slack.server import SlackStandIn
from tests.handlers.slack.scene import Scene, staged
from tests.handlers.small_slack import SmallSlack


@pytest.fixture
async def small() -> AsyncIterator[SmallSlack]:
    server = SmallSlack()
    await server.start()
    yield server
    await server.stop()
    await asyncio.sleep(0)


@pytest.fixture
async def stand_in() -> AsyncIterator[SlackStandIn]:
    """A workspace with one person and one channel."""
    made = SlackStandIn()
    made.add_workspace("T0INSTITUTE", "xoxb-" + "1-made-up", "xapp-" + "1-made-up")
    made.add_user("T0INSTITUTE", "U0ANN", "Ann")
    made.add_channel("T0INSTITUTE", "C0DESK", members=["U0ANN"])
    await made.start()
    yield made
    await made.stop()


@pytest.fixture(params=["socket", "http"])
async def either(
    request: pytest.FixtureRequest, shared: SimpleNamespace, inbox: Any
) -> AsyncIterator[Scene]:
    async with staged(shared, inbox, request.param) as scene:
        yield scene


@pytest.fixture
async def scene(shared: SimpleNamespace, inbox: Any) -> AsyncIterator[Scene]:
    async with staged(shared, inbox, "socket") as made:
        yield made
