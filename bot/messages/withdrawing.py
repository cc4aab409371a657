"""What is done when a message is deleted, or its author says `/delete`."""

from collections.abc import Collection
from dataclasses import replace

from bot.messages import notices
from bot.messages.relay import Act
from bot.messages.spread import spread
from bot.services import Services
from handlers.incoming import Deleted, Typed
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
        stored = await tx.messages.by_number(place.id, number)
        if stored is not None:
            return await _gone(tx, services, place, stored)
        copy = await tx.copies.by_number(place.id, deleted.room.channel, deleted.number)
        if copy is not None:
            tx.audit.add(AuditKind.WITHDRAWN, organisation=None, copy_at=place.id, by="moderator")
            return ()
        # A deletion may overtake its message: the message is not to be taken afterwards.
        tx.received.told(tx.keyed("event", door, number))
        return ()

    return act


async def _gone(
    tx: Transaction, services: Services, place: Place, stored: Stored
) -> Collection[str]:
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
    tx.audit.add(AuditKind.WITHDRAWN, organisation=message.organisation, message=message.id)
    return await spread(tx, services, place, after, stored)


def obey(services: Services, door: str, typed: Typed) -> Act:
    """Return the act for a typed command. In this version that is `/delete`, as a reply."""

    async def act(tx: Transaction) -> Collection[str]:
        place = services.directory.place(door, typed.room.channel, typed.room.topic)
        words = typed.line.lstrip("/").split()
        if place is None or not words or words[0].partition("@")[0] != "delete":
            return ()
        stored = None
        if typed.reply_to is not None:
            number = f"{typed.room.channel}:{typed.reply_to}"
            stored = await tx.messages.by_number(place.id, number)
        theirs = (
            stored is not None
            and typed.sender.verified
            and stored.message.author.address == typed.sender.user
        )
        kind = notices.WITHDRAWN if theirs else notices.NOT_YOURS
        woken = set(
            await notices.tell(
                tx,
                kind,
                place,
                user=typed.sender.user if typed.sender.verified else "",
                room=typed.room,
                number=typed.number,
            )
        )
        if stored is None or not theirs:
            tx.audit.add(AuditKind.REFUSED, organisation=None, command="delete", place=place.id)
            return woken
        return woken | set(await _gone(tx, services, place, stored))

    return act
