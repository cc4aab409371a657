"""How a test's own server ends: nobody who came in that very turn is left behind."""

import asyncio

from aiohttp import web

_TURNS = 4
"""Turns of the loop from a connection that is let in until the server knows of it, and whoever
serves it has begun: where its listener closes earlier it is lost
(https://github.com/python/cpython/issues/109564)."""


async def ended(runner: web.BaseRunner) -> None:
    """Let nobody in any more, and close who was let in, and the listeners."""
    for site in runner.sites:
        if isinstance(site._server, asyncio.Server):
            await shut(site._server)
    await runner.cleanup()


async def shut(server: asyncio.Server) -> None:
    """Let nobody in any more, and return once everybody who was let in is served."""
    for one in server.sockets:
        asyncio.get_running_loop().remove_reader(one.fileno())
    for _ in range(_TURNS):
        await asyncio.sleep(0)
