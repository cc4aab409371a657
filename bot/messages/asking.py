"""Who is asked about what waits, where and when: one card for an author and a room.

It is made when a burst is over and edited in place. What stands on it is written above
(`bot/sharing`), from what waits then.
"""

from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.messages import edits, notices
from bot.reaching import way
from bot.services import Services
from policies.community.people import Person, Role
from policies.community.places import Place
from policies.messages.message import Message
from policies.sharing.answering import may_be_red
from storage.store import Transaction

ASKING: Final = "asking"
COLLEAGUES: Final = "colleagues"
CONFIRMING: Final = "confirming"
RED: Final = "red"

COLLEAGUES_AFTER: Final = timedelta(minutes=2)
"""How long an author alone is asked, before a colleague of the same organisation is too."""
_ANSWERABLE: Final = frozenset({Role.DUTY, Role.STEWARD, Role.DEPUTY})
_AUTHORS: Final = -1
_COLLEAGUES: Final = -2
"""Priorities of what waits for its time: nothing else in a person's lane waits behind it."""


async def ask(
    tx: Transaction, services: Services, place: Place, message: Message, *, partly: bool
) -> set[str]:
    """Have an author asked about a message that waits; returns the lanes that have work.

    Who has no account (a webhook, an anonymous admin) is told in the room, without buttons.
    """
    author = message.author
    if not author.address:
        kind = notices.PARTLY if partly else notices.HELD
        return set(await notices.about(tx, kind, place, message))
    woken = set(
        await cards.show(
            tx,
            ASKING,
            door=place.door,
            user=author.address,
            key=(place.id,),
            place=place,
            number=message.number.rpartition(":")[2],
            after=services.asks_after,
            priority=_AUTHORS,
        )
    )
    if author.organisation is None or may_be_red(message):
        return woken
    for person in colleagues(services, author.organisation, author.person):
        found = way(services, person, place.door)
        if found is not None:
            woken |= set(
                await cards.show(
                    tx,
                    COLLEAGUES,
                    door=found[0],
                    user=found[1],
                    key=(author.organisation,),
                    after=COLLEAGUES_AFTER,
                    priority=_COLLEAGUES,
                )
            )
    return woken


def colleagues(services: Services, organisation: str, author: str | None) -> list[Person]:
    """Return who of an organisation is asked when an author does not answer."""
    return [
        person
        for person in services.directory.people
        if person.organisation == organisation
        and person.id != author
        and not person.seat
        and not _ANSWERABLE.isdisjoint(person.roles)
    ]


async def confirm(tx: Transaction, place: Place, message: Message, edited: Message) -> set[str]:
    """Keep an edit that waits, and have its author asked whether it is meant."""
    if not message.author.address:
        return set(await notices.about(tx, notices.EDIT, place, message))
    await edits.keep(tx, edited)
    return await to_author(tx, CONFIRMING, place, message)


async def red(tx: Transaction, place: Place, message: Message) -> set[str]:
    """Tell the author of a RED message that it did not leave its room."""
    if not message.author.address:
        return set(await notices.about(tx, notices.RED, place, message))
    return await to_author(tx, RED, place, message)


async def to_author(tx: Transaction, kind: str, place: Place, message: Message) -> set[str]:
    """Show the author of a message, who has an account, a card about it; returns its lane."""
    return set(
        await cards.show(
            tx,
            kind,
            door=place.door,
            user=message.author.address,
            key=(message.id,),
            place=place,
            number=message.number.rpartition(":")[2],
            about=(message.id,),
        )
    )


async def renew(tx: Transaction, services: Services, place: Place, message: Message) -> None:
    """Bring the cards that ask about a message up to date, where they stand."""
    author = message.author
    if not author.address:
        return
    await cards.renew(tx, ASKING, door=place.door, user=author.address, key=(place.id,))
    for kind in (CONFIRMING, RED):
        await cards.renew(tx, kind, door=place.door, user=author.address, key=(message.id,))
    if author.organisation is None:
        return
    for person in colleagues(services, author.organisation, author.person):
        found = way(services, person, place.door)
        if found is not None:
            door, user = found
            await cards.renew(tx, COLLEAGUES, door=door, user=user, key=(author.organisation,))


def lane(place: Place, message: Message) -> str:
    """Return the lane in which an author is asked."""
    return lanes.private(place.door, message.author.address)
