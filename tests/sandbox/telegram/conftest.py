"""A Telegram with one bot, three people and the rooms that the tests speak of."""

import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import aiohttp
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.sandbox.telegram.limits import Limits
from bot.sandbox.telegram.server import TelegramStandIn

TOKEN = "7000:AAHfakefakefakefakefakefakefakefake"
BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, OTHER, FORUM, SMALL, CHANNEL = (
    -1001000000001,
    -1001000000002,
    -1001000000003,
    -4001,
    -1001000000009,
)
_TRUSTED = ssl.create_default_context()
"""Read from the disk once: each client would read all certificates anew."""
Raw: TypeAlias = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def furnish(stand_in: TelegramStandIn) -> None:
    stand_in.add_bot(TOKEN, "tocsin_bot", first_name="Tocsin")
    for user, name in ((ANN, "Ann"), (BEN, "Ben"), (EVE, "Eve")):
        stand_in.add_user(user, name, username=f"{name.lower()}_user")
    people = [ANN, BEN, BOT]
    stand_in.add_chat(GROUP, "Watch", members=people, admins=[BOT])
    stand_in.add_chat(OTHER, "Others", members=people, admins=[BOT])
    stand_in.add_chat(FORUM, "Forum", forum=True, members=people, admins=[BOT])
    stand_in.add_chat(SMALL, "Small", type="group", members=people, admins=[BOT])
    stand_in.add_chat(CHANNEL, "News", type="channel", members=[ANN], admins=[BOT])


@pytest.fixture
async def stand_in() -> AsyncIterator[TelegramStandIn]:
    made = TelegramStandIn(
        limits=Limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
    )
    furnish(made)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def limited() -> AsyncIterator[TelegramStandIn]:
    made = TelegramStandIn()
    furnish(made)
    await made.start()
    yield made
    await made.stop()


def client_of(stand_in: TelegramStandIn, token: str = TOKEN) -> telegram.Bot:
    return telegram.Bot(
        token,
        base_url=f"{stand_in.api_url}/bot",
        base_file_url=f"{stand_in.api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=16, httpx_kwargs={"verify": _TRUSTED}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": _TRUSTED}),
    )


@pytest.fixture
async def bot(stand_in: TelegramStandIn) -> AsyncIterator[telegram.Bot]:
    async with client_of(stand_in) as made:
        yield made


@pytest.fixture
async def limited_bot(limited: TelegramStandIn) -> AsyncIterator[telegram.Bot]:
    async with client_of(limited) as made:
        yield made


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


@pytest.fixture
def raw(stand_in: TelegramStandIn, web: aiohttp.ClientSession) -> Raw:
    """Send a body that no client would send; returns HTTP status and answer."""

    async def post(method: str, body: Any = None, *, token: str = TOKEN, **how: Any) -> Any:
        if body is not None:
            how |= {
                "data": body if isinstance(body, bytes) else json.dumps(body).encode(),
                "headers": {"content-type": how.pop("kind", "application/json")},
            }
        url = f"{stand_in.api_url}/bot{token}/{method}"
        async with web.post(url, **how) as answer:
            return answer.status, await answer.json()

    return post
