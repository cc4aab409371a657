"""Affairs: small things that wait for somebody (a code, an agreement, a question), sealed.

Each is a frozen dataclass under a kind, found by its id or by what it is looked up by, of which
only a keyed digest is stored. They are forgotten after the week in which they end.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from storage.repositories import forms
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.schema import week_of
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

T = TypeVar("T")
_TABLE: Final = "affairs"


class _Row(NamedTuple):
    id: str
    kind: str
    lookup: bytes | None
    week: int
    sealed: bytes


_FIELDS: Final = "SELECT id, kind, lookup, week, sealed FROM affairs"
_BY_ID: Final = Read(f"{_FIELDS} WHERE kind = :kind AND id = :id", _Row, _TABLE)
_BY_LOOKUP: Final = Read(f"{_FIELDS} WHERE kind = :kind AND lookup = :lookup", _Row, _TABLE)
_LISTED: Final = Read(f"{_FIELDS} WHERE kind = :kind ORDER BY id", _Row, _TABLE)
_AFTER: Final = Read(f"{_FIELDS} WHERE id > :after ORDER BY id LIMIT 500", _Row, _TABLE)
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

    def __init__(self, work: Work, keys: Keys) -> None:
        self._work = work
        self._keys = keys

    def put(
        self,
        kind: str,
        affair_id: str,
        value: object,
        *,
        ends: datetime | None,
        key: Sequence[str] = (),
    ) -> None:
        """Keep a frozen dataclass under a kind and an id, or put it in the place of what is there.

        `key` is what it is looked up by, unique within its kind; `ends` the instant after whose
        week it is forgotten, None for never. What is over is for the caller to tell.
        """

        async def recipe() -> Sequence[Change]:
            week = NEVER if ends is None else week_of(ends)
            lookup = self._lookup(kind, key) if key else None
            plain = forms.dump(value, type(value))
            sealed = await self._keys.seal(
                SYSTEM, "affair", week, plain, _TABLE, affair_id, kind, lookup or b"", week
            )
            row: Values = {
                "id": affair_id,
                "kind": kind,
                "lookup": lookup,
                "week": week,
                "sealed": sealed,
            }
            return ((_PUT, row),)

        self._work.later(_TABLE, recipe)

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

    def remove(self, affair_id: str) -> None:
        """Forget an affair; one that is not there changes nothing."""
        self._work.later(_TABLE, (_REMOVE, {"id": affair_id}))

    async def check(self) -> None:
        """Return when every affair opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week == NEVER or row.week >= self._work.week:
                    await self._plain(row)

    def forget(self) -> None:
        """Delete the affairs whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row, form: type[T]) -> T:
        return forms.load(await self._plain(row), form)

    async def _plain(self, row: _Row) -> bytes:
        bound = (_TABLE, row.id, row.kind, row.lookup or b"", row.week)
        return await self._keys.open(row.sealed, *bound)

    def _lookup(self, kind: str, key: Sequence[str]) -> bytes:
        return self._keys.root.keyed("affair", kind, *key)
