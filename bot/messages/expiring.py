"""What is done when messages were held for a day: they are given up, and that is said."""

import contextlib
from collections import defaultdict

from bot.messages import notices
from bot.messages.spread import KEPT_HELD
from bot.services import Services
from handlers.incoming import Room
from policies.audit import AuditKind
from policies.community.people import Person, Role
from policies.community.places import Place
from policies.messages.message import Message
from storage.store import SealFault, Transaction


async def give_up(tx: Transaction, services: Services) -> None:
    """Tell authors and the stewards of their organisations how many messages are given up.

    The messages themselves are forgotten in the same transaction, right after this.
    """
    await _stop_waiting(tx, services)
    # Their authors were told at once that the copies stay as they were; that stays true.
    tx.deliveries.drop_edits(tx.now - KEPT_HELD)
    by_author: dict[tuple[str, str], list[Message]] = defaultdict(list)
    by_organisation: dict[str, list[Message]] = defaultdict(list)
    for message in await tx.messages.outstayed():
        by_author[message.place, message.author.address].append(message)
        by_organisation[message.organisation].append(message)
    for (place_id, _), messages in by_author.items():
        place = services.directory.place_by_id(place_id)
        if place is not None:
            await notices.about(tx, notices.EXPIRED, place, messages[-1], count=len(messages))
    for organisation, messages in by_organisation.items():
        tx.audit.add(AuditKind.FORGOTTEN, organisation=organisation, held=len(messages))
        await _tell_stewards(tx, services, organisation, messages)


async def _stop_waiting(tx: Transaction, services: Services) -> None:
    """End what waited a day for some of the rooms, and tell the authors how many."""
    by_author: dict[tuple[str, str], dict[str, Message]] = defaultdict(dict)
    for delivery, message_id in await tx.deliveries.outstayed(tx.now - KEPT_HELD):
        tx.deliveries.settle(delivery, status="stopped", error="expired")
        with contextlib.suppress(SealFault):
            stored = await tx.messages.known(message_id)
            if stored is not None and stored.status == "crossing":
                message = stored.message
                by_author[message.place, message.author.address][message.id] = message
    for (place_id, _), messages in by_author.items():
        place = services.directory.place_by_id(place_id)
        if place is not None:
            *_, last = messages.values()
            await notices.about(tx, notices.PARTLY_EXPIRED, place, last, count=len(messages))


async def _tell_stewards(
    tx: Transaction, services: Services, organisation: str, messages: list[Message]
) -> None:
    directory = services.directory
    place = directory.place_by_id(messages[-1].place)
    authors = {message.author.address for message in messages}
    for person in directory.people:
        steward = person.organisation == organisation and Role.STEWARD in person.roles
        if place is None or not steward:
            continue
        user = _account(person, place)
        if user is None or user in authors:
            continue
        await notices.tell(
            tx,
            notices.EXPIRED,
            place,
            user=user,
            room=Room(channel=place.address, topic=place.topic),
            number="",
            count=len(messages),
        )


def _account(person: Person, place: Place) -> str | None:
    """Return the person's account behind the door of a place, None where there is none."""
    if place.platform == "telegram":
        return None if person.telegram is None else str(person.telegram)
    return next((user for account, user in person.slack if account in ("", place.account)), None)
