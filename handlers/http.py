"""One listener for the routes that health, and later doors and pages, hand it."""

from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

Answer = tuple[int, Mapping[str, object]]
"""A status and what is answered as JSON."""


class Listener:
    """Serves GET routes as JSON on one address while it is entered."""

    def __init__(
        self, host: str, port: int, routes: Mapping[str, Callable[[], Awaitable[Answer]]]
    ) -> None:
        self._host = host
        self._port = port
        application = web.Application(client_max_size=64 * 1024)
        for path, answer in routes.items():
            application.router.add_get(path, _handler(answer))
        self._runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=1
        )

    async def __aenter__(self) -> Self:
        """Open the port; raises OSError when it cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the port."""
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port that is really open; it differs from the one asked for only when that was 0."""
        port: int = self._runner.addresses[0][1]
        return port


def _handler(
    answer: Callable[[], Awaitable[Answer]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(_request: web.Request) -> web.Response:
        status, body = await answer()
        return web.json_response(dict(body), status=status, headers={"Cache-Control": "no-store"})

    return handle
