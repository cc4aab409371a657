"""Sheets: what is kept beside an item of the docket, in order (its timeline, whom it reached).

Sealed under the key of the item's organisation, kept as long as the item.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from storage.repositories import forms
from storage.repositories.docket_rows import Filed
from storage.repositories.keys import NEVER, Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.sealing.records import new_key_id
from storage.statements import Read, Statement
from storage.work import Change, Work

S = TypeVar("S")
T = TypeVar("T")
TABLE: Final = "sheets"
_FIELDS: Final = "SELECT id, item, kind, position, lookup, organisation, week, sealed FROM sheets"


class _Row(NamedTuple):
    id: str
    item: str
    kind: str
    position: int
    lookup: bytes | None
    organisation: int
    week: int
    sealed: bytes

    def bound(self) -> tuple[str | int | bytes, ...]:
        lookup = self.lookup or b""
        return (TABLE, *self[:4], lookup, self.organisation, self.week)


_OF: Final = Read(f"{_FIELDS} WHERE item = :item AND kind = :kind ORDER BY position", _Row, TABLE)
_ALL_OF: Final = Read(f"{_FIELDS} WHERE item = :item", _Row, TABLE)
_FOUND: Final = Read(f"{_FIELDS} WHERE lookup = :lookup", _Row, TABLE)
_BY_ID: Final = Read(f"{_FIELDS} WHERE id = :id", _Row, TABLE)
_AFTER: Final = Read(f"{_FIELDS} WHERE id > :after ORDER BY id LIMIT 500", _Row, TABLE)
_LAST: Final = Read(
    "SELECT coalesce(max(position), 0) FROM sheets WHERE item = :item AND kind = :kind",
    int,
    TABLE,
)
_PUT: Final = Statement(
    """INSERT INTO sheets (id, item, kind, position, lookup, organisation, week, sealed)
    VALUES (:id, :item, :kind, :position, :lookup, :organisation, :week, :sealed)
    ON CONFLICT (id) DO UPDATE SET week = excluded.week, sealed = excluded.sealed"""
)
_FORGET: Final = Statement("DELETE FROM sheets WHERE week > 0 AND week < :week")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[T]):
    """One sheet; `position` counts from 1 within its item and kind."""

    id: str
    item: str
    kind: str
    position: int
    value: T = field(repr=False)


class Sheets:
    """Sheets by item and kind."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers

    async def add(
        self, filed: Filed[S], kind: str, value: T, *, key: Sequence[str] = ()
    ) -> Sheet[T]:
        """Lay a sheet behind the others of its kind; `key` finds it, unique in item and kind."""
        lookup = self._lookup(filed.id, kind, key) if key else None
        row = _Row(
            id=new_key_id().hex(),
            item=filed.id,
            kind=kind,
            position=(await self._work.first(_LAST, item=filed.id, kind=kind) or 0) + 1,
            lookup=lookup,
            organisation=await self._numbers.of(ORGANISATION, filed.organisation),
            week=filed.week,
            sealed=b"",
        )
        self._put(row, forms.dump(value, type(value)))
        return Sheet(id=row.id, item=row.item, kind=kind, position=row.position, value=value)

    async def put(self, sheet: Sheet[T], value: T) -> None:
        """Write a sheet anew; one that is gone stays so."""
        row = await self._work.first(_BY_ID, id=sheet.id)
        if row is not None:
            self._put(row, forms.dump(value, type(value)))

    def _put(self, row: _Row, plain: bytes) -> None:
        async def recipe() -> Sequence[Change]:
            sealed = await self._keys.seal(
                row.organisation, "docket", row.week, plain, *row.bound()
            )
            return ((_PUT, row._replace(sealed=sealed)._asdict()),)

        self._work.later(TABLE, recipe)

    async def of(self, item: str, kind: str, form: type[T]) -> list[Sheet[T]]:
        """Return an item's sheets of a kind in order; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_OF, item=item, kind=kind)
        return [await self._opened(row, form) for row in rows]

    async def find(
        self, item: str, kind: str, key: Sequence[str], form: type[T]
    ) -> Sheet[T] | None:
        """Return the sheet under a key; raises Tampered, KeyGone."""
        row = await self._work.first(_FOUND, lookup=self._lookup(item, kind, key))
        return None if row is None else await self._opened(row, form)

    async def move(self, item: str, week: int) -> None:
        """Keep an item's sheets until another week."""
        for row in await self._work.fetch(_ALL_OF, item=item):
            plain = await self._keys.open(row.sealed, *row.bound())
            self._put(row._replace(week=week), plain)

    async def check(self) -> None:
        """Return when every sheet opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week == NEVER or row.week >= self._work.week:
                    await self._keys.open(row.sealed, *row.bound())

    def forget(self) -> None:
        """Delete the sheets whose time is past."""
        self._work.later(TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row, form: type[T]) -> Sheet[T]:
        value = await self._keys.value(row, row.sealed, *row.bound(), form=form)
        return Sheet(id=row.id, item=row.item, kind=row.kind, position=row.position, value=value)

    def _lookup(self, item: str, kind: str, key: Sequence[str]) -> bytes:
        return self._keys.root.keyed("sheet", item, kind, *key)
