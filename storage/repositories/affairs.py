"""Affairs: small things that wait for somebody (a code, an agreement, a question), sealed.

Each is a frozen dataclass under a kind, found by its id or by what it is looked up by, of which
only a keyed digest is stored. They are forgotten after the week in which they end. Until one ends
the audit holds the digest of its row, so it is noticed where it is removed or put back in SQL; but
for what is `loose`: that comes with every message, and decides nothing alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from storage.repositories import forms
from storage.repositories.affair_rows import FIELDS, TABLE, AffairRow
from storage.repositories.audit import Audit
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.schema import minute_of, week_of
from storage.statements import Read, Statement
from storage.work import Change, Work

T = TypeVar("T")
_FOR_EVER: Final = 2**31 - 1
"""A minute that none of ours reaches."""
_NOTHING: Final = b"-"
"""Stands for the digest of a row that is there no more."""
_BY_ID: Final = Read(f"{FIELDS} WHERE kind = :kind AND id = :id", AffairRow, TABLE)
_BY_LOOKUP: Final = Read(f"{FIELDS} WHERE kind = :kind AND lookup = :lookup", AffairRow, TABLE)
_LISTED: Final = Read(f"{FIELDS} WHERE kind = :kind ORDER BY id", AffairRow, TABLE)
_AFTER: Final = Read(f"{FIELDS} WHERE id > :after ORDER BY id LIMIT 500", AffairRow, TABLE)
_PUT: Final = Statement(
    """INSERT INTO affairs (id, kind, lookup, week, sealed)
    VALUES (:id, :kind, :lookup, :week, :sealed)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, lookup = excluded.lookup,
    week = excluded.week, sealed = excluded.sealed"""
)
_REMOVE: Final = Statement("DELETE FROM affairs WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM affairs WHERE week > 0 AND week < :week")


class Affairs:
    """Affairs by kind."""

    def __init__(self, work: Work, keys: Keys, audit: Audit) -> None:
        self._work = work
        self._keys = keys
        self._audit = audit

    def put(
        self,
        kind: str,
        affair_id: str,
        value: object,
        *,
        ends: datetime | None,
        key: Sequence[str] = (),
        loose: bool = False,
    ) -> None:
        """Keep a frozen dataclass under a kind and an id, or put it in the place of what is there.

        `key` is what it is looked up by, unique within its kind; `ends` the instant after whose
        week it is forgotten, None for never. What is over is for the caller to tell. `loose` spares
        the audit what comes with every message.
        """

        async def recipe() -> Sequence[Change]:
            week = NEVER if ends is None else week_of(ends)
            lookup = self._lookup(kind, key) if key else None
            plain = forms.dump(value, type(value))
            sealed = await self._keys.seal(
                SYSTEM, "affair", week, plain, TABLE, affair_id, kind, lookup or b"", week
            )
            row = AffairRow(affair_id, kind, lookup, week, sealed)
            if not loose:
                until = _FOR_EVER if ends is None else minute_of(ends)
                self._audit.stored(affair_id, SYSTEM, row.digest(), until)
            return ((_PUT, row._asdict()),)

        self._work.later(TABLE, recipe)

    async def get(self, kind: str, affair_id: str, form: type[T]) -> T | None:
        """Return an affair by its id; raises Tampered, KeyGone."""
        row = await self._work.first(_BY_ID, kind=kind, id=affair_id)
        return None if row is None else await self._opened(row, form)

    async def find(self, kind: str, key: Sequence[str], form: type[T]) -> tuple[str, T] | None:
        """Return the id and the affair that is looked up by `key`; raises Tampered, KeyGone."""
        row = await self._work.first(_BY_LOOKUP, kind=kind, lookup=self._lookup(kind, key))
        return None if row is None else (row.id, await self._opened(row, form))

    async def listed(self, kind: str, form: type[T]) -> list[tuple[str, T]]:
        """Return every affair of a kind with its id; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_LISTED, kind=kind)
        return [(row.id, await self._opened(row, form)) for row in rows]

    def remove(self, affair_id: str, *, loose: bool = False) -> None:
        """Forget an affair; one that is not there changes nothing. `loose` where it was put so."""
        self._keys.opened.drop(affair_id)

        async def recipe() -> Sequence[Change]:
            if not loose:
                # From this entry on the chain vouches for no such row.
                self._audit.stored(affair_id, SYSTEM, _NOTHING, minute_of(self._work.now))
            return ((_REMOVE, {"id": affair_id}),)

        self._work.later(TABLE, recipe)

    async def check(self) -> None:
        """Return when every affair opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week == NEVER or row.week >= self._work.week:
                    await self._keys.open(row.sealed, *_bound(row))

    def forget(self) -> None:
        """Delete the affairs whose time is past."""
        self._work.later(TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: AffairRow, form: type[T]) -> T:
        return await self._keys.value(row, row.sealed, *_bound(row), form=form)

    def _lookup(self, kind: str, key: Sequence[str]) -> bytes:
        return self._keys.root.keyed("affair", kind, *key)


def _bound(row: AffairRow) -> tuple[str | bytes | int, ...]:
    return (TABLE, row.id, row.kind, row.lookup or b"", row.week)
