"""Reactions to messages: who put which emoji there is sealed with the week of the text's expiry.

Of what has changed since the rooms were told, a plain column speaks; how often they were told is
kept as long as the addresses of copies, so that the next change is always another.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select, text

from policies.messages.message import Message
from policies.messages.reactions import Reaction
from storage import schema
from storage.repositories import forms
from storage.repositories.keys import Keys
from storage.repositories.messages import REACH
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.schema import week_of
from storage.sealing.context import Bound
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

_TABLE: Final = "reactions"
MOST: Final = 300
"""Accounts whose reactions to one message are told."""


class _Row(NamedTuple):
    lookup: bytes
    message: str
    organisation: int
    week: int
    reach: int
    sealed: bytes

    def bound(self) -> tuple[Bound, ...]:
        return (_TABLE, *self[:-1])


_ROWS: Final = select(*(schema.reactions.c[name] for name in _Row._fields))
_ONE: Final = Read(_ROWS.where(text("lookup = :lookup")), _Row, _TABLE)
_OF: Final = Read(
    _ROWS.where(text("message = :message AND week >= :week")).order_by(text("lookup")).limit(MOST),
    _Row,
    _TABLE,
)
_AFTER: Final = Read(
    _ROWS.where(text("lookup > :after")).order_by(text("lookup")).limit(500), _Row, _TABLE
)
_TOLD: Final = Read("SELECT max(told) FROM reactions WHERE message = :message", lambda one: one,
                    _TABLE)  # fmt: skip
_STALE: Final = Read(
    "SELECT DISTINCT message FROM reactions WHERE stale = 1 ORDER BY message LIMIT :most",
    str,
    _TABLE,
)
_PUT: Final = Statement(
    """INSERT INTO reactions (lookup, message, organisation, week, reach, told, stale, sealed)
    VALUES (:lookup, :message, :organisation, :week, :reach, 0, 1, :sealed)
    ON CONFLICT (lookup) DO UPDATE SET organisation = excluded.organisation,
    week = excluded.week, reach = excluded.reach, stale = 1, sealed = excluded.sealed"""
)
_TELL: Final = Statement(
    """UPDATE reactions SET told = :told, stale = 0 WHERE message = :message AND stale = 1"""
)
_DROP: Final = Statement("DELETE FROM reactions WHERE message = :message")
_FORGET: Final = Statement("DELETE FROM reactions WHERE reach < :week")


class Reactions:
    """Reactions by message, room and account."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers

    def put(self, message: Message, reaction: Reaction, *, expires: datetime) -> None:
        """Keep what an account has put under a message now, and that the rooms do not know yet."""

        async def recipe() -> Sequence[Change]:
            row = _Row(
                lookup=self._lookup(message.id, reaction.place, reaction.account),
                message=message.id,
                organisation=await self._numbers.of(ORGANISATION, message.organisation),
                week=week_of(expires),
                reach=week_of(self._work.now + REACH),
                sealed=b"",
            )
            plain = forms.dump(reaction, Reaction)
            sealed = await self._keys.seal(row.organisation, "text", row.week, plain, *row.bound())
            return ((_PUT, row._replace(sealed=sealed)._asdict()),)

        self._work.later(_TABLE, recipe)

    async def get(self, message_id: str, place: str, account: str) -> Reaction | None:
        """Return what an account has put there; raises Tampered, KeyGone."""
        row = await self._work.first(_ONE, lookup=self._lookup(message_id, place, account))
        if row is None or row.week < self._work.week:
            return None
        return await self._opened(row)

    async def of(self, message_id: str) -> list[Reaction]:
        """Return the reactions to a message, the oldest first; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_OF, message=message_id, week=self._work.week)
        found = [await self._opened(row) for row in rows]
        return sorted(found, key=lambda one: (one.at, one.place, one.account))

    async def told(self, message_id: str) -> int:
        """Return how often the rooms were told of the reactions to a message."""
        return await self._work.first(_TOLD, message=message_id) or 0

    async def stale(self, most: int) -> list[str]:
        """Return up to so many messages whose reactions the rooms do not know yet."""
        return await self._work.fetch(_STALE, most=most)

    async def tell(self, message_id: str) -> None:
        """Note that the rooms are told of all that is there now."""
        told: Values = {"message": message_id, "told": await self.told(message_id) + 1}
        self._work.later(_TABLE, (_TELL, told))

    def drop(self, message_id: str) -> None:
        """Forget the reactions to a message that is withdrawn."""
        self._work.later(_TABLE, (_DROP, {"message": message_id}))

    async def check(self) -> None:
        """Return when every reaction opens where it stands; raises Tampered, KeyGone."""
        after = b""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.lookup
                if row.week >= self._work.week:
                    await self._opened(row)

    def forget(self) -> None:
        """Delete the reactions whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"week": self._work.week}))

    async def _opened(self, row: _Row) -> Reaction:
        return forms.load(await self._keys.open(row.sealed, *row.bound()), Reaction)

    def _lookup(self, message_id: str, place: str, account: str) -> bytes:
        return self._keys.root.keyed("reaction", message_id, place, account)
