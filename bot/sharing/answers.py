"""Answers: what an author, or a colleague after two minutes, says that waiting messages are."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.messages import asking, edits
from bot.messages.spread import KEPT_CROSSED, KEPT_HELD, spread
from bot.messages.standing import StandingAnswer, end, stand
from bot.reaching import way
from bot.services import Services
from bot.sharing import holds
from bot.sharing.asking import for_colleague
from bot.sharing.holds import Hold
from policies.audit import AuditKind
from policies.buttons import Button
from policies.community.places import Place
from policies.labels import Label
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.readings import Kind
from policies.sharing.answering import (
    OFFERED,
    Waiting,
    answered,
    audience_mark,
    confirmations,
    group,
    labelled,
    may_restrict,
    reach,
    shown,
    those,
)
from policies.text import Text
from storage.store import Stored, Transaction

ANSWERED: Final = "answered"
_NONE: Final = "-"
_LONGEST: Final = timedelta(hours=6)
_WORDS: Final = 2


async def answer(tx: Transaction, services: Services, call: Call) -> Answer:
    """Label all that waits on the card whose button was pressed, or give it up."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if not call.card or len(call.line.words) < _WORDS:
        return Answer(text=phrases.answers.stale(), refused=True)
    notice = await tx.notices.by_id(call.card)
    if notice is None or notice.kind != asking.ASKING:
        # One message, opened by `held`: the words of that answer are forgotten by now.
        return await _of_one(tx, services, call, phrases)
    place = services.directory.place_by_id(notice.place)
    if place is None or notice.user != call.sender.user:
        return Answer(text=phrases.answers.stale(), refused=True)
    held = await holds.of_author(tx, place.id, call.sender.user)
    asked = group(await holds.with_roots(tx, held))
    done = await _answered(tx, services, call, place, held, asked)
    if done.text is None:
        await cards.renew(tx, asking.ASKING, door=call.door, user=notice.user, key=(place.id,))
        return Answer(text=phrases.holding.changed())
    return done if call.private else Answer(woken=done.woken)


async def _of_one(tx: Transaction, services: Services, call: Call, phrases: Phrases) -> Answer:
    """Answer for one message that was opened: one's own, or a colleague's."""
    refused = Answer(text=phrases.answers.not_allowed(), refused=True)
    person, token = call.person, call.line.words[1]
    if person is None or person.seat:
        return refused
    held = [
        one
        for one in await holds.of_organisation(tx, person.organisation)
        if shown([Waiting(message=one.message)]) == token[: len(shown([]))]
    ]
    if not held:
        return Answer(text=phrases.holding.changed())
    one = held[0]
    place = services.directory.place_by_id(one.message.place)
    own = one.message.author.person == person.id
    if place is None or (not own and call.line.words[0] == _NONE):
        return refused
    if not own and not for_colleague(one, person):
        return Answer(text=phrases.holding.only_author(), refused=True)
    until = one.message.written + asking.COLLEAGUES_AFTER
    if not own and tx.now < until:
        return Answer(text=phrases.holding.too_early(until))
    done = await _answered(tx, services, call, place, held, await holds.with_roots(tx, held))
    if done.text is None:
        return Answer(text=phrases.holding.changed())
    if own:
        return done
    return Answer(
        text=done.text,
        woken={*done.woken, *await _tell(tx, services, place, one.message, person.id, call)},
    )


async def _tell(
    tx: Transaction, services: Services, place: Place, message: Message, by: str, call: Call
) -> list[str]:
    """Tell an author who answered for him."""
    author = services.directory.person_by_id(message.author.person or "")
    found = None if author is None else way(services, author, place.door)
    if found is None:
        return []
    return await cards.show(
        tx,
        ANSWERED,
        door=found[0],
        user=found[1],
        key=(message.id,),
        about=(by, call.line.words[0], "1"),
        anew=True,
    )


async def _answered(
    tx: Transaction,
    services: Services,
    call: Call,
    place: Place,
    held: Sequence[Hold],
    asked: Sequence[Waiting],
) -> Answer:
    """Do what a button says; an answer without a text means that the button is stale."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    word, token = call.line.words[:_WORDS]
    if word == _NONE:
        these = those(asked, token)
        await _given_up(tx, services, place, held, these)
        return Answer(text=phrases.holding.left(len(these)) if these else None)
    if word not in OFFERED or _doubted(services, asked):
        return Answer()
    label = Label(word)
    these = answered(services.directory, asked, label, token, tx.now)
    if not these:
        return Answer()
    organisations: set[str] = set()
    woken: set[str] = set()
    for one in these:
        after = labelled(one.message, label, one.root)
        organisations |= reach(services.directory, after, tx.now).organisations
        woken |= await relabel(tx, services, place, one.message, after)
    text = phrases.holding.went(label, len(these), len(organisations))
    stands = _standing(services, call, place, label, these, tx.now)
    if stands is None:
        return Answer(text=text, woken=woken)
    stand(tx, place, call.sender.user, stands)
    lines = (text, Text.of("\n"), phrases.holding.stands(label, stands.until))
    again = Button(label=phrases.holding.ask_again(), line=f"ask {place_mark(place)}")
    return Answer(text=Text.join(lines), buttons=((again,),), woken=woken)


def _doubted(services: Services, asked: Sequence[Waiting]) -> bool:
    return any(may_restrict(one.message, services.directory.known) for one in asked)


def _standing(
    services: Services,
    call: Call,
    place: Place,
    label: Label,
    these: Sequence[Waiting],
    now: datetime,
) -> StandingAnswer | None:
    """Return the answer that is to stand, None where the button says nothing of it."""
    plain = all(one.message.reading.kind is Kind.NONE for one in these)
    seat = call.person is not None and call.person.seat
    more = call.line.words[_WORDS:]
    if not more or not plain or seat or label is Label.CLEAR:
        return None
    try:
        until = datetime.strptime(more[0], "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    if not now < until <= now + _LONGEST:
        return None
    return StandingAnswer(
        label=label, until=until, audience=audience_mark(services.directory, place)
    )


async def relabel(
    tx: Transaction, services: Services, place: Place, before: Message, after: Message
) -> set[str]:
    """Have a message stand as its source says that it is; returns the lanes that have work."""
    stored = await tx.messages.get(before.id)
    if stored is None:
        return set()
    return set(await spread(tx, services, place, after, stored, confirmed=True))


async def _given_up(
    tx: Transaction,
    services: Services,
    place: Place,
    held: Sequence[Hold],
    these: Sequence[Waiting],
) -> None:
    """Let what waits wait no longer: it stays where it is, and its text is forgotten."""
    ids = {one.message.id for one in these}
    for one in held:
        message = one.message
        if message.id not in ids:
            continue
        if one.partly:
            tx.messages.replace(message, status="crossing", rule=0, expires=tx.now + KEPT_CROSSED)
        else:
            gone = _emptied(message)
            tx.messages.replace(gone, status="kept", rule=0, expires=tx.now + KEPT_HELD)
        tx.audit.add(
            AuditKind.WITHDRAWN, organisation=message.organisation, message=message.id, by="author"
        )
    if these:
        await asking.renew(tx, services, place, these[0].message)


def _emptied(message: Message) -> Message:
    parts = tuple(replace(part, text=Text()) for part in message.parts)
    return replace(message, parts=parts, files=(), revision=message.revision + 1)


async def amend(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let an edit stand that waited for its author, or take it back."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    notice = await tx.notices.by_id(call.card) if call.card else None
    stale = Answer(text=phrases.answers.stale(), refused=True)
    ours = notice is not None and notice.kind == asking.CONFIRMING
    if notice is None or not ours or notice.user != call.sender.user:
        return stale
    stored = await tx.messages.known(notice.about[0])
    place = services.directory.place_by_id(notice.place)
    edited = None if stored is None else await edits.waiting(tx, stored.message)
    if stored is None or place is None or edited is None or len(call.line.words) < _WORDS:
        return stale
    text, woken = await _amended(tx, services, call, place, stored, edited)
    await cards.renew(
        tx, asking.CONFIRMING, door=call.door, user=notice.user, key=(stored.message.id,)
    )
    return Answer(text=text if call.private else None, woken=woken)


async def _amended(
    tx: Transaction,
    services: Services,
    call: Call,
    place: Place,
    stored: Stored,
    edited: Message,
) -> tuple[Text, set[str]]:
    words = services.phrases(lanes.private(call.door, call.sender.user)).holding
    (whole,) = await holds.with_roots(tx, [Hold(message=edited, rule=0, since=edited.written)])
    word, token = call.line.words[:_WORDS]
    if word == _NONE and token == shown([whole]):
        await edits.drop(tx, stored.message)
        return words.kept(), set()
    found = confirmations(services.directory, stored.message, whole, tx.now)
    offer = next((one for one in found if (one.label.value, one.token) == (word, token)), None)
    if offer is None:
        return words.changed(), set()
    after = labelled(edited, offer.label, whole.root)
    await edits.drop(tx, stored.message)
    woken = set(await spread(tx, services, place, after, stored, confirmed=True))
    return words.confirmed(offer.label), woken


async def ask(tx: Transaction, services: Services, call: Call) -> Answer:
    """End an answer that stands, here or in the room that the button names."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    place = call.place
    if call.line.words:
        behind = services.directory.behind(call.door)
        place = next((one for one in behind if place_mark(one) == call.line.words[0]), None)
    if place is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if not await end(tx, place, call.sender.user):
        return Answer(text=phrases.answers.stale())
    return Answer(text=phrases.holding.asked_again())


def place_mark(place: Place) -> str:
    """Return what names a room in the line of a button."""
    return hashlib.sha256(place.id.encode()).hexdigest()[:12]
