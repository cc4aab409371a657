"""What is known of a room, and keeping it: cards, lanes and decisions follow in one transaction."""

import dataclasses
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from bot import cards, reaching
from bot.community import releasing
from bot.services import Services
from handlers.incoming import Census, Sender
from policies.audit import AuditKind
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.presence import Linked, Pause, Presence, opened
from policies.sharing.audiences import linked_accounts, reckoned, unjudged
from storage.store import Transaction

PAUSED = "paused"
"""The card in a room into which sharing is paused."""
WHO = "who came"
"""The card to its stewards and deputies."""
GOES_ON = "goes on"
"""The line in a room into which sharing goes on."""
FIRST: Final = 1
"""The priority of a line about the room itself: it stands above what goes into the room."""
_LOST: Final = frozenset({Pause.DEMOTED, Pause.REMOVED, Pause.MOVED})
"""What no word of a steward lifts: it is mended at the platform first."""


def at(services: Services, door: str, channel: str) -> Iterator[Place]:
    """Yield the rooms of the directory at an address: a group's topics share its people."""
    return (one for one in services.directory.behind(door) if one.address == channel)


async def known(tx: Transaction, place: Place) -> Presence:
    """Return what is known of a room, from the database: other acts may have changed it."""
    return await tx.members.of(place.id) or Presence(place=place.id)


def linked(services: Services, place: Place, presence: Presence, sender: Sender) -> Linked:
    """Return the accounts in a room that are linked, with that of `sender` where it is."""
    found = set(linked_accounts(services.directory, place, presence))
    if organisation(services, place, sender):
        found.add(sender.user)
    return frozenset(found)


def organisation(services: Services, place: Place, sender: Sender) -> str:
    """Return the organisation that somebody counts for, "" for whoever is not linked."""
    if sender.bot or not sender.verified:
        return ""
    person = services.directory.person(place.platform, place.door, sender.team, sender.user)
    return "" if person is None else person.organisation


def described(presence: Presence, census: Census) -> Presence:
    """Return the presence with what its platform says of the room itself."""
    return dataclasses.replace(
        presence, public=census.public, shared=census.shared, watched=census.watched
    )


def reopened_by_name(presence: Presence, *, lowered: bool) -> Presence:
    """Return the presence once somebody linked came: a closed room is one no more.

    `lowered` says that an organisation came with him that the room does not announce.
    """
    ended = bool(presence.named)
    return dataclasses.replace(
        presence,
        named=frozenset(),
        lowered=presence.lowered + (1 if ended or lowered else 0),
    )


def answerable(services: Services, place: Place) -> list[Person]:
    """Return the stewards and deputies of the organisations that a room announces."""
    found = {
        person.id: person
        for name in place.organisations
        for person in reaching.stewards(services.directory, name)
    }
    return list(found.values())


async def keep(
    tx: Transaction,
    services: Services,
    place: Place,
    before: Presence,
    after: Presence,
    *,
    by: Person | None = None,
) -> set[str]:
    """Keep what is known of a room from now on; returns the lanes that have work.

    Whatever lowers it is in force when this is durable; what may go again is released.
    """
    if after == before:
        return set()
    after = _at_peace(services, place, before, after)
    await tx.members.put(after)
    _audit(tx, services, place, after, by)
    _take_up(tx, services, after)
    woken: set[str] = set()
    if after.pause is not None:
        woken |= set(await _tell(tx, services, place, after, fresh=before.pause is None))
    if before.pause is not None and after.pause is None:
        await _clear_away(tx, services, place, before)
    if lowered(services, place, before) and not lowered(services, place, after):
        woken |= await _go_on(tx, services, place, before, after)
    return woken


def lowered(services: Services, place: Place, presence: Presence) -> bool:
    """Tell whether a room has less than its agreement says, because of who is there."""
    return presence.pause is not None or _outsiders(services.directory, place, presence) > 0


def mended_in(place: Place, presence: Presence) -> bool:
    """Tell whether a steward's word may open a room: what was lost is there again.

    It is where the platform answered since then; of administrator rights it has to say that we
    have them, and in Slack that we are in the channel.
    """
    if presence.pause not in _LOST:
        return True
    if presence.seen is None or presence.since is None or presence.seen <= presence.since:
        return False
    needed = presence.pause is Pause.DEMOTED or place.platform == "slack"
    return presence.watched is True or not needed


def _outsiders(directory: Directory, place: Place, presence: Presence) -> int:
    return reckoned(directory, place, presence).outsiders


def _at_peace(services: Services, place: Place, before: Presence, after: Presence) -> Presence:
    """Return the presence, open again where those who were to be removed are gone."""
    gone = after.removing and not unjudged(services.directory, place, after)
    gone = gone and mended_in(place, after)
    if gone and before.pause is not None and after.pause is before.pause:
        return dataclasses.replace(opened(after), removing=False)
    return after


async def _tell(
    tx: Transaction, services: Services, place: Place, presence: Presence, *, fresh: bool
) -> Iterable[str]:
    """Say in the room that sharing is paused, once, and bring its stewards' cards up to date."""
    woken: list[str] = []
    key = (place.id, str(presence.lowered))
    if fresh and place.door in services.doors:
        woken += await cards.show(
            tx, PAUSED, door=place.door, key=key, place=place, about=(place.id,), priority=FIRST
        )
    for person in answerable(services, place):
        way = reaching.way(services, person, place.door)
        if way is not None:
            woken += await cards.show(
                tx, WHO, door=way[0], user=way[1], key=key, about=(place.id, str(presence.lowered))
            )
    return woken


async def _clear_away(tx: Transaction, services: Services, place: Place, before: Presence) -> None:
    """Take away the line in the room and the cards of those who were asked; they are answered."""
    key = (place.id, str(before.lowered))
    await cards.renew(tx, PAUSED, door=place.door, user="", key=key)
    for person in answerable(services, place):
        way = reaching.way(services, person, place.door)
        if way is not None:
            await cards.renew(tx, WHO, door=way[0], user=way[1], key=key)


async def _go_on(
    tx: Transaction, services: Services, place: Place, before: Presence, after: Presence
) -> set[str]:
    fresh = dataclasses.replace(services, directory=with_presence(services.directory, after))
    count, woken = await releasing.release(tx, fresh, {place.id})
    tx.afterwards(partial(services.reopened.add, place.id))
    told = set(woken)
    if before.pause is None or place.door not in services.doors:
        return told
    key = (place.id, str(before.lowered))
    told |= set(
        await cards.show(
            tx,
            GOES_ON,
            door=place.door,
            key=key,
            place=place,
            about=(place.id, str(count)),
            priority=FIRST,
        )
    )
    return told


def with_presence(directory: Directory, presence: Presence) -> Directory:
    """Return the directory with what is known of one room in place of what was."""
    others = [one for one in directory.presences if one.place != presence.place]
    return dataclasses.replace(directory, presences=(*others, presence))


def _take_up(tx: Transaction, services: Services, presence: Presence) -> None:
    def tell() -> None:
        services.directory = with_presence(services.directory, presence)
        services.changes += 1

    tx.afterwards(tell)


def _audit(
    tx: Transaction, services: Services, place: Place, presence: Presence, by: Person | None
) -> None:
    found = reckoned(services.directory, place, presence)
    tx.audit.add(
        AuditKind.MEMBERSHIP,
        organisation=place.organisations[0] if place.organisations else None,
        place=place.id,
        linked=found.linked,
        vouched=found.vouched,
        outsiders=found.outsiders,
        pause="" if presence.pause is None else presence.pause.value,
        by="" if by is None else by.id,
    )
