"""The unit of work of one transaction: what is buffered, what was flushed, what is remembered.

Changes are buffered as recipes and made into rows when they are flushed: at the end of the group,
or before a read of their table. So rows of many acts go out in one `executemany`.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Final, Generic, Protocol, TypeAlias, TypeVar

import structlog

from storage.faults import StoreFault
from storage.schema import week_of
from storage.statements import Read, Row, Statement, Value

K = TypeVar("K")
V = TypeVar("V")
_log = structlog.get_logger("storage")
_LAST: Final = "audit"
Values: TypeAlias = Mapping[str, Value]
Change: TypeAlias = tuple[Statement, Values]
Recipe: TypeAlias = Callable[[], Awaitable[Sequence[Change]]]


class Connection(Protocol):
    """One connection in a transaction."""

    async def fetch(self, statement: Read[Row], values: Values) -> list[Row]:
        """Return the rows; raises StoreFault when the database cannot answer."""

    async def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement once for each row; raises StoreFault as above."""


class Writing(Connection, Protocol):
    """The connection that writes."""

    async def begin(self) -> bool:
        """Begin a transaction that nobody else can write beside.

        Tells whether the connection is another: what is remembered may be of another state.
        """

    async def commit(self) -> None:
        """Return when all is durable."""

    async def rollback(self) -> None:
        """Undo what is open, if anything is."""

    async def savepoint(self) -> None:
        """Begin one act."""

    async def release(self) -> None:
        """Keep an act."""

    async def back(self) -> None:
        """Undo an act."""

    async def purge(self) -> bool:
        """Remove what was deleted from the database's files; False when it must be tried again."""


class Staged(Generic[K, V]):
    """A cache in which what a transaction adds is kept apart until it commits."""

    def __init__(self, committed: MutableMapping[K, V]) -> None:
        self._committed = committed
        self._fresh: dict[K, V] = {}
        self._journal: list[tuple[K, V | None]] = []

    def get(self, key: K) -> V | None:
        """Return what is remembered under `key`."""
        found = self._fresh.get(key)
        return self._committed.get(key) if found is None else found

    def set(self, key: K, value: V) -> None:
        """Remember `value`, for good once the transaction commits."""
        self._journal.append((key, self._fresh.get(key)))
        self._fresh[key] = value

    def mark(self) -> int:
        """Return a point to which `drop` can go back."""
        return len(self._journal)

    def drop(self, mark: int) -> None:
        """Forget what was added since `mark`."""
        while len(self._journal) > mark:
            key, before = self._journal.pop()
            if before is None:
                del self._fresh[key]
            else:
                self._fresh[key] = before

    def keep(self) -> None:
        """Keep what was added: the transaction has committed."""
        for key, value in self._fresh.items():
            self._committed[key] = value


def tell(told: Callable[[], None]) -> None:
    """Call what is told of a commit; whatever goes wrong in it, the commit stays one."""
    try:
        told()
    except Exception as error:  # noqa: BLE001 - nobody who wrote may be told that it failed
        _log.error("what was done could not be told", error=type(error).__name__)


_Pending: TypeAlias = tuple[int, Change | Recipe]
"""A change with the number of the act that asked for it."""


class Work:
    """One transaction's buffer. `act` is the number of the act that runs."""

    def __init__(self, connection: Connection, now: datetime, *, writable: bool) -> None:
        self.now = now
        self.week = week_of(now)
        self.fault: Exception | None = None
        self._connection = connection
        self._writable = writable
        self._act = 0
        self.concerned: dict[str, None] = {}
        """What the act that runs is about, by name, in order."""
        self._pending: dict[str, list[_Pending]] = {}
        self._dirty: set[int] = set()
        self._staged: list[tuple[Staged[object, object], int]] = []
        self._afterwards: list[tuple[int, Callable[[], None]]] = []

    def stage(self, committed: MutableMapping[K, V]) -> Staged[K, V]:
        """Return a cache over `committed` that follows this transaction's fate."""
        staged = Staged(committed)
        self._staged.append((staged, 0))  # type: ignore[arg-type] # only marked, dropped, kept
        return staged

    def afterwards(self, tell: Callable[[], None]) -> None:
        """Call `tell` once what the act that runs does is durable; never where it is undone."""
        self._afterwards.append((self._act, tell))

    def begin(self, act: int) -> None:
        """Let an act begin."""
        self._act = act
        self.concerned.clear()
        self._staged = [(staged, staged.mark()) for staged, _ in self._staged]

    @property
    def dirty(self) -> bool:
        """Whether anything of the act that runs has reached the database."""
        return self._act in self._dirty

    def drop(self) -> None:
        """Forget what the act that runs has buffered and remembered, and what went wrong in it."""
        self.fault = None
        self.concerned.clear()
        for table, pending in list(self._pending.items()):
            self._pending[table] = [one for one in pending if one[0] != self._act]
        self._afterwards = [one for one in self._afterwards if one[0] != self._act]
        for staged, mark in self._staged:
            staged.drop(mark)

    def keep(self) -> None:
        """Make what was remembered good for the transactions to come; what is durable is told."""
        for staged, _ in self._staged:
            staged.keep()
        for _, one in self._afterwards:
            tell(one)

    def later(self, table: str, change: Change | Recipe) -> None:
        """Buffer a change of `table`, ready or as a recipe."""
        if not self._writable:
            raise RuntimeError("a read changes nothing: use Store.write")
        self._pending.setdefault(table, []).append((self._act, change))

    async def fetch(self, statement: Read[Row], **values: Value) -> list[Row]:
        """Return rows as they are after everything that was buffered for their tables."""
        for table in statement.tables:
            if table in self._pending:
                await self.flush(table)
        try:
            return await self._connection.fetch(statement, values)
        except Exception as error:
            self._note(error)
            raise

    async def first(self, statement: Read[Row], **values: Value) -> Row | None:
        """Return the first row, or None."""
        rows = await self.fetch(statement, **values)
        return rows[0] if rows else None

    async def write(self, statement: Statement, *rows: Values) -> None:
        """Change the database at once."""
        if not self._writable:
            raise RuntimeError("a read changes nothing: use Store.write")
        self._dirty.add(self._act)
        try:
            await self._connection.many(statement, rows)
        except Exception as error:
            self._note(error)
            raise

    async def flush(self, table: str | None = None) -> None:
        """Bring what is buffered (for one table) to the database, table by table, in order."""
        running = self._act
        try:
            while (chosen := table or self._next_table()) in self._pending:
                await self._flush_table(self._pending.pop(chosen))
        except Exception as error:
            self._note(error)
            raise
        finally:
            self._act = running

    def _next_table(self) -> str:
        """Return the table to flush next; the audit comes last, for it tells of the others."""
        return next((table for table in self._pending if table != _LAST), _LAST)

    async def _flush_table(self, pending: Sequence[_Pending]) -> None:
        statement: Statement | None = None
        rows: list[Values] = []
        for act, wanted in pending:
            self._act = act
            self._dirty.add(act)
            made = (wanted,) if isinstance(wanted, tuple) else await wanted()
            for change, values in made:
                if change is not statement:
                    if statement is not None:
                        await self._connection.many(statement, rows)
                    statement, rows = change, []
                rows.append(values)
        if statement is not None:
            await self._connection.many(statement, rows)

    def _note(self, error: Exception) -> None:
        """Remember what went wrong, so that an act which swallows it is not committed."""
        if self.fault is None or isinstance(error, StoreFault):
            self.fault = error
