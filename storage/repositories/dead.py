"""Dead letters: events that could not be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import insert

from storage import schema
from storage.repositories import forms
from storage.repositories.keys import SYSTEM, Keys
from storage.schema import minute_of, week_of
from storage.sealing.records import new_key_id
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "dead"
_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that could not be taken, without its content."""

    id: str
    door: str
    kind: str
    error: str
    minute: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inside:
    door: str
    kind: str
    error: str
    content: str = ""


class _Row(NamedTuple):
    id: str
    minute: int
    week: int
    sealed: bytes


_ALL: Final = Read("SELECT id, minute, week, sealed FROM dead ORDER BY minute", _Row, _TABLE)
_ADD: Final = Statement(insert(schema.dead))
_DROP: Final = Statement("DELETE FROM dead WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM dead WHERE week < :week")


class Dead:
    """Dead letters of events."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self._work = work
        self._keys = keys

    def add(self, door: str, kind: str, error: str, sealed: bytes | None) -> None:
        """Keep a dead letter; `sealed`, if given, is content that is sealed with it."""

        async def recipe() -> Sequence[Change]:
            content = "" if sealed is None else sealed.hex()
            inside = _Inside(door=door, kind=kind, error=error, content=content)
            row = _Row(
                id=new_key_id().hex(),
                minute=minute_of(self._work.now),
                week=week_of(self._work.now + _KEPT),
                sealed=b"",
            )
            plain = forms.dump(inside, _Inside)
            kept = await self._keys.seal(SYSTEM, "dead", row.week, plain, _TABLE, *row[:3])
            return ((_ADD, row._replace(sealed=kept)._asdict()),)

        self._work.later(_TABLE, recipe)

    async def listed(self) -> list[DeadLetter]:
        """Return the dead letters, oldest first; raises Tampered."""
        return [await self._opened(row) for row in await self._work.fetch(_ALL)]

    def drop(self, letter: str) -> None:
        """Delete a dead letter."""
        self._work.later(_TABLE, (_DROP, {"id": letter}))

    async def check(self) -> None:
        """Return when every dead letter opens where it stands; raises Tampered, KeyGone."""
        await self.listed()

    def forget(self) -> None:
        """Delete the dead letters whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row) -> DeadLetter:
        plain = await self._keys.open(row.sealed, _TABLE, *row[:3])
        inside = forms.load(plain, _Inside)
        minute = datetime.fromtimestamp(row.minute * 60, UTC)
        return DeadLetter(
            id=row.id, door=inside.door, kind=inside.kind, error=inside.error, minute=minute
        )
