"""Where the copies of messages and notices stand, sealed under keys that outlive the texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import insert, select, text

from storage import schema
from storage.faults import Tampered
from storage.repositories.keys import SYSTEM, Keys
from storage.repositories.messages import REACH
from storage.repositories.numbers import PLACE, Numbers
from storage.schema import week_of
from storage.sealing.context import Bound
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

_TABLE: Final = "copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One part of a copy: the room (channel, topic) as the platform answered, and its number."""

    id: str
    part: int
    room: tuple[str, str | None] = field(repr=False)
    number: str = field(repr=False)
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOf:
    """What a copy is a copy of."""

    message_id: str
    part: int


class _Row(NamedTuple):
    id: str
    message: str
    organisation: int
    place: int
    part: int
    lookup: bytes
    reach: int
    address: bytes
    revision: int
    state: bytes

    def bound(self) -> tuple[Bound, ...]:
        return (_TABLE, *self[:-3])


_ROWS: Final = select(*(schema.copies.c[name] for name in _Row._fields))
_OF: Final = Read(
    _ROWS.where(text("message = :message AND place = :place")).order_by(text("part")), _Row, _TABLE
)
_PLACES: Final = Read("SELECT DISTINCT place FROM copies WHERE message = :message", int, _TABLE)
_AT: Final = Read("SELECT DISTINCT message FROM copies WHERE place = :place", str, _TABLE)
_STANDING: Final = Read(
    """SELECT DISTINCT message FROM copies WHERE message > :after ORDER BY message LIMIT :most""",
    str,
    _TABLE,
)
_AFTER: Final = Read(_ROWS.where(text("id > :after")).order_by(text("id")).limit(500), _Row, _TABLE)
_BY_LOOKUP: Final = Read(_ROWS.where(text("lookup = :lookup")), _Row, _TABLE)
_ORGANISATION: Final = Read("SELECT organisation FROM messages WHERE id = :id", int, "messages")
_ADD: Final = Statement(insert(schema.copies))
_UPDATE: Final = Statement("UPDATE copies SET revision = :revision, state = :state WHERE id = :id")
_REMOVE: Final = Statement("DELETE FROM copies WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM copies WHERE reach < :week")


class Copies:
    """Copies by what they are copies of, and by where they stand."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers

    def add(self, message_id: str, place: str, copy: Copy) -> None:
        """Remember where a part stands."""

        async def recipe() -> Sequence[Change]:
            found = await self._work.first(_ORGANISATION, id=message_id)
            organisation = SYSTEM if found is None else found
            channel, topic = copy.room
            row = _Row(
                id=copy.id,
                message=message_id,
                organisation=organisation,
                place=await self._numbers.of(PLACE, place),
                part=copy.part,
                lookup=self._lookup(place, channel, copy.number),
                reach=week_of(self._work.now + REACH),
                address=b"",
                revision=copy.revision,
                state=self._state(copy.id, copy.revision),
            )
            plain = json.dumps([channel, topic, copy.number]).encode()
            address = await self._keys.seal(organisation, "address", row.reach, plain, *row.bound())
            return ((_ADD, row._replace(address=address)._asdict()),)

        self._work.later(_TABLE, recipe)

    def update(self, copy_id: str, *, revision: int) -> None:
        """Remember which revision a copy shows."""
        change: Values = {
            "id": copy_id,
            "revision": revision,
            "state": self._state(copy_id, revision),
        }
        self._work.later(_TABLE, (_UPDATE, change))

    def remove(self, copy_id: str) -> None:
        """Forget a copy that no longer stands."""
        self._work.later(_TABLE, (_REMOVE, {"id": copy_id}))

    async def of(self, message_id: str, place: str) -> list[Copy]:
        """Return the parts of a copy at a place, in order; raises Tampered, KeyGone."""
        number = await self._numbers.known(PLACE, place)
        if number is None:
            return []
        rows = await self._work.fetch(_OF, message=message_id, place=number)
        return [await self._opened(row) for row in rows]

    async def places(self, message_id: str) -> list[str]:
        """Return the places where copies of a message stand."""
        numbers = await self._work.fetch(_PLACES, message=message_id)
        return [await self._numbers.name(PLACE, number) for number in numbers]

    async def at(self, place: str) -> list[str]:
        """Return the ids of the things that have copies at a place."""
        number = await self._numbers.known(PLACE, place)
        return [] if number is None else await self._work.fetch(_AT, place=number)

    async def standing(self, after: str, most: int) -> list[str]:
        """Return up to so many ids of things that have copies, in their order, behind `after`."""
        return await self._work.fetch(_STANDING, after=after, most=most)

    async def by_number(self, place: str, channel: str, number: str) -> CopyOf | None:
        """Return what the post of ours there is a copy of; raises Tampered."""
        row = await self._work.first(_BY_LOOKUP, lookup=self._lookup(place, channel, number))
        if row is None:
            return None
        await self._opened(row)
        return CopyOf(message_id=row.message, part=row.part)

    async def check(self) -> None:
        """Return when every address opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.reach >= self._work.week:
                    await self._opened(row)

    def forget(self) -> None:
        """Delete the addresses whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row) -> Copy:
        if not self._keys.root.fits(row.state, "copy", row.id, row.revision):
            raise Tampered("copies.revision")
        channel, topic, number = json.loads(await self._keys.open(row.address, *row.bound()))
        return Copy(
            id=row.id,
            part=row.part,
            room=(channel, topic),
            number=number,
            revision=row.revision,
        )

    def _state(self, copy_id: str, revision: int) -> bytes:
        return self._keys.root.tag("copy", copy_id, revision)

    def _lookup(self, place: str, channel: str, number: str) -> bytes:
        return self._keys.root.keyed("copy", place, f"{channel}:{number}")
