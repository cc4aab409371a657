"""The page's server, on this machine alone: its files, what is to be told, and what people do."""

import asyncio
import contextlib
import errno
import json
import socket
from collections.abc import Callable
from importlib import resources
from typing import Any, Final

from aiohttp import web

from bot.demo.page.acts import Acts
from bot.demo.page.clock import Clock
from bot.demo.page.controls import Controls
from bot.demo.page.guard import HEADERS, guard
from bot.demo.page.hands import LARGEST, Hands
from bot.demo.page.live import Live
from bot.demo.page.modals import Modals
from bot.demo.page.telling import Telling
from bot.demo.page.typed import Unfit

_HOST: Final = "127.0.0.1"
_NEIGHBOURS: Final = 20
_BAD: Final = 400
_TURNS: Final = 2
"""Turns of the loop from a connection that is let in until the server knows of it: it is lost where
its listener closes earlier (https://github.com/python/cpython/issues/109564)."""
_LARGEST: Final = 64 * 1024
_TOKEN_MARK: Final = "{{token}}"  # noqa: S105 - where the page's file has the token
TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class NoPort(Exception):
    """No port is free; says which were tried."""


class Server:
    """Serves the page; `await start()`, then `address`."""

    def __init__(
        self,
        acts: Acts,
        hands: Hands,
        controls: Controls,
        telling: Telling,
        live: Live,
        token: str,
        *,
        modals: Modals,
        clock: Clock,
    ) -> None:
        self._acts = acts
        self._hands = hands
        self._controls = controls
        self._telling = telling
        self._live = live
        self._token = token
        self._modals = modals
        self._clock = clock
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._entrance: socket.socket | None = None

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{_HOST}:{self.port}/"

    async def start(self, port: int) -> None:
        """Listen on `port`, or on the next one that is free; raises NoPort."""
        app = web.Application(client_max_size=_LARGEST, middlewares=[guard(self._token)])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/live", self._events),
                web.get("/files", self._files),
                web.get("/picture/{id}", self._picture),
                web.get("/{name}", self._file),
                web.post("/attach", self._attach),
                web.post("/act", self._act),
                web.post("/control", self._control),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        for tried in (*range(port, min(port + _NEIGHBOURS, 65536)), 0):
            try:
                self._entrance = socket.create_server((_HOST, tried))
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
                continue
            await web.SockSite(self._runner, self._entrance).start()
            self.port = self._entrance.getsockname()[1]
            return
        raise NoPort(f"no port is free from {port} on; name another with --port")

    async def stop(self) -> None:
        """Tell every browser that the demo has ended; close the port and every connection."""
        self._live.end()
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        try:
            if self._entrance is not None:
                asyncio.get_running_loop().remove_reader(self._entrance)
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
        finally:
            await runner.cleanup()

    async def _page(self, _request: web.Request) -> web.Response:
        page = _read("index.html").decode().replace(_TOKEN_MARK, self._token)
        return _answer(page.encode(), "text/html")

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = TYPES.get(f".{name.rpartition('.')[2]}")
        if kind is None or name not in names():
            return web.json_response(
                {"error": "there is no such file"}, status=404, headers=HEADERS
            )
        return _answer(_read(name), kind)

    async def _files(self, _request: web.Request) -> web.Response:
        return web.json_response(self._telling.files(), headers=HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        # A browser may leave at any moment.
        with contextlib.suppress(ConnectionError):
            async for event in self._live.listen():
                await response.write(event.encode())
        return response

    async def _act(self, request: web.Request) -> web.Response:
        def act(asked: dict[str, Any]) -> None:
            pane, view = _word(asked, "pane"), _word(asked, "view")
            match _word(asked, "do"):
                case "say":
                    self._acts.say(pane, view, _word(asked, "text"), str(asked.get("number", "")))
                case "edit":
                    self._acts.edit(pane, view, _word(asked, "number"), _word(asked, "text"))
                case "delete":
                    self._acts.delete(pane, view, _word(asked, "number"))
                case "withdraw":
                    self._acts.withdraw(pane, view, _word(asked, "number"))
                case "admit":
                    self._hands.admit(pane, view, _word(asked, "who"))
                case "dismiss":
                    self._hands.dismiss(pane, view)
                case "press" | "react" | "choose" as what:
                    does = getattr(self._hands, what)
                    does(pane, view, _word(asked, "number"), _word(asked, "with"))
                case "fill" | "leave" as what:
                    values = asked.get("values") if what == "fill" else None
                    self._modals.act(what, pane, values)
                case _:
                    raise Unfit("do: is nothing that people do on this page; press what is there")

        return await self._done(request, act)

    async def _attach(self, request: web.Request) -> web.Response:
        """Take a file as the body of a request; what it says of itself stands in the query."""
        given = request.query
        pieces: list[bytes] = []
        size = 0
        async for piece in request.content.iter_any():
            size += len(piece)
            if size > LARGEST:
                return _refused(f"file: is larger than {LARGEST >> 20} MB; choose a smaller one")
            pieces.append(piece)

        def attach() -> None:
            self._hands.attach(
                given.get("pane", ""), given.get("view", ""), given.get("name", ""),
                given.get("text", ""), b"".join(pieces),
            )  # fmt: skip

        return self._answered(attach)

    async def _picture(self, request: web.Request) -> web.Response:
        found = self._telling.pictures.look(request.match_info["id"])
        if found is None:
            return web.json_response(
                {"error": "there is no such picture"}, status=404, headers=HEADERS
            )
        return web.Response(body=found[0], content_type=found[1], headers=HEADERS)

    async def _control(self, request: web.Request) -> web.Response:
        asked_for: list[str] = []

        def control(asked: dict[str, Any]) -> None:
            match _word(asked, "do"):
                case "start":
                    self._controls.start()
                case "refuse":
                    self._controls.refuse(_count(asked, "seconds"))
                case "hurry" | "flood" as word:
                    getattr(self._controls, word)()
                case "forward":
                    self._clock.forward(_count(asked, "minutes"))
                case "due":
                    self._clock.to_what_is_due(_word(asked, "which"), self._telling.dues)
                case "kill" | "drop" as word:
                    asked_for.append(word)
                case _:
                    raise Unfit("do: is no button of this page; press one that is")

        answer = await self._done(request, control)
        try:
            for word in asked_for:
                await (self._controls.kill() if word == "kill" else self._controls.drop())
        except Unfit as why:
            return _refused(str(why))
        return answer

    async def _done(self, request: web.Request, act: Any) -> web.Response:
        try:
            asked = json.loads((await request.read()).decode())
        except (ValueError, RecursionError, web.RequestPayloadError):
            return _refused("body: is no JSON; send a JSON object", _BAD)
        if not isinstance(asked, dict):
            return _refused("body: is no JSON object; send one", _BAD)
        return self._answered(lambda: act(asked))

    def _answered(self, act: Callable[[], None]) -> web.Response:
        try:
            act()
        except Unfit as why:
            return _refused(str(why))
        self._live.look()
        return web.json_response({}, headers=HEADERS)


def names() -> list[str]:
    """Return the names of the page's files."""
    return [one.name for one in resources.files(__package__).joinpath("web").iterdir()]


def _read(name: str) -> bytes:
    return resources.files(__package__).joinpath("web", name).read_bytes()


def _answer(body: bytes, kind: str) -> web.Response:
    charset = None if kind == "image/jpeg" else "utf-8"
    return web.Response(body=body, content_type=kind, charset=charset, headers=HEADERS)


def _refused(why: str, status: int = 200) -> web.Response:
    """Say why not; that somebody asked for what cannot be done is no fault of the request."""
    return web.json_response({"error": why}, status=status, headers=HEADERS)


def _word(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise Unfit(f"{name}: is missing or no text; give one")
    return value


def _count(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit(f"{name}: is missing or no whole number; give one")
    return value
