"""Bringing a database back from a backup: all of it, found to be what was written, or nothing."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import delete

from policies.audit import AuditKind
from storage import schema
from storage.archive.faults import BackupBroken
from storage.archive.loading import Ending, Loading
from storage.archive.manifest import Manifest
from storage.database import Database
from storage.faults import DatabaseExists, KeyMissing, KeyWrong, SealFault
from storage.migrating import is_older, migrate
from storage.repositories.audit import Verdict
from storage.sealing.keyring import Root
from storage.sealing.recovery import RecoveryProvider
from storage.sealing.slots import open_slot
from storage.statements import Statement
from storage.transaction import Memory, Transaction
from storage.work import Work, Writing

_EMPTY: Final = [Statement(delete(table)) for table in reversed(schema.metadata.sorted_tables)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What was brought back, and where (a name that may be shown).

    `doubted` deliveries may have been sent since the backup.
    """

    database: str
    manifest: Manifest
    at: datetime
    doubted: int


async def restore(
    database: Database,
    stream: Iterable[bytes],
    name: object,
    provider: RecoveryProvider,
    clock: Callable[[], datetime],
    *,
    stopped: datetime | None = None,
) -> Restoration:
    """Fill a new database from a backup's stream and close it.

    `stopped` is when the bot is known to have stopped; without it, it may have run until now.

    The slots of the root key come last, after everything was verified: before them the database
    counts as not made. Raises BackupFault, StoreFault; what was begun is then to be removed.
    """
    if await database.made():
        raise DatabaseExists(f"{database.name}: is already there")
    loading = Loading(stream, name)
    await database.make()
    try:
        version = loading.manifest.schema
        writing = await database.open(partial(migrate, version=version))
        root = await _load(writing, loading, provider)
        if is_older(version, name):
            await database.close()
            writing = await database.open(migrate)
        now = clock()
        doubted = await _finish(writing, loading, root, now, stopped)
        return Restoration(
            database=database.name, manifest=loading.manifest, at=now, doubted=doubted
        )
    finally:
        await database.close()


async def _load(writing: Writing, loading: Loading, provider: RecoveryProvider) -> Root:
    """Write every row but those of the slots; return the root key that the slots hold."""
    await writing.begin()
    try:
        for statement in _EMPTY:
            await writing.many(statement, [{}])
        ending = await loading.load(writing)
        root = await asyncio.to_thread(_root, loading, provider)
        _check_maker(loading, ending, root)
        await writing.commit()
    except BaseException:
        await writing.rollback()
        raise
    return root


def _check_maker(loading: Loading, ending: Ending, root: Root) -> None:
    if not root.fits(ending.tag, "backup", ending.digest):
        raise BackupBroken(f"{loading.name}: was not made by a holder of the root key")


def _root(loading: Loading, provider: RecoveryProvider) -> Root:
    try:
        return open_slot(loading.slots(), provider)
    except (KeyMissing, KeyWrong, SealFault):
        raise BackupBroken(f"{loading.name}: its recovery slot is not what was written") from None


async def _finish(
    writing: Writing, loading: Loading, root: Root, now: datetime, stopped: datetime | None
) -> int:
    """Verify everything, note what may have been done since the backup, and let it be opened.

    Returns how many deliveries are in doubt.
    """
    manifest = loading.manifest
    await writing.begin()
    try:
        tx = Transaction(Work(writing, now, writable=True), Memory(root, "restoring"))
        await tx.slots.put(*loading.slots())
        _check_verdict(loading, await tx.verify())
        doubted = await tx.doubts.raise_since(manifest.taken)
        tx.backups.note_restored(manifest.taken, min(now, stopped or now))
        tx.audit.add(
            AuditKind.RESTORED,
            organisation=None,
            taken=manifest.taken.isoformat(),
            doubted=doubted,
        )
        await tx.work.flush()
        await tx.audit.finish()
        await writing.commit()
    except BaseException:
        await writing.rollback()
        raise
    return doubted


def _check_verdict(loading: Loading, verdict: Verdict) -> None:
    if verdict.state != "intact":
        raise BackupBroken(f"{loading.name}: {verdict.why or verdict.state}")
    if (verdict.entries, verdict.head) != (loading.manifest.entries, loading.manifest.head):
        raise BackupBroken(f"{loading.name}: its audit is not the one that its manifest tells of")
