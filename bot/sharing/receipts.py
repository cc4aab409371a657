"""`receipt`: where a message went, and what whoever asks may do with it. A card that stays true."""

from datetime import datetime
from typing import Final

from bot import cards, following, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.messages import attaching
from bot.messages.finding import has, meant, short
from bot.messages.spread import whereto
from bot.services import Services
from bot.sharing.bringing import names_of
from bot.sharing.reports import ended, label_of, named
from policies.community.people import Person
from policies.labels import Label
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.sharing.permissions import in_force
from policies.sharing.relabelling import Standing, may_recall, standing_of
from policies.sharing.vanishing import over, vanishes
from policies.speech.sharing import Sharing
from policies.text import Text
from storage.store import Notice, Transaction, Way

KIND: Final = "receipt"
_OPEN: Final = frozenset({"waiting", "claimed"})
_NOT_STARTED: Final = frozenset(
    {"never_pressed_start", "bot_was_blocked", "chat_not_found", "user_not_found", "forbidden"}
)
"""What a platform answers where somebody takes nothing from us (handlers/telegram/errors)."""
_GOES: Final = (Outcome.ALLOW, Outcome.REDACT)


async def receipt(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show the card of a message."""
    found = await meant(tx, services, call)
    if found is None:
        answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
        return Answer(text=answers.not_allowed(), refused=True)
    return Answer(woken=await show(tx, call, found.message))


async def show(tx: Transaction, call: Call, message: Message) -> set[str]:
    """Show somebody what becomes of a message, and keep it true."""
    user, key = call.sender.user, (message.id,)
    woken = await cards.show(
        tx, KIND, door=call.door, user=user, key=key, about=(message.id,), anew=True
    )
    await following.follow(tx, message.id, KIND, door=call.door, user=user, key=key)
    return set(woken)


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write it for whoever reads it: the source sees where it went, others that they have it."""
    stored = await tx.messages.known(notice.about[0])
    if stored is None:
        return None
    message = stored.message
    directory = services.directory
    platform = services.doors.get(notice.door, "")
    person = directory.person(platform, notice.door, "", notice.user)
    standing = standing_of(person, message, account=notice.user, verified=True)
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    sharing = phrases.sharing
    digits, label = short(message), label_of(message)
    if standing is not Standing.OTHER:
        if person is not None and not await has(tx, services, message, person):
            # It has become RED meanwhile: whom its author named is nobody else's to know.
            return None
        lines = await _lines(tx, services, phrases, message)
        first = []
        if may_recall(standing, person) and not message.withdrawn:
            first = [sharing.withdraw_button(digits)]
        if _may_pass(message, person):
            first.append(sharing.pass_button(digits))
        buttons = (tuple(first),) if first else ()
        return Card(text=sharing.receipt(digits, label, lines), buttons=buttons)
    if person is None or message.withdrawn or not await has(tx, services, message, person):
        return None
    hidden = message.reading.restrictions.chatham
    organisation = "" if hidden else directory.shown_organisation(message.organisation)
    row = [sharing.pass_button(digits)] if _may_pass(message, person) else []
    if message.label is not Label.RED:
        row.append(sharing.request_button(digits))
    text = sharing.received(digits, label, organisation)
    return Card(text=text, buttons=(tuple(row),) if row else ())


def _may_pass(message: Message, person: Person | None) -> bool:
    red = message.label in (Label.RED, None)
    return person is not None and not person.seat and not red and not message.withdrawn


async def _lines(
    tx: Transaction, services: Services, phrases: Phrases, message: Message
) -> list[Text]:
    sharing = phrases.sharing
    if message.withdrawn:
        return [sharing.is_withdrawn()]
    if over(message, tx.now):
        return [sharing.gone_again()]
    ways = await tx.backlog.ways(message.id)
    decisions = whereto(services, message, tx.now)
    lines = []
    for place, decision in decisions.items():
        if ended(services, message, place, tx.now):
            lines.append(sharing.gone_from(named(services, message, place)))
            continue
        copies = await tx.copies.of(message.id, place)
        stands = any(one.revision > 0 for one in copies)
        who = named(services, message, place)
        line = _line(sharing, who, decision, ways.get(place), stands=stands)
        turned = stands and decision.outcome in _GOES and _by_another(services, message, place)
        lines.append(sharing.by_another(who) if turned else line)
    for name in message.named:
        person = services.directory.person_by_id(name)
        if person is None or reaching.way(services, person) is None:
            gone = sharing.removed() if person is None else sharing.unnamed()
            shown = services.directory.shown_person(name, to=message.organisation) or gone
            lines.append(sharing.no_way_to(shown))
    lines += await _left_behind(tx, phrases, message)
    lines += [
        phrases.permitting.permitted(names_of(services, leave.to, sharing), leave.until)
        for leave in message.leave
        if in_force(leave, tx.now)
    ]
    if (end := vanishes(message)) is not None and decisions:
        lines.append(sharing.vanishes(end))
        lines += _sooner(services, sharing, message, tx.now)
    return lines


def _by_another(services: Services, message: Message, place: str) -> bool:
    """Tell whether a person got it by another account, since the first takes nothing."""
    person = _behind(services, place)
    theirs = (_behind(services, one) for one in message.turned)
    return person is not None and any(one is not None and one.id == person.id for one in theirs)


def _behind(services: Services, lane: str) -> Person | None:
    door, user = lanes.person_of(lane) or ("", "")
    return services.directory.person(services.doors.get(door, ""), door, "", user)


async def _left_behind(tx: Transaction, phrases: Phrases, message: Message) -> list[Text]:
    """Return a line for each file that goes nowhere at all."""
    kept = await tx.files.of(message.id) if message.files else {}
    refused = [
        (one, one.refused or (kept[one.id].refused if one.id in kept else None))
        for one in message.files
    ]
    return [attaching.line(one, why, phrases) for one, why in refused if why is not None]


def _sooner(services: Services, sharing: Sharing, message: Message, now: datetime) -> list[Text]:
    """Return a line for everybody whose copy is deleted before the others."""
    shown = services.directory.shown_person
    return [
        sharing.vanishes_from(shown(one.person), one.ends)
        for one in message.sooner
        if one.ends > now and shown(one.person)
    ]


def _line(sharing: Sharing, who: str, decision: Decision, way: Way | None, *, stands: bool) -> Text:
    if decision.outcome is Outcome.HOLD:
        return sharing.waits(who, decision.why)
    if decision.outcome not in _GOES:
        return sharing.may_not(who, decision.why)
    if way is not None and way.error in _NOT_STARTED and not stands:
        return sharing.not_started(who)
    if way is not None and way.status in _OPEN:
        return sharing.on_its_way(who)
    return sharing.delivered(who) if stands else sharing.undelivered(who)
