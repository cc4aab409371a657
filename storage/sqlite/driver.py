"""One SQLite connection: its settings, its authorizer, its thread, and what its errors mean."""

import os
import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final, Literal, TypeVar

import aiosqlite

from storage.faults import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    StoreFault,
    TablesChanged,
)

T = TypeVar("T")

PATIENCE: Final = 5.0
"""Seconds to wait for another process's lock."""
_SETTINGS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -16384",  # KiB; random ids touch many pages
    "PRAGMA wal_autocheckpoint = 4000",  # pages; the same page is then copied back less often
)
_FAULTS: Final[dict[int, type[StoreFault]]] = {
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_IOERR: DatabaseBroken,
    sqlite3.SQLITE_CORRUPT: DatabaseBroken,
    sqlite3.SQLITE_NOTADB: DatabaseBroken,
    sqlite3.SQLITE_CANTOPEN: DatabaseBroken,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
}
_NOT_THERE: Final = ("no such table: ", "no such column: ", " has no column named ")
_ALLOWED: Final = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
# read_uncommitted is asked by SQLAlchemy when it first connects.
_PRAGMAS: Final = frozenset({"wal_checkpoint", "busy_timeout", "read_uncommitted"})
DURABLE: Final = {"journal_mode": "wal", "synchronous": "2"}
"""What must be so that a commit outlives a loss of power; `synchronous` 2 is FULL:
https://www.sqlite.org/pragma.html#pragma_synchronous. They may be asked, not changed."""


def fault_of(error: sqlite3.Error, path: Path) -> StoreFault | None:
    """Return what an error of SQLite means for the store; None when it is the statement's own."""
    kind = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return None if kind is None else kind(f"{path}: {error}")


def meaning_of(error: sqlite3.Error, path: Path) -> Exception:
    """Return what a statement's error means: a fault, tables that were changed, or itself."""
    if any(words in str(error) for words in _NOT_THERE):
        return TablesChanged(f"{path}: {error}")
    return fault_of(error, path) or error


def _authorize(
    action: int, first: str | None, second: str | None, _base: str | None, _by: str | None
) -> int:
    """Deny ATTACH, DETACH, changes of the schema, and settings that only opening makes."""
    if action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in DURABLE and second is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def make_file(path: Path) -> None:
    """Make an empty database file, 0600 in a folder that is made 0700 if it is not there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    os.close(os.open(path, flags, 0o600))


class Driver(aiosqlite.Connection):
    """A connection with its own thread, in which any number of statements is one hop.

    `alone` says that nobody has the file open: then a reader leaves not even an index behind.
    """

    def __init__(self, path: Path, mode: Literal["ro", "rw"], *, alone: bool = False) -> None:
        self._path = path
        self._alone = alone
        self._mode = mode
        super().__init__(self._open, 64)
        self._thread.daemon = True  # a process that forgets to close still ends

    def _open(self) -> sqlite3.Connection:
        where = f"{self._path.absolute().as_uri()}?mode={self._mode}"
        if self._alone:
            where += "&immutable=1"
        connection = sqlite3.connect(
            where,
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            if self._mode == "ro":
                connection.execute("PRAGMA query_only = ON")
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.set_authorizer(_authorize)
            else:
                for setting in _SETTINGS:
                    connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in the connection's thread."""
        result: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result

    def __await__(self) -> "Generator[None, None, Driver]":
        """Start the thread and open."""
        yield from super().__await__()
        return self

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for use while its thread is idle."""
        return self._conn

    async def lock_down(self) -> None:
        """Deny what no statement at run time needs."""
        await self.run(lambda raw: raw.set_authorizer(_authorize))
