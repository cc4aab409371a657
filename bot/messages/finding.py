"""Which message somebody means: by a reply, by its address, or by the digits that we show.

What is not there and what the asker may know nothing of are answered alike: None.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from bot import lanes
from bot.calls import Call
from bot.services import Services
from policies.community.people import Person
from policies.labels import Label
from policies.messages.message import Message
from storage.store import SealFault, Stored, Transaction

DIGITS: Final = 8
"""How many digits of a message's id are shown and typed."""
_SHORT: Final = re.compile(r"#?([0-9a-f]{8,32})", re.IGNORECASE)
_SLACK: Final = re.compile(
    r"<?https://[a-z0-9.-]{1,200}/archives/([A-Z0-9]{2,64})/p(\d{4,16})(\d{6})(?:\?[^\s>]{0,400})?>?"
)
_TELEGRAM: Final = re.compile(
    r"https://(?:t\.me|telegram\.me)/c/(\d{4,16})/(?:(\d{1,12})/)?(\d{1,12})(?:\?\S{0,200})?"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """A message that the asker may know of, and the words behind what names it."""

    stored: Stored
    words: tuple[str, ...] = field(repr=False)

    @property
    def message(self) -> Message:
        """The message."""
        return self.stored.message


def short(message: Message) -> str:
    """Return the digits by which people name a message."""
    return message.id[:DIGITS]


async def meant(tx: Transaction, services: Services, call: Call) -> Meant | None:
    """Return the message that a line is about, None where there is none for this asker."""
    found = await pointed(tx, services, call)
    return found if found is not None and await knows(tx, services, found.stored, call) else None


async def pointed(tx: Transaction, services: Services, call: Call) -> Meant | None:
    """Return the message that a line points at; whether the asker may know of it is not asked."""
    words = call.line.words
    named = await _named(tx, services, words[0]) if words else None
    if named is not None:
        words = words[1:]
    elif call.reply_to is not None:
        named = await _answered(tx, call)
    return None if named is None else Meant(named, words)


def digits_of(call: Call) -> str:
    """Return the first digits of an id that a line begins with; "" for none."""
    found = _SHORT.fullmatch(call.line.words[0]) if call.line.words else None
    return "" if found is None else found[1].lower()


async def knows(tx: Transaction, services: Services, stored: Stored, call: Call) -> bool:
    """Tell whether the caller has this message: as its source, or because it reached her."""
    if call.person is not None:
        return await has(tx, services, stored.message, call.person)
    user, author = call.sender.user, stored.message.author
    return call.sender.verified and user != "" and author.person is None and author.address == user


async def has(tx: Transaction, services: Services, message: Message, person: Person) -> bool:
    """Tell whether a person has a message: as its source, or because it reached her."""
    if message.author.person == person.id:
        return True
    if message.label is Label.RED:
        return not person.seat and person.id in message.named
    if message.organisation == person.organisation:
        return True
    places = await tx.copies.places(message.id)
    return any(_reaches(services, place, person) for place in places)


def _reaches(services: Services, place: str, person: Person) -> bool:
    directory = services.directory
    room = directory.place_by_id(place)
    if room is not None:
        return person.organisation in room.organisations
    found = lanes.person_of(place)
    if found is None:
        return False
    door, user = found
    return directory.person(services.doors.get(door, ""), door, "", user) == person


async def _named(tx: Transaction, services: Services, word: str) -> Stored | None:
    if found := _SHORT.fullmatch(word):
        return await tx.messages.beginning(found[1].lower())
    if found := _SLACK.fullmatch(word):
        return await _standing(tx, services, found[1], f"{found[2]}.{found[3]}")
    if found := _TELEGRAM.fullmatch(word):
        return await _standing(tx, services, f"-100{found[1]}", found[3])
    return None


async def _standing(
    tx: Transaction, services: Services, channel: str, number: str
) -> Stored | None:
    for place in services.directory.places:
        if place.address == channel:
            stored = await _at(tx, place.id, channel, number)
            if stored is not None:
                return stored
    return None


async def _answered(tx: Transaction, call: Call) -> Stored | None:
    number = call.reply_to
    if number is None:
        return None
    if call.place is not None:
        return await _at(tx, call.place.id, call.room.channel, number)
    if not call.private:
        return None
    return await _at(tx, lanes.private(call.door, call.sender.user), call.room.channel, number)


async def _at(tx: Transaction, place: str, channel: str, number: str) -> Stored | None:
    """Return what stands there: a message that began there, or one of which it is a copy."""
    try:
        stored = await tx.messages.by_number(place, f"{channel}:{number}")
        if stored is not None:
            return stored
        copy = await tx.copies.by_number(place, channel, number)
        return None if copy is None else await tx.messages.known(copy.message_id)
    except SealFault:
        return None
