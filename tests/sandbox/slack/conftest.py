"""A Slack with two workspaces, their people and the channels that the tests speak of."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import APP, TOKEN, Ear, Raw, client_of, furnish, until


@pytest.fixture
async def stand_in() -> AsyncIterator[SlackStandIn]:
    made = SlackStandIn(limits=Limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0))
    furnish(made)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def limited() -> AsyncIterator[SlackStandIn]:
    made = SlackStandIn()
    furnish(made)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


@pytest.fixture
def client(stand_in: SlackStandIn, web: aiohttp.ClientSession) -> AsyncWebClient:
    return client_of(stand_in, web)


@pytest.fixture
def limited_client(limited: SlackStandIn, web: aiohttp.ClientSession) -> AsyncWebClient:
    return client_of(limited, web)


@pytest.fixture
def raw(stand_in: SlackStandIn, web: aiohttp.ClientSession) -> Raw:
    """Send a body that no client would send; returns HTTP status and answer."""

    async def post(
        method: str, body: Any = None, *, token: str = TOKEN, kind: str = "application/json"
    ) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = body
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers["Content-Type"] = kind
        url = f"{stand_in.api_url}{method}"
        async with web.post(url, data=data, headers=headers) as answer:
            return answer.status, await answer.json()

    return post


@pytest.fixture
async def listen(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> AsyncIterator[Callable[..., Awaitable[Ear]]]:
    """Open a connection with slack_sdk's client, greeted."""
    ears: list[Ear] = []

    async def connect(app: str = APP, *, answering: bool = True) -> Ear:
        ear = Ear(stand_in, web, app)
        ear.answering = answering
        ears.append(ear)
        await ear.client.connect()
        await until(lambda: ear.frames)
        return ear

    yield connect
    for ear in ears:
        await ear.client.close()


@pytest.fixture
async def ear(listen: Callable[..., Awaitable[Ear]]) -> Ear:
    return await listen()
