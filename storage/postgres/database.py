"""One database of a PostgreSQL server: a writer, readers, its reservation and its migrations."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

import asyncpg
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.addresses import Address
from storage.faults import (
    DatabaseBroken,
    DatabaseExists,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
    StoreFault,
)
from storage.postgres.connections import LOCK, Reading, Writing
from storage.postgres.driver import DURABLE, PATIENCE, Driver, a_moment, fault_of
from storage.postgres.readers import Readers

_RUNNER: Final = 0x746F6373_00000002
"""The advisory lock of whoever runs; the server takes it back when the connection ends."""
_WATCH: Final = 1.0
"""Seconds between two looks at the connection that holds the reservation."""
_TABLES: Final = (
    """SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"""
)
_HOLDER: Final = """SELECT a.pid, a.application_name FROM pg_locks l
    JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32) + l.objid::bigint = $1"""


class Database:
    """A database of a server. Nothing is connected to before the first use."""

    def __init__(self, address: Address) -> None:
        self.name = address.shown
        self._address = address
        # The server shows this name; by it we know a connection of ours that it has not given up.
        self._application = f"tocsin {secrets.token_hex(8)}"
        self._writer: Driver | None = None
        self._connecting = asyncio.Lock()
        self._reserved = False
        self._closed = False
        self._readers = Readers(self._connect)

    async def made(self) -> bool:
        """Tell whether there are tables of ours with a key in them; raises StoreFault."""
        driver = await self._connect()
        try:
            return await self._has_slots(driver)
        finally:
            await driver.close()

    async def make(self) -> None:
        """Return when the database is there and empty; raises DatabaseExists when it is not."""
        driver = await self._connect()
        try:
            tables = {name for (name,) in await driver.fetch(_TABLES)}
        finally:
            await driver.close()
        if tables and "alembic_version" not in tables:
            raise DatabaseExists(
                f"{self.name}: the database holds tables of something else",
                remedy="name an empty database in [storage] url",
            )

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Reading]:
        """Give a reader before the writer is opened; raises DatabaseMissing without tables."""
        driver = await self._connect()
        try:
            if not await self._has_slots(driver):
                raise DatabaseMissing(f"{self.name}: there are no tables of tocsin")
            await driver.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield Reading(driver)
        finally:
            await driver.close()

    @staticmethod
    async def _has_slots(driver: Driver) -> bool:
        tables = {name for (name,) in await driver.fetch(_TABLES)}
        if not {"alembic_version", "slots"} <= tables:
            return False
        return bool(await driver.fetch("SELECT 1 FROM slots LIMIT 1"))

    async def open(self, migrate: Callable[[SyncConnection], None] | None) -> Writing:
        """Migrate if asked, and open the writer; raises DatabaseReadOnly on a replica."""
        try:
            await self._refuse_replicas()
            if migrate is not None:
                await self._migrate(migrate)
        except BaseException:
            await self.close()
            raise
        return Writing(self._connected, self._connect, self.name)

    async def _refuse_replicas(self) -> None:
        driver = await self._connected()
        ((replica,),) = await driver.fetch("SELECT pg_is_in_recovery()")
        if replica:
            raise DatabaseReadOnly(
                f"{self.name}: the server is a replica",
                remedy="name the server that takes writes in [storage] url",
            )

    async def _migrate(self, migrate: Callable[[SyncConnection], None]) -> None:
        async def connect() -> "asyncpg.Connection[asyncpg.Record]":
            return (await self._connect_patiently()).raw

        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=connect, poolclass=NullPool
        )

        def alone(connection: SyncConnection) -> None:
            connection.exec_driver_sql(LOCK)
            migrate(connection)

        try:
            async with engine.begin() as connection:
                await connection.run_sync(alone)
        except DBAPIError as error:
            cause = error.orig.__cause__ if error.orig is not None else None
            fault = None if cause is None else fault_of(cause, self.name)
            raise fault or DatabaseBroken(f"{self.name}: {type(cause).__name__}") from error
        finally:
            await engine.dispose()

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """Give a reader that sees one state of the database."""
        return self._readers.reading()

    async def reserve(self) -> None:
        """Hold a lock that one process can hold; the server takes it back when the process ends.

        The connection that writes holds it: what is lost with the lock cannot be written with.
        """
        self._reserved = True
        try:
            await self._hold(await self._connected())
        except BaseException:
            self._reserved = False
            raise

    async def reserved(self) -> bool:
        """Tell whether a process has reserved it and lives; raises StoreFault."""
        driver = await self._connect()
        try:
            return bool(await driver.fetch(_HOLDER, _RUNNER))
        finally:
            await driver.close()

    async def loose(self) -> dict[str, str]:
        """Return the server's settings under which a commit might be lost, by name.

        Without fsync nothing is opened, and a session mends what it can; what is left is what only
        the server's administrator can set.
        """
        driver = await self._connect()
        try:
            rows = await driver.fetch(
                "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(DURABLE)
            )
        finally:
            await driver.close()
        return {name: value for name, value in rows if value not in DURABLE[name]}

    async def stay_reserved(self) -> None:
        """Return never; raises DatabaseInUse once another process has taken the reservation."""
        while True:
            await asyncio.sleep(_WATCH)
            try:
                await self._connected()
            except DatabaseInUse:
                raise
            except StoreFault:
                continue  # the server is away; nobody else can have it either

    async def _connected(self) -> Driver:
        """Return the connection that writes, with the reservation if there is one."""
        async with self._connecting:
            if self._writer is None or self._writer.closed:
                driver = await self._connect()
                try:
                    if self._reserved:
                        await self._hold(driver)
                except BaseException:
                    driver.terminate()
                    raise
                self._writer = driver
            return self._writer

    async def _hold(self, driver: Driver) -> None:
        end = asyncio.get_running_loop().time() + PATIENCE
        while True:
            ((held,),) = await driver.fetch("SELECT pg_try_advisory_lock($1)", _RUNNER)
            if held:
                return
            holders = await driver.fetch(_HOLDER, _RUNNER)
            ours = [
                pid
                for pid, name in holders
                if name == self._application and pid != driver.raw.get_server_pid()
            ]
            # Where nobody holds it any more, it was let go between the two questions.
            if (holders and not ours) or asyncio.get_running_loop().time() > end:
                raise DatabaseInUse(f"{self.name}: another process runs on this database")
            # A connection of ours that was lost, which the server still takes for alive.
            for pid in ours:
                await driver.fetch("SELECT pg_terminate_backend($1)", pid)
            await a_moment()

    async def _connect(self) -> Driver:
        if self._closed:
            raise DatabaseUnreachable(f"{self.name}: it was closed")
        return await Driver.connect(self._address, self._application)

    async def _connect_patiently(self) -> Driver:
        return await Driver.connect(self._address, self._application, patient=True)

    async def close(self) -> None:
        """Close every connection."""
        self._closed = True
        await self._readers.close()
        if self._writer is not None:
            await self._writer.close()
