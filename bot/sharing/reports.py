"""What became of copies that may stand no longer: one card, edited until every one is settled."""

from collections import Counter
from datetime import datetime
from typing import Final

from bot import lanes
from bot.calls import Call
from bot.cards import Card
from bot.messages import reporting
from bot.messages.finding import short
from bot.services import Services
from policies.messages.message import Message
from policies.sharing.audiences import audience_of
from policies.sharing.decision import Outcome
from policies.sharing.privately import decide_person
from policies.sharing.spreading import decide_message
from policies.sharing.vanishing import over
from policies.speech.sharing import Sharing
from policies.text import Text
from storage.store import Notice, Transaction

KIND: Final = reporting.REPORT
RECALLED: Final = "recalled"
TIGHTENED: Final = reporting.TIGHTENED
_OPEN: Final = frozenset({"waiting", "claimed"})
_KEEPS: Final = "="
"""Before an organisation that keeps a record: no id of a place or lane begins so."""


async def tell(
    tx: Transaction, call: Call, message: Message, why: str, keepers: tuple[str, ...] = ()
) -> set[str]:
    """Show whoever called what becomes of the copies that stand now, and keep it true."""
    places = await tx.copies.places(message.id)
    if why == TIGHTENED and not places:
        return set()
    about = (why, *(_KEEPS + one for one in keepers), *places)
    return await reporting.show(tx, message, about, door=call.door, user=call.sender.user)


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what is true of each copy now, who may have read it, and who keeps a record."""
    message_id, why, *rest = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None:
        return None
    message = stored.message
    places = [one for one in rest if not one.startswith(_KEEPS)]
    sharing = services.phrases(lanes.private(notice.door, notice.user)).sharing
    if why == TIGHTENED:
        places = [one for one in places if not stands(services, message, one, tx.now)]
        lines = await _fates(tx, services, sharing, message, places)
        return (
            Card(text=sharing.tightened(short(message), label_of(message), lines))
            if lines
            else None
        )
    lines = await _fates(tx, services, sharing, message, places) or [sharing.no_copies()]
    lines += _readers(services, sharing, message, places)
    for one in rest:
        if one.startswith(_KEEPS):
            keeper = services.directory.shown_organisation(one.removeprefix(_KEEPS))
            lines.append(sharing.keeps_record(keeper))
    return Card(text=sharing.report(short(message), lines))


async def _fates(
    tx: Transaction, services: Services, sharing: Sharing, message: Message, places: list[str]
) -> list[Text]:
    ways = await tx.backlog.ways(message.id)
    lines = []
    for place in places:
        who = named(services, message, place)
        under_way = any(
            way.status in _OPEN
            for way in (ways.get(place), ways.get(lanes.files(place)))
            if way is not None
        )
        copies = await tx.copies.of(message.id, place)
        if not copies:
            lines.append(sharing.deleted(who))
        elif under_way:
            lines.append(sharing.withdrawing(who))
        elif all(one.revision == 0 for one in copies):
            lines.append(sharing.replaced(who))
        else:
            lines.append(sharing.not_reached(who))
    return lines


def _readers(
    services: Services, sharing: Sharing, message: Message, places: list[str]
) -> list[Text]:
    counts: Counter[str] = Counter()
    unknown: set[str] = set()
    for place in places:
        who = named(services, message, place)
        room = services.directory.place_by_id(place)
        if room is None:
            counts[who] += 1
            continue
        there = audience_of(services.directory, room)
        counts[who] += there.linked + there.vouched + there.outsiders
        if not there.known:
            unknown.add(who)
    return [
        sharing.may_have_read(who, None if who in unknown else count)
        for who, count in counts.items()
    ]


def named(services: Services, message: Message, place: str) -> str:
    """Return whose place it is: by the organisations' shown names.

    A person in private is named to those who named her; otherwise her organisation is.
    """
    directory = services.directory
    room = directory.place_by_id(place)
    if room is not None:
        return ", ".join(directory.shown_organisation(one) for one in room.organisations)
    door, user = lanes.person_of(place) or ("", "")
    person = directory.person(services.doors.get(door, ""), door, "", user)
    if person is None:
        return "-"
    known = person.id in message.named or any(person.id in one.to for one in message.leave)
    if known or person.organisation == message.organisation:
        shown = directory.shown_person(person.id, to=message.organisation)
        return shown or directory.shown_organisation(person.organisation)
    return directory.shown_organisation(person.organisation)


def stands(services: Services, message: Message, place: str, now: datetime) -> bool:
    """Tell whether a copy may be at a place as everything is now."""
    if message.withdrawn or ended(services, message, place, now):
        return False
    directory = services.directory
    room = directory.place_by_id(place)
    if room is not None:
        found = decide_message(directory, message, room, now=now, previous=None)
        return found.outcome in (Outcome.ALLOW, Outcome.REDACT)
    door, user = lanes.person_of(place) or ("", "")
    platform = services.doors.get(door, "")
    person = directory.person(platform, door, "", user)
    if person is None or message.label is None:
        return False
    decided = decide_person(directory, message, person, platform, now=now)
    return decided.outcome in (Outcome.ALLOW, Outcome.REDACT)


def ended(services: Services, message: Message, place: str, now: datetime) -> bool:
    """Tell whether the time of the copy in a room, or of the one that a person has, is over."""
    door, user = lanes.person_of(place) or ("", "")
    person = services.directory.person(services.doors.get(door, ""), door, "", user)
    return over(message, now, "" if person is None else person.id)


def label_of(message: Message) -> str:
    """Return a message's label as it is written, "-" where it has none."""
    return "-" if message.label is None else message.label.value
