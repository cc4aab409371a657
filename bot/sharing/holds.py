"""What waits for a person: found where it stands, so that a card and an answer see the same."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from policies.messages.message import Message
from policies.sharing.answering import Waiting
from storage.store import SealFault, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A message that waits: as a whole, or (`partly`) for some of the rooms; `rule` says why."""

    message: Message
    rule: int
    since: datetime
    partly: bool = False


async def of_author(tx: Transaction, place: str, user: str) -> list[Hold]:
    """Return what waits for an author in a room, as it was written."""
    return [one for one in await every(tx, place=place) if one.message.author.address == user]


async def of_organisation(tx: Transaction, organisation: str) -> list[Hold]:
    """Return what waits of an organisation's own, as it was written."""
    return await every(tx, organisation=organisation)


async def every(tx: Transaction, *, place: str = "", organisation: str = "") -> list[Hold]:
    """Return what waits in a room or of an organisation; what does not open is left out."""
    found: dict[str, Hold] = {}
    for held in await tx.messages.held():
        if place not in ("", held.place) or organisation not in ("", held.organisation):
            continue
        message = await _opened(tx, held.id)
        if message is not None:
            found[held.id] = Hold(message=message, rule=held.rule, since=held.minute)
    for delivery in await tx.deliveries.listed("held"):
        if delivery.error or delivery.message in found or place not in ("", delivery.source):
            continue
        message = await _opened(tx, delivery.message)
        if message is not None and organisation in ("", message.organisation):
            found[message.id] = Hold(
                message=message, rule=delivery.rule, since=delivery.minute, partly=True
            )
    return sorted(
        found.values(),
        key=lambda one: (one.message.written, one.message.sequence, one.message.id),
    )


async def with_roots(tx: Transaction, held: Iterable[Hold]) -> list[Waiting]:
    """Return what waits together with the messages that it answers."""
    found = []
    for one in held:
        root = None
        if one.message.reply_to is not None:
            with contextlib.suppress(SealFault):
                stored = await tx.messages.known(one.message.reply_to)
                root = None if stored is None else stored.message
        found.append(Waiting(message=one.message, root=root, rule=one.rule))
    return found


async def _opened(tx: Transaction, message_id: str) -> Message | None:
    with contextlib.suppress(SealFault):
        stored = await tx.messages.get(message_id)
        if stored is not None and not stored.message.withdrawn:
            return stored.message
    return None
