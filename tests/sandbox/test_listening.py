"""A stand-in that ends leaves nobody behind, not who came in that very turn, and stays ended."""

import asyncio
import gc
import socket
import warnings
from collections.abc import Callable

import pytest

from bot.sandbox.listening import Listening
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn

TURNS = range(7)
"""Turns of the loop between a connection and the end: taken from none to all the way."""


def left_open(made: Callable[[], Listening], turns: int, end: str) -> list[str]:
    """Return what a whole life of a stand-in leaves open, whom a connection reaches at its end."""

    async def life() -> socket.socket:
        stand_in = made()
        await stand_in.start()
        came = socket.create_connection(("127.0.0.1", stand_in.port))
        for _ in range(turns):
            await asyncio.sleep(0)
        if end == "gone for a while":
            await stand_in.down(60)
        await stand_in.stop()
        return came

    gc.collect()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(life()).close()
        gc.collect()
    return [str(one.message) for one in found]


@pytest.mark.parametrize("end", ["stopped", "gone for a while"])
@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("made", [SlackStandIn, TelegramStandIn])
def test_who_comes_in_the_turn_of_its_end_is_closed_too(
    made: Callable[[], Listening], turns: int, end: str
) -> None:
    assert left_open(made, turns, end) == []


async def test_who_is_stopped_while_away_does_not_come_back() -> None:
    stand_in = TelegramStandIn()
    await stand_in.start()
    await stand_in.down(0)
    await stand_in.stop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    async with asyncio.timeout(60):
        await asyncio.gather(*others, return_exceptions=True)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stand_in.port))
