"""What an organisation that keeps records is left of a message before its source takes it back.

A record is sealed under the key of the organisation that keeps it: shredding what the source
originated leaves it, shredding the keeper's key takes it away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select, text

from storage import schema
from storage.repositories import forms
from storage.repositories.keys import NEVER, Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.schema import minute_of
from storage.sealing.records import new_key_id
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was read: by the names that were shown, "" where the source's rule hides them."""

    label: str
    organisation: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    text: str = field(repr=False)
    written: datetime
    recalled: datetime


class _Row(NamedTuple):
    id: str
    message: str
    organisation: int
    minute: int
    sealed: bytes


_ROWS: Final = select(*(schema.records.c[name] for name in _Row._fields))
_OF: Final = Read(
    _ROWS.where(text("organisation = :organisation")).order_by(text("minute, id")), _Row, _TABLE
)
_ABOUT: Final = Read(
    _ROWS.where(text("organisation = :organisation AND message >= :digits AND message < :end")),
    _Row,
    _TABLE,
)
_AFTER: Final = Read(_ROWS.where(text("id > :after")).order_by(text("id")).limit(500), _Row, _TABLE)
_ADD: Final = Statement(
    """INSERT INTO records (id, message, organisation, minute, sealed)
    VALUES (:id, :message, :organisation, :minute, :sealed)
    ON CONFLICT (organisation, message) DO NOTHING"""
)


class Records:
    """Records by the organisation that keeps them."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers

    def leave(self, organisation: str, message_id: str, record: Record) -> None:
        """Leave an organisation its record of a message; the first of one message stays."""

        async def recipe() -> Sequence[Change]:
            row = _Row(
                id=new_key_id().hex(),
                message=message_id,
                organisation=await self._numbers.of(ORGANISATION, organisation),
                minute=minute_of(self._work.now),
                sealed=b"",
            )
            plain = forms.dump(record, Record)
            sealed = await self._keys.seal(
                row.organisation, "record", NEVER, plain, _TABLE, *row[:-1]
            )
            return ((_ADD, row._replace(sealed=sealed)._asdict()),)

        self._work.later(_TABLE, recipe)

    async def of(self, organisation: str) -> list[Record]:
        """Return what an organisation keeps, oldest first; raises Tampered, KeyGone."""
        number = await self._numbers.known(ORGANISATION, organisation)
        if number is None:
            return []
        rows = await self._work.fetch(_OF, organisation=number)
        return [await self._opened(row) for row in rows]

    async def about(self, organisation: str, digits: str) -> tuple[str, Record] | None:
        """Return the only record that an organisation keeps of a message whose id begins so.

        With the message's id. Raises Tampered, KeyGone.
        """
        number = await self._numbers.known(ORGANISATION, organisation)
        if number is None:
            return None
        rows = await self._work.fetch(_ABOUT, organisation=number, digits=digits, end=digits + "g")
        return (rows[0].message, await self._opened(rows[0])) if len(rows) == 1 else None

    async def check(self) -> None:
        """Return when every record opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                await self._opened(row)

    async def _opened(self, row: _Row) -> Record:
        plain = await self._keys.open(row.sealed, _TABLE, *row[:-1])
        return forms.load(plain, Record)
