"""Bringing the world in line with a message that its source has changed by command."""

from dataclasses import replace

from bot import following, lanes
from bot.calls import Call
from bot.custody import matters
from bot.messages.spread import spread
from bot.services import Services
from policies.community.people import Person, Role
from policies.community.places import Place
from policies.community.tables import TAG
from policies.messages.message import Message
from policies.sharing.relabelling import Standing, standing_of
from policies.speech.sharing import Sharing
from storage.store import Stored, Transaction


def home(services: Services, message: Message) -> Place:
    """Return the room in which a message was said; of one said to us in private, that chat."""
    place = services.directory.place_by_id(message.place)
    if place is not None:
        return place
    door, user = lanes.person_of(message.place) or ("", "")
    return Place(
        id=message.place,
        platform=services.doors.get(door, ""),
        account=door.partition(".")[2],
        address=user,
    )


async def bring(
    tx: Transaction, services: Services, after: Message, before: Stored | None
) -> set[str]:
    """Write a message as its source wants it now, and bring every copy in line."""
    woken = set(await spread(tx, services, home(services, after), after, before, confirmed=True))
    await following.changed(tx, after.id)
    return woken


async def withdraw(tx: Transaction, services: Services, stored: Stored) -> set[str]:
    """Take a message back: its words go, and its copies."""
    message = stored.message
    await matters.leave(tx, services, message)
    after = replace(
        message, parts=(), withdrawn=True, revision=message.revision + 1, edited=True, files=()
    )
    return await bring(tx, services, after, stored)


def standing(call: Call, message: Message) -> Standing:
    """Return what a caller is to a message."""
    sender = call.sender
    return standing_of(call.person, message, account=sender.user, verified=sender.verified)


def releasers(services: Services, organisation: str) -> list[Person]:
    """Return those who speak for what an organisation said, besides its authors."""
    return [
        one
        for one in services.directory.people
        if one.organisation == organisation and not one.seat and Role.RELEASER in one.roles
    ]


def has_words(message: Message) -> bool:
    """Tell whether anything of what was said is still kept."""
    return any(part.text.plain for part in message.parts) or bool(message.files)


def names_of(services: Services, names: tuple[str, ...], sharing: Sharing) -> str:
    """Return organisations, people and tags by the names that they chose to be shown.

    Whoever was removed has none any more, and an id is no name.
    """
    directory = services.directory
    shown = []
    for name in names:
        if directory.organisation(name) is not None:
            shown.append(directory.shown_organisation(name))
        else:
            tag = name if TAG.fullmatch(name) else ""
            known = directory.person_by_id(name) is not None
            gone = sharing.unnamed() if known else sharing.removed()
            shown.append(directory.shown_person(name) or tag or gone)
    return ", ".join(shown)
