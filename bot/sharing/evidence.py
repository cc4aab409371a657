"""`evidence`: the originals of a message with custody and proof, or one's record of it.

For stewards, deputies and releasers of the source's organisation, and for those of an organisation
that keeps a record of what was taken back. Each asking stands in the audit: that is the custody.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot import lanes
from bot.calls import Answer, Call
from bot.messages.finding import digits_of, pointed, short
from bot.services import Services
from bot.sharing import originals
from bot.sharing.bringing import home
from policies.audit import AuditKind
from policies.community.people import Person
from policies.labels import Label
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.text import Text
from storage.store import Record, SealFault, Transaction

_MOST: Final = 20
"""So many earlier askings are listed, the latest last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What there is for one asker: the message as its source, or a record of it, or both."""

    id: str
    message: Message | None
    record: Record | None = field(repr=False)


async def evidence(tx: Transaction, services: Services, call: Call) -> Answer:
    """Hand out what is kept of a message; what is not there and what is another's are the same."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    person = call.person
    found = None
    if person is not None and originals.may_ask(services, person):
        try:
            found = await _found(tx, services, call, person)
        except SealFault:
            found = None
    if person is None or found is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    lines = []
    woken: set[str] = set()
    if found.message is not None:
        told, lane = await _originals(tx, services, call, phrases, found.message)
        lines += told
        woken |= lane
    lines += await _custody(tx, services, phrases, found.id, person)
    if found.record is not None:
        lines += _record(phrases, found.record)
    tx.audit.add(
        AuditKind.EVIDENCE,
        organisation=person.organisation,
        message=found.id,
        by=person.id,
        **{"for": person.organisation},
    )
    return Answer(text=Text.of("\n".join(lines)), woken=woken)


async def _found(tx: Transaction, services: Services, call: Call, person: Person) -> _Found | None:
    meant = await pointed(tx, services, call)
    if meant is not None:
        message = meant.message
        found = await tx.records.about(person.organisation, message.id)
        record = None if found is None else found[1]
        if message.organisation == person.organisation:
            theirs = await originals.may_have(tx, services, message, person)
            return _Found(id=message.id, message=message, record=record) if theirs else None
        return None if record is None else _Found(id=message.id, message=None, record=record)
    digits = digits_of(call)
    kept = await tx.records.about(person.organisation, digits) if digits else None
    if kept is None or Label.RED.value in kept[1].label:
        return None
    return _Found(id=kept[0], message=None, record=kept[1])


async def _originals(
    tx: Transaction, services: Services, call: Call, phrases: Phrases, message: Message
) -> tuple[list[str], set[str]]:
    """Return what is said of the originals, and the lane on which they go."""
    words, digits = phrases.evidence, short(message)
    lines = [words.came(digits, message.written, home(services, message).platform)]
    kept = await originals.of(tx, message.id)
    if not kept:
        return [*lines, words.no_original()], set()
    for number, one in enumerate(kept, start=1):
        if one.original is not None:
            content = one.original
            lines.append(
                words.original(number, content.size, one.claimed, content.type, content.sha256)
            )
    names = [originals.archive(message, number) for number in range(1, len(kept) + 1)]
    lines.append(words.follow(names, originals.proof(message)))
    if not originals.proved(kept):
        lines[-1] = words.unproved()
    return lines, {await originals.send(tx, call, message)}


async def _custody(
    tx: Transaction, services: Services, phrases: Phrases, message: str, person: Person
) -> list[str]:
    """Return who of the asker's organisation asked for it before."""
    lines = []
    for entry in await tx.audit.of(message, AuditKind.EVIDENCE):
        try:
            told = await tx.audit.fields(entry)
        except SealFault:
            continue
        who = services.directory.person_by_id(str(told.get("by", "")))
        if told.get("for") == person.organisation:
            shown = (
                ""
                if who is None
                else services.directory.shown_person(who.id, to=person.organisation)
            )
            when = datetime.fromtimestamp(entry.minute * 60, UTC)
            lines.append(phrases.evidence.asked(shown or phrases.sharing.removed(), when))
    return lines[-_MOST:] or [phrases.evidence.never_asked()]


def _record(phrases: Phrases, record: Record) -> list[str]:
    by = ", ".join(one for one in (record.author, record.organisation) if one)
    head = phrases.evidence.record(record.label, by, record.written, record.recalled)
    return [head, record.text]
