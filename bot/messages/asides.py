"""One by one instead of in the room: what goes to linked people while their room is paused.

The room may not have it, for somebody is there whom nobody has judged; those of the addressed
organisations who are known to be there may, each in private. Once it stands in the room again it
stands there alone.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot import lanes, reaching
from bot.services import Services
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.labels import Label
from policies.messages.message import Message
from policies.sharing.audiences import linked_accounts
from policies.sharing.decision import Decision, Outcome
from policies.sharing.permissions import recipients
from policies.sharing.privately import decide_person
from policies.sharing.spreading import GOES, decide_message, destinations
from storage.store import SealFault, Transaction

UNJUDGED: Final = 12
"""The rule of the table (`policies/sharing/rules`) about who is there."""
YOUNG: Final = timedelta(hours=24)
NEWEST: Final = 20
"""Copies that come back into one room, or out of it to people: a group takes so many in a minute,
more is a storm."""
_ONE_BY_ONE: Final = frozenset({Label.AMBER, Label.AMBER_STRICT})
_MOST: Final = 200
_BEHIND: Final = -1
"""The priority of what was there before: what people say goes first."""


def private(
    services: Services, message: Message, decisions: Mapping[str, Decision], now: datetime
) -> set[str]:
    """Return the private lanes on which a message goes for the sake of rooms that are paused.

    Never to somebody at risk, who takes no text unasked.
    """
    if message.label not in _ONE_BY_ONE or message.withdrawn:
        return set()
    paused = [
        to for to, one in decisions.items() if one.outcome is Outcome.HOLD and one.rule == UNJUDGED
    ]
    found: set[str] = set()
    for to in paused:
        for person in _linked(services, to):
            spared = at_risk(services.directory, person)
            if spared or person.id == message.author.person or len(found) >= _MOST:
                continue
            way = reaching.way(services, person, _door(services, to), turned=message.turned)
            if way is None:
                continue
            platform = services.doors[way[0]]
            decided = decide_person(services.directory, message, person, platform, now=now)
            if decided.outcome in GOES:
                found.add(lanes.private(*way))
    return found


async def meanwhile(
    tx: Transaction, services: Services, taken: Iterable[tuple[str, str]]
) -> list[tuple[Message, str]]:
    """Return what is to reach linked people in private now: messages, each with a lane.

    Of what rooms that are paused had before, or wait for, the twenty newest of a day. `taken` are
    ids of messages with rooms out of which they are just being taken.
    """
    held = await tx.deliveries.listed("held")
    waiting = {(one.message, one.place) for one in held if one.rule == UNJUDGED and not one.error}
    rooms: dict[str, list[Message]] = {}
    for message_id, room in waiting | set(taken):
        message = await _young(tx, message_id)
        if message is not None and services.directory.place_by_id(room) is not None:
            rooms.setdefault(room, []).append(message)
    found: dict[tuple[str, str], Message] = {}
    for room, messages in rooms.items():
        for message in sorted(messages, key=lambda one: (one.written, one.sequence))[-NEWEST:]:
            to = services.directory.place_by_id(room)
            if to is None:
                continue
            decision = decide_message(services.directory, message, to, now=tx.now, previous=None)
            reached = private(services, message, {room: decision}, tx.now)
            if reached:
                reached -= {*await tx.copies.places(message.id)}
                reached -= {*await tx.deliveries.open_places(message.id)}
            found |= {(message.id, lane): message for lane in reached}
    return [(message, lane) for (_, lane), message in found.items()]


async def _young(tx: Transaction, message_id: str) -> Message | None:
    with contextlib.suppress(SealFault):
        stored = await tx.messages.get(message_id)
        message = None if stored is None else stored.message
        if message is not None and message.label in _ONE_BY_ONE and not message.withdrawn:
            return message if tx.now - message.written <= YOUNG else None
    return None


async def send(tx: Transaction, found: Collection[tuple[Message, str]]) -> None:
    """Ask for messages to be brought in line on private lanes."""
    for message, lane in found:
        await tx.deliveries.want(
            message.id,
            lane,
            message.place,
            priority=_BEHIND,
            written=lanes.moment(message.written),
            sequence=message.sequence,
        )


async def back(tx: Transaction, message: Message) -> None:
    """Have the private copies of a message looked at, since it stands in a room now."""
    if message.label in _ONE_BY_ONE:
        places = await tx.copies.places(message.id)
        await send(tx, [(message, one) for one in places if lanes.person_of(one) is not None])


async def again(
    tx: Transaction, services: Services, message: Message, person: Person | None
) -> bool:
    """Tell whether somebody reads a message in a room again, who had it for the room's sake alone.

    Whomever its source permits it, and to whom a colleague passed it, keeps it in private.
    """
    directory = services.directory
    if person is None or message.label not in _ONE_BY_ONE:
        return False
    if any(one.id == person.id for one in recipients(directory, message, tx.now)):
        return False
    for to in destinations(directory, message.place):
        if all(one.id != person.id for one in _linked(services, to.id)):
            continue
        decision = decide_message(directory, message, to, now=tx.now, previous=None)
        copies = await tx.copies.of(message.id, to.id) if decision.outcome in GOES else []
        if any(one.revision > 0 for one in copies):
            return True
    return False


def _linked(services: Services, name: str) -> Iterator[Person]:
    directory = services.directory
    place, presence = directory.place_by_id(name), directory.presence(name)
    if place is not None and presence is not None:
        people = linked_accounts(directory, place, presence).values()
        yield from {one.id: one for one in people}.values()


def _door(services: Services, name: str) -> str:
    place = services.directory.place_by_id(name)
    return "" if place is None else place.door
