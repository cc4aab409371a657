"""What is done when messages were held for a day: they are given up, and that is said."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.custody import matters
from bot.messages import notices
from bot.messages.asking import renew
from bot.messages.spread import KEPT_HELD
from bot.reaching import stewards, way
from bot.services import Services
from handlers.incoming import Room
from policies.audit import AuditKind
from policies.messages.message import Message
from storage.store import SealFault, Transaction


async def give_up(tx: Transaction, services: Services) -> None:
    """Tell authors and the stewards of their organisations how many messages are given up.

    The messages themselves are forgotten in the same transaction, right after this.
    """
    await matters.prolong(tx)
    await _stop_waiting(tx, services)
    await _stop_confirming(tx, services)
    given_up = await tx.messages.outstayed()
    for organisation, count in Counter(one.organisation for one in given_up).items():
        tx.audit.add(AuditKind.FORGOTTEN, organisation=organisation, held=count)
    await _tell(tx, services, notices.EXPIRED, given_up)


async def _stop_waiting(tx: Transaction, services: Services) -> None:
    """End what waited a day for some of the rooms, and tell the authors how many."""
    found: dict[str, Message] = {}
    for delivery, message_id in await tx.deliveries.outstayed(tx.now - KEPT_HELD):
        tx.deliveries.settle(delivery, status="stopped", error="expired")
        with contextlib.suppress(SealFault):
            stored = await tx.messages.known(message_id)
            if stored is not None and stored.status == "crossing":
                found[message_id] = stored.message
    await _tell(tx, services, notices.PARTLY_EXPIRED, found.values())


async def _stop_confirming(tx: Transaction, services: Services) -> None:
    """End the edits whose authors said nothing for a day, and tell how many; the copies stay."""
    found: dict[str, Message] = {}
    for edit in await tx.deliveries.edits():
        if edit.minute < tx.now - KEPT_HELD:
            with contextlib.suppress(SealFault):
                stored = await tx.messages.known(edit.message)
                if stored is not None:
                    found[edit.message] = stored.message
    tx.deliveries.drop_edits(tx.now - KEPT_HELD)
    await _tell(tx, services, notices.EDIT_EXPIRED, found.values())


async def _tell(
    tx: Transaction, services: Services, kind: str, messages: Iterable[Message]
) -> None:
    """Tell each author, and the stewards of each organisation, how many are given up."""
    by_author: dict[tuple[str, str], list[Message]] = defaultdict(list)
    by_organisation: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_author[message.place, message.author.address].append(message)
        by_organisation[message.organisation].append(message)
    for (place_id, _), theirs in by_author.items():
        place = services.directory.place_by_id(place_id)
        if place is not None:
            await notices.about(tx, kind, place, theirs[-1], count=len(theirs))
            for message in theirs:
                await renew(tx, services, place, message)
    await _tell_stewards(tx, services, kind, by_organisation)


async def _tell_stewards(
    tx: Transaction,
    services: Services,
    kind: str,
    by_organisation: Mapping[str, Sequence[Message]],
) -> None:
    """Tell the stewards and deputies, where they are to be found, who are not told as authors."""
    for organisation, messages in by_organisation.items():
        place = services.directory.place_by_id(messages[-1].place)
        authors = {(message.place, message.author.address) for message in messages}
        for person in stewards(services.directory, organisation):
            found = None if place is None else way(services, person, place.door)
            if place is None or found is None or (place.id, found[1]) in authors:
                continue
            await notices.tell(
                tx,
                kind,
                place,
                user=found[1],
                room=Room(channel=place.address, topic=place.topic),
                number="",
                count=len(messages),
                door=found[0],
            )
