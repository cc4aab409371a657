"""Legal holds by matter: what two people stopped from being deleted, and for how long it stays.

A text in a matter is sealed again before its time is past, so it goes a few weeks after the matter
has ended; of what its author takes back, its own organisation is left a sealed record first. All
else is forgotten as ever.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.services import Services
from policies.audit import AuditKind
from policies.messages.message import Message
from storage.store import Record, SealFault, Transaction

KIND: Final = "matter"
_AHEAD: Final = timedelta(days=8)
"""Longer than the week after which a key is shredded."""
_LONGER: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is held: texts that organisations wrote on these days (UTC), or these messages alone.

    `by` are the two people (the directory's ids) since `since`; `asked` says that the second has
    not said so yet, `ending` is who wants it to end.
    """

    name: str
    organisations: tuple[str, ...]
    first: str = ""
    last: str = ""
    messages: tuple[str, ...] = ()
    by: tuple[str, ...]
    since: datetime
    asked: bool = False
    ending: str = ""

    def holds(self, message_id: str, organisation: str, written: datetime) -> bool:
        """Tell whether a message is in the matter."""
        if self.asked or organisation not in self.organisations:
            return False
        if self.messages:
            return message_id in self.messages
        day = written.date()
        begun = date.fromisoformat(self.first) <= day
        return begun and (not self.last or day <= date.fromisoformat(self.last))


async def listed(tx: Transaction) -> list[tuple[str, Matter]]:
    """Return every matter with its id, by name."""
    found = await tx.affairs.listed(KIND, Matter)
    return sorted(found, key=lambda one: one[1].name)


async def binds(tx: Transaction, organisation: str) -> bool:
    """Tell whether something that an organisation originated is kept for a matter."""
    matters = await tx.affairs.listed(KIND, Matter)
    return any(not one.asked and organisation in one.organisations for _, one in matters)


async def prolong(tx: Transaction) -> int:
    """Have what is in a matter and would soon be forgotten stay; returns how much it was."""
    matters = [one for _, one in await listed(tx) if not one.asked]
    if not matters:
        return 0
    count = 0
    for expiring in await tx.expiry.soon(tx.now + _AHEAD):
        if any(one.holds(expiring.id, expiring.organisation, expiring.written) for one in matters):
            # What does not open any more cannot be sealed anew; the others are.
            with contextlib.suppress(SealFault):
                await tx.expiry.prolong(expiring.id, tx.now + _AHEAD + _LONGER)
                count += 1
    return count


async def leave(tx: Transaction, services: Services, message: Message) -> None:
    """Leave its organisation a sealed record of a held message before its text is taken away."""
    matters = await listed(tx)
    held = any(one.holds(message.id, message.organisation, message.written) for _, one in matters)
    text = "\n".join(part.text.plain for part in message.parts)
    if not held or not text.strip():
        return
    directory = services.directory
    author = message.author
    record = Record(
        label="" if message.label is None else message.label.value,
        organisation=directory.shown_organisation(message.organisation),
        author=author.name if author.person is None else directory.shown_person(author.person),
        text=text,
        written=message.written,
        recalled=tx.now,
    )
    tx.records.leave(message.organisation, message.id, record)
    tx.audit.add(AuditKind.RECORD, organisation=message.organisation, message=message.id)
