"""The sockets of one workspace, from one to the next at Slack's refreshes.

slack_sdk leaves the old socket before it opens the next, so that events fall between them; here a
`disconnect` frame only asks for a successor, which is open before the old socket is left.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from handlers.door import Clock, DoorError, Later, LockedOut, Lost
from handlers.http import Route
from handlers.slack.messages import word
from handlers.slack.socket import TOO_MANY, Connection, first

_log = structlog.get_logger("slack.socket")

UNSETTLED: Final = 2.0
"""Seconds after a socket was opened in which events may still overtake each other."""


class Sockets:
    """The sockets of one workspace: one, and for a moment two."""

    sure = True
    """It notices whenever events are missed."""

    def __init__(self, make: Callable[[], Connection], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._open: set[Connection] = set()
        self._farewells: set[asyncio.Task[None]] = set()
        self._last_opened = float("-inf")

    def routes(self) -> tuple[Route, ...]:
        """Return no address: everything comes by the sockets."""
        return ()

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
                await first(current.leaving.wait(), current.gone.wait())
                if current.reason == "link_disabled":
                    raise LockedOut("link_disabled")
                if current.reason == TOO_MANY:
                    raise Later(TOO_MANY)
                if current.gone.is_set() and not current.leaving.is_set():
                    raise Lost("socket_closed")
                successor = await self._successor(current)
                if current.gone.is_set():
                    opened()
                _log.info("socket refreshed", reason=word(current.reason))
                self._leave(current)
                current = successor
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
            # From here on its events come in beside those of another socket.
            self._open.add(connection)
            self._last_opened = self._clock.monotonic()
            await connection.welcomed()
        except BaseException:
            self._open.discard(connection)
            await connection.close()
            raise
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
            await first(self._clock.sleep(pause), current.gone.wait())
            pause = min(pause * 2, 10.0)

    def _leave(self, connection: Connection) -> None:
        async def leave() -> None:
            await connection.farewell()
            self._open.discard(connection)

        task = asyncio.create_task(leave())
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)
