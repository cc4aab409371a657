"""The first way in: a store, its transactions, and what they hand out."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, TypeVar

from policies.audit import AuditKind
from storage import schema
from storage.addresses import Address
from storage.database import Database, database_at
from storage.faults import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseCrowded,
    DatabaseExists,
    DatabaseFull,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUncertain,
    DatabaseUnfit,
    DatabaseUnreachable,
    DriverMissing,
    KeyGone,
    KeyMissing,
    KeyWrong,
    SealFault,
    StoreClosed,
    StoreFault,
    TablesChanged,
    Tampered,
    UnknownFormat,
)
from storage.migrating import is_older, migrate, version_of
from storage.repositories.agenda import Due
from storage.repositories.audit import Verdict
from storage.repositories.backlog import Lane, Standing, Still, Way
from storage.repositories.claims import Claim, ListedDelivery, Parked
from storage.repositories.copies import Copy, CopyOf
from storage.repositories.dead import DeadLetter
from storage.repositories.directory import Row
from storage.repositories.docket_rows import Filed, Stale
from storage.repositories.messages import Held, Stored
from storage.repositories.notices import Notice
from storage.repositories.records import Record
from storage.repositories.sheets import Sheet
from storage.repositories.slots import EVERY as SLOTS
from storage.sealing.keyring import Root
from storage.sealing.providers import Provider
from storage.sealing.recovery import RecoveryKey, new_deployment
from storage.sealing.slots import main_slot, make, open_slot, recovery_slot
from storage.statements import Statement
from storage.transaction import Memory, Transaction
from storage.work import Connection, Work, Writing
from storage.writer import Writer

__all__ = [
    "Claim",
    "Copy",
    "CopyOf",
    "DatabaseBroken",
    "DatabaseBusy",
    "DatabaseCrowded",
    "DatabaseExists",
    "DatabaseFull",
    "DatabaseInUse",
    "DatabaseMissing",
    "DatabaseNewer",
    "DatabaseReadOnly",
    "DatabaseRefused",
    "DatabaseUncertain",
    "DatabaseUnfit",
    "DatabaseUnreachable",
    "DeadLetter",
    "DriverMissing",
    "Due",
    "Filed",
    "Held",
    "KeyGone",
    "KeyMissing",
    "KeyWrong",
    "Lane",
    "ListedDelivery",
    "Notice",
    "Parked",
    "Record",
    "Row",
    "SealFault",
    "Sheet",
    "Stale",
    "Standing",
    "Still",
    "Store",
    "StoreClosed",
    "StoreFault",
    "Stored",
    "TablesChanged",
    "Tampered",
    "Transaction",
    "UnknownFormat",
    "Verdict",
    "Way",
]

T = TypeVar("T")
_BEAT: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES ('beat', :minute, :none, :none)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, hash = excluded.hash,
    tag = excluded.tag"""
)


class Store:
    """An open database. Made by `create` or `open`; `close` it."""

    def __init__(
        self, database: Database, writing: Writing, root: Root, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._writing = writing
        self._clock = clock
        self._memory = Memory(root, secrets.token_hex(8))
        self._writer = Writer(writing, lambda: self._transaction(writing), self._memory.forget)

    def __repr__(self) -> str:
        return f"Store({self._database.name})"

    @classmethod
    async def create(
        cls,
        url: str,
        provider: Provider,
        *,
        clock: Callable[[], datetime],
        recovery: RecoveryKey | None = None,
        password: str | None = None,
    ) -> "Store":
        """Make a database with a new root key; raises DatabaseExists, StoreFault, KeyFault.

        `recovery` is a recovery key (`keys.make_recovery`), `password` what a server asks for. A
        server's database must be there and empty.
        """
        database = database_at(Address.of(url, password))
        if await database.made():
            raise DatabaseExists(f"{database.name}: is already there")
        made = await asyncio.to_thread(make, provider, recovery)
        await database.make()
        writing = await database.open(migrate)
        store = cls(database, writing, made.root, clock)

        async def first(tx: Transaction) -> None:
            if await tx.work.fetch(SLOTS):
                raise DatabaseExists(f"{database.name}: somebody else has just made it")
            await tx.slots.put(*made.slots)
            tx.audit.add(AuditKind.KEYS, organisation=None, made=made.root.id, by=provider.name)

        try:
            await store.write(first)
        except BaseException:
            await store.close()
            raise
        return store

    @staticmethod
    async def made(url: str, *, password: str | None = None) -> bool:
        """Tell whether there is a database of ours; raises StoreFault when nobody can tell."""
        return await database_at(Address.of(url, password)).made()

    @classmethod
    async def open(
        cls,
        url: str,
        provider: Provider,
        *,
        clock: Callable[[], datetime],
        password: str | None = None,
    ) -> "Store":
        """Open a database, migrating an older one; never makes one.

        Raises StoreFault, and the provider's KeyFault; then no byte was changed.
        """
        database = database_at(Address.of(url, password))
        async with database.looking() as looking:
            older = is_older(await version_of(looking, database.name), database.name)
            slots = await looking.fetch(SLOTS, {})
        root = await asyncio.to_thread(open_slot, slots, provider)
        writing = await database.open(migrate if older else None)
        return cls(database, writing, root, clock)

    async def set_recovery(self, key: RecoveryKey) -> None:
        """Let a recovery key open this database, and no older one any more.

        Backups that were made before stay sealed to the older one. Raises StoreFault, SealFault.
        """

        async def act(tx: Transaction) -> None:
            before = await tx.slots.recovery()
            deployment = new_deployment() if before is None else before.deployment
            await tx.slots.put(recovery_slot(self._memory.root, key, deployment))
            after = await tx.slots.recovery()
            tx.audit.add(
                AuditKind.KEYS, organisation=None, recovery=None if after is None else after.name
            )

        await self.write(act)

    async def set_main(self, provider: Provider) -> None:
        """Let `provider` open this database at its starts, and what did before not any more.

        Raises StoreFault, and the provider's KeyFault.
        """
        slot = await asyncio.to_thread(main_slot, self._memory.root, provider)

        async def act(tx: Transaction) -> None:
            await tx.slots.put(slot)
            tx.audit.add(AuditKind.KEYS, organisation=None, main=provider.name)

        await self.write(act)

    async def reserve(self) -> None:
        """Be the only process that runs on this database until it is closed or this one dies.

        Others may still read it and make small changes. Raises DatabaseInUse, DatabaseReadOnly.
        """
        await self._writer.between(self._database.reserve)

    async def stay_reserved(self) -> None:
        """Return never; raises DatabaseInUse once another process has taken the reservation."""
        await self._database.stay_reserved()

    async def running(self) -> bool:
        """Tell whether some process has reserved the database and lives."""
        return await self._database.reserved()

    async def loose(self) -> dict[str, str]:
        """Return the server's or file's settings under which a commit might be lost, by name."""
        return await self._database.loose()

    async def write(
        self, act: Callable[[Transaction], Awaitable[T]], *, certain: bool = False
    ) -> T:
        """Run `act` in a transaction with others and return once it is durable.

        `act` may run twice and depends on the transaction only. What it raises comes back to this
        caller alone, and nothing of it is kept. Raises StoreFault when the database cannot; then
        nothing was kept, but for DatabaseUncertain: nobody knows. Who asks to be `certain` waits
        instead until the server can be asked.
        """
        return await self._writer.write(act, certain=certain)

    async def read(self, query: Callable[[Transaction], Awaitable[T]]) -> T:
        """Return what `query` finds in one state of the database; it changes nothing."""
        async with self._database.reading() as reading:
            return await query(self._transaction(reading, writable=False))

    async def check(self) -> None:
        """Return when the database takes a write; raises StoreFault when it does not."""

        async def beat(tx: Transaction) -> None:
            await tx.work.write(_BEAT, {"minute": schema.minute_of(tx.now), "none": b""})

        await self.write(beat)

    def watch(self, told: Callable[[int, float], None]) -> None:
        """Have `told` called after every commit: its acts, and the seconds that it took."""
        self._writer.watch = told

    def healthy(self) -> bool:
        """Tell whether the last write was taken."""
        return self._writer.healthy

    async def purge(self) -> bool:
        """Take what was deleted out of the database's files, as far as the database can.

        SQLite's write-ahead log is emptied, a server's tables of keys are written anew. False when
        a reader kept something, and it must be tried again.
        """
        return await self._writer.between(self._writing.purge)

    async def close(self) -> None:
        """Commit what waits and close every connection."""
        await self._writer.close()
        await self._database.close()

    def _transaction(self, connection: Connection, *, writable: bool = True) -> Transaction:
        return Transaction(Work(connection, self._clock(), writable=writable), self._memory)
