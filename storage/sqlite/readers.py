"""The readers of a file: few connections, each used by one at a time.

To take one and to give it back costs no hop: its thread is idle then, and a BEGIN or ROLLBACK of
somebody who only reads waits for nobody.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from storage.faults import StoreClosed
from storage.sqlite.driver import Driver

_MOST: Final = 4


class Readers:
    """Gives readers; who asks while all are taken waits."""

    def __init__(self, connect: Callable[[], Awaitable[Driver]]) -> None:
        self._connect = connect
        self._free = asyncio.Semaphore(_MOST)
        self._idle: list[Driver] = []
        self._leaving: set[asyncio.Future[Any]] = set()
        self._closed = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Driver]:
        """Give a reader that sees one state of the database; raises sqlite3.Error."""
        async with self._free:
            if self._closed:
                raise StoreClosed("the store is closed")
            driver = self._idle.pop() if self._idle else await self._connect()
            try:
                driver.raw.execute("BEGIN")
                yield driver
            except asyncio.CancelledError:
                self._leave(driver)  # its thread may be in the middle of a query
                raise
            except BaseException:
                await self._ended(driver)
                raise
            await self._ended(driver)

    async def _ended(self, driver: Driver) -> None:
        try:
            if driver.raw.in_transaction:
                driver.raw.execute("ROLLBACK")
        except sqlite3.Error:
            self._leave(driver)  # what was read was read
            return
        if self._closed:
            await driver.close()
        else:
            self._idle.append(driver)

    def _leave(self, driver: Driver) -> None:
        """Close a reader once its thread is done with what it does."""
        if (left := driver.stop()) is not None:
            self._leaving.add(left)
            left.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Close those that nobody uses; the others when they are given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()
        if self._leaving:
            await asyncio.wait(self._leaving)
