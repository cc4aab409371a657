"""A stand-in's port on loopback: opened, closed, away for a while, and back with its state."""

import asyncio
import contextlib
import secrets
import socket
from abc import ABC, abstractmethod
from typing import Final

from aiohttp import web

from bot.sandbox.journal import Journal

FLUSHED: Final = 0.2
"""Seconds between two times that the journal's file is brought up to date."""
_LOWEST: Final = 20_000
_HIGHEST: Final = 32_000
"""Ports that no system gives to whoever asks for any: one that is left for a while stays free
(https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html, ip_local_port_range)."""
_TRIES: Final = 100
_PATIENCE: Final = 0.05
"""Seconds for which an end waits for requests that are under way."""
_TURNS: Final = 2
"""Turns of the loop from a connection that is let in until the server knows of it: in the first its
transport is made, and is lost where its listener is closed by then
(https://github.com/python/cpython/issues/109564)."""


class Listening(ABC):
    """What listens; what is there to be asked stands in whoever inherits it."""

    journal: Journal
    port: int = 0
    _runner: web.AppRunner | None = None
    _entrance: socket.socket | None = None
    _leaving: asyncio.Task[None] | None = None
    _back: asyncio.Task[None] | None = None
    _flushing: asyncio.Task[None] | None = None

    @property
    @abstractmethod
    def api_url(self) -> str:
        """The address that stands for the platform's."""

    @abstractmethod
    def _app(self) -> web.Application:
        """Return what answers."""

    @abstractmethod
    def _open(self) -> None:
        """Begin what goes on by itself while it listens."""

    @abstractmethod
    async def _close(self) -> None:
        """End that, and every connection."""

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; on the port that it had, or with port 0 on any that is free."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=_PATIENCE)
        await self._runner.setup()
        if port or self.port:
            self._entrance = socket.create_server(("127.0.0.1", port or self.port))
        else:
            self._entrance = _anywhere()
        await web.SockSite(self._runner, self._entrance).start()
        self.port = self._entrance.getsockname()[1]
        self._flushing = asyncio.create_task(self._flush())
        self._open()

    async def stop(self) -> None:
        """Close every connection and the port; the state stays, `start()` brings it back.

        Who is away for a while does not come back by itself.
        """
        if self._back is not None:
            back, self._back = self._back, None
            back.cancel()
            await asyncio.wait([back])
        await self._go()

    async def _go(self) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            self._leaving = asyncio.create_task(self._end(runner))
        if self._leaving is not None:
            # Once begun it is brought to its end, whoever stops waiting for it.
            await asyncio.shield(self._leaving)

    async def _end(self, runner: web.AppRunner) -> None:
        entrance, self._entrance = self._entrance, None
        if entrance is not None:
            # Nobody is let in any more, and whoever was is known before the listener closes.
            asyncio.get_running_loop().remove_reader(entrance)
            for _ in range(_TURNS):
                await asyncio.sleep(0)
        await self._close()
        await runner.cleanup()
        if self._flushing is not None:
            self._flushing.cancel()
        self.journal.flush()

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSHED)
            self.journal.flush()

    async def down(self, seconds: float | None = None) -> None:
        """Go down, and come back on the same port after `seconds`, or with `up()`."""

        async def away() -> None:
            await self._go()
            if seconds is not None:
                await asyncio.sleep(seconds)
                await self.start(self.port)

        # Not awaited: the request that asked for it over HTTP must not wait for its own end.
        self._back = asyncio.create_task(away())
        await asyncio.sleep(0)

    async def up(self) -> None:
        """Be back on the same port."""
        if self._back is not None:
            await self._back
        if self._runner is None:
            await self.start(self.port)


def _anywhere() -> socket.socket:
    for _ in range(_TRIES):
        chosen = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        with contextlib.suppress(OSError):
            return socket.create_server(("127.0.0.1", chosen))
    return socket.create_server(("127.0.0.1", 0))
