"""Gates that keep strangers out of a room, and closed rooms of people who are named."""

import dataclasses

from bot import lanes
from bot.calls import Answer, Call
from bot.community import rooms
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.presence import Presence
from policies.sharing.audiences import audience_of
from storage.store import Transaction

MOST_IN_A_CLOSED_ROOM = 10


async def gate(tx: Transaction, services: Services, call: Call) -> Answer:
    """Set a room's gate; without one a closed room is closed no more."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    place = _mine(call)
    if place is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    word = call.line.words[0].lower() if call.line.words else ""
    if word not in ("on", "off"):
        return Answer(text=phrases.answers.usage("gate on|off"))
    before = await rooms.known(tx, place)
    after = dataclasses.replace(before, gate=word == "on")
    if word == "off":
        after = ended(after)
    woken = await rooms.keep(tx, services, place, before, after, by=call.person)
    told = phrases.rooms.gate_on() if after.gate else phrases.rooms.gate_off()
    return Answer(text=told, woken=woken)


async def close(tx: Transaction, services: Services, call: Call) -> Answer:
    """Make a room a closed one of exactly the people who are named."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    place = _mine(call)
    if place is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    before = await rooms.known(tx, place)
    named = _named(services.directory, place, before, call.line.words)
    if named is None:
        return Answer(text=phrases.rooms.not_closable())
    after = dataclasses.replace(before, named=named)
    woken = await rooms.keep(tx, services, place, before, after, by=call.person)
    return Answer(text=phrases.rooms.closed(), woken=woken)


def ended(presence: Presence) -> Presence:
    """Return the presence of a room that is closed no more: RED goes from it."""
    if not presence.named:
        return presence
    return dataclasses.replace(presence, named=frozenset(), lowered=presence.lowered + 1)


def _mine(call: Call) -> Place | None:
    place = call.place
    if place is None or call.organisation not in place.organisations:
        return None
    return place


def _named(
    directory: Directory, place: Place, presence: Presence, words: tuple[str, ...]
) -> frozenset[str] | None:
    """Return the ids of exactly those who are there, where all are named and may close a room."""
    there = audience_of(rooms.with_presence(directory, presence), place)
    if not presence.gate or not 0 < len(there.people) <= MOST_IN_A_CLOSED_ROOM:
        return None
    if there.seats or there.public or there.pending:
        return None
    people = [one for one in directory.people if one.id in there.people]
    named = {_person(people, word.lstrip("@").rstrip(",")) for word in words}
    return there.people if named == there.people else None


def _person(people: list[Person], word: str) -> str:
    """Return the id of the one person there who is meant by a word, else the word itself."""
    meant = [
        one.id
        for one in people
        if word.casefold() in (one.id.casefold(), (one.shown_as or one.name).casefold())
        or any(f"<@{user}>" == word or user == word.strip("<@>|") for _, user in one.slack)
    ]
    return meant[0] if len(meant) == 1 else word
