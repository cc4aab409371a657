"""Making a database of a backup's stream."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sqlalchemy import LargeBinary, column, insert, table

from storage import schema
from storage.archive import framing
from storage.archive.faults import BackupBroken, BackupNewer
from storage.archive.manifest import Manifest, TableIn
from storage.faults import DatabaseNewer, Tampered
from storage.migrating import is_older
from storage.sealing.slots import Slot
from storage.statements import Statement
from storage.work import Connection, Values

_AT_ONCE: Final = 500
_NAME: Final = re.compile(r"[a-z][a-z_]{0,40}")
_BYTES: Final = frozenset(
    (one.name, of.name)
    for one in schema.metadata.sorted_tables
    for of in one.columns
    if isinstance(of.type, LargeBinary)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What stands at the end of a stream: its digest, and the tag that the root key made of it."""

    digest: bytes
    tag: bytes = field(repr=False)


class Loading:
    """Reads one stream; `name` is the backup's. Raises BackupBroken, BackupNewer.

    The rows of the root key's slots are kept aside: without them a database cannot be opened.
    """

    def __init__(self, stream: Iterable[bytes], name: object) -> None:
        self._records = framing.records(stream)
        self.name = name
        self._slots: list[Values] = []
        self._digest = hashlib.sha256()
        self.manifest = self._manifest()

    def _manifest(self) -> Manifest:
        try:
            manifest = Manifest.read(self._expected(framing.MANIFEST))
            _check_tables(manifest, older=is_older(manifest.schema, self.name))
        except Tampered as fault:
            raise BackupBroken(f"{self.name}: {fault}") from None
        except DatabaseNewer as fault:
            raise BackupNewer(str(fault)) from None
        return manifest

    async def load(self, connection: Connection) -> Ending:
        """Write every row but those of the slots; returns what stands at the end."""
        try:
            for wanted in self.manifest.tables:
                if self._expected(framing.TABLE) != wanted.name.encode():
                    raise Tampered("its tables are not those that its manifest tells of")  # noqa: TRY301 - all that is wrong with the stream becomes one fault
                await self._load(connection, wanted)
            return self._ending()
        except Tampered as fault:
            raise BackupBroken(f"{self.name}: {fault}") from None

    def slots(self) -> list[Slot]:
        """Return the slots that were kept aside; raises BackupBroken."""
        try:
            return [Slot(**row) for row in self._slots]  # type: ignore[arg-type] # checked when used
        except TypeError:
            raise BackupBroken(f"{self.name}: its slots are of another form") from None

    async def _load(self, connection: Connection, wanted: TableIn) -> None:
        if wanted.name == schema.slots.name:
            self._slots = [self._row(wanted) for _ in range(wanted.rows)]
            return
        statement = _writing(wanted.name, wanted.columns)
        waiting: list[Values] = []
        for _ in range(wanted.rows):
            waiting.append(self._row(wanted))
            if len(waiting) == _AT_ONCE:
                await connection.many(statement, waiting)
                waiting = []
        if waiting:
            await connection.many(statement, waiting)

    def _row(self, wanted: TableIn) -> Values:
        values = framing.unpacked(self._expected(framing.ROW))
        if len(values) != len(wanted.columns):
            raise Tampered(f"{wanted.name}: a row has other columns than its table")
        return {
            # SQLite took "" for no bytes, and earlier programs gave it; a server takes bytes alone.
            name: b"" if value == "" and (wanted.name, name) in _BYTES else value
            for name, value in zip(wanted.columns, values, strict=True)
        }

    def _ending(self) -> Ending:
        digest = self._digest.digest()
        content = self._expected(framing.END)
        if content[: len(digest)] != digest:
            raise Tampered("its end does not fit its rows")
        if next(self._records, None) is not None:
            raise Tampered("something stands behind its end")
        return Ending(digest=digest, tag=content[len(digest) :])

    def _expected(self, kind: bytes) -> bytes:
        """Return the content of the next record, which must be of that kind."""
        found = next(self._records, None)
        if found is None:
            raise Tampered("it ends too early")
        if found[0] != kind:
            raise Tampered("its rows are not those that its manifest tells of")
        self._digest.update(framing.record(*found))
        return found[1]


@lru_cache(128)
def _writing(name: str, columns: tuple[str, ...]) -> Statement:
    return Statement(insert(table(name, *map(column, columns))))


def _check_tables(manifest: Manifest, *, older: bool) -> None:
    """Raise Tampered where the tables are none of ours."""
    names: Sequence[str] = [name for one in manifest.tables for name in (one.name, *one.columns)]
    if not all(_NAME.fullmatch(name) for name in names):
        raise Tampered("a table has a name that is none of ours")
    ours = [(one.name, tuple(one.columns.keys())) for one in schema.metadata.sorted_tables]
    if not older and [(one.name, one.columns) for one in manifest.tables] != ours:
        raise Tampered("its tables are not those of its version")
