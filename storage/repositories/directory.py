"""The directory's rows, sealed; their set is sealed too, so a row removed in SQL is noticed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from sqlalchemy import insert

from storage import schema
from storage.faults import Tampered
from storage.repositories import forms
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.repositories.numbers import Numbers
from storage.sealing.context import context
from storage.statements import Read, Statement
from storage.work import Work

_TABLE: Final = "directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One table of the directory: `origin` says who made it ("file", "command", …)."""

    kind: str
    id: str
    origin: str
    body: dict[str, object] = field(repr=False)


class _Stored(NamedTuple):
    lookup: bytes
    kind: str
    origin: str
    position: int
    sealed: bytes


class _Head(NamedTuple):
    value: int
    hash: bytes
    tag: bytes


_ALL: Final = Read(
    "SELECT lookup, kind, origin, position, sealed FROM directory ORDER BY position, lookup",
    _Stored,
)
_HEAD: Final = Read("SELECT value, hash, tag FROM heads WHERE name = 'directory'", _Head)
_VERSION: Final = Read("SELECT value FROM heads WHERE name = 'directory'", int)
_EVER: Final = Read("SELECT entry FROM audit WHERE kind = 'directory' LIMIT 1", int)
_ADD: Final = Statement(insert(schema.directory))
_CLEAR: Final = Statement("DELETE FROM directory")
_SET_HEAD: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES ('directory', :value, :hash, :tag)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, hash = excluded.hash,
    tag = excluded.tag"""
)


class Directory:
    """The rows as a whole; every change gives a new version."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers

    async def version(self) -> int:
        """Return the version, which rises with every change; 0 before the first."""
        return await self._work.first(_VERSION) or 0

    async def load(self) -> list[Row]:
        """Return the rows in the order in which they were given; raises Tampered."""
        rows = await self._work.fetch(_ALL)
        head = await self._work.first(_HEAD)
        if head is None:
            if rows:
                raise Tampered("directory: rows without a head")
            return []
        digest = _digest(rows)
        if digest != head.hash or not self._fits(head):
            raise Tampered("directory: its rows are not those that were written")
        return [await self._opened(row) for row in rows]

    async def check(self) -> None:
        """Return when every row says what was written; raises Tampered.

        A directory that was taken away with its head is told by the trail, which knows of one.
        """
        await self.load()
        if await self.version() == 0 and await self._work.first(_EVER) is not None:
            raise Tampered("directory: its rows and their head are gone")

    async def replace_file(self, rows: Sequence[Row]) -> None:
        """Put these rows in the place of all that came from a file; others stay.

        A row that was made otherwise is never replaced: the one from the file stands behind it.
        """
        kept = [row for row in await self.load() if row.origin != "file"]
        taken = {(row.kind, row.id) for row in kept}
        await self._write([row for row in rows if (row.kind, row.id) not in taken] + kept)

    async def put(self, row: Row) -> None:
        """Add a row, or put it in the place of the one with its kind and id."""
        rows = await self.load()
        key = (row.kind, row.id)
        if key in {(one.kind, one.id) for one in rows}:
            rows = [row if (one.kind, one.id) == key else one for one in rows]
        else:
            rows.append(row)
        await self._write(rows)

    async def remove(self, kind: str, name: str) -> None:
        """Take a row away, whoever made it; none of that kind and id changes nothing."""
        rows = await self.load()
        left = [row for row in rows if (row.kind, row.id) != (kind, name)]
        if len(left) < len(rows):
            await self._write(left)

    async def number(self, kind: str, name: str) -> int:
        """Return the small number of a directory id, given once and kept for ever."""
        return await self._numbers.of(kind, name)

    async def _write(self, rows: Sequence[Row]) -> None:
        version = await self.version() + 1
        stored = [await self._sealed(row, position) for position, row in enumerate(rows)]
        await self._work.write(_CLEAR, {})
        if stored:
            await self._work.write(_ADD, *(one._asdict() for one in stored))
        digest = _digest(stored)
        tag = self._keys.root.tag("directory head", version, digest)
        await self._work.write(_SET_HEAD, {"value": version, "hash": digest, "tag": tag})

    async def _sealed(self, row: Row, position: int) -> _Stored:
        lookup = self._keys.root.keyed("directory", row.kind, row.id)
        stored = _Stored(lookup, row.kind, row.origin, position, b"")
        plain = forms.text([row.id, row.body])
        sealed = await self._keys.seal(SYSTEM, "system", NEVER, plain, _TABLE, *stored[:4])
        return stored._replace(sealed=sealed)

    async def _opened(self, row: _Stored) -> Row:
        inside = forms.parsed(await self._keys.open(row.sealed, _TABLE, *row[:4]))
        match inside:
            case [str(name), dict(body)]:
                return Row(
                    kind=row.kind,
                    id=name,
                    origin=row.origin,
                    body=cast(dict[str, object], body),
                )
            case _:
                raise Tampered("directory.sealed")

    def _fits(self, head: _Head) -> bool:
        return self._keys.root.fits(head.tag, "directory head", head.value, head.hash)


def _digest(rows: Sequence[_Stored]) -> bytes:
    return hashlib.sha256(b"".join(context(*row) for row in rows)).digest()
