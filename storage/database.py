"""What a store stands on: a database that one process writes and many read."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy import Connection as SyncConnection

from storage.addresses import POSTGRESQL, Address
from storage.faults import DriverMissing
from storage.sqlite.database import Database as SqliteDatabase
from storage.work import Connection, Writing


class Database(Protocol):
    """A file or a database of a server. Nothing is opened before the first use."""

    name: str
    """What it is called in messages; never with a password."""

    async def made(self) -> bool:
        """Tell whether there is one with something in it; raises StoreFault."""

    async def make(self) -> None:
        """Make room for a new one; raises StoreFault rather than write over anything."""

    def looking(self) -> AbstractAsyncContextManager[Connection]:
        """Give a connection that changes nothing, before the writer is opened."""

    async def open(self, migrate: Callable[[SyncConnection], None] | None) -> Writing:
        """Open the writer, after having migrated if asked."""

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Give a reader that sees one state of the database."""

    async def reserve(self) -> None:
        """Be the only one that runs on it; raises DatabaseInUse, DatabaseReadOnly."""

    async def reserved(self) -> bool:
        """Tell whether a process has reserved it and lives."""

    async def loose(self) -> dict[str, str]:
        """Return the settings under which a commit might be lost, by name; when it is open."""

    async def stay_reserved(self) -> None:
        """Return never; raises DatabaseInUse once another process has taken the reservation."""

    async def close(self) -> None:
        """Close every connection."""


def database_at(address: Address) -> Database:
    """Return the database at an address; raises DriverMissing."""
    if address.kind != POSTGRESQL:
        return SqliteDatabase(address.url)
    try:
        # Who uses SQLite needs no library of PostgreSQL.
        from storage.postgres.database import Database as ServerDatabase  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise DriverMissing(f"{address.shown}: asyncpg is not installed") from None
    return ServerDatabase(address)
