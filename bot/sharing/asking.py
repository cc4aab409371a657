"""The cards that ask about what waits, written from what waits when they are sent."""

from datetime import datetime, timedelta
from typing import Final

from bot import lanes
from bot.cards import Card
from bot.messages import edits
from bot.services import Services
from bot.sharing import holds
from bot.sharing.holds import Hold
from policies.buttons import Button, Rows
from policies.community.people import Person
from policies.community.places import Place
from policies.labels import Label
from policies.phrases import Phrases
from policies.readings import Kind
from policies.sharing.answering import (
    Offer,
    Waiting,
    certain,
    confirmations,
    group,
    may_be_red,
    may_restrict,
    offers,
    shown,
)
from policies.text import Text
from storage.store import Notice, Transaction

SHORT: Final = 8
"""Characters of a message's id that name it to people."""
_STANDS: Final = timedelta(hours=4)
_OPENED: Final = 3


async def author_card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Ask an author about everything of his that waits in a room; no word of it stands there."""
    place = services.directory.place_by_id(notice.place)
    held = [] if place is None else await holds.of_author(tx, place.id, notice.user)
    if place is None or not held:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    person = services.directory.person_by_id(held[0].message.author.person or "")
    asked = group(await holds.with_roots(tx, held))
    whole, partly = [one for one in held if not one.partly], [one for one in held if one.partly]
    lines = [phrases.held(len(whole))] if whole else []
    lines += [phrases.partly(len(partly))] if partly else []
    text, rows = questions(services, phrases, place, asked, person)
    lines.append(text)
    behind = len(held) - len(asked)
    if behind:
        lines.append(phrases.holding.more(behind))
    return Card(
        text=_joined(lines),
        buttons=rows,
        here=phrases.held_here() if whole else phrases.partly_here(),
        buttons_here=rows,
        whisper=True,
    )


def questions(
    services: Services,
    phrases: Phrases,
    place: Place,
    asked: list[Waiting],
    person: Person | None,
    *,
    stands: bool = True,
) -> tuple[Text, Rows]:
    """Return what is asked about a group that waits, and a button for each answer.

    `stands` offers answers that stand for a while beside those for once.
    """
    words = phrases.holding
    drop: Rows = ((Button(label=words.leave_it(), line=f"answer - {shown(asked)}"),),)
    if any(may_restrict(one.message, services.directory.known) for one in asked):
        return words.restricts(), drop
    found = offers(services.directory, asked, services.now())
    if not found:
        return words.nowhere(), drop
    plain = all(one.message.reading.kind is Kind.NONE for one in asked)
    for_a_while = stands and plain and not (person is not None and person.seat)
    until = _end(services.now()) if for_a_while else None
    return words.asks(place.id), (*(_row(phrases, one, until) for one in found), *drop)


def _row(phrases: Phrases, offer: Offer, until: datetime | None) -> tuple[Button, ...]:
    words = phrases.holding
    line = f"answer {offer.label.value} {offer.token}"
    there = offer.reach
    once = Button(
        label=words.offer(offer.label, len(there.organisations), public=there.public), line=line
    )
    if until is None or there.public:
        return (once,)
    stands = Button(
        label=words.offer_until(offer.label, until), line=f"{line} {until:%Y-%m-%dT%H:%M}"
    )
    return once, stands


def _end(now: datetime) -> datetime:
    """Return the full hour at which an answer that is given now would end (UTC)."""
    later = now + _STANDS + timedelta(minutes=59)
    return later.replace(minute=0, second=0, microsecond=0)


async def colleague_card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Ask the colleagues of those who have not answered; it shows nothing of what waits."""
    person = person_of(services, notice.door, notice.user)
    if person is None:
        return None
    held = [
        one
        for one in await holds.of_organisation(tx, person.organisation)
        if for_colleague(one, person)
    ]
    if not held:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    rows = tuple(
        (Button(label=phrases.holding.open_it(short(one)), line=f"held {short(one)}"),)
        for one in held[:_OPENED]
    )
    return Card(text=phrases.holding.of_colleagues(len(held)), buttons=rows)


def for_colleague(one: Hold, person: Person) -> bool:
    """Tell whether a colleague may ever answer: the same organisation, no label, never RED."""
    author = one.message.author
    same = author.organisation == person.organisation and author.person != person.id
    return same and certain(one.message) is None and not may_be_red(one.message)


async def edit_card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Ask an author whether an edit is meant that loosens a label or makes it doubtful."""
    stored = await tx.messages.known(notice.about[0])
    if stored is None or stored.message.withdrawn:
        return None
    edited = await edits.waiting(tx, stored.message)
    if edited is None:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    words = phrases.holding
    (whole,) = await holds.with_roots(tx, [Hold(message=edited, rule=0, since=edited.written)])
    rows = tuple(
        (
            Button(
                label=words.loosen(
                    one.label, len(one.reach.organisations), public=one.reach.public
                ),
                line=f"amend {one.label.value} {one.token}",
            ),
        )
        for one in confirmations(services.directory, stored.message, whole, services.now())
    )
    keep = Button(label=words.keep(), line=f"amend - {shown([whole])}")
    return Card(
        text=phrases.edit_refused(),
        buttons=(*rows, (keep,)),
        here=phrases.edit_refused_here(),
        buttons_here=(*rows, (keep,)),
        whisper=True,
    )


async def red_card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Tell the author of a RED message who could read it, and what can be done about it."""
    stored = await tx.messages.known(notice.about[0])
    place = services.directory.place_by_id(notice.place)
    if stored is None or stored.message.withdrawn or place is None:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    name = stored.message.id[:SHORT]
    rows = (
        (Button(label=phrases.modes.send_privately(), line=f"to {name}"),),
        (Button(label=phrases.modes.remove_here(), line=f"unsay {name}", style="danger"),),
    )
    crossed = stored.status == "crossing"
    return Card(
        text=phrases.modes.red_now() if crossed else phrases.red_stays(place.members),
        buttons=rows,
        here=phrases.modes.red_now_here() if crossed else phrases.red_stays_here(),
        whisper=True,
    )


async def colleague_told(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Tell an author which colleague has labelled messages of his."""
    del tx
    who, label, count = notice.about
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    colleague = services.directory.person_by_id(who)
    own = "" if colleague is None else colleague.organisation
    name = services.directory.shown_person(who, to=own)
    return Card(text=phrases.holding.colleague_answered(name, Label(label), int(count)))


def person_of(services: Services, door: str, user: str) -> Person | None:
    """Return whom the directory knows behind an account of a door."""
    return services.directory.person(services.doors.get(door, ""), door, "", user)


def short(one: Hold) -> str:
    """Return what names a message that waits to people."""
    return one.message.id[:SHORT]


def _joined(lines: list[Text]) -> Text:
    out: list[Text] = []
    for line in lines:
        out += [Text.of("\n"), line] if out else [line]
    return Text.join(out)
