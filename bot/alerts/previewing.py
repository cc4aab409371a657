"""The preview: what an author sees of an alert before anything of it leaves, in private alone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes
from bot.alerts.chains import chain_for, targets_of
from bot.alerts.filing import called
from bot.alerts.likeness import like
from bot.alerts.paging import Recipient, recipient
from bot.alerts.readers import zone_of
from bot.alerts.sources import Source
from bot.alerts.waiting import LEAVES
from bot.calls import Call
from bot.cards import Card
from bot.services import Services
from policies import names
from policies.alerts.alert import Alert
from policies.alerts.approval import needed
from policies.alerts.preview import Outlook, Way, seen
from policies.alerts.sharing import Given, for_person, for_place, organisations_of
from policies.alerts.states import LIVE, State
from policies.commands import LEADS
from policies.community.people import Person
from policies.labels import Label
from policies.phrases import Phrases
from policies.readings import UNRESTRICTED
from policies.text import Text
from policies.turning import in_line
from storage.store import Filed, Notice, Transaction

PREVIEW: Final = "alert-preview"
"""The kind of the card that an author sees of a draft: one for each, edited in place."""
_DRAFT: Final = "alert-draft"
_KEPT: Final = timedelta(days=2)
_MENTION: Final = re.compile(r"(?:^|(?<=\s))@\w|<[@!#]")
_LINK: Final = re.compile(r"(?i)\bhttps?://|\bwww\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What is kept beside a draft: where its author sees it, what it was made of, what was shown.

    `shown` is what the last preview said of who gets how much; `note` says why it was shown anew;
    `fewer` are the organisations to which less went in the end.
    """

    door: str
    user: str
    source: Source
    shown: tuple[str, ...] = ()
    note: str = ""
    fewer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    """On which clock an author reads times, and when the alert leaves, where it is sent."""

    zone: str
    now: datetime
    leaves: datetime | None


async def drafted(tx: Transaction, item: str) -> Drafted | None:
    """Return what is kept beside a draft, None where there is none."""
    found = await tx.affairs.find(_DRAFT, (item,), Drafted)
    return None if found is None else found[1]


async def keep_drafted(tx: Transaction, item: str, value: Drafted) -> None:
    """Keep it, in the place of what was there."""
    found = await tx.affairs.find(_DRAFT, (item,), Drafted)
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(_DRAFT, affair, value, ends=tx.now + _KEPT, key=(item,))


async def forget_drafted(tx: Transaction, item: str) -> None:
    """Forget it: the draft has become something else."""
    found = await tx.affairs.find(_DRAFT, (item,), Drafted)
    if found is not None:
        tx.affairs.remove(found[0])


async def show(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    beside: Drafted,
    call: Call | None = None,
) -> list[str]:
    """Show a draft to its author as it is now; returns the lanes that have work.

    Whoever takes nothing in private is told so in the room of the `call`.
    """
    outlooks = await outlook(tx, services, filed.value)
    await keep_drafted(tx, filed.id, replace(beside, shown=seen(outlooks)))
    return await renew(tx, filed, beside, call)


async def renew(
    tx: Transaction, filed: Filed[Alert], beside: Drafted, call: Call | None = None
) -> list[str]:
    """Write a preview anew: what it says is what is true now; returns the lanes that have work."""
    key = (filed.id,)
    elsewhere = None if call is None or call.private else call
    return await cards.show(
        tx,
        PREVIEW,
        door=beside.door,
        user=beside.user,
        key=key,
        about=key,
        place=None if elsewhere is None else elsewhere.place,
        room=None if elsewhere is None else elsewhere.room,
    )


async def outlook(tx: Transaction, services: Services, alert: Alert) -> list[Outlook]:
    """Return whom an alert would go to now, and what each would get; also who is left out."""
    directory = services.directory
    meant = organisations_of(directory, alert)
    # By whom it is, its restrictions and walls are left aside to see who was meant besides.
    plain = replace(alert.audience, not_to=())
    everybody = organisations_of(
        directory, replace(alert, origin="", audience=plain, restrictions=UNRESTRICTED)
    )
    found = []
    for organisation in everybody:
        name = names.organisation(directory.shown_organisation(organisation))
        if organisation not in meant:
            found.append(Outlook(organisation=organisation, name=name, refused=True))
            continue
        ways = await _ways(tx, services, alert, organisation)
        found.append(Outlook(organisation=organisation, name=name, ways=tuple(ways)))
    return found


async def _ways(tx: Transaction, services: Services, alert: Alert, organisation: str) -> list[Way]:
    """Return the ways into an organisation: those whom the alert names, rooms, people in turn."""
    directory = services.directory
    reached: dict[str, Recipient] = {}
    for step in chain_for(services, alert, organisation).steps:
        for one in await targets_of(tx, services, organisation, step, alert.severity):
            reached.setdefault(one.target, one)
    named = []
    for name in alert.audience.people:
        person = directory.person_by_id(name)
        if person is not None and person.organisation == organisation:
            target = f"person:{name}"
            known = [reached.pop(target)] if target in reached else []
            way = known[0] if known else recipient(services, organisation, target, alert.severity)
            named.append(_in_person(services, alert, person, way, tx.now))
    return [*named, *_of_the_chain(services, alert, reached.values(), tx.now)]


def _in_person(
    services: Services, alert: Alert, person: Person, one: Recipient | None, now: datetime
) -> Way:
    directory = services.directory
    shown = names.cleaned(directory.shown_person(person.id, to=alert.origin))
    shown = shown or names.organisation(directory.shown_organisation(person.organisation))
    if one is None:
        return Way(kind="person", id=person.id, name=shown, portion="nothing")
    given = _given(services, alert, one, now)
    why = "" if given.portion == "text" else given.decision.why
    return Way(kind="person", id=person.id, name=shown, portion=given.portion, why=why)


def _of_the_chain(
    services: Services, alert: Alert, reached: Iterable[Recipient], now: datetime
) -> list[Way]:
    rooms: list[Way] = []
    people: dict[tuple[str, str], Way] = {}
    for one in reached:
        given = _given(services, alert, one, now)
        why = "" if given.portion == "text" else given.decision.why
        if one.place is not None:
            rooms.append(Way(kind="room", id=one.place.id, portion=given.portion, why=why))
            continue
        key = (given.portion, why)
        before = people.get(key)
        count = 1 if before is None else before.count + 1
        people[key] = Way(kind="people", portion=given.portion, why=why, count=count)
    return [*rooms, *people.values()]


def _given(services: Services, alert: Alert, one: Recipient, now: datetime) -> Given:
    directory = services.directory
    if one.place is not None:
        return for_place(directory, alert, one.place, now)
    person = directory.person_by_id(one.target.partition(":")[2])
    if person is None:
        raise LookupError("a recipient is a room or a person of the directory")
    return for_person(directory, alert, person, services.doors.get(one.door, ""), now)


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the preview of a draft as it is now; what stands there later is what became of it."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    beside = await drafted(tx, notice.about[0])
    directory = services.directory
    platform = services.doors.get(notice.door, "")
    person = directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None or person.id != filed.value.author:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    here, plain = phrases.answers.in_private(), f"A-{filed.number}"
    alert, number, zone = filed.value, called(phrases, filed), zone_of(directory, person)
    if alert.state is State.CANCELLED and alert.raised is None:
        return Card(text=phrases.raising.discarded(number), here=here)
    if alert.state is State.MISSED:
        return Card(text=phrases.raising.missed(number), here=here)
    if alert.raised is not None:
        when = phrases.alert_cards.time(alert.raised, zone, now=tx.now)
        told = phrases.raising.raised(number, when, len(alert.standings))
        if alert.state in LIVE and alert.approval == "asked":
            told = told + Text.of("\n" + phrases.raising.waits(plain))
        if beside is not None and beside.fewer:
            shown = [names.organisation(directory.shown_organisation(o)) for o in beside.fewer]
            told = told + Text.of("\n" + phrases.raising.fewer(shown))
        return Card(text=told, here=here)
    outlooks = await outlook(tx, services, alert)
    leaves = await tx.agenda.find(LEAVES, filed.id)
    others = [] if leaves else await like(tx, services, filed, person)
    times = _Times(zone=zone, now=tx.now, leaves=None if leaves is None else leaves.due)
    above, below = _lines(services, phrases, filed, outlooks, times)
    below += [phrases.raising.alike(f"A-{one.number}") for one in others]
    goes, whole = phrases.raising.audiences.goes_to(
        map(together, outlooks),
        beside=(*above, *below),
        whole=f"{LEADS.get(platform, '')}audience {plain}",
    )
    lines = [*above, goes, *below]
    if beside is not None and beside.note == "widened":
        lines.insert(0, phrases.raising.widened().plain)
    buttons = phrases.raising.undo_button(filed.number)
    if leaves is None:
        merges = [one.number for one in others]
        reached = any(one.reached for one in outlooks)
        buttons = phrases.raising.buttons(filed.number, filed.version, merges, goes=reached)
    if not whole:
        buttons = (*buttons, (phrases.raising.audiences.button(plain),))
    return Card(text=Text.of("\n".join(one for one in lines if one)), buttons=buttons, here=here)


def _lines(
    services: Services,
    phrases: Phrases,
    filed: Filed[Alert],
    outlooks: Sequence[Outlook],
    times: _Times,
) -> tuple[list[str], list[str]]:
    """Return what stands above those to whom it would go, and what below."""
    alert, words = filed.value, phrases.raising
    number = f"A-{filed.number}"
    head = words.draft(number)
    if times.leaves is not None:
        head = words.leaving(number, times.leaves, times.zone)
    restrictions = " ".join(alert.restrictions.words())
    label = " ".join(one for one in (alert.label.value, restrictions) if one)
    lines = [head]
    if alert.exercise:
        lines.append(words.exercise(exercise_name(services, alert)))
    reached = sum(one.reached for one in outlooks)
    lines += [f"{label} · {words.severity(alert.severity)}", "", alert.text, ""]
    until = ""
    if alert.until is not None:
        until = phrases.alert_cards.time(alert.until, times.zone, now=times.now)
    asked, where = in_line(alert.asked), map(in_line, alert.places)
    lines += words.particulars(asked=asked, until=until, need=alert.need, of=reached)
    lines += [words.kinds(alert.interference), *words.places(where, alert.elections)]
    if alert.summary and alert.summary_label is not None:
        lines.append(words.summary(alert.summary_label.value, alert.summary))
    first = [words.first()] if needed(alert, services.directory) else []
    both = f"{alert.text}\n{alert.asked}\n{alert.summary}"
    mentions = _MENTION.search(both) is not None
    links = alert.label is not Label.CLEAR and _LINK.search(both) is not None
    return lines, [*first, words.changed(mentions=mentions, links=links)]


def together(one: Outlook) -> Outlook:
    """Return an outlook in which the rooms that get the same stand as so many."""
    found: dict[tuple[str, str, str], Way] = {}
    for way in one.ways:
        key = (way.kind + (way.id if way.kind == "person" else ""), way.portion, way.why)
        before = found.get(key)
        found[key] = way if before is None else replace(before, count=before.count + way.count)
    return replace(one, ways=tuple(found.values()))


def exercise_name(services: Services, alert: Alert) -> str:
    """Return the name of the exercise that an alert belongs to, "" for a real one."""
    found = services.directory.exercise(alert.exercise)
    return "" if found is None else names.cleaned(found.name or found.id)
