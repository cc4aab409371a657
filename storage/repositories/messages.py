"""Messages: what was said is sealed under the key of the week in which it expires.

Where a message stands on its platform, and how its label was read, is sealed apart and kept longer:
so a deletion months later still finds the copies of a text that is no longer there, and an edit is
measured by the label that it had.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from sqlalchemy import insert, text

from policies.audit import AuditKind
from policies.messages.message import Author, Message
from storage import schema
from storage.faults import KeyGone, SealFault, Tampered
from storage.repositories import forms, lanes
from storage.repositories.audit import Audit
from storage.repositories.keys import Keys
from storage.repositories.numbers import ORGANISATION, PLACE, Numbers
from storage.repositories.rows import MESSAGE_ROW, ROWS, TABLE, Body, MessageRow, remnant
from storage.schema import minute_of, week_of
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

REACH: Final = timedelta(days=396)
"""How long the addresses of a message and its copies are kept: 13 months."""
Status: TypeAlias = Literal["crossing", "held", "kept", "edit"]
"""On its way or there; waiting for a person; a label without a text; an edit that waits."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it is kept."""

    message: Message
    status: str
    rule: int


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for a person; nothing of what it says."""

    id: str
    place: str
    organisation: str
    minute: datetime
    rule: int


_BY_LOOKUP: Final = Read(ROWS.where(text("lookup = :lookup")), MessageRow, TABLE)
_HELD: Final = Read(ROWS.where(text("status = 'held'")).order_by(text("minute")), MessageRow, TABLE)
_PAST: Final = ROWS.where(text("status = 'held' AND expires < :now")).order_by(text("minute"))
_OUTSTAYED: Final = Read(_PAST, MessageRow, TABLE)
_RECENT: Final = Read(
    ROWS.where(text("place = :place AND minute >= :minute AND status = 'crossing'")),
    MessageRow,
    TABLE,
)
_ADD: Final = Statement(insert(schema.messages))
_REPLACE: Final = Statement(
    """UPDATE messages SET organisation = :organisation, place = :place, lookup = :lookup,
    label = :label, status = :status, rule = :rule, revision = :revision, minute = :minute,
    expires = :expires, reach = :reach, address = :address, body = :body WHERE id = :id"""
)
_AFTER: Final = Read(
    ROWS.where(text("id > :after")).order_by(text("id")).limit(500), MessageRow, TABLE
)
_FROM: Final = ROWS.where(text("id >= :digits AND id < :end")).limit(2)
_BEGINNING: Final = Read(_FROM, MessageRow, TABLE)
_QUARANTINE: Final = Statement("UPDATE messages SET status = 'quarantined' WHERE id = :id")
_FORGET: Final = Statement(
    """DELETE FROM messages
    WHERE expires < :now AND (status NOT IN ('crossing', 'kept') OR reach < :week)"""
)
_EMPTY: Final = Statement(
    "UPDATE messages SET body = NULL WHERE expires < :now AND body IS NOT NULL"
)


class Messages:
    """Messages by id and by where they stand."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers, audit: Audit) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers
        self._audit = audit

    def add(self, message: Message, *, status: Status, rule: int, expires: datetime) -> None:
        """Keep a new message; its text can be read until the end of the week of `expires`."""

        async def recipe() -> Sequence[Change]:
            row = await self._sealed(message, status, rule, expires)
            return ((_ADD, row._asdict()),)

        self._work.later(TABLE, recipe)

    def replace(self, message: Message, *, status: Status, rule: int, expires: datetime) -> None:
        """Keep a new revision, sealed anew; a changed label is audited."""

        async def recipe() -> Sequence[Change]:
            before = await self._work.first(MESSAGE_ROW, id=message.id)
            row = await self._sealed(message, status, rule, expires)
            if before is not None and before.label != row.label:
                self._audit.add(
                    AuditKind.RELABELLED,
                    organisation=message.organisation,
                    message=message.id,
                    before=before.label,
                    after=row.label,
                )
            return ((_REPLACE, row._asdict()),)

        self._work.later(TABLE, recipe)
        # What was held of the former revision is decided anew by who replaces it.
        self._work.later(lanes.TABLE, (lanes.UNHOLD_ALL, {"message": message.id}))

    def prolong(self, stored: Stored, *, expires: datetime) -> None:
        """Keep the same until the end of another week, sealed anew."""

        async def recipe() -> Sequence[Change]:
            row = await self._sealed(stored.message, stored.status, stored.rule, expires)
            return ((_REPLACE, row._asdict()),)

        self._work.later(TABLE, recipe)

    def quarantine(self, message_id: str) -> None:
        """Set a message apart: it is never opened again."""
        self._work.later(TABLE, (_QUARANTINE, {"id": message_id}))

    async def get(self, message_id: str) -> Stored | None:
        """Return a message; None when it is not there or its text has expired.

        Raises Tampered, KeyGone.
        """
        row = await self._work.first(MESSAGE_ROW, id=message_id)
        if row is None or (row.body is None and self._expired(row)):
            return None
        return await self._opened(row)

    async def known(self, message_id: str) -> Stored | None:
        """Return a message; of one that has expired, without text and name.

        Raises Tampered, KeyGone.
        """
        row = await self._work.first(MESSAGE_ROW, id=message_id)
        return None if row is None else await self._opened(row)

    async def by_number(self, place: str, number: str) -> Stored | None:
        """Return the message that stands there; of one that has expired, without text and name.

        Raises Tampered, KeyGone.
        """
        row = await self._work.first(_BY_LOOKUP, lookup=self._lookup(place, number))
        return None if row is None else await self._opened(row)

    async def beginning(self, digits: str) -> Stored | None:
        """Return the only message whose id begins so; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_BEGINNING, digits=digits, end=digits + "g")
        return await self._opened(rows[0]) if len(rows) == 1 else None

    async def held(self) -> list[Held]:
        """Return what waits for a person, oldest first."""
        return [
            Held(
                row.id,
                await self._numbers.name(PLACE, row.place),
                await self._numbers.name(ORGANISATION, row.organisation),
                datetime.fromtimestamp(row.minute * 60, UTC),
                row.rule,
            )
            for row in await self._work.fetch(_HELD)
        ]

    async def outstayed(self) -> list[Message]:
        """Return what was held until its time was past, without text and name, oldest first.

        What cannot be opened is left out: nobody is known who could be told.
        """
        found = []
        for row in await self._work.fetch(_OUTSTAYED, now=minute_of(self._work.now)):
            with contextlib.suppress(SealFault):
                found.append(await self._standing(row))
        return found

    async def recent(self, place: str, since: datetime) -> list[str]:
        """Return the numbers of messages of a place that crossed, oldest first."""
        number = await self._numbers.known(PLACE, place)
        if number is None:
            return []
        rows = await self._work.fetch(_RECENT, place=number, minute=minute_of(since))
        found = []
        for row in rows:
            # One that does not open is not looked after; the others are.
            with contextlib.suppress(SealFault):
                found.append(await self._standing(row))
        found.sort(key=lambda one: (one.written, one.sequence))
        return [one.number for one in found]

    async def check(self) -> None:
        """Return when every message opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.status != "quarantined" and row.reach >= self._work.week:
                    await self._opened(row)

    def forget(self) -> None:
        """Delete texts that have expired, and rows that no deletion reaches any more."""
        now: Values = {"now": minute_of(self._work.now), "week": self._work.week}
        self._work.later(TABLE, (_FORGET, now))
        self._work.later(TABLE, (_EMPTY, now))

    async def _opened(self, row: MessageRow) -> Stored:
        if row.status == "quarantined":
            raise Tampered("messages: the row is in quarantine")
        known = self._keys.opened.get(row.id, row)
        if isinstance(known, Message):
            return Stored(known, row.status, row.rule)
        message = await self._standing(row)
        if row.body is None:
            if not self._expired(row):
                raise Tampered("messages.body")
            return Stored(message, row.status, row.rule)
        try:
            plain = await self._keys.open(row.body, *row.bound("body"))
        except KeyGone:
            if not self._expired(row):
                raise
            return Stored(message, row.status, row.rule)
        body = forms.load(plain, Body)
        whole = body.whole(message)
        self._keys.opened.put(row.id, row, whole)
        return Stored(whole, row.status, row.rule)

    async def _standing(self, row: MessageRow) -> Message:
        return forms.load(await self._keys.open(row.address, *row.bound("address")), Message)

    def _expired(self, row: MessageRow) -> bool:
        return row.expires < minute_of(self._work.now)

    async def _sealed(
        self, message: Message, status: str, rule: int, expires: datetime
    ) -> MessageRow:
        organisation = await self._numbers.of(ORGANISATION, message.organisation)
        row = MessageRow(
            id=message.id,
            organisation=organisation,
            place=await self._numbers.of(PLACE, message.place),
            lookup=self._lookup(message.place, message.number),
            label=None if message.label is None else message.label.value,
            status=status,
            rule=rule,
            revision=message.revision,
            minute=minute_of(message.written),
            expires=minute_of(expires),
            reach=max(week_of(self._work.now + REACH), week_of(expires)),
            address=b"",
            body=None,
        )
        standing = replace(
            message,
            # Whoever wrote it may take it back when its text is long forgotten.
            author=Author(person=message.author.person, address=message.author.address),
            parts=(),
            reading=remnant(message.reading),
            files=(),
        )
        row = row._replace(
            address=await self._keys.seal(
                organisation,
                "address",
                row.reach,
                forms.dump(standing, Message),
                *row.bound("address"),
            ),
            body=await self._keys.seal(
                organisation,
                "text",
                week_of(expires),
                forms.dump(Body.of(message), Body),
                *row.bound("body"),
            ),
        )
        self._keys.opened.put(row.id, row, message)
        self._audit.stored(row.id, organisation, row.digest(), row.expires)
        return row

    def _lookup(self, place: str, number: str) -> bytes:
        return self._keys.root.keyed("message", place, number)
