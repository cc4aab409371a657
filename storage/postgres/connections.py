"""A transaction's connection, for the writer and for readers."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import asyncpg

from storage.faults import (
    DatabaseBroken,
    DatabaseReadOnly,
    DatabaseUncertain,
    DatabaseUnreachable,
    StoreFault,
)
from storage.postgres.driver import DIALECT, Driver, remedy_of
from storage.statements import Read, Row, Statement
from storage.work import Values

_WRITER: Final = 0x746F6373_00000001
"""The advisory lock of whoever writes; every process that opens the database asks for it."""
LOCK: Final = f"SELECT pg_advisory_xact_lock({_WRITER})"
# Read committed: what the process before us committed is seen once its lock is ours.
_BEGIN: Final = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {LOCK}"
_KEY_TABLES: Final = "organisation_keys, data_keys"


class Reading:
    """A connection inside a transaction that changes nothing."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    async def fetch(self, statement: Read[Row], values: Values) -> list[Row]:
        """Return rows."""
        rows = await self._driver.fetch(statement.sql(DIALECT), *statement.bind(DIALECT, values))
        return [statement.into(*row) for row in rows]

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Refuse: a reader changes nothing."""
        del statement, rows
        raise RuntimeError("a read changes nothing: use Store.write")


class Writing:
    """The one connection that writes, made anew when it is lost.

    A transaction belongs to the connection that it was begun on: when that is lost, so is it.
    """

    def __init__(
        self,
        connected: Callable[[], Awaitable[Driver]],
        another: Callable[[], Awaitable[Driver]],
        name: str,
    ) -> None:
        self._connected = connected
        self._another = another
        self._name = name
        self._open: Driver | None = None
        self._last: Driver | None = None
        self._timeline = ""

    async def begin(self) -> bool:
        """Begin, waiting while another process writes; connects again if it must.

        Tells whether it had to: then another server may answer, which lacks what was last written.
        """
        driver = await self._connected()
        try:
            await self._begin(driver)
        except DatabaseUnreachable:
            # It had been lost since it was last used, and nothing was begun on it.
            driver = await self._connected()
            await self._begin(driver)
        self._open, before, self._last = driver, self._last, driver
        return before not in (None, driver)

    async def _begin(self, driver: Driver) -> None:
        try:
            if driver is not self._last:
                self._timeline = await driver.timeline()
            await driver.execute(_BEGIN)
        except (asyncpg.FeatureNotSupportedError, DatabaseReadOnly) as error:
            # A replica now: at this address another server may take writes in the meantime.
            driver.terminate()
            raise DatabaseReadOnly(
                f"{self._name}: the server is a replica", remedy=remedy_of(DatabaseReadOnly)
            ) from error
        except BaseException:
            await _rolled_back(driver)
            raise

    async def fetch(self, statement: Read[Row], values: Values) -> list[Row]:
        """Return rows."""
        sql, bound = statement.sql(DIALECT), statement.bind(DIALECT, values)
        return [statement.into(*row) for row in await self._driver.fetch(sql, *bound)]

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement for each row."""
        bound = [statement.bind(DIALECT, values) for values in rows]
        if bound:
            await self._driver.many(statement.sql(DIALECT), bound)

    async def commit(self) -> None:
        """Return when all is on the server's disk.

        Raises DatabaseUncertain when the connection was lost meanwhile, and DatabaseUnreachable
        when it is known that nothing was kept.
        """
        driver = self._driver
        ((number,),) = await driver.fetch("SELECT pg_current_xact_id_if_assigned()::text")
        try:
            done = await driver.execute("COMMIT")
        except DatabaseUnreachable as fault:
            if number is None:
                raise  # nothing was written
            timeline = self._timeline
            raise DatabaseUncertain(
                str(fault), lambda: self._kept(str(number), timeline)
            ) from fault
        finally:
            self._open = None
        if done != "COMMIT":
            raise DatabaseBroken(f"{self._name}: the server undid a transaction instead of keeping")

    async def _kept(self, number: str, timeline: str) -> bool | None:
        """Tell whether a transaction was committed; raises StoreFault while nobody knows.

        None where nobody ever will.
        """
        driver = await self._another()
        try:
            ((replica,),) = await driver.fetch("SELECT pg_is_in_recovery()")
            if replica:
                raise DatabaseReadOnly(f"{self._name}: a replica may not have heard of it yet")
            same = await driver.timeline() == timeline
            try:
                ((status,),) = await driver.fetch("SELECT pg_xact_status($1::text::xid8)", number)
            except asyncpg.InvalidParameterValueError:
                return False  # a number of the future: this server never had it
            if status == "in progress" and same:
                raise DatabaseUnreachable(f"{self._name}: a lost transaction has not ended")
            if status == "committed" and same:
                # Replicas that a commit waits for may lack it still: this waits for them anew.
                with contextlib.suppress(asyncpg.PostgresError):  # a server without this
                    await driver.fetch("SELECT pg_logical_emit_message(true, 'tocsin', '')")
                return True
        finally:
            await driver.close()
        # Where a replica took over, the number may have been given anew, to somebody else.
        return None if status in (None, "committed") else False

    async def rollback(self) -> None:
        """Undo what is open; a connection that does not let itself be rolled back is cut."""
        driver, self._open = self._open, None
        if driver is not None:
            await _rolled_back(driver)

    async def savepoint(self) -> None:
        """Set a savepoint."""
        await self._driver.execute("SAVEPOINT act")

    async def release(self) -> None:
        """Keep what was done since the savepoint."""
        await self._driver.execute("RELEASE act")

    async def back(self) -> None:
        """Undo what was done since the savepoint."""
        await self._driver.execute("ROLLBACK TO act; RELEASE act")

    async def purge(self) -> bool:
        """Rewrite the tables of keys without what was deleted; False while a reader needs it.

        A plain VACUUM frees a deleted row's place and leaves its bytes there; a FULL one writes the
        table anew. What a reader's snapshot still sees is kept by both, and counted by the first.
        """
        driver = await self._another()
        try:
            await driver.execute("SET lock_timeout = 200")  # who reads keys does not wait for us
            for table in _KEY_TABLES.split(", "):
                await driver.execute(f"VACUUM FULL {table}")
            await driver.execute(f"VACUUM {_KEY_TABLES}")
            ((dead,),) = await driver.fetch(
                """SELECT pg_stat_get_dead_tuples('organisation_keys'::regclass)
                + pg_stat_get_dead_tuples('data_keys'::regclass)"""
            )
        except StoreFault:
            return False
        finally:
            await driver.close()
        return not dead

    @property
    def _driver(self) -> Driver:
        if self._open is None:
            raise DatabaseUnreachable(f"{self._name}: the connection was lost")
        return self._open


async def _rolled_back(driver: Driver) -> None:
    try:
        if not driver.closed and driver.raw.is_in_transaction():
            await driver.execute("ROLLBACK")
    except BaseException as error:
        driver.terminate()
        if not isinstance(error, Exception):
            raise
