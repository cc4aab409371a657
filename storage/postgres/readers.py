"""The readers: few connections, each used by one at a time, made anew when they are lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from storage.faults import DatabaseUnreachable, StoreClosed
from storage.postgres.connections import Reading
from storage.postgres.driver import Driver

_MOST: Final = 4
_BEGIN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Readers:
    """Gives readers; who asks while all are taken waits."""

    def __init__(self, connect: Callable[[], Awaitable[Driver]]) -> None:
        self._connect = connect
        self._free = asyncio.Semaphore(_MOST)
        self._idle: list[Driver] = []
        self._closed = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Give a reader that sees one state of the database."""
        async with self._free:
            driver = await self._begun()
            try:
                yield Reading(driver)
            except asyncio.CancelledError:
                driver.terminate()  # in the middle of a query
                raise
            finally:
                await self._ended(driver)

    async def _begun(self) -> Driver:
        if self._closed:
            raise StoreClosed("the store is closed")
        while self._idle:
            driver = self._idle.pop()
            try:
                await self._begin(driver)
            except DatabaseUnreachable:
                continue  # it had been lost since it was last used
            return driver
        driver = await self._connect()
        await self._begin(driver)
        return driver

    @staticmethod
    async def _begin(driver: Driver) -> None:
        try:
            await driver.execute(_BEGIN)
        except BaseException:
            driver.terminate()
            raise

    async def _ended(self, driver: Driver) -> None:
        try:
            if not driver.closed:
                await driver.execute("ROLLBACK")
        except DatabaseUnreachable:
            return  # what was read was read
        except BaseException:
            driver.terminate()
            raise
        if self._closed:
            await driver.close()
        elif not driver.closed:
            self._idle.append(driver)

    async def close(self) -> None:
        """Close those that nobody uses; the others when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()
