"""Deputies: who stands in for the stewards, for a time or until it is taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.calls import Answer, Call
from bot.community import replies
from bot.community.changing import put
from bot.community.remembered import read_directory
from bot.community.rights import meant, names_deputies, row, with_roles
from bot.services import Services
from policies.community.people import Person, Role
from policies.sharing.permissions import Unreadable, until
from storage.store import Transaction

_TERM: Final = "deputy"
_ROLE: Final = (Role.DEPUTY,)
_USAGE: Final = "deputy <person> [until 2026-12-01|off]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Until when somebody is a deputy (UTC)."""

    person: str
    ends: datetime


async def deputy(tx: Transaction, services: Services, call: Call) -> Answer:
    """Make somebody a deputy, for a time or not, or take that back."""
    words = call.line.words
    who = meant(services.directory, call, words[0]) if words else None
    if not names_deputies(call.person) or who is None or who.seat:
        return replies.refused(services, call) if words else replies.usage(services, call, _USAGE)
    if words[1:] == ("off",):
        await _give(tx, services, who, on=False)
        return Answer(text=replies.phrases(services, call).people.changed(who.id))
    ends = None
    try:
        if len(words) > 1:
            if words[1] != "until":
                return replies.usage(services, call, _USAGE)
            ends = until(words[2:], tx.now)
    except Unreadable:
        return replies.usage(services, call, _USAGE)
    await _give(tx, services, who, on=True)
    if ends is not None:
        term = Term(person=who.id, ends=ends)
        tx.affairs.put(_TERM, tx.new_id(), term, ends=ends, key=(who.id,))
    return Answer(text=replies.phrases(services, call).people.deputy(who.id, ends))


async def over(tx: Transaction, services: Services) -> None:
    """End the terms of deputies whose time is over."""
    for affair_id, term in await tx.affairs.listed(_TERM, Term):
        if term.ends > tx.now:
            continue
        tx.affairs.remove(affair_id)
        person = (await read_directory(tx)).person_by_id(term.person)
        if person is not None and Role.DEPUTY in person.roles:
            await put(tx, services, "person", person.id, row(with_roles(person, (), _ROLE)))


async def due(tx: Transaction) -> bool:
    """Tell whether somebody's term is over."""
    return any(term.ends <= tx.now for _, term in await tx.affairs.listed(_TERM, Term))


async def _give(tx: Transaction, services: Services, who: Person, *, on: bool) -> None:
    found = await tx.affairs.find(_TERM, (who.id,), Term)
    if found is not None:
        tx.affairs.remove(found[0])
    changed = with_roles(who, _ROLE if on else (), () if on else _ROLE)
    await put(tx, services, "person", who.id, row(changed))
