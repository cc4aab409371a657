"""The tests' own servers leave nobody behind, not who came in the very turn of their end."""

import asyncio
import gc
import socket
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.ended import shut
from tests.security.hostile import Elsewhere


async def served(turns: int) -> socket.socket:
    """Let somebody come so many turns of the loop before a server of streams ends."""
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        came = socket.create_connection(server.sockets[0].getsockname())
        for _ in range(turns):
            await asyncio.sleep(0)
        await shut(server)
        assert len(serving) <= 1
        await asyncio.gather(*filter(None, serving))
    return came


async def elsewhere(turns: int) -> socket.socket:
    """Let somebody come to where nobody belongs, say nothing, and go."""
    async with Elsewhere().open() as one:
        came = socket.create_connection(("127.0.0.1", one.port))
        came.shutdown(socket.SHUT_WR)
        for _ in range(turns):
            await asyncio.sleep(0)
    return came


@pytest.mark.parametrize("life", [served, elsewhere])
@pytest.mark.parametrize("turns", range(7))
def test_who_comes_in_the_turn_of_its_end_is_closed_too(
    life: Callable[[int], Coroutine[Any, Any, socket.socket]], turns: int
) -> None:
    gc.collect()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(life(turns)).close()
        gc.collect()
    assert [str(one.message) for one in found] == []
