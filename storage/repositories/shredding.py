"""Making unreadable what an organisation originated: its rows go, and with its key every old copy.

Entries of the audit stay in their chain; what is sealed in them for it opens no more.
"""

from typing import Final

from policies.audit import AuditKind
from storage.repositories.audit import Audit
from storage.repositories.keys import SYSTEM, Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.schema import minute_of
from storage.statements import Read, Statement
from storage.work import Work

_STANDING: Final = Read(
    "SELECT count(*) FROM copies WHERE organisation = :organisation", int, "copies"
)
_MESSAGES: Final = Read(
    "SELECT id FROM messages WHERE organisation = :organisation", str, "messages"
)
_DOCKET: Final = Read("SELECT id FROM docket WHERE organisation = :organisation", str, "docket")
_NOTHING: Final = b"-"
"""Stands for the digest of a row that is there no more."""
_DELIVERIES: Final = Statement(
    """DELETE FROM deliveries WHERE message IN
    (SELECT id FROM messages WHERE organisation = :organisation)"""
)
_FINGERPRINTS: Final = Statement(
    """DELETE FROM fingerprints WHERE message IN
    (SELECT id FROM messages WHERE organisation = :organisation)"""
)
_ROWS: Final = tuple(
    Statement(f"DELETE FROM {table} WHERE organisation = :organisation")  # noqa: S608 - our names
    for table in ("reactions", "files", "copies", "records", "sheets", "docket", "messages")
)


class Shredding:
    """Ends what was kept of an organisation."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers, audit: Audit) -> None:
        self._work = work
        self._audit = audit
        self._keys = keys
        self._numbers = numbers

    async def standing(self, organisation: str) -> int:
        """Return how many copies of what an organisation originated are known to stand."""
        number = await self._numbers.known(ORGANISATION, organisation)
        if number is None:
            return 0
        return await self._work.first(_STANDING, organisation=number) or 0

    async def shred(self, organisation: str) -> None:
        """Delete what an organisation originated, and its key; nothing can be read from then on."""
        number = await self._numbers.known(ORGANISATION, organisation)
        if number is None:
            return
        for message in await self._work.fetch(_MESSAGES, organisation=number):
            # From this entry on the chain vouches for no row of it.
            self._audit.stored(message, SYSTEM, _NOTHING, minute_of(self._work.now))
            self._audit.add(AuditKind.FORGOTTEN, organisation=None, message=message)
        for item in await self._work.fetch(_DOCKET, organisation=number):
            self._audit.stored(item, SYSTEM, _NOTHING, minute_of(self._work.now))
            self._audit.add(AuditKind.FORGOTTEN, organisation=None, message=item)
        for statement in (_DELIVERIES, _FINGERPRINTS, *_ROWS):
            await self._work.write(statement, {"organisation": number})
        await self._keys.shred(number)
