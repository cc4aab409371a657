"""The small Slack, for what the stand-in does not do: sockets that misbehave."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.handlers.small_slack import SmallSlack


@pytest.fixture
async def small() -> AsyncIterator[SmallSlack]:
    server = SmallSlack()
    await server.start()
    yield server
    await server.stop()
    await asyncio.sleep(0)
