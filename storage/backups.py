"""The third way in: backups, each one sealed file, and the drill that proves one."""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from policies.audit import AuditKind
from storage.addresses import SQLITE, Address
from storage.archive.envelope import Head, Reading, Writing
from storage.archive.faults import (
    BackupBroken,
    BackupFault,
    BackupForeign,
    BackupNewer,
    BackupUnwritten,
)
from storage.archive.manifest import Manifest
from storage.archive.restoring import Restoration
from storage.archive.restoring import restore as _restore
from storage.archive.saving import Saving
from storage.database import database_at
from storage.faults import DatabaseExists
from storage.keys import RecoveryProvider
from storage.migrating import newest
from storage.repositories.backups import Restored
from storage.store import Store, Transaction

__all__ = [
    "BackupBroken",
    "BackupFault",
    "BackupForeign",
    "BackupNewer",
    "BackupUnwritten",
    "Head",
    "Manifest",
    "Outline",
    "Restoration",
    "Restored",
    "Saved",
    "create",
    "drill",
    "head_of",
    "look",
    "restore",
]

_PRIVATE: Final = 0o600
_SIDES: Final = ("-wal", "-shm", "-journal")
_LOOK: Final = "look at it with `tocsin audit verify`, and keep the backups that you have"
_MOVE: Final = "move it and what stands beside it away, or name another file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A backup that was made: its manifest, its size in bytes, and whose it is."""

    manifest: Manifest
    size: int
    deployment: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What can be seen of a backup without the recovery key: its head, and sizes in bytes."""

    head: Head
    chunks: int
    size: int


async def create(store: Store, file: Path) -> Saved:
    """Write the database as it is now into `file`, sealed to its recovery key, and audit it.

    A database that is not what was written is refused: nothing of it could be brought back, and
    one broken row would make every backup worthless until somebody tried one. The file appears
    whole or not at all, mode 0600, and never over another. Raises BackupFault, StoreFault,
    SealFault.
    """
    if _is_there(file):
        raise BackupUnwritten(f"{file}: is already there", "name another file")
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    try:
        saved = await _written(store, partial)
        _put_in_place(partial, file)
    except OSError as error:
        raise BackupUnwritten(f"{file}: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)

    async def act(tx: Transaction) -> None:
        tx.backups.note("backup")
        tx.audit.add(
            AuditKind.BACKUP,
            organisation=None,
            entries=saved.manifest.entries,
            head=saved.manifest.head,
        )

    await store.write(act)
    return saved


async def _written(store: Store, partial: Path) -> Saved:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(partial, flags, _PRIVATE), "wb") as file:

        async def query(tx: Transaction) -> Saved:
            recovery = await tx.slots.recovery()
            if recovery is None:
                raise BackupUnwritten(
                    "the database has no recovery key to seal a backup to",
                    "make one: tocsin keys recovery",
                )
            if (verdict := await tx.verify()).state != "intact":
                why = verdict.why or verdict.state
                raise BackupUnwritten(f"the database is not what was written: {why}", _LOOK)
            writing = Writing(file, recovery.deployment, recovery.public)
            manifest = await Saving(tx.work, tx.keys.root, writing.write).save(newest(), recovery)
            writing.end()
            return Saved(manifest=manifest, size=file.tell(), deployment=recovery.deployment)

        saved = await store.read(query)
        file.flush()
        os.fsync(file.fileno())
    return saved


def head_of(file: Path) -> Head:
    """Return a backup's plain head; raises BackupFault."""
    with _opened(file) as stream:
        return Reading(stream, file).head


def look(file: Path) -> Outline:
    """Check what can be checked without the recovery key; raises BackupFault.

    That is the framing and the plain hash: truncation and decay are found, not a change on purpose.
    """
    with _opened(file) as stream:
        reading = Reading(stream, file)
        chunks = sum(1 for _ in reading.sealed())
        return Outline(head=reading.head, chunks=chunks, size=reading.size)


async def restore(
    file: Path,
    url: str,
    provider: RecoveryProvider,
    *,
    clock: Callable[[], datetime],
    password: str | None = None,
    stopped: datetime | None = None,
) -> Restoration:
    """Make a database at `url` of a backup; never over another.

    `stopped` is when the bot is known to have stopped: what was written later is sent unmarked.

    Everything is verified before the database can be opened. Raises BackupFault, StoreFault; then
    there is no new database.
    """
    address = Address.of(url, password)
    with _opened(file) as stream:
        opened = Reading(stream, file).opened(provider.private)
        if address.kind != SQLITE:
            database = database_at(address)
            return await _restore(database, opened, file, provider, clock, stopped=stopped)
        final = Path(address.shown)
        for end in ("", *_SIDES):
            # A log that another database left behind would be read into this one.
            if _is_there(beside := final.with_name(final.name + end)):
                raise DatabaseExists(f"{beside}: is already there", remedy=_MOVE)
        partial = final.with_name(f".{final.name}.{secrets.token_hex(4)}.restoring")
        try:
            database = database_at(Address.of(f"sqlite:///{partial}"))
            done = await _restore(database, opened, file, provider, clock, stopped=stopped)
            _put_in_place(partial, final)
        except OSError as error:
            raise BackupFault(
                f"{final}: {error.strerror}", "name a place that can be written"
            ) from None
        finally:
            for end in ("", *_SIDES):
                partial.with_name(partial.name + end).unlink(missing_ok=True)
        return replace(done, database=str(final))


async def drill(
    file: Path, provider: RecoveryProvider, *, clock: Callable[[], datetime]
) -> Restoration:
    """Restore a backup into a private folder, verify everything there, and remove it.

    Raises BackupFault, StoreFault.
    """
    folder = Path(tempfile.mkdtemp(prefix="tocsin-drill-"))
    try:
        url = f"sqlite:///{folder / 'tocsin.db'}"
        done = await restore(file, url, provider, clock=clock)
        # The way in that an operator will take: the words, the slot, the database.
        await (await Store.open(url, provider, clock=clock)).close()
        return done
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise BackupFault(f"{file}: {error.strerror}", "name a backup that can be read") from None
    with stream:
        yield stream


def _is_there(file: Path) -> bool:
    return os.path.lexists(file)  # a dangling link counts


def _put_in_place(partial: Path, final: Path) -> None:
    """Give a finished file its name, durably, and never over another file."""
    try:
        os.link(partial, final)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links: then the name is looked at first.
        if _is_there(final):
            raise FileExistsError(None, "is already there") from None
        partial.rename(final)
    folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
