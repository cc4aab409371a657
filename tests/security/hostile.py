"""A server that answers as nobody should, and one that nobody should ever reach."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.ended import ended, shut

Wrapped = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answered_first(stand_in: Any, answer: Callable[[web.Request], web.Response | None]) -> None:
    """Let `answer` speak before a stand-in that is not started yet; None leaves it the call."""
    serve: Wrapped = stand_in._serve

    async def first(request: web.Request) -> web.StreamResponse:
        return answer(request) or await serve(request)

    stand_in._serve = first


class Elsewhere:
    """A port that takes every connection and keeps what is sent there; no one belongs here."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.port = 0
        self._taking: set[asyncio.Task[None] | None] = set()

    @property
    def origin(self) -> str:
        """Its address without a scheme."""
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> Any:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self
            await shut(server)
            await asyncio.gather(*filter(None, self._taking))

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._taking.add(asyncio.current_task())
        self.taken.append(b"")
        mine = len(self.taken) - 1
        try:
            while data := await asyncio.wait_for(reader.read(65536), 0.3):
                self.taken[mine] += data
        except (TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()


class Garbage:
    """Answers every call with something broken that repeats what it was sent, and a mark."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._port = 0
        self.calls = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @asynccontextmanager
    async def open(self) -> Any:
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await ended(runner)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        told = f"{self._mark} {request.path_qs} {request.headers.get('Authorization', '')}"
        kinds = list(_broken(told))
        status, body = kinds[self.calls % len(kinds)]
        self.calls += 1
        if status == 0 and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": "0"} if status == 429 else {}
        return web.Response(
            status=status or 200, body=body, headers=headers, content_type="application/json"
        )


def _broken(told: str) -> Iterator[tuple[int, bytes]]:
    quoted = json.dumps(told).encode()
    yield 200, b"{" + told.encode()
    yield 200, b"[" + quoted + b"]"
    yield 200, quoted
    yield 500, told.encode()
    yield 502, b"<html>" + told.encode()
    yield 401, b'{"ok":false,"error":%s,"description":%s,"error_code":401}' % (quoted, quoted)
    yield 400, b'{"ok":false,"error":%s,"description":%s,"error_code":400}' % (quoted, quoted)
    yield 429, b'{"ok":false,"error":%s,"parameters":{"retry_after":%s}}' % (quoted, quoted)
    yield 200, b'{"ok":true,"result":%s,"url":%s,"user_id":[%s]}' % (quoted, quoted, quoted)
    yield 200, b'{"ok":true,"result":{"id":%s},"url":"ws://[%s"}' % (quoted, told.encode()[:20])
    yield 200, b"\xff\xfe" + told.encode("utf-16-le")
    yield 0, b""
