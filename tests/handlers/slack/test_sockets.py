"""While a successor is being greeted, its events come in beside those of the socket before it."""

import asyncio

from handlers.door import Clock
from handlers.slack.sockets import UNSETTLED, Sockets


class Turned(Clock):
    """Time that stands still until it is turned."""

    seconds = 1_000.0

    def monotonic(self) -> float:
        return self.seconds


class Socket:
    """A socket that Slack greets when it is told to."""

    def __init__(self) -> None:
        self.gone, self.leaving, self.hello = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.connected = asyncio.Event()
        self.reason = ""
        self.closed = 0

    async def connect(self) -> None:
        self.connected.set()

    async def welcomed(self) -> None:
        await self.hello.wait()

    async def farewell(self) -> None:
        await self.gone.wait()

    async def close(self) -> None:
        self.closed += 1


async def test_order_is_not_settled_from_the_moment_a_second_socket_is_open() -> None:
    clock, made = Turned(), [Socket(), Socket()]
    waiting = iter(made)
    sockets = Sockets(lambda: next(waiting), clock)
    opened = asyncio.Event()
    keeping = asyncio.create_task(sockets.keep(opened.set))
    made[0].hello.set()
    await opened.wait()
    clock.seconds += UNSETTLED + 1
    assert sockets.settled()
    made[0].leaving.set()
    await made[1].connected.wait()
    assert not sockets.settled()
    clock.seconds += UNSETTLED + 1
    assert not sockets.settled()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert [one.closed for one in made] == [1, 1]
