"""The calendar of elections, by command: what schedules are told from, and when duty matters most.

A calendar that is pasted, as iCalendar or as tables of the directory file, is taken whole or not.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.calls import Answer, Asks, Call, Verb
from bot.community import replies
from bot.community.changing import Unsound, remove
from bot.community.directory import DirectoryFault, load_text
from bot.duty import fetching, reading
from bot.duty.calendars import election_line, elsewhere, keep
from bot.duty.planning import ask
from bot.duty.whose import zone_for
from bot.services import Services
from policies.access import Who, may
from policies.community.directory import Directory
from policies.community.tables import ID
from policies.times.elections import Election
from policies.times.folds import BadCalendar
from policies.times.ics import read_calendar
from policies.times.refusals import Refusal
from policies.times.zones import zone_named
from storage.store import Transaction

_USAGE: Final = "election list | add|set ID … | remove ID | import [zone Kyiv] (with a calendar)"
_CALENDAR: Final = "BEGIN:VCALENDAR"
_TABLE: Final = "[[election]]"


async def election(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the elections, or have a steward add, change, import or remove some."""
    words = call.line.words
    if words[:1] in ((), ("list",)):
        return _listed(services, call)
    if not may(Who.STEWARD, call.person):
        return replies.refused(services, call)
    match words[0]:
        case "add" if len(words) == 1:
            return await _by_form(tx, services, call)
        case "add" | "set" if len(words) > 2:  # noqa: PLR2004 - what, which, and how
            return await _one(tx, services, call)
        case "remove" if len(words) == 2:  # noqa: PLR2004 - what and which
            return await _removed(tx, services, call)
        case "add" | "set":
            return Answer(text=replies.phrases(services, call).rotas.election_unreadable())
        case "import":
            return await _imported(tx, services, call)
    return replies.usage(services, call, _USAGE)


def _listed(services: Services, call: Call) -> Answer:
    said, known = replies.phrases(services, call).rotas, services.directory.elections
    if not known:
        return Answer(text=said.no_election())
    return Answer(text=said.elections([election_line(said, one) for one in known]))


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


async def _by_form(tx: Transaction, services: Services, call: Call) -> Answer:
    """Ask for an election by the form, or add the one that it holds."""
    if not call.fields:
        return Answer(asks=Asks(command="election", line="election add"))
    found = _told(services, call)
    if isinstance(found, Answer):
        return found
    if found is None:
        return Answer(text=replies.phrases(services, call).rotas.election_unreadable(), wrong="")
    return await _kept(tx, services, call, (found,))


async def check(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form of an election, and keep nothing."""
    del tx
    if not may(Who.STEWARD, call.person):
        return None
    found = _told(services, call)
    return found if isinstance(found, Answer) else None


def _told(services: Services, call: Call) -> Election | Answer | None:
    """Return the election that a form holds, or what is wrong with one of its fields."""
    phrases = replies.phrases(services, call)
    held = {name: " ".join(values) for name, values in call.fields}
    try:
        one = reading.read_form(held)
    except reading.Unreadable as fault:
        if fault.refusal is not None:
            return Answer(text=phrases.times.refused(fault.refusal), wrong=fault.of)
        return Answer(text=phrases.rotas.election_field(fault.of), wrong=fault.of)
    name = held.get("id", "").lower()
    if any(each.id == name for each in services.directory.elections):
        return Answer(text=phrases.rotas.id_taken(name), wrong="id")
    return one


async def _kept(
    tx: Transaction, services: Services, call: Call, elections: Sequence[Election]
) -> Answer:
    said = replies.phrases(services, call).rotas
    reasons = await keep(tx, services, elections, call.person)
    if reasons:
        return Answer(text=said.unsound(reasons), wrong="")
    return Answer(text=said.added([election_line(said, one) for one in elections]))


async def _removed(tx: Transaction, services: Services, call: Call) -> Answer:
    said, name = replies.phrases(services, call).rotas, call.line.words[1].lower()
    if all(one.id != name for one in services.directory.elections):
        return replies.refused(services, call)
    if elsewhere(services, call.person, name):
        return Answer(text=said.elsewhere(name), refused=True)
    try:
        await remove(tx, services, "election", name)
        tx.audit.concern(f"election {name}")
    except Unsound as fault:
        return Answer(text=said.unsound([str(fault)]))
    ask(tx)
    return Answer(text=said.election_gone(name))


async def _imported(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases = replies.phrases(services, call)
    head, mark, calendar = call.line.rest.partition(_CALENDAR)
    if not mark and _TABLE in head:
        return await _tables(tx, services, call)
    words = head.split()[1:]
    there: str | Refusal = zone_for(services.directory, call.person)
    if words[:1] == ["zone"] and len(words) > 1:
        there = zone_named(" ".join(words[1:]))
    elif words:
        return replies.usage(services, call, _USAGE)
    if isinstance(there, Refusal):
        return Answer(text=phrases.times.refused(there))
    if not mark:
        return _sent(tx, services, call, there)
    found = read_calendar((mark + calendar).encode(errors="replace"), there)
    if isinstance(found, BadCalendar):
        return Answer(text=phrases.times.bad_calendar(found))
    return await _kept(tx, services, call, found)


def _sent(tx: Transaction, services: Services, call: Call, there: str) -> Answer:
    """Have a calendar fetched that came as the one file beside the line."""
    phrases = replies.phrases(services, call)
    if not call.files:
        return Answer(text=phrases.rotas.no_calendar())
    if call.album or len(call.files) != 1 or not call.files[0].handle:
        return Answer(text=phrases.rotas.one_calendar())
    large = fetching.too_large(call.files[0])
    if large is not None:
        return Answer(text=phrases.times.bad_calendar(large))
    fetching.want(tx, call, call.files[0], there)
    return Answer(text=phrases.rotas.fetching())


async def _tables(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take elections that are pasted as tables of the directory file."""
    _, mark, tables = call.line.rest.partition(_TABLE)
    try:
        found = load_text(mark + tables, "import", None)
    except DirectoryFault as fault:
        return Answer(text=replies.phrases(services, call).rotas.unsound(fault.lines))
    if found != Directory(elections=found.elections):
        return replies.usage(services, call, _USAGE)
    return await _kept(tx, services, call, found.elections)


ACTS: Final[Mapping[str, Verb]] = {"election": election}
"""By the names under which the commands are declared."""
