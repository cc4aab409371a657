"""One SQLite file: a writer, a pool of readers, and its migrations."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import StaticPool
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.faults import DatabaseBroken, DatabaseInUse, DatabaseMissing, DatabaseReadOnly
from storage.sqlite.connections import Reading, Writing
from storage.sqlite.driver import DURABLE, Driver, fault_of, make_file, meaning_of
from storage.sqlite.readers import Readers

T = TypeVar("T")
_DIALECT: Final[Dialect] = SQLiteDialect_aiosqlite()


class Database:
    """A file on disk. Nothing is opened before the first use."""

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database or "")
        self.name = str(self.path)
        self._url = url.set(drivername="sqlite+aiosqlite")
        self._driver: Driver | None = None
        self._lock: int | None = None
        self._readers = Readers(self._reader)
        self._dialect = _DIALECT

    async def made(self) -> bool:
        """Tell whether there is a file."""
        return self.exists

    async def make(self) -> None:
        """Make the file, empty; raises FileExistsError."""
        make_file(self.path)

    async def reserve(self) -> None:
        """Hold a lock that one process can hold; the system takes it back when the process ends.

        It lies on a file of its own: closing a second handle of the database would drop SQLite's
        locks.
        """
        path = self.path.with_name(f"{self.path.name}-lock")
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            lock = os.open(path, flags, 0o600)
        except OSError as error:
            raise DatabaseReadOnly(f"{path}: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise DatabaseInUse(f"{self.path}: another process runs on this database") from None
        self._lock = lock

    async def stay_reserved(self) -> None:
        """Return never: nobody can take the lock of a process that lives."""
        await asyncio.Event().wait()

    async def reserved(self) -> bool:
        """Tell whether a process holds the lock now; nothing is made to find that out."""
        path = self.path.with_name(f"{self.path.name}-lock")
        try:
            lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    async def loose(self) -> dict[str, str]:
        """Return the settings under which a commit might not outlive a loss of power.

        By their names, with what they are; none when all is as it must be. For an open database.
        """
        driver = self._driver
        if driver is None:
            raise RuntimeError("the database is not open")
        found = {name: str((await driver.run(_asking(name)))[0]).lower() for name in DURABLE}
        return {name: value for name, value in found.items() if value != DURABLE[name]}

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Reading]:
        """Give a connection that changes nothing on disk, before the writer is opened."""
        if not self.exists:
            raise DatabaseMissing(f"{self.path}: there is no database")
        # A write-ahead log stands beside the file while it is open, and after a crash.
        alone = not self.path.with_name(f"{self.path.name}-wal").exists()
        try:
            driver = await Driver(self.path, "ro", alone=alone)
        except sqlite3.Error as error:
            raise meaning_of(error, self.path) from error
        try:
            yield Reading(driver, self._dialect, self.path)
        finally:
            await driver.close()

    async def open(self, migrate: Callable[[SyncConnection], None] | None) -> Writing:
        """Open the writer, migrate if asked, and deny from then on what no statement needs."""
        if not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)):
            raise DatabaseReadOnly(f"{self.path}: the file or its folder cannot be written")
        try:
            driver = self._driver = await Driver(self.path, "rw")
            if migrate is not None:
                await self._migrate(driver, migrate)
            await driver.lock_down()
        except sqlite3.Error as error:
            await self.close()
            raise meaning_of(error, self.path) from error
        except BaseException:
            await self.close()
            raise
        return Writing(driver, self._dialect, self.path)

    async def _migrate(self, driver: Driver, migrate: Callable[[SyncConnection], None]) -> None:
        async def same() -> Driver:
            return driver

        engine = create_async_engine(self._url, async_creator=same, poolclass=StaticPool)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(_in_one_transaction, migrate)
        except DBAPIError as error:
            cause = error.orig
            if isinstance(cause, sqlite3.Error):
                raise fault_of(cause, self.path) or DatabaseBroken(
                    f"{self.path}: {cause}"
                ) from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Give a reader that sees one state of the database."""
        try:
            async with self._readers.reading() as driver:
                yield Reading(driver, self._dialect, self.path)
        except sqlite3.Error as error:
            raise meaning_of(error, self.path) from error

    async def close(self) -> None:
        """Close every connection; the last one empties the write-ahead log."""
        await self._readers.close()
        if self._driver is not None:
            await self._driver.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def _reader(self) -> Driver:
        return await Driver(self.path, "ro")


def _asking(pragma: str) -> Callable[[sqlite3.Connection], tuple[object, ...]]:
    def ask(raw: sqlite3.Connection) -> tuple[object, ...]:
        answer: tuple[object, ...] = raw.execute(f"PRAGMA {pragma}").fetchone()
        return answer

    return ask


def _in_one_transaction(
    connection: SyncConnection, migrate: Callable[[SyncConnection], None]
) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        migrate(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
