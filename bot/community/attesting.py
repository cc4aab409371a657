"""What a steward or deputy says of who is in a room: these are ours, guests, or to be removed."""

import dataclasses

from bot import lanes
from bot.calls import Answer, Call
from bot.community import kinds, rooms
from bot.community.showing import headcount
from bot.services import Services
from policies.community.people import Person
from policies.community.places import Place
from policies.community.presence import (
    Attested,
    Errand,
    Pause,
    Presence,
    Reckoning,
    Standing,
    asked,
    hosted,
    opened,
    vouched,
)
from policies.sharing.audiences import audience_of, linked_accounts
from policies.speech.answers import Answers
from policies.speech.rooms import RoomWords
from policies.text import Text
from storage.store import Transaction

_MOST_DIGITS = 6


async def attest(tx: Transaction, services: Services, call: Call) -> Answer:
    """Vouch for everybody in a room; the number must be the one that its platform counts."""
    mine = await _mine(tx, services, call)
    if mine is None:
        return _refused(services, call)
    place, person, before = mine
    given = call.line.words[0] if call.line.words else ""
    if not given.isdecimal() or len(given) > _MOST_DIGITS:
        return Answer(text=_answers(services, call).usage("attest NUMBER"))
    number = int(given)
    if before.count is not None and before.count != number:
        return Answer(text=_words(services, call).miscounted(number, before.count))
    return await _vouch(tx, services, call, (place, person, before), number)


async def ours(tx: Transaction, services: Services, call: Call) -> Answer:
    """Vouch for those who came, by the button on the card."""
    mine = await _mine(tx, services, call)
    if mine is None:
        return _refused(services, call)
    place, person, before = mine
    number = headcount(services, place, before)
    if call.line.words and call.line.words[0] != str(number):
        # Somebody else has come since the card was read.
        return Answer(text=_answers(services, call).stale(), refused=True)
    return await _vouch(tx, services, call, (place, person, before), number)


async def _vouch(
    tx: Transaction,
    services: Services,
    call: Call,
    mine: tuple[Place, Person, Presence],
    number: int,
) -> Answer:
    place, person, before = mine
    public = before.pause is Pause.PUBLIC and before.public
    if public or not rooms.mended_in(place, before):
        return Answer(text=_words(services, call).still_suspended())
    attested = Attested(number=number, by=person.id, organisation=person.organisation, at=tx.now)
    linked = frozenset(linked_accounts(services.directory, place, before))
    after = opened(dataclasses.replace(vouched(before, attested, linked), removing=False))
    woken = await rooms.keep(tx, services, place, before, after, by=person)
    return Answer(text=described(services, call, place, after), woken=woken)


async def guest(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let those who came stay as guests: the room has what they may have."""
    mine = await _mine(tx, services, call)
    if mine is None:
        return _refused(services, call)
    place, person, before = mine
    if not rooms.mended_in(place, before):
        return Answer(text=_words(services, call).still_suspended())
    linked = frozenset(linked_accounts(services.directory, place, before))
    after = opened(hosted(before, linked, place.members))
    woken = await rooms.keep(tx, services, place, before, after, by=person)
    return Answer(text=_words(services, call).stays_lowered(), woken=woken)


async def expel(tx: Transaction, services: Services, call: Call) -> Answer:
    """Have those who came removed; sharing goes on by itself once they are gone."""
    mine = await _mine(tx, services, call)
    if mine is None:
        return _refused(services, call)
    place, person, before = mine
    known = linked_accounts(services.directory, place, before)
    strangers = [one for one in before.of(Standing.OUTSIDER) if one.user not in known]
    if not strangers:
        return Answer(text=_words(services, call).nobody_named())
    errands = [Errand(what="remove", user=one.user) for one in strangers]
    after = dataclasses.replace(asked(before, *errands), removing=True)
    woken = await rooms.keep(tx, services, place, before, after, by=person)
    return Answer(text=_words(services, call).removing(), woken=woken)


async def room(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show who is in a room to those who answer for one of its organisations, or are on duty."""
    place = call.place
    if place is None or call.organisation not in place.organisations:
        return _refused(services, call)
    if call.line.words and call.line.words[0].lower() == kinds.KIND:
        return await kinds.set_kind(tx, services, call)
    presence = await rooms.known(tx, place)
    return Answer(text=described(services, call, place, presence))


def described(services: Services, call: Call, place: Place, presence: Presence) -> Text:
    """Return who is in a room, in the caller's language."""
    directory = rooms.with_presence(services.directory, presence)
    unknown = presence.count is None and not presence.members and presence.explained is None
    there = audience_of(services.directory if unknown else directory, place)
    attested = presence.attested
    by = None
    if attested is not None:
        by = (_shown(services, call, attested.by), attested.number, attested.at)
    people = linked_accounts(directory, place, presence).values()
    return _words(services, call).audience(
        Reckoning(
            linked=there.linked,
            vouched=there.vouched,
            outsiders=there.outsiders,
            known=there.known,
        ),
        counted=presence.count,
        names=sorted({_shown(services, call, one.id) for one in people}),
        attested=by,
        gate=presence.gate,
        closed=bool(presence.named),
        paused=presence.pause is not None,
    )


def _shown(services: Services, call: Call, person: str) -> str:
    """Return the name of somebody there, for whoever asks."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    return services.directory.shown_person(person, to=call.organisation) or phrases.risk.somebody()


async def _mine(
    tx: Transaction, services: Services, call: Call
) -> tuple[Place, Person, Presence] | None:
    """Return the room that a call is about, where its caller answers for one of its organisations.

    It is the room in which the line was typed, or of the card whose button was pressed.
    """
    place = call.place
    if call.card:
        notice = await tx.notices.by_id(call.card)
        place = None
        if notice is not None and notice.kind == rooms.WHO:
            place = services.directory.place_by_id(notice.about[0])
            presence = None if place is None else await tx.members.of(place.id)
            if presence is None or str(presence.lowered) != notice.about[1]:
                return None
            if presence.pause is None:
                return None
    if place is None or call.person is None or call.organisation not in place.organisations:
        return None
    return place, call.person, await rooms.known(tx, place)


def _refused(services: Services, call: Call) -> Answer:
    return Answer(text=_answers(services, call).not_allowed(), refused=True)


def _words(services: Services, call: Call) -> RoomWords:
    return services.phrases(lanes.private(call.door, call.sender.user)).rooms


def _answers(services: Services, call: Call) -> Answers:
    return services.phrases(lanes.private(call.door, call.sender.user)).answers
