"""One by one instead of in the room: what goes to linked people while their room is paused.

The room may not have it, for somebody is there whom nobody has judged; those of the addressed
organisations who are known to be there may, each in private.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bot import lanes, reaching
from bot.services import Services
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.labels import Label
from policies.messages.message import Message
from policies.sharing.audiences import linked_accounts
from policies.sharing.decision import Decision, Outcome
from policies.sharing.privately import decide_person
from policies.sharing.spreading import GOES

UNJUDGED: Final = 12
"""The rule of the table (`policies/sharing/rules`) about who is there."""
_ONE_BY_ONE: Final = frozenset({Label.AMBER, Label.AMBER_STRICT})
_MOST: Final = 200


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


def _linked(services: Services, name: str) -> Iterator[Person]:
    directory = services.directory
    place, presence = directory.place_by_id(name), directory.presence(name)
    if place is not None and presence is not None:
        people = linked_accounts(directory, place, presence).values()
        yield from {one.id: one for one in people}.values()


def _door(services: Services, name: str) -> str:
    place = services.directory.place_by_id(name)
    return "" if place is None else place.door
