"""A transaction's connection, for the writer and for readers.

The writer's statements run on the event loop: inside BEGIN IMMEDIATE none of them can wait for a
lock, and each takes some ten microseconds where a hop to another thread takes a hundred. What can
wait (a lock held by another process, the sync of COMMIT, every reader) runs in a thread.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine.interfaces import Dialect

from storage.faults import DatabaseBroken, DatabaseBusy, StoreFault
from storage.sqlite.driver import PATIENCE, Driver, fault_of, meaning_of
from storage.statements import Read, Row, Statement
from storage.work import Values


class Writing:
    """The one connection that writes."""

    def __init__(self, driver: Driver, dialect: Dialect, path: Path) -> None:
        self._driver = driver
        self._dialect = dialect
        self._path = path

    async def fetch(self, statement: Read[Row], values: Values) -> list[Row]:
        """Return rows."""
        bound = statement.bind(self._dialect, values)
        try:
            rows = self._driver.raw.execute(statement.sql(self._dialect), bound).fetchall()
        except sqlite3.Error as error:
            raise self._meaning(error) from error
        return [statement.into(*row) for row in rows]

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement for each row."""
        bound = [statement.bind(self._dialect, values) for values in rows]
        sql = statement.sql(self._dialect)
        try:
            if len(bound) == 1:
                self._driver.raw.execute(sql, bound[0])
            else:
                self._driver.raw.executemany(sql, bound)
        except sqlite3.Error as error:
            raise self._meaning(error) from error

    async def begin(self) -> bool:
        """Begin, waiting in the thread while another process writes; it is always the same file."""
        try:
            self._driver.raw.execute("PRAGMA busy_timeout = 0")
            self._driver.raw.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            fault = self._fault(error)
            if not isinstance(fault, DatabaseBusy):
                raise fault from error
            await self._in_thread(
                f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}", "BEGIN IMMEDIATE"
            )
        return False

    async def commit(self) -> None:
        """Commit; the sync of the disk is waited for in the thread."""
        await self._in_thread("COMMIT")

    async def rollback(self) -> None:
        """Roll back whatever is open."""
        try:
            await self._driver.run(_roll_back)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    async def savepoint(self) -> None:
        """Set a savepoint."""
        self._driver.raw.execute("SAVEPOINT act")

    async def release(self) -> None:
        """Keep what was done since the savepoint."""
        self._driver.raw.execute("RELEASE act")

    async def back(self) -> None:
        """Undo what was done since the savepoint; raises StoreFault when all is undone already."""
        try:
            self._driver.raw.execute("ROLLBACK TO act")
            self._driver.raw.execute("RELEASE act")
        except sqlite3.Error as error:
            raise DatabaseBroken(f"{self._path}: {error}") from error

    async def purge(self) -> bool:
        """Empty the write-ahead log; False when a reader was still busy with it."""
        busy, _, _ = await self._driver.run(
            lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        )
        return not busy

    async def _in_thread(self, *statements: str) -> None:
        def run(raw: sqlite3.Connection) -> None:
            for one in statements:
                raw.execute(one)

        try:
            await self._driver.run(run)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.Error) -> StoreFault:
        """Return what an error of the transaction itself means."""
        return fault_of(error, self._path) or DatabaseBroken(f"{self._path}: {error}")

    def _meaning(self, error: sqlite3.Error) -> Exception:
        return meaning_of(error, self._path)


def _roll_back(raw: sqlite3.Connection) -> None:
    if raw.in_transaction:
        raw.execute("ROLLBACK")


class Reading:
    """A reader's connection; each query is one hop."""

    def __init__(self, driver: Driver, dialect: Dialect, path: Path) -> None:
        self._driver = driver
        self._dialect = dialect
        self._path = path

    async def fetch(self, statement: Read[Row], values: Values) -> list[Row]:
        """Return rows."""
        bound = statement.bind(self._dialect, values)
        sql = statement.sql(self._dialect)
        try:
            rows = await self._driver.run(lambda raw: raw.execute(sql, bound).fetchall())
        except sqlite3.Error as error:
            raise meaning_of(error, self._path) from error
        return [statement.into(*row) for row in rows]

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Refuse: a reader changes nothing."""
        del statement, rows
        raise RuntimeError("a read changes nothing: use Store.write")
