"""One listener for the routes that doors, health and metrics hand it.

A body is read with a counted cap, whatever its headers claim, and within a time; nothing that a
handler raises is told to whoever asked, and no access is logged.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

import structlog
from aiohttp import web

_log = structlog.get_logger("http")
_SILENT: Final = logging.getLogger("handlers.http.aiohttp")
_SILENT.disabled = True
"""aiohttp quotes in its records what it could not read."""

IDLE: Final = 15.0
"""Seconds in which a request's headers must have come."""
SLOWEST: Final = 10.0
"""Seconds in which a request's body must have come."""
MOST_CONNECTIONS: Final = 400
"""Connections that may be open at once: the database and the doors need file descriptors too."""
MOST_HELD: Final = 64 * 1024 * 1024
"""Bytes of bodies that may be held at once."""
DEEPEST: Final = 64
"""Objects and lists in each other, in JSON that is taken."""
_LINGER: Final = 1.0
_SAID_EVERY: Final = 60.0
_FAREWELL: Final = 1.0
_TURNS: Final = 2
"""Turns of the loop from a connection that is let in until the server knows of it: it is lost where
its listener closes earlier (https://github.com/python/cpython/issues/109564)."""
_NAME: Final = {"Server": "http", "Cache-Control": "no-store"}
_HEAD: Final = {"HEAD": "GET"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came: the headers, by any spelling of their names, and the bytes of the body."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: a mapping goes as JSON, a text as it is with its `content_type`."""

    status: int = 200
    body: Mapping[str, object] | str = field(default="", repr=False)
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler: TypeAlias = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address: `largest` is the greatest body in bytes that is read for it."""

    method: str
    path: str
    answer: Handler
    largest: int = 0


class Gate:
    """Lets requests in while it is open, and knows who is inside."""

    def __init__(self) -> None:
        self._open = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def open(self) -> None:
        """Let requests in."""
        self._open = True

    async def close(self) -> None:
        """Let nobody in any more, and wait a moment for those inside to be answered."""
        self._open = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await self._empty.wait()

    @contextlib.contextmanager
    def entered(self) -> Iterator[bool]:
        """Be inside; gives whether the gate is open."""
        self._inside += 1
        self._empty.clear()
        try:
            yield self._open
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()


class Strangers:
    """Counts the requests of a door that nobody vouches for, and says so once a minute at most.

    A wrong secret in the settings shows itself in nothing else.
    """

    def __init__(self, door: str) -> None:
        self._door = door
        self._count = 0
        self._said = float("-inf")

    def turned_away(self, now: float) -> Answer:
        """Return the 401; `now` is in seconds that never run backwards."""
        self._count += 1
        if now - self._said >= _SAID_EVERY:
            _log.warning("turned away: no valid secret", door=self._door, requests=self._count)
            self._count, self._said = 0, now
        return Answer(status=HTTPStatus.UNAUTHORIZED)


class Unreadable(Exception):
    """A body is no JSON object, or nested too deep; says nothing of what it holds."""


class _Refused(Exception):
    """The request cannot be handed on; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Server(web.Server):
    """Turns away whoever comes when too many are there."""

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()


class Listener:
    """Serves routes on one address while it is entered.

    `slowest` and `idle` are the seconds that a body and the headers may take.
    """

    def __init__(
        self,
        host: str,
        port: int,
        routes: Sequence[Route],
        *,
        slowest: float = SLOWEST,
        idle: float = IDLE,
    ) -> None:
        self._host = host
        self._port = port
        self._slowest = slowest
        self._idle = idle
        self._held = 0
        self._routes: dict[str, dict[str, Route]] = {}
        for route in routes:
            methods = self._routes.setdefault(route.path, {})
            if route.method in methods:
                raise ValueError(f"{route.method} {route.path} is handed in twice")
            methods[route.method] = route
        self._server: _Server | None = None
        self._entrance: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Open the port; raises OSError when it cannot be had."""
        self._server = _Server(
            self._handle,
            access_log=None,
            logger=_SILENT,
            # Signatures are over the bytes as they came.
            auto_decompress=False,
            keepalive_timeout=self._idle,
            lingering_time=_LINGER,
        )
        self._entrance = await asyncio.get_running_loop().create_server(
            self._server, self._host, self._port, backlog=128
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the port and every connection, however lately it was let in."""
        if self._server is not None and self._entrance is not None:
            for one in self._entrance.sockets:
                asyncio.get_running_loop().remove_reader(one.fileno())
            try:
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
            finally:
                self._entrance.close()
            self._server.pre_shutdown()
            await self._server.shutdown(_FAREWELL)

    @property
    def port(self) -> int:
        """The port that is really open; it differs from the one asked for only when that was 0."""
        if self._entrance is None:
            return self._port
        port: int = self._entrance.sockets[0].getsockname()[1]
        return port

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            answer = await self._answered(request)
        except _Refused as refused:
            return _response(Answer(status=refused.status), request, close=True)
        except Exception as error:  # noqa: BLE001 - it stops no other request
            # Whoever asked may ask again; why it failed is nobody's business but the operator's.
            _log.exception("a request could not be answered", error=type(error).__name__)
            return _response(Answer(status=HTTPStatus.SERVICE_UNAVAILABLE), request, close=True)
        return _response(answer, request)

    async def _answered(self, request: web.BaseRequest) -> Answer:
        methods = self._routes.get(request.path)
        if methods is None:
            raise _Refused(HTTPStatus.NOT_FOUND)
        route = methods.get(_HEAD.get(request.method, request.method))
        if route is None:
            allowed = {"Allow": ", ".join(sorted(methods))}
            return Answer(status=HTTPStatus.METHOD_NOT_ALLOWED, headers=allowed)
        body = bytearray()
        try:
            await self._read(request, route.largest, body)
            return await route.answer(Asked(headers=request.headers, body=bytes(body)))
        finally:
            self._held -= len(body)

    async def _read(self, request: web.BaseRequest, largest: int, body: bytearray) -> None:
        if (request.content_length or 0) > largest:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            async with asyncio.timeout(self._slowest):
                async for chunk in request.content.iter_any():
                    body += chunk
                    self._held += len(chunk)
                    if len(body) > largest:
                        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    if self._held > MOST_HELD:
                        raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        except TimeoutError:
            raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None
        except (web.RequestPayloadError, OSError):
            raise _Refused(HTTPStatus.BAD_REQUEST) from None


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; raises Unreadable."""
    try:
        value = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(value, dict):
        raise Unreadable
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return value
    raise Unreadable


def _no_number(_name: str) -> None:
    raise ValueError


def _response(answer: Answer, request: web.BaseRequest, *, close: bool = False) -> web.Response:
    if isinstance(answer.body, str):
        text, content_type = answer.body, answer.content_type
    else:
        text, content_type = json.dumps(dict(answer.body)), "application/json; charset=utf-8"
    headers = {**_NAME, **answer.headers, "Content-Type": content_type}
    response = web.Response(status=answer.status, body=text.encode(), headers=headers)
    if close or (answer.status >= HTTPStatus.BAD_REQUEST and request.body_exists):
        response.force_close()
    return response
