"""Socket Mode: every event goes to one of the open connections, and again until it is acknowledged.

https://docs.slack.dev/apis/events-api/using-socket-mode and
https://docs.slack.dev/apis/events-api/#retries
"""

import asyncio
import contextlib
import itertools
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.sandbox.journal import Journal
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Workspace, compact

MOST_CONNECTIONS: Final = 10


@dataclass(slots=True, kw_only=True)
class Patience:
    """Seconds: how long an acknowledgement is waited for, and when an event is sent again."""

    answer: float = 3.0
    again: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass(slots=True, eq=False)
class _Event:
    payload: dict[str, Any]
    event_id: str
    attempt: int = 0
    envelope: str = ""
    timer: asyncio.TimerHandle | None = None
    emitted: float = field(default_factory=time.monotonic)


@dataclass(slots=True, eq=False)
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, _Event] = field(default_factory=dict)
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    leaving: bool = False


class Sockets:
    """The connections of one workspace's app."""

    def __init__(self, workspace: Workspace, journal: Journal, patience: Patience) -> None:
        self._workspace = workspace
        self._journal = journal
        self._patience = patience
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._turn = itertools.count()
        self._number = itertools.count(1)
        self._held: deque[_Event] = deque()
        self.acknowledging = True
        """False: acknowledgements are ignored, as if they were lost on their way."""

    def open(self, origin: str) -> str:
        """Return the address for one new connection (apps.connections.open)."""
        if len(self._connections) >= MOST_CONNECTIONS:
            raise Refusal("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{origin}/link/?ticket={ticket}&app_id=A0TOCSIN&team={self._workspace.team}"

    def admits(self, ticket: str) -> bool:
        """Tell whether a ticket is good, and use it up."""
        if ticket not in self._tickets:
            return False
        self._tickets.discard(ticket)
        return True

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends; what it has not acknowledged is sent again."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        one = _Connection(socket)
        self._connections.append(one)
        self._journal.write("connected", team=self._workspace.team, open=len(self._connections))
        await socket.send_str(
            compact(
                {
                    "type": "hello",
                    "num_connections": len(self._connections),
                    "debug_info": {"host": "stand-in", "approximate_connection_time": 18060},
                    "connection_info": {"app_id": "A0TOCSIN"},
                }
            )
        )
        writer = asyncio.create_task(self._write(one))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._answered(one, frame.data)
        finally:
            writer.cancel()
            self._connections.remove(one)
            self._journal.write("disconnected", team=self._workspace.team)
            for event in list(one.waiting.values()):
                self._unanswered(one, event)
        return socket

    async def _write(self, one: _Connection) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                await one.socket.send_str(await one.outbox.get())

    def emit(self, event: dict[str, Any], kind: str = "events_api") -> str:
        """Send an event to one of the connections; returns its id."""
        number = next(self._number)
        event_id = f"Ev{self._workspace.team[1:]}{number:08d}"
        payload = event
        if kind == "events_api":
            payload = {
                "token": "unused",
                "team_id": self._workspace.team,
                "api_app_id": "A0TOCSIN",
                "event": event,
                "type": "event_callback",
                "event_id": event_id,
                "event_time": int(float(event.get("event_ts", "0") or 0)),
                "authorizations": [
                    {"team_id": self._workspace.team, "user_id": self._workspace.bot_user}
                ],
                "is_ext_shared_channel": False,
            }
        self._send(_Event({"type": kind, "payload": payload}, event_id))
        return event_id

    def _send(self, event: _Event) -> None:
        live = [one for one in self._connections if not one.leaving and not one.socket.closed]
        if not live:
            self._retry(event)
            return
        one = live[next(self._turn) % len(live)]
        event.envelope = secrets.token_hex(16)
        frame = {**event.payload, "envelope_id": event.envelope, "accepts_response_payload": False}
        if event.payload["type"] == "events_api":
            frame |= {"retry_attempt": event.attempt}
            frame |= {"retry_reason": "timeout" if event.attempt else ""}
        one.waiting[event.envelope] = event
        one.outbox.put_nowait(compact(frame))
        loop = asyncio.get_running_loop()
        event.timer = loop.call_later(self._patience.answer, self._unanswered, one, event)

    def _answered(self, one: _Connection, text: str) -> None:
        if not self.acknowledging:
            return
        try:
            envelope = json.loads(text).get("envelope_id")
        except (ValueError, AttributeError):
            return
        event = one.waiting.pop(envelope, None)
        if event is not None:
            if event.timer is not None:
                event.timer.cancel()
            waited = time.monotonic() - event.emitted
            self._journal.write(
                "acknowledged", event=event.event_id, attempt=event.attempt, waited=waited
            )

    def _unanswered(self, one: _Connection, event: _Event) -> None:
        if one.waiting.pop(event.envelope, None) is None:
            return
        if event.timer is not None:
            event.timer.cancel()
        self._retry(event)

    def _retry(self, event: _Event) -> None:
        if event.attempt >= len(self._patience.again):
            self._journal.write("given up", event=event.event_id)
            return
        wait = self._patience.again[event.attempt]
        event.attempt += 1
        event.timer = asyncio.get_running_loop().call_later(wait, self._send, event)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced: each gets no new event once another is open."""
        for one in list(self._connections):
            one.leaving = len(self._connections) > 1
            one.outbox.put_nowait(compact({"type": "disconnect", "reason": reason}))

    async def close(self) -> None:
        """Break every connection."""
        for one in list(self._connections):
            if one.socket._req is not None and one.socket._req.transport is not None:  # noqa: SLF001 - a break is no close frame
                one.socket._req.transport.abort()  # noqa: SLF001 - the same
            await asyncio.sleep(0)

    @property
    def open_connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def pending(self) -> int:
        """How many events wait for their acknowledgement."""
        return sum(len(one.waiting) for one in self._connections)
