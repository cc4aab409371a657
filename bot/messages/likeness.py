"""The tripwire: a message that reads like a stricter one which its organisation was given waits.

Looked at is only what its author wrote, against what other organisations wrote; what two of them
wrote without having it from each other is nobody's alone.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot import lanes
from bot.services import Services
from policies.audit import AuditKind
from policies.labels import Label, stricter_than
from policies.messages.message import Message
from policies.sharing.fingerprints import alike, bands, independent, own_words, shingles
from storage.store import SealFault, Transaction

ALIKE: Final = "alike"
"""The kind of card on which an author is asked."""
_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Like:
    """A message that is like the one that is looked at, and who was given it."""

    message: Message
    given: frozenset[str]


async def looked(tx: Transaction, services: Services, message: Message) -> Message:
    """Return a message with what it resembles; its fingerprint is kept for those to come."""
    if message.withdrawn or message.label is None:
        tx.fingerprints.remove(message.id)
        return message
    words = shingles(own_words(message))
    digests = bands(words)
    if not digests:
        tx.fingerprints.remove(message.id)
        return message if message.vouched else replace(message, resembles="")
    found = await _found(tx, services, message, words, digests)
    tx.fingerprints.put(message.id, digests, expires=tx.now + _KEPT)
    if found is None:
        return message if message.vouched else replace(message, resembles="")
    same = found.id == message.resembles
    if not same:
        tx.audit.add(
            AuditKind.ALIKE,
            organisation=message.organisation,
            message=message.id,
            like=found.id,
        )
    return replace(message, resembles=found.id, vouched=message.vouched and same)


async def _found(
    tx: Transaction,
    services: Services,
    message: Message,
    words: frozenset[int],
    digests: Sequence[bytes],
) -> Message | None:
    """Return the strictest message that this one loosens, None where there is none."""
    if message.label is None or message.label is Label.RED:
        return None
    near = [
        like
        for one in await tx.fingerprints.alike(digests)
        if one != message.id and (like := await _like(tx, services, one, words)) is not None
    ]
    tripped = [
        one.message
        for one in near
        if one.message.label is not None
        and one.message.organisation != message.organisation
        and message.organisation in one.given
        and stricter_than(one.message.label, message.label)
        and not _independent(one, message, near)
    ]
    return min(tripped, key=_strictness, default=None)


def _strictness(message: Message) -> tuple[int, datetime]:
    order = list(Label)
    return order.index(message.label or Label.CLEAR), message.written


def _independent(source: _Like, message: Message, near: list[_Like]) -> bool:
    others = (
        (
            one.message.organisation,
            one.message.organisation in source.given
            and one.message.written > source.message.written,
            one.message.vouched,
        )
        for one in near
        if one is not source
    )
    return independent(source.message.organisation, message.organisation, others)


async def _like(
    tx: Transaction, services: Services, message_id: str, words: frozenset[int]
) -> _Like | None:
    with contextlib.suppress(SealFault):
        stored = await tx.messages.get(message_id)
        if stored is None or stored.message.withdrawn:
            return None
        if not alike(words, shingles(own_words(stored.message))):
            return None
        return _Like(stored.message, await _given(tx, services, stored.message))
    return None


async def _given(tx: Transaction, services: Services, message: Message) -> frozenset[str]:
    """Return the organisations that a message has reached."""
    directory = services.directory
    found: set[str] = set()
    for place in (message.place, *await tx.copies.places(message.id)):
        room = directory.place_by_id(place)
        door, user = lanes.person_of(place) or ("", "")
        person = directory.person(services.doors.get(door, ""), door, "", user)
        if room is not None:
            found.update(room.organisations)
        elif person is not None:
            found.add(person.organisation)
    return frozenset(found)
