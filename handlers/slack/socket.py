"""Socket Mode: slack_sdk's client, with one connection an object and Bolt behind it.

slack_sdk leaves the old socket before it opens the next, so that events fall between them; here a
`disconnect` frame only asks for a successor, which is open before the old socket is left. slack_sdk
also starts a task for each envelope without limit; here the queue is asked for room first.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError, Later, LockedOut, Lost
from handlers.slack.errors import asked, fault
from handlers.slack.intake import Intake, Ticket
from handlers.slack.messages import word
from handlers.slack.session import Session
from handlers.slack.silence import SILENT

_log = structlog.get_logger("slack.socket")

HEARTBEAT: Final = 10.0
LARGEST_FRAME: Final = 32 * 1024 * 1024
UNSETTLED: Final = 2.0
"""Seconds after a socket was opened in which events may still overtake each other."""
_FAREWELL: Final = 10.0
_WAITING_FRAMES: Final = 1_000


class Connection(SocketModeClient):
    """One socket, from its address to its end; it never reconnects by itself."""

    def __init__(
        self, app_token: str, client: AsyncWebClient, session: Session, bolt: "Bolt"
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
        task = asyncio.create_task(self._bolt.handle(self, request, ticket))
        self._handling.add(task)
        task.add_done_callback(lambda done: self._handled(done, ticket))

    def _handled(self, task: "asyncio.Task[None]", ticket: Ticket) -> None:
        self._handling.discard(task)
        if ticket.kept is None:
            self._bolt.intake.stay_out()

    async def farewell(self) -> None:
        """Leave the socket once nothing is under way on it, at the latest after ten seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.gone.wait(), _FAREWELL)
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


class Bolt:
    """slack_bolt, whose first middleware keeps every event and answers for all kinds.

    It stands before Bolt's own authorization and self-event filter, which would call Slack and
    swallow a moderator's deletion of our copies.
    """

    def __init__(self, client: AsyncWebClient, intake: Intake) -> None:
        self.intake = intake
        self._app = AsyncApp(
            logger=SILENT,
            name="tocsin",
            client=client,
            before_authorize=self._keep,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
        )

    async def handle(
        self, connection: Connection, request: SocketModeRequest, ticket: Ticket
    ) -> None:
        """Keep one event for which the queue has room; acknowledge it once it is durable."""
        started = time.time()
        try:
            answer = await self._dispatched(ticket)
            if ticket.kept is None:
                # Bolt tripped over the payload before its first middleware.
                answer = _answer(kept=await self.intake.enter(ticket))
            await send_async_response(connection, request, answer, started)
        except (OSError, aiohttp.ClientError) as error:
            # It is durable; Slack sends it again and it is recognised.
            _log.info("acknowledgement not delivered", error=type(error).__name__)

    async def _dispatched(self, ticket: Ticket) -> BoltResponse:
        try:
            request = AsyncBoltRequest(
                mode="socket_mode", body=ticket.payload, context={"ticket": ticket}
            )
            return await self._app.async_dispatch(request)
        except Exception:  # noqa: BLE001 - a payload that Bolt cannot take is ours to judge
            return _answer(kept=False)

    async def _keep(self, context: Any) -> BoltResponse:
        return _answer(kept=await self.intake.enter(context["ticket"]))


class Sockets:
    """The sockets of one workspace: one, and for a moment two."""

    def __init__(self, make: Callable[[], Connection], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._open: set[Connection] = set()
        self._farewells: set[asyncio.Task[None]] = set()
        self._last_opened = float("-inf")

    def settled(self) -> bool:
        """Tell whether events come in Slack's order: one socket, and not a fresh one."""
        alone = sum(not one.gone.is_set() for one in self._open) < 2  # noqa: PLR2004 - two
        return alone and self._clock.monotonic() - self._last_opened > UNSETTLED

    async def keep(self, opened: Callable[[], None]) -> None:
        """Open a socket and follow Slack's refreshes, until cancelled.

        `opened` is called whenever a socket was opened while there was no other, so that events may
        have been missed. Raises DoorError when there is no socket any more.
        """
        current = await self._connect()
        try:
            opened()
            while True:
                await _first(current.leaving.wait(), current.gone.wait())
                if current.reason == "link_disabled":
                    raise LockedOut("link_disabled")
                if current.gone.is_set() and not current.leaving.is_set():
                    raise Lost("socket_closed")
                successor = await self._successor(current)
                if current.gone.is_set():
                    opened()
                self._leave(current)
                current = successor
                _log.info("socket refreshed", reason=word(current.reason) or "none")
        finally:
            await self.close()

    async def close(self) -> None:
        """Close every socket."""
        farewells = list(self._farewells)
        for task in farewells:
            task.cancel()
        await asyncio.gather(*farewells, return_exceptions=True)
        await asyncio.gather(*(one.close() for one in self._open), return_exceptions=True)
        self._open.clear()

    async def _connect(self) -> Connection:
        connection = self._make()
        try:
            await connection.connect()
        except BaseException:
            await connection.close()
            raise
        self._open.add(connection)
        self._last_opened = self._clock.monotonic()
        return connection

    async def _successor(self, current: Connection) -> Connection:
        """Open the next socket while the current one still lives; raises DoorError after that."""
        pause = 0.5
        while True:
            try:
                return await self._connect()
            except DoorError as error:
                if current.gone.is_set():
                    raise
                _log.warning("no successor for the socket yet", code=error.code)
            await _first(self._clock.sleep(pause), current.gone.wait())
            pause = min(pause * 2, 10.0)

    def _leave(self, connection: Connection) -> None:
        async def leave() -> None:
            await connection.farewell()
            self._open.discard(connection)

        task = asyncio.create_task(leave())
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)


async def _first(*waits: Awaitable[Any]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _answer(*, kept: bool) -> BoltResponse:
    return BoltResponse(status=200 if kept else 503, body="")


def _frame(raw: str) -> dict[str, Any]:
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        _log.warning("a frame that is no JSON")
        return {}
    return frame if isinstance(frame, dict) else {}
