"""What is done when somebody comes into a room or goes, and when a room itself changes.

A linked person of an announced organisation, and anyone who goes, closes nothing. Somebody whom
nobody knows lowers the room at once, and once: until a steward or deputy has looked, whatever else
happens there changes the one card that they have.
"""

import dataclasses
from collections.abc import Collection
from typing import Final

from bot.community import gates, rooms
from bot.messages.relay import Act
from bot.services import Services
from handlers.incoming import Census, Joined, Left, RoomChanged, Sender
from policies.community.places import Place
from policies.community.presence import (
    Errand,
    Member,
    Pause,
    Presence,
    asked,
    came,
    counted,
    left,
    paused,
)
from policies.sharing.audiences import linked_accounts, unjudged
from storage.store import Transaction

_CHANGES: Final = {
    "shared": Pause.SHARED,
    "renumbered": Pause.MOVED,
    "demoted": Pause.DEMOTED,
    "removed": Pause.REMOVED,
}


def joined(services: Services, door: str, event: Joined) -> Act:
    """Return the act for people who came into a room, or asked to."""

    async def act(tx: Transaction) -> Collection[str]:
        woken: set[str] = set()
        for place in rooms.at(services, door, event.room.channel):
            for sender in event.people:
                if event.asking:
                    await _asked(tx, services, place, sender)
                else:
                    woken |= await _came(tx, services, place, sender)
        return woken

    return act


def went(services: Services, door: str, event: Left) -> Act:
    """Return the act for somebody who went out of a room."""

    async def act(tx: Transaction) -> Collection[str]:
        woken: set[str] = set()
        for place in rooms.at(services, door, event.room.channel):
            before = await rooms.known(tx, place)
            if _gone_already(services, place, before, event.sender):
                continue
            linked = rooms.linked(services, place, before, event.sender)
            after = left(before, event.sender.user, linked, place.members)
            woken |= await rooms.keep(tx, services, place, before, after)
        return woken

    return act


def changed(services: Services, door: str, event: RoomChanged) -> Act:
    """Return the act for a room that changed: it is suspended, and never followed silently."""

    async def act(tx: Transaction) -> Collection[str]:
        woken: set[str] = set()
        for place in rooms.at(services, door, event.room.channel):
            before = await rooms.known(tx, place)
            if event.what == "promoted":
                continue
            woken |= await rooms.keep(
                tx, services, place, before, paused(before, _CHANGES[event.what], tx.now)
            )
        return woken

    return act


async def taken(tx: Transaction, services: Services, place: Place, census: Census) -> set[str]:
    """Take up what a platform says of a room: what its events did not tell lowers it now."""
    before = await rooms.known(tx, place)
    found = [_member(one) for one in census.people]
    linked = _linked_among(services, place, before, found)
    after = counted(
        before,
        found,
        census.count,
        linked,
        asked_for=None if census.complete else census.asked,
        at=tx.now,
    )
    after = rooms.described(after, census)
    why = _lowered(services, place, before, after)
    if why is Pause.OUTSIDER and after.gate:
        after = gates.ended(_turned_out(services, place, after))
        # Who was to be removed and is still there a round later stays: the room is lowered.
        why = why if before.errands or unjudged(services.directory, place, before) else None
    if why is not None:
        after = paused(after, why, tx.now)
    return await rooms.keep(tx, services, place, before, after)


async def settled(
    tx: Transaction, *, services: Services, place: Place, errand: Errand, refused: bool
) -> set[str]:
    """Note that an errand was run; a stranger whom the platform does not let us remove stays."""
    before = await rooms.known(tx, place)
    left_over = tuple(one for one in before.errands if one != errand)
    after = dataclasses.replace(before, errands=left_over)
    if refused and errand.what == "remove":
        after = dataclasses.replace(after, removing=False)
        if unjudged(services.directory, place, after):
            after = paused(after, Pause.OUTSIDER, tx.now)
    return await rooms.keep(tx, services, place, before, after)


def _gone_already(services: Services, place: Place, before: Presence, who: Sender) -> bool:
    """Tell whether the platform, when it was last asked, did not count somebody any more.

    In Slack it names everybody, in Telegram those of the room's organisations: whoever went
    while we were away is told of after we have asked, and is not to be missed twice.
    """
    if before.seen is None or before.member(who.user) is not None:
        return False
    asked_for = rooms.organisation(services, place, who) in place.organisations
    return asked_for or place.platform == "slack"


def _lowered(services: Services, place: Place, before: Presence, after: Presence) -> Pause | None:
    """Return why a room is lowered by what its platform says, None where it is not."""
    if after.public and not before.public:
        return Pause.PUBLIC
    if after.shared and not before.shared and (before.seen or place.members is None):
        return Pause.SHARED
    if before.watched and after.watched is False:
        # Slack knows no administrators among apps: whoever sees nothing there was removed.
        return Pause.REMOVED if place.platform == "slack" else Pause.DEMOTED
    if unjudged(services.directory, place, after) == 0:
        return None
    known = linked_accounts(services.directory, place, after)
    named = any(one.standing == "outsider" and one.user not in known for one in after.members)
    return Pause.OUTSIDER if named else Pause.COUNT


async def _came(tx: Transaction, services: Services, place: Place, sender: Sender) -> set[str]:
    before = await rooms.known(tx, place)
    if not sender.user:
        return set()
    linked = rooms.linked(services, place, before, sender)
    after = came(before, _member(sender), linked, counted=True, attested=place.members)
    if after == before:
        return set()
    if sender.user in linked:
        widened = rooms.organisation(services, place, sender) not in place.organisations
        after = rooms.reopened_by_name(after, lowered=widened)
    elif after.gate:
        after = gates.ended(asked(after, Errand(what="remove", user=sender.user)))
    else:
        after = paused(after, Pause.OUTSIDER, tx.now)
    return await rooms.keep(tx, services, place, before, after)


async def _asked(tx: Transaction, services: Services, place: Place, sender: Sender) -> None:
    """Have a person of an announced organisation let in, and others turned away, by a gate."""
    before = await rooms.known(tx, place)
    if not before.gate or not sender.user:
        return
    theirs = rooms.organisation(services, place, sender) in place.organisations
    errand = Errand(what="approve" if theirs else "decline", user=sender.user)
    await rooms.keep(tx, services, place, before, asked(before, errand))


def _turned_out(services: Services, place: Place, presence: Presence) -> Presence:
    known = linked_accounts(services.directory, place, presence)
    errands = [
        Errand(what="remove", user=one.user)
        for one in presence.members
        if one.standing == "outsider" and one.user not in known
    ]
    return asked(presence, *errands)


def _linked_among(
    services: Services, place: Place, before: Presence, found: Collection[Member]
) -> frozenset[str]:
    directory = services.directory
    everyone = (*before.members, *found)
    return frozenset(
        one.user
        for one in everyone
        if not one.bot
        and directory.person(place.platform, place.door, one.team, one.user) is not None
    )


def _member(sender: Sender) -> Member:
    return Member(
        user=sender.user, team=sender.team, name=sender.name, bot=sender.bot, guest=sender.guest
    )
