"""How a test's own server ends: nobody who came in that very turn is left behind."""

import asyncio

from aiohttp import web

_TURNS = 2
"""Turns of the loop from a connection that is let in until the server knows of it: it is lost where
its listener closes earlier (https://github.com/python/cpython/issues/109564)."""


async def ended(runner: web.BaseRunner) -> None:
    """Let nobody in any more, and close who was let in, and the listeners."""
    for site in runner.sites:
        server = site._server
        for one in server.sockets if isinstance(server, asyncio.Server) else ():
            asyncio.get_running_loop().remove_reader(one.fileno())
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    await runner.cleanup()
