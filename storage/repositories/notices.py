"""Notices to authors; who is told and about what is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from policies.buttons import Rows
from storage.repositories import forms
from storage.repositories.keys import SYSTEM, Keys
from storage.schema import week_of
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

_TABLE: Final = "notices"
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the bot tells an author: `number` is the platform's id of the latest message.

    `place` is the place of that message; `user` the platform's id of the person. `begun` and
    `until` are the ends of the time that it tells of, `before` an instant of which older things are
    meant. Of a card `about` names what it shows; of an answer `said` is its words, which are
    forgotten as soon as it stands, and `picture` what a QR code beside them says.
    """

    id: str
    kind: str
    place: str
    door: str
    user: str = field(repr=False)
    channel: str = field(repr=False)
    topic: str | None
    number: str = field(repr=False)
    count: int
    revision: int
    begun: datetime
    until: datetime | None = None
    before: datetime | None = None
    about: tuple[str, ...] = field(default=(), repr=False)
    said: str = field(default="", repr=False)
    buttons: Rows = ()
    picture: str = field(default="", repr=False)


class _Row(NamedTuple):
    id: str
    week: int
    sealed: bytes


_BY_KEY: Final = Read("SELECT id, week, sealed FROM notices WHERE key = :key", _Row, _TABLE)
_BY_ID: Final = Read("SELECT id, week, sealed FROM notices WHERE id = :id", _Row, _TABLE)
_AFTER: Final = Read(
    "SELECT id, week, sealed FROM notices WHERE id > :after ORDER BY id LIMIT 500", _Row, _TABLE
)
_SUPERSEDE: Final = Statement("UPDATE notices SET key = NULL WHERE key = :key AND id <> :id")
_PUT: Final = Statement(
    """INSERT INTO notices (id, key, week, sealed) VALUES (:id, :key, :week, :sealed)
    ON CONFLICT (id) DO UPDATE SET key = excluded.key, week = excluded.week,
    sealed = excluded.sealed"""
)
_CHANGE: Final = Statement("UPDATE notices SET week = :week, sealed = :sealed WHERE id = :id")
_REMOVE: Final = Statement("DELETE FROM notices WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM notices WHERE week < :week")


class Notices:
    """Notices by id; the latest to a person also by key."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self._work = work
        self._keys = keys

    async def get(self, key: bytes) -> Notice | None:
        """Return the latest notice under a key; raises Tampered."""
        row = await self._work.first(_BY_KEY, key=key)
        return None if row is None else await self._opened(row)

    async def by_id(self, notice_id: str) -> Notice | None:
        """Return a notice; raises Tampered."""
        row = await self._work.first(_BY_ID, id=notice_id)
        return None if row is None else await self._opened(row)

    def put(self, key: bytes, notice: Notice) -> None:
        """Keep a notice as the latest under its key."""

        async def recipe() -> Sequence[Change]:
            week = week_of(self._work.now + _KEPT)
            plain = forms.dump(notice, Notice)
            sealed = await self._keys.seal(SYSTEM, "notice", week, plain, _TABLE, notice.id, week)
            row: Values = {"id": notice.id, "key": key, "week": week, "sealed": sealed}
            return ((_SUPERSEDE, {"key": key, "id": notice.id}), (_PUT, row))

        self._work.later(_TABLE, recipe)

    def change(self, notice: Notice) -> None:
        """Keep a notice as it is now, under the key that it has."""

        async def recipe() -> Sequence[Change]:
            week = week_of(self._work.now + _KEPT)
            plain = forms.dump(notice, Notice)
            sealed = await self._keys.seal(SYSTEM, "notice", week, plain, _TABLE, notice.id, week)
            return ((_CHANGE, {"id": notice.id, "week": week, "sealed": sealed}),)

        self._work.later(_TABLE, recipe)

    def remove(self, notice_id: str) -> None:
        """Forget a notice."""
        self._keys.opened.drop(notice_id)
        self._work.later(_TABLE, (_REMOVE, {"id": notice_id}))

    async def check(self) -> None:
        """Return when every notice opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week >= self._work.week:
                    await self._keys.open(row.sealed, _TABLE, row.id, row.week)

    def forget(self) -> None:
        """Delete the notices whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row) -> Notice:
        return await self._keys.value(row, row.sealed, _TABLE, row.id, row.week, form=Notice)
