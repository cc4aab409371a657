"""Socket Mode: slack_sdk's client, with one connection an object and Bolt behind it.

slack_sdk starts a task for each envelope without limit; here the queue is asked for room first.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Later, LockedOut, Lost
from handlers.slack.bolt import Bolt
from handlers.slack.errors import asked, fault
from handlers.slack.intake import Ticket
from handlers.slack.messages import word
from handlers.slack.session import Session
from handlers.slack.silence import SILENT

_log = structlog.get_logger("slack.socket")

HEARTBEAT: Final = 10.0
LARGEST_FRAME: Final = 32 * 1024 * 1024
_FAREWELL: Final = 10.0
_WAITING_FRAMES: Final = 1_000
_HELLO: Final = 5.0
"""Seconds in which Slack's hello is waited for."""
TOO_MANY: Final = "too_many_websockets"
"""Ten are open already; who comes again at once is told so again."""


class Connection(SocketModeClient):
    """One socket, from its address to its end; it never reconnects by itself."""

    def __init__(
        self, app_token: str, client: AsyncWebClient, session: Session, bolt: Bolt
    ) -> None:
        super().__init__(
            app_token=app_token,
            logger=SILENT,
            web_client=client,
            auto_reconnect_enabled=False,
            ping_interval=HEARTBEAT,
        )
        self._unused = self.aiohttp_client_session
        self._hosts = session
        self._bolt = bolt
        self._handling: set[asyncio.Task[None]] = set()
        self.message_queue = asyncio.Queue(_WAITING_FRAMES)
        self.greeted = asyncio.Event()
        self.leaving = asyncio.Event()
        self.gone = asyncio.Event()
        self.reason = ""

    async def connect(self) -> None:
        """Ask for an address and open the socket once; raises DoorError."""
        await self._unused.close()
        self.aiohttp_client_session = self._hosts.get()
        answer = await asked(self.web_client.apps_connections_open(app_token=self.app_token))
        url = answer.get("url")
        if not isinstance(url, str):
            raise Later("no_socket_address")
        self._hosts.allow_socket(url)
        try:
            self.current_session = await self.aiohttp_client_session.ws_connect(
                url,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                heartbeat=HEARTBEAT,
                max_msg_size=LARGEST_FRAME,
            )
        except Exception as error:  # noqa: BLE001 - the address must not reach a log
            raise fault(error) from None
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def welcomed(self) -> None:
        """Wait for Slack's hello, for five seconds; raises DoorError where it turns us away."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HELLO):
                await first(self.greeted.wait(), self.leaving.wait(), self.gone.wait())
        if self.greeted.is_set():
            return
        if self.reason == "link_disabled":
            raise LockedOut(self.reason)
        if self.leaving.is_set():
            raise Later(TOO_MANY if self.reason == TOO_MANY else "no_hello")
        if self.gone.is_set():
            raise Lost("socket_closed")

    async def receive_messages(self) -> None:
        """Queue what comes until the socket is closed."""
        session = self.current_session
        try:
            while session is not None:
                frame = await session.receive()
                if frame.type == aiohttp.WSMsgType.TEXT:
                    await self.message_queue.put(frame.data)
                elif frame.type != aiohttp.WSMsgType.BINARY:
                    return
        finally:
            self.gone.set()

    async def process_message(self) -> None:
        """Hand on the next frame, in order, once the queue has room for it."""
        frame = _frame(await self.message_queue.get())
        kind = frame.get("type")
        if kind == "hello":
            self.greeted.set()
        if kind == "disconnect":
            self.reason = word(frame.get("reason"))
            self.leaving.set()
        envelope = frame.get("envelope_id")
        if not isinstance(envelope, str):
            return
        payload = frame.get("payload")
        request = SocketModeRequest(
            type=word(kind),
            envelope_id=envelope,
            payload=payload if isinstance(payload, dict) else {},
        )
        await self._bolt.intake.room()
        ticket = Ticket(request.payload)
        task = asyncio.create_task(self._handle(request, ticket))
        self._handling.add(task)
        task.add_done_callback(lambda done: self._handled(done, ticket))

    async def _handle(self, request: SocketModeRequest, ticket: Ticket) -> None:
        """Keep one event for which the queue has room; acknowledge it once it is durable."""
        started = time.time()
        try:
            await send_async_response(self, request, await self._bolt.taken(ticket), started)
        except (OSError, aiohttp.ClientError) as error:
            # It is durable; Slack sends it again and it is recognised.
            _log.info("acknowledgement not delivered", error=type(error).__name__)

    def _handled(self, task: "asyncio.Task[None]", ticket: Ticket) -> None:
        self._handling.discard(task)
        if ticket.kept is None:
            self._bolt.intake.stay_out()

    async def farewell(self) -> None:
        """Leave the socket once nothing is under way on it, at the latest after ten seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await self.gone.wait()
        await self.close()

    async def close(self) -> None:
        """Acknowledge what is durable already, and close."""
        self.closed = True
        if self._handling:
            await asyncio.wait(self._handling, timeout=1.0)
        if self.current_session is not None:
            await self.current_session.close()
        tasks = [
            task
            for task in (self.message_processor, self.message_receiver, *self._handling)
            if task is not None
        ]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._unused.close()


async def first(*waits: Awaitable[Any]) -> None:
    """Wait until one of them is over, and leave the others off."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _frame(raw: str) -> dict[str, Any]:
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        _log.warning("a frame that is no JSON")
        return {}
    return frame if isinstance(frame, dict) else {}
