"""One connection to a PostgreSQL server: its settings, and what its errors mean."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine.interfaces import Dialect

from storage.addresses import Address
from storage.faults import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseCrowded,
    DatabaseFull,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUnfit,
    DatabaseUnreachable,
    StoreFault,
    TablesChanged,
)

DIALECT: Final[Dialect] = PGDialect_asyncpg()  # type: ignore[no-untyped-call] # as SQLAlchemy has it
PATIENCE: Final = 5.0
"""Seconds to wait for a server that is to be connected to, and for another process's lock."""
_ANSWER: Final = 15.0
"""Seconds after which a server that says nothing is taken for lost."""
_OLDEST: Final = 13  # the first with pg_current_xact_id()
DURABLE: Final = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}
"""What must be so that a commit outlives a loss of power:
https://www.postgresql.org/docs/current/runtime-config-wal.html."""
_SETTINGS: Final = {
    "lock_timeout": f"{int(PATIENCE * 1000)}",
    "statement_timeout": "10000",  # before _ANSWER: then the connection can still be used
    "idle_in_transaction_session_timeout": "60000",
    # A machine that vanished holds its locks for half a minute, not for two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "jit": "off",  # every statement is short
}
_FAULTS: Final[dict[str, type[StoreFault]]] = {
    # https://www.postgresql.org/docs/current/errcodes-appendix.html
    "3D000": DatabaseMissing,
    "25006": DatabaseReadOnly,
    "53100": DatabaseFull,
    "53300": DatabaseCrowded,
    "53200": DatabaseBusy,
    "53400": DatabaseBusy,
    "55P03": DatabaseBusy,
    "57014": DatabaseBusy,
    "40001": DatabaseBusy,
    "40P01": DatabaseBusy,
    "42501": DatabaseRefused,
    "25P03": DatabaseUnreachable,
    "25P04": DatabaseUnreachable,
}
_CLASSES: Final[dict[str, type[StoreFault]]] = {
    "08": DatabaseUnreachable,
    "28": DatabaseRefused,
    "57": DatabaseUnreachable,  # shut down, crashed, starting up
    "58": DatabaseBroken,
    "F0": DatabaseBroken,
    "XX": DatabaseBroken,
}
_NOT_THERE: Final = ("42P01", "42703")
_REMEDIES: Final[dict[type[StoreFault], str]] = {
    DatabaseMissing: "make an empty database (createdb), then `tocsin init`",
    DatabaseReadOnly: "name the server that takes writes in [storage] url, not its replica",
    DatabaseFull: "make room on the server's disk; nothing was lost and work goes on by itself",
    DatabaseBusy: "end what holds the server's locks or keeps it busy; it is tried again",
    DatabaseBroken: "read the server's log, check its disk, and bring back a backup",
}


def fault_of(error: BaseException, where: str) -> Exception | None:
    """Return what an error means for the store; None when it is the statement's own."""
    if isinstance(error, asyncpg.PostgresError):
        state = str(error.sqlstate or "")
        if state in _NOT_THERE:
            return TablesChanged(f"{where}: {error.args[0]}")
        kind = _FAULTS.get(state) or _CLASSES.get(state[:2])
        # Beyond the first argument stand details, which may hold values.
        return None if kind is None else kind(f"{where}: {error.args[0]}", remedy=remedy_of(kind))
    if isinstance(error, TimeoutError):
        return DatabaseUnreachable(f"{where}: the server does not answer")
    if isinstance(error, OSError):
        return DatabaseUnreachable(
            f"{where}: {error.strerror or str(error) or 'the connection was lost'}"
        )
    return None


def remedy_of(kind: type[StoreFault]) -> str | None:
    """Return what helps against a fault of a server; None where every kind of it says so."""
    return _REMEDIES.get(kind)


class Driver:
    """A connection; its errors are faults of the store, or the statement's own."""

    def __init__(self, raw: "asyncpg.Connection[asyncpg.Record]", where: str) -> None:
        self.raw = raw
        self._where = where

    @classmethod
    async def connect(cls, address: Address, name: str, *, patient: bool = False) -> "Driver":
        """Connect, and see that what is committed is on the disk; raises StoreFault.

        `name` is what the server's administrator sees; a `patient` one waits for long statements.
        """
        settings = dict(_SETTINGS, application_name=name)
        if patient:
            settings["statement_timeout"] = "0"
        try:
            raw = await asyncpg.connect(
                address.url.render_as_string(hide_password=False),
                password=address.password,
                timeout=PATIENCE,
                command_timeout=None if patient else _ANSWER,
                statement_cache_size=512,
                max_cached_statement_lifetime=0,
                server_settings=settings,
            )
        except (asyncpg.PostgresError, OSError, TimeoutError) as error:
            raise fault_of(error, address.shown) or DatabaseRefused(
                f"{address.shown}: {error.args[0]}"
            ) from error
        except (asyncpg.InterfaceError, ValueError) as error:
            # What cannot be read of the address, or of the certificates that it names.
            raise DatabaseRefused(f"{address.shown}: {error}") from error
        driver = cls(raw, address.shown)
        try:
            await driver._check()
        except BaseException:
            driver.terminate()
            raise
        return driver

    async def _check(self) -> None:
        """Raise DatabaseUnfit where a commit would not be durable; mend what a session can."""
        ((version, fsync, commit, pid),) = await self.fetch(
            """SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync'),
            current_setting('synchronous_commit'), pg_backend_pid()"""
        )
        if pid != self.raw.get_server_pid():
            # Then a lock of the session may be another's, or shared with another.
            raise DatabaseUnfit(
                f"{self._where}: a pooler stands before the server",
                remedy="name the server itself in [storage] url",
            )
        if version < _OLDEST:
            raise DatabaseUnfit(
                f"{self._where}: the server is PostgreSQL {version}",
                remedy=f"use PostgreSQL {_OLDEST} or newer",
            )
        if fsync != "on":
            raise DatabaseUnfit(
                f"{self._where}: the server has fsync = {fsync}: a power cut would lose messages",
                remedy="set fsync = on in postgresql.conf",
            )
        if commit not in DURABLE["synchronous_commit"]:
            await self.execute("SET synchronous_commit = on")

    async def timeline(self) -> str:
        """Return which history this server writes; a replica that takes over begins another.

        Empty where it does not say: https://www.postgresql.org/docs/current/functions-admin.html.
        """
        try:
            ((timeline,),) = await self.fetch(
                """SELECT CASE WHEN pg_is_in_recovery() THEN ''
                ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END"""
            )
        except (asyncpg.PostgresError, DatabaseRefused):
            return ""  # not a server of the project's own make
        return str(timeline)

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self.raw.is_closed()

    async def fetch(self, sql: str, *values: object) -> list[Any]:
        """Return rows."""
        try:
            return await self.raw.fetch(sql, *values)
        except Exception as error:
            raise self._meaning(error) from error

    async def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each row."""
        try:
            if len(rows) == 1:
                await self.raw.fetch(sql, *rows[0])
            else:
                await self.raw.executemany(sql, rows)
        except Exception as error:
            raise self._meaning(error) from error

    async def execute(self, sql: str) -> str:
        """Run statements without values in one exchange; returns what the last one did."""
        try:
            done: str = await self.raw.execute(sql)
        except Exception as error:
            raise self._meaning(error) from error
        return done

    def terminate(self) -> None:
        """Cut the connection: the server undoes what is open in it."""
        self.raw.terminate()

    async def close(self) -> None:
        """End the connection in good order, or cut it where the server does not answer."""
        try:
            await self.raw.close(timeout=1)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self.terminate()

    def _meaning(self, error: Exception) -> Exception:
        fault = fault_of(error, self._where)
        if isinstance(error, (TimeoutError, OSError)) or isinstance(fault, DatabaseUnreachable):
            # What comes back later would answer another question.
            self.terminate()
        if fault is None and self.closed:
            fault = DatabaseUnreachable(f"{self._where}: the connection was lost")
        return fault or error


async def a_moment() -> None:
    """Wait until it is worth trying again."""
    await asyncio.sleep(0.2)
