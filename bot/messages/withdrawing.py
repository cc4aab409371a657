"""What is done when a message is deleted, or its author says `delete`."""

from collections.abc import Collection
from dataclasses import replace

from bot.calls import Answer, Call
from bot.custody import matters
from bot.messages import albums, notices
from bot.messages.relay import Act
from bot.messages.spread import spread
from bot.services import Services
from handlers.incoming import Deleted
from policies.audit import AuditKind
from policies.community.places import Place
from storage.store import Stored, Transaction


def withdraw(services: Services, door: str, deleted: Deleted) -> Act:
    """Return the act for a deletion: of a message, whose copies go, or of a copy of ours."""

    async def act(tx: Transaction) -> Collection[str]:
        place = services.directory.place(door, deleted.room.channel, deleted.room.topic)
        if place is None:
            return ()
        number = f"{deleted.room.channel}:{deleted.number}"
        stored = await albums.standing(tx, place.id, number)
        if stored is not None and stored.message.author.person in services.directory.locked:
            # Whoever has that phone takes nothing back: what was stored stays.
            return ()
        if stored is not None:
            return await gone(tx, services, place, stored)
        copy = await tx.copies.by_number(place.id, deleted.room.channel, deleted.number)
        if copy is not None:
            tx.audit.add(AuditKind.WITHDRAWN, organisation=None, copy_at=place.id, by="moderator")
            return ()
        # A deletion may overtake its message: the message is not to be taken afterwards.
        tx.received.told(tx.keyed("event", door, number))
        return ()

    return act


async def gone(
    tx: Transaction, services: Services, place: Place, stored: Stored
) -> Collection[str]:
    """Withdraw every copy of a message; returns the places that have work."""
    message = stored.message
    if message.withdrawn:
        return ()
    after = replace(
        message,
        parts=(),
        withdrawn=True,
        revision=message.revision + 1,
        edited=True,
    )
    await matters.leave(tx, services, message)
    tx.audit.add(AuditKind.WITHDRAWN, organisation=message.organisation, message=message.id)
    return await spread(tx, services, place, after, stored)


async def delete(tx: Transaction, services: Services, call: Call) -> Answer:
    """Withdraw what a reply of its author names; whoever else asks is told so."""
    place, sender = call.place, call.sender
    if place is None:
        return Answer(refused=True)
    stored = None
    if call.reply_to is not None:
        number = f"{call.room.channel}:{call.reply_to}"
        stored = await albums.standing(tx, place.id, number)
    theirs = stored is not None and sender.verified and stored.message.author.address == sender.user
    woken = set(
        await notices.tell(
            tx,
            notices.WITHDRAWN if theirs else notices.NOT_YOURS,
            place,
            user=sender.user if sender.verified else "",
            room=call.room,
            number=call.number,
        )
    )
    if stored is None or not theirs:
        return Answer(woken=woken, refused=True)
    return Answer(woken=woken | set(await gone(tx, services, place, stored)))
