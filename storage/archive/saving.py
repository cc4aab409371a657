"""Writing a database into a backup's stream, page by page, from one state of it."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Table, bindparam, func, select, tuple_

from storage import schema
from storage.archive import framing
from storage.archive.manifest import Manifest, TableIn
from storage.faults import Tampered
from storage.sealing.keyring import Root
from storage.sealing.recovery import Recovery
from storage.statements import Read, Value
from storage.work import Work

PAGE: Final = 256
"""Rows that are read at once."""


class _Head(NamedTuple):
    value: int
    hash: bytes


_HEAD: Final = Read("SELECT value, hash FROM heads WHERE name = 'audit'", _Head)


class Saving:
    """Saves one state of a database; `write` is given the stream piece by piece."""

    def __init__(self, work: Work, root: Root, write: Callable[[bytes], None]) -> None:
        self._work = work
        self._root = root
        self._write = write
        self._digest = hashlib.sha256()

    async def save(self, version: str, recovery: Recovery) -> Manifest:
        """Write everything; returns the manifest. Raises StoreFault, SealFault."""
        manifest = await self._manifest(version, recovery)
        self._put(framing.record(framing.MANIFEST, manifest.written()))
        for told, table in zip(manifest.tables, schema.metadata.sorted_tables, strict=True):
            self._put(framing.record(framing.TABLE, table.name.encode()))
            count = 0
            async for page in _pages(self._work, table):
                self._put(
                    b"".join(framing.record(framing.ROW, framing.packed(row)) for row in page)
                )
                count += len(page)
            if count != told.rows:
                raise Tampered(f"{table.name}: {told.rows} rows are there and {count} are found")
        digest = self._digest.digest()
        self._put(framing.record(framing.END, digest + self._root.tag("backup", digest)))
        return manifest

    async def _manifest(self, version: str, recovery: Recovery) -> Manifest:
        tables = tuple([await self._table(table) for table in schema.metadata.sorted_tables])
        head = await self._work.first(_HEAD)
        return Manifest(
            schema=version,
            deployment=recovery.deployment.hex(),
            recovery=recovery.name,
            taken=self._work.now,
            entries=0 if head is None else head.value,
            head="" if head is None else head.hash.hex(),
            tables=tables,
        )

    async def _table(self, table: Table) -> TableIn:
        (rows,) = await self._work.fetch(_counting(table))
        return TableIn(
            name=table.name, columns=tuple(column.name for column in table.columns), rows=rows
        )

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._write(data)


async def _pages(work: Work, table: Table) -> AsyncIterator[Sequence[tuple[Value, ...]]]:
    """Give a table's rows in the order of its primary key."""
    places = [list(table.columns).index(column) for column in table.primary_key.columns]
    first, next_page = _reading(table)
    page = await work.fetch(first)
    while page:
        yield page
        last = [page[-1][place] for place in places]
        if None in last:
            raise Tampered(f"{table.name}: a row has no key")
        values = {f"after_{at}": value for at, value in enumerate(last)}
        page = await work.fetch(next_page, **values)


@cache
def _counting(table: Table) -> Read[int]:
    return Read(select(func.count()).select_from(table), int, table.name)


@cache
def _reading(table: Table) -> tuple[Read[tuple[Value, ...]], Read[tuple[Value, ...]]]:
    """Return what reads a table's first page, and what reads the page behind a key."""
    key = list(table.primary_key.columns)
    rows = select(table).order_by(*key).limit(PAGE)
    after = [bindparam(f"after_{at}", type_=column.type) for at, column in enumerate(key)]
    behind = key[0] > after[0] if len(key) == 1 else tuple_(*key) > tuple_(*after)
    return Read(rows, _row, table.name), Read(rows.where(behind), _row, table.name)


def _row(*values: Value) -> tuple[Value, ...]:
    return values
