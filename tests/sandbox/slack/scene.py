"""The Slack of these tests, and the bare SDKs that look at it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn

TOKEN, APP = "xoxb-" + "1-made-up", "xapp-" + "1-made-up"
OTHER_TOKEN, OTHER_APP = "xoxb-" + "2-made-up", "xapp-" + "2-made-up"
TEAM, OTHER_TEAM = "T0FIRST", "T0SECOND"
ANN, BEN, EVE, BOT = "U0ANN", "U0BEN", "U0EVE", "U0BOT"
DESK, PRIVATE, FOREIGN, OUTSIDE, OLD = "C0DESK", "G0PRIV", "C0FOREIGN", "C0OUTSIDE", "C0OLD"
Raw: TypeAlias = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def furnish(stand_in: SlackStandIn) -> None:
    stand_in.add_workspace(TEAM, TOKEN, APP, name="First")
    stand_in.add_workspace(OTHER_TEAM, OTHER_TOKEN, OTHER_APP, name="Second", bot_user="U1BOT")
    for user, name in ((ANN, "Ann"), (BEN, "Ben"), (EVE, "Eve")):
        stand_in.add_user(TEAM, user, name)
    stand_in.add_channel(TEAM, DESK, name="desk", members=[ANN, BEN])
    stand_in.add_channel(TEAM, PRIVATE, name="private", members=[ANN], private=True)
    stand_in.add_channel(TEAM, OUTSIDE, name="outside", members=[ANN], bot=False)
    stand_in.add_channel(TEAM, "G0SECRET", members=[ANN], private=True, bot=False)
    stand_in.add_channel(TEAM, OLD, name="old", members=[ANN], archived=True)
    stand_in.add_user(OTHER_TEAM, "U1DAN", "Dan")
    stand_in.add_channel(OTHER_TEAM, FOREIGN, members=["U1DAN"])


def client_of(
    stand_in: SlackStandIn, web: aiohttp.ClientSession, token: str = TOKEN, **how: Any
) -> AsyncWebClient:
    """Return the bare client; it sends nothing again unless `retry_handlers` says so."""
    made = AsyncWebClient(token, stand_in.api_url, session=web, **{"retry_handlers": []} | how)
    made.proxy = None
    return made


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    """Return the answer by which a call is refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


async def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.005)


class Ear:
    """slack_sdk's own Socket Mode client, and what it has heard."""

    def __init__(self, stand_in: SlackStandIn, web: aiohttp.ClientSession, app: str = APP) -> None:
        self.client = SocketModeClient(
            app_token=app, web_client=client_of(stand_in, web), auto_reconnect_enabled=False
        )
        self.client.proxy = None
        self.answering = True
        self.frames: list[dict[str, Any]] = []
        self.requests: list[SocketModeRequest] = []
        self.client.message_listeners.append(self._frame)
        self.client.socket_mode_request_listeners.append(self._request)

    async def _frame(self, _client: Any, message: dict[str, Any], _raw: Any = None) -> None:
        self.frames.append(message)

    async def _request(self, client: Any, request: SocketModeRequest) -> None:
        self.requests.append(request)
        if self.answering:
            answer = SocketModeResponse(envelope_id=request.envelope_id)
            await client.send_socket_mode_response(answer)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return the events, without what wraps them."""
        return [one.payload["event"] for one in self.requests if one.type == "events_api"]

    @property
    def said(self) -> list[dict[str, Any]]:
        """Return the events that are messages."""
        return [one for one in self.events if one["type"] == "message"]

    async def heard(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait for so many events; returns them."""
        await until(lambda: len(self.events) >= count)
        return self.events
