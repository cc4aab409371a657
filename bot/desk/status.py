"""The status that stands pinned in each duty room, as that room may know it.

It shows the queue, who is on duty, whether we reach the platforms, and a heartbeat. What a room may
not know is in nothing of it, not even in when it is written: a room's card is written anew when
what it shows is something else, and once a minute for the heartbeat.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from bot import cards, lanes
from bot.alerts import queue
from bot.alerts.queue import Queue
from bot.cards import Card
from bot.community import postures
from bot.desk import outages
from bot.desk.rooms import duty_rooms, on_duty
from bot.messages.parking import PARKED_FROM
from bot.services import Services
from policies import names
from policies.alerts.severity import Severity
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.labels import Label, strictest
from policies.phrases import Phrases
from policies.sharing.handling import handling_for
from policies.text import Text
from storage.store import Notice, Transaction

STATUS: Final = "status"
_BEHIND: Final = -1
"""Behind whatever else goes to the room."""
BEAT: Final = timedelta(seconds=60)
_SOONEST: Final = timedelta(seconds=30)
"""Between two edits, whatever changes meanwhile."""
_NAME: Final = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was last shown but for the heartbeat, with what could be pressed below it, and when."""

    text: str
    at: datetime


async def renew(tx: Transaction, services: Services) -> list[str]:
    """Show in each duty room what it should show now; returns the lanes that have work.

    Rooms in which it stands already are left in peace for a while, and those that are no duty rooms
    any more lose it.
    """
    shown = cast("dict[str, Shown]", services.derived.setdefault(_NAME, {}))
    rooms = {place.id: place for place in duty_rooms(services.directory)}
    everything = await queue.known(tx, services)
    woken: list[str] = []
    for room, place in rooms.items():
        if place.door not in services.doors:
            continue
        found = queue.view(everything, services, place, tx.now)
        text = await _text(tx, services, place, found)
        last = shown.get(room)
        if last is None or is_due(last, text, tx.now, beat=BEAT):
            now = Shown(text=text, at=tx.now)
            tx.afterwards(partial(shown.__setitem__, room, now))
            woken += await show(tx, place)
    for room in shown.keys() - rooms.keys():
        gone = services.directory.place_by_id(room)
        tx.afterwards(partial(_forget, shown, room))
        if gone is not None:
            woken += await show(tx, gone)
    return woken


def _forget(shown: dict[str, Shown], room: str) -> None:
    shown.pop(room, None)


def is_due(last: Shown, text: str, now: datetime, *, beat: timedelta) -> bool:
    """Tell whether something is to be shown anew: it has changed, or has stood for a `beat`."""
    # Where the clock has gone back nothing is known of how long it was.
    age = abs(now - last.at)
    return age >= (_SOONEST if text != last.text else beat)


async def show(tx: Transaction, place: Place, *, anew: bool = False) -> list[str]:
    """Show the status of a room, `anew` as a new message; returns the lane that has work."""
    return await cards.show(
        tx, STATUS, door=place.door, place=place, key=(place.id,), priority=_BEHIND, anew=anew
    )


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the status of a room as it is now; None where the room is none for it any more."""
    place = next((one for one in duty_rooms(services.directory) if one.id == notice.place), None)
    if place is None:
        return None
    desk = services.phrases(place.id).desk
    found = await queue.seen(tx, services, place)
    label = label_of(found)
    title = f"{desk.title('' if label is None else label.value)} · {desk.looked(services.looked())}"
    text = await _text(tx, services, place, found)
    # It is looked at, and rings for nobody.
    handling = replace(handling_for(label, place.platform), silent=True)
    return Card(text=Text.of(f"{title}\n{text}"), pin=True, handling=handling)


async def _text(tx: Transaction, services: Services, place: Place, found: Queue) -> str:
    """Return what stands below the title: all of it may be known in that room."""
    phrases = services.phrases(place.id)
    lines = counted(phrases, found)
    lines += await around(tx, services, phrases, place.organisations)
    return "\n".join(lines)


async def around(
    tx: Transaction, services: Services, phrases: Phrases, organisations: tuple[str, ...]
) -> list[str]:
    """Return the lines about who is on duty, the platforms, rooms that wait, and postures."""
    lines = []
    for organisation in organisations:
        people = await on_duty(tx, services, organisation, tx.now)
        shown = [_called(services, phrases, one) for one in people]
        whose = services.directory.shown_organisation(organisation)
        lines.append(phrases.desk.on_duty(whose, [names.cleaned(one) for one in shown]))
    lines.append(phrases.desk.delivery(outages.states(services, phrases)))
    parked = await _parked(tx, services, organisations)
    if parked:
        lines.append(phrases.desk.parked(parked))
    agreed = [await postures.in_force(tx, phrases, one) for one in organisations]
    return [*lines, *dict.fromkeys(line for some in agreed for line in some)]


def _called(services: Services, phrases: Phrases, person: Person) -> str:
    """Return the name of somebody on duty; of somebody at risk none that was not chosen for it."""
    if at_risk(services.directory, person) and not person.shown_as:
        return phrases.risk.somebody()
    return services.directory.shown_person(person.id)


def counted(phrases: Phrases, found: Queue) -> list[str]:
    """Return the lines that count a queue."""
    desk, totals = phrases.desk, found.totals
    lines = [desk.counts(totals.open, totals.unowned, totals.overdue, whole=found.whole)]
    if totals.oldest is not None:
        named = [
            (phrases.alert_cards.severity(one), totals.severities[one])
            for one in reversed(Severity)
            if totals.severities.get(one)
        ]
        oldest = totals.oldest
        severity = phrases.alert_cards.severity(oldest.severity)
        lines.append(desk.severities(named))
        lines.append(desk.oldest(f"A-{oldest.number}", severity, oldest.raised))
    if found.exercises.open:
        lines.append(desk.drills(found.exercises.open))
    return lines


def label_of(found: Queue) -> Label | None:
    """Return the strictest label of what is counted, None where nothing is."""
    labels = [
        label
        for group, given in found.groups
        for label in (group.alert.label if given.portion == "text" else group.alert.summary_label,)
        if label is not None
    ]
    return strictest(*labels) if labels else None


async def _parked(tx: Transaction, services: Services, organisations: tuple[str, ...]) -> int:
    """Return how many lanes to rooms of these organisations were asked to wait for long."""
    theirs = {
        one.id
        for one in services.directory.places
        if not set(organisations).isdisjoint(one.organisations)
    }
    parked = await tx.deliveries.parked(PARKED_FROM)
    return len({lanes.room_of(one.place) for one in parked} & theirs)
