"""Socket Mode: every event goes to one of the open connections, and again until it is acknowledged.

https://docs.slack.dev/apis/events-api/using-socket-mode and
https://docs.slack.dev/apis/events-api/#retries. How often and why an event is sent again stands in
the envelope: `retry_attempt` and `retry_reason`, as in slack_sdk's own samples
(https://github.com/slackapi/python-slack-sdk, tests/slack_sdk/socket_mode).
"""

import asyncio
import contextlib
import functools
import itertools
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.sandbox.journal import Journal
from bot.sandbox.slack.callbacks import Callbacks
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.event import Event, Patience
from bot.sandbox.slack.state import Workspace, compact

MOST_CONNECTIONS: Final = 10
"""https://docs.slack.dev/apis/events-api/using-socket-mode#connections: "up to 10"."""
WARNING: Final = 10.0
"""#disconnect: "You may receive a warning about 10 seconds before the disconnect"."""
FAREWELL: Final = 10.0
"""Seconds that a connection lives on after `refresh_requested`; the page names no number."""
_PATIENCE_AT_THE_END: Final = 1.0
_LIFE: Final = 3600
"""#connect: `approximate_connection_time` of the hello message."""
_SENT_OFF: Final = "view_submission"
"""With a command, what may be answered in its acknowledgement."""
_DEBUG: Final = {"host": "applink-stand-in"}


@dataclass(slots=True, eq=False)
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, Event] = field(default_factory=dict)
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)


class Sockets:
    """The connections of one workspace's app."""

    def __init__(
        self, workspace: Workspace, journal: Journal, patience: Patience, clock: Clock
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._patience = patience
        self._clock = clock
        self._ends: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._turn = itertools.count()
        self._number = itertools.count(1)
        self.callbacks = Callbacks(workspace, journal, patience, clock)
        self.acknowledging = True
        """False: acknowledgements are ignored, as if they were lost on their way."""

    def open(self, origin: str) -> str:
        """Return the address for one new connection (apps.connections.open)."""
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
        """Serve one connection until it ends; what it has not acknowledged is sent again.

        One too many is told so in place of the hello, and closed (seen:
        https://github.com/slackapi/bolt-js/issues/2021).
        """
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await socket.send_str(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        one = _Connection(socket)
        self._connections.append(one)
        self._journal.write("connected", team=self._workspace.team, open=len(self._connections))
        await socket.send_str(
            compact(
                {
                    "type": "hello",
                    "num_connections": len(self._connections),
                    "debug_info": {**_DEBUG, "approximate_connection_time": _LIFE},
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
                one.outbox.task_done()

    def emit(
        self,
        event: dict[str, Any],
        kind: str = "events_api",
        *,
        shared: bool = False,
        answered: Callable[[Any], None] | None = None,
        lost: Callable[[str], None] | None = None,
    ) -> str:
        """Send an event to one of the connections; returns its id.

        What comes with the acknowledgement `answered` is told, `lost` that none came.
        `shared` tells of a channel that another workspace shares. The wrapper:
        https://docs.slack.dev/apis/events-api/#event-type-structure.
        """
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
                    {
                        "enterprise_id": None,
                        "team_id": self._workspace.team,
                        "user_id": self._workspace.bot_user,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": shared,
            }
        sent = {"type": kind, "payload": payload}
        self._send(Event(sent, event_id, answered=answered, lost=lost))
        return event_id

    def _send(self, event: Event) -> None:
        if self._workspace.request_url:
            self.callbacks.send(event)
            return
        live = [one for one in self._connections if not one.socket.closed]
        if not live:
            self._retry(event)
            return
        one = live[next(self._turn) % len(live)]
        event.envelope = secrets.token_hex(16)
        kind = event.payload["type"]
        answers = kind == "slash_commands" or event.payload["payload"].get("type") == _SENT_OFF
        frame = {**event.payload, "envelope_id": event.envelope}
        frame["accepts_response_payload"] = answers
        if kind == "events_api":
            frame |= {"retry_attempt": event.attempt}
            frame |= {"retry_reason": event.reason}
        one.waiting[event.envelope] = event
        one.outbox.put_nowait(compact(frame))
        unanswered = functools.partial(self._unanswered, one, event)
        event.timer = self._clock.after(self._patience.answer, unanswered)

    def _answered(self, one: _Connection, text: str) -> None:
        if not self.acknowledging:
            return
        try:
            given = json.loads(text)
            event = one.waiting.pop(given.get("envelope_id"), None)
        except (ValueError, AttributeError, TypeError):
            return
        if event is not None:
            if event.timer is not None:
                event.timer.cancel()
            waited = time.monotonic() - event.emitted
            self._journal.write(
                "acknowledged", event=event.event_id, attempt=event.attempt, waited=waited
            )
            if event.answered is not None:
                event.answered(given.get("payload"))

    def _unanswered(self, one: _Connection, event: Event) -> None:
        if one.waiting.pop(event.envelope, None) is None:
            return
        if event.timer is not None:
            event.timer.cancel()
        self._retry(event)

    def _retry(self, event: Event) -> None:
        event.reason = "timeout"
        event.again(self._clock, self._patience, self._journal, self._send)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced, or tell it that Socket Mode is switched off.

        A `warning` is followed by `refresh_requested`, that by the end of the connection; until
        then events "may be sent to any of the connections". `link_disabled` ends it at once.
        https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect
        """
        for one in self._connections:
            self._dismiss(one, reason)

    def _dismiss(self, one: _Connection, reason: str) -> None:
        if one.socket.closed:
            return
        one.outbox.put_nowait(_disconnect(reason))
        self._journal.write("disconnect", team=self._workspace.team, reason=reason)
        if reason == "warning":
            self._clock.after(WARNING, functools.partial(self._dismiss, one, "refresh_requested"))
        else:
            wait = 0.0 if reason == "link_disabled" else FAREWELL
            self._clock.after(wait, functools.partial(self._end, one))

    def _end(self, one: _Connection) -> None:
        async def end() -> None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(one.outbox.join(), _PATIENCE_AT_THE_END)
            await one.socket.close()

        task = asyncio.get_running_loop().create_task(end())
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

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
        waiting = sum(len(one.waiting) for one in self._connections)
        return waiting + self.callbacks.pending()


def _disconnect(reason: str) -> str:
    return compact({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})
