"""Elections that are kept in the directory, however they came, and how one is shown."""

from collections.abc import Sequence
from typing import Final

from bot.community.changing import Unsound, put_all
from bot.community.rights import operator
from bot.duty.planning import ask
from bot.services import Services
from policies.community.calendar import election_body
from policies.community.people import Person
from policies.speech.rotas import RotaWords
from policies.times.elections import Election
from policies.times.moments import clock
from storage.store import Transaction

MOST: Final = 50
"""Elections that one command may bring."""


def elsewhere(services: Services, person: Person | None, name: str) -> bool:
    """Tell whether an election stands that is not somebody's to change: others tell time by it.

    It is changed where it is held, by whoever answers for an organisation there, or by an operator;
    where there is no organisation, or nobody said where that is, by all.
    """
    directory = services.directory
    found = next((one for one in directory.elections if one.id == name), None)
    if found is None or operator(person):
        return False
    there = [
        one.id for one in directory.organisations if not set(one.tags).isdisjoint(found.places)
    ]
    return bool(there) and (person is None or person.organisation not in there)


async def keep(
    tx: Transaction, services: Services, elections: Sequence[Election], person: Person | None
) -> list[str]:
    """Keep elections, all or none, for somebody; returns why they cannot be, or nothing."""
    words = services.phrases("").rotas
    others = next((one.id for one in elections if elsewhere(services, person, one.id)), None)
    if others is not None:
        return [words.elsewhere(others).plain]
    if len(elections) > MOST:
        return [words.too_many(MOST).plain]
    try:
        bodies = {one.id: election_body(one) for one in elections}
        await put_all(tx, services, "election", bodies)
        for name in bodies:
            tx.audit.concern(f"election {name}")
    except Unsound as fault:
        return [str(fault)]
    ask(tx)
    return []


def election_line(said: RotaWords, one: Election) -> str:
    """Return an election in one line, in somebody's language."""
    days = said.days(one.day, one.last) if one.last else one.day
    line = said.election(one.id, one.name, days, one.zone)
    if one.polls_open is None or one.polls_close is None:
        return line
    return said.polls(line, clock(one.polls_open), clock(one.polls_close))
