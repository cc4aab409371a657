"""The calendar of elections, by command: what schedules are told from, and when duty matters most.

A calendar that is pasted, as iCalendar or as tables of the directory file, is taken whole or not.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.calls import Answer, Call, Verb
from bot.community import replies
from bot.community.changing import Unsound, put, remove
from bot.community.directory import DirectoryFault, load_text
from bot.duty import reading
from bot.duty.planning import ask
from bot.duty.whose import zone_for
from bot.services import Services
from policies.access import Who, may
from policies.community.calendar import election_body
from policies.community.tables import ID
from policies.speech.rotas import RotaWords
from policies.times.elections import Election
from policies.times.folds import BadCalendar
from policies.times.ics import read_calendar
from policies.times.moments import clock
from policies.times.refusals import Refusal
from policies.times.zones import zone_named
from storage.store import Transaction

_USAGE: Final = "election list | add|set ID … | remove ID | import [zone Kyiv] BEGIN:VCALENDAR …"
_CALENDAR: Final = "BEGIN:VCALENDAR"
_TABLE: Final = "[[election]]"
_MOST: Final = 50


async def election(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the elections, or have a steward add, change, import or remove some."""
    words = call.line.words
    if words[:1] in ((), ("list",)):
        return _listed(services, call)
    if not may(Who.STEWARD, call.person):
        return replies.refused(services, call)
    match words[0]:
        case "add" | "set" if len(words) > 2:  # noqa: PLR2004 - what, which, and how
            return await _one(tx, services, call)
        case "remove" if len(words) == 2:  # noqa: PLR2004 - what and which
            return await _removed(tx, services, call)
        case "import" if len(words) > 1:
            return await _imported(tx, services, call)
    return replies.usage(services, call, _USAGE)


def _listed(services: Services, call: Call) -> Answer:
    said, known = replies.phrases(services, call).rotas, services.directory.elections
    if not known:
        return Answer(text=said.no_election())
    return Answer(text=said.elections([_line(said, one) for one in known]))


def _line(said: RotaWords, one: Election) -> str:
    days = said.days(one.day, one.last) if one.last else one.day
    line = said.election(one.id, one.name, days, one.zone)
    if one.polls_open is None or one.polls_close is None:
        return line
    return said.polls(line, clock(one.polls_open), clock(one.polls_close))


async def _one(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases, directory = replies.phrases(services, call), services.directory
    what, word, rest = [*call.line.rest.split(None, 2), ""][:3]
    name = word.lower()
    before = next((one for one in directory.elections if one.id == name), None)
    if not ID.fullmatch(name):
        return Answer(text=phrases.rotas.election_unreadable())
    if what == "add" and before is not None:
        return Answer(text=phrases.rotas.id_taken(name))
    if what == "set" and before is None:
        return replies.refused(services, call)
    try:
        one = reading.read_election(name, rest, before)
    except reading.Unreadable as fault:
        if fault.refusal is not None:
            return Answer(text=phrases.times.refused(fault.refusal))
        return Answer(text=phrases.rotas.election_unreadable())
    return await _kept(tx, services, call, (one,))


async def _kept(
    tx: Transaction, services: Services, call: Call, elections: Sequence[Election]
) -> Answer:
    said = replies.phrases(services, call).rotas
    try:
        for one in elections:
            await put(tx, services, "election", one.id, election_body(one))
    except Unsound as fault:
        return Answer(text=said.unsound([str(fault)]))
    ask(tx)
    return Answer(text=said.added([_line(said, one) for one in elections]))


async def _removed(tx: Transaction, services: Services, call: Call) -> Answer:
    said, name = replies.phrases(services, call).rotas, call.line.words[1].lower()
    if all(one.id != name for one in services.directory.elections):
        return replies.refused(services, call)
    try:
        await remove(tx, services, "election", name)
    except Unsound as fault:
        return Answer(text=said.unsound([str(fault)]))
    ask(tx)
    return Answer(text=said.election_gone(name))


async def _imported(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases = replies.phrases(services, call)
    head, mark, calendar = call.line.rest.partition(_CALENDAR)
    if not mark:
        return await _tables(tx, services, call)
    words = head.split()[1:]
    there: str | Refusal = zone_for(services.directory, call.person)
    if words[:1] == ["zone"] and len(words) > 1:
        there = zone_named(" ".join(words[1:]))
    elif words:
        return replies.usage(services, call, _USAGE)
    if isinstance(there, Refusal):
        return Answer(text=phrases.times.refused(there))
    found = read_calendar((mark + calendar).encode(errors="replace"), there)
    if isinstance(found, BadCalendar):
        return Answer(text=phrases.times.bad_calendar(found))
    return await _all(tx, services, call, found)


async def _tables(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take elections that are pasted as tables of the directory file."""
    _, mark, tables = call.line.rest.partition(_TABLE)
    if not mark:
        return replies.usage(services, call, _USAGE)
    try:
        found = load_text(mark + tables, "import", None)
    except DirectoryFault as fault:
        return Answer(text=replies.phrases(services, call).rotas.unsound(fault.lines))
    if len(found.elections) != tables.count(_TABLE) + 1:
        return replies.usage(services, call, _USAGE)
    return await _all(tx, services, call, found.elections)


async def _all(
    tx: Transaction, services: Services, call: Call, found: Sequence[Election]
) -> Answer:
    if len(found) > _MOST:
        return replies.usage(services, call, _USAGE)
    return await _kept(tx, services, call, found)


ACTS: Final[Mapping[str, Verb]] = {"election": election}
"""By the names under which the commands are declared."""
