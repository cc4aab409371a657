"""What stands behind an address that a platform delivers to."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.ended import ended

Answer = Callable[[web.Request, bytes], Any]


class App:
    """An app's server: keeps what came, and answers what `answer` says."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.answer: Answer = lambda _request, _body: web.Response()
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/events"

    async def stop(self) -> None:
        if self._runner is not None:
            await ended(self._runner)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if request.path == "/events":
            self.came.append(({k.lower(): v for k, v in request.headers.items()}, body))
        answer = self.answer(request, body)
        return await answer if asyncio.iscoroutine(answer) else answer

    def events(self) -> list[Any]:
        return [json.loads(body) for _, body in self.came]
