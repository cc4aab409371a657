"""When texts expire, and having one stay longer: it is sealed anew with its files."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from storage.faults import SealFault
from storage.repositories.files import Files
from storage.repositories.messages import Messages
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.schema import minute_of
from storage.statements import Read
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Expiring:
    """A text whose time is nearly past; nothing of what it says."""

    id: str
    organisation: str
    written: datetime


class _Row(NamedTuple):
    id: str
    organisation: int
    minute: int


_SOON: Final = Read(
    """SELECT id, organisation, minute FROM messages WHERE expires < :minute
    AND body IS NOT NULL AND status = 'crossing' ORDER BY expires, id""",
    _Row,
    "messages",
)


class Expiry:
    """Texts by the time at which they expire."""

    def __init__(self, work: Work, messages: Messages, files: Files, numbers: Numbers) -> None:
        self._work = work
        self._messages = messages
        self._files = files
        self._numbers = numbers

    async def soon(self, before: datetime) -> list[Expiring]:
        """Return the texts that expire before an instant and are still there, in that order."""
        rows = await self._work.fetch(_SOON, minute=minute_of(before))
        found = []
        for row in rows:
            with contextlib.suppress(SealFault):
                name = await self._numbers.name(ORGANISATION, row.organisation)
                written = datetime.fromtimestamp(row.minute * 60, UTC)
                found.append(Expiring(row.id, name, written))
        return found

    async def prolong(self, message_id: str, expires: datetime) -> None:
        """Have a text and its files stay until then; raises Tampered, KeyGone.

        One whose key is gone is left as it is.
        """
        stored = await self._messages.known(message_id)
        if stored is None or not stored.message.author.tag:
            return
        self._messages.prolong(stored, expires=expires)
        for kept in (await self._files.of(message_id)).values():
            if kept.standing != "awaited":
                await self._files.put(kept, expires=expires)
