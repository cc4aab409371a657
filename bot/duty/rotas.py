"""The rotas of an organisation, by its stewards' commands: kept only where nobody is missing."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot import lanes
from bot.calls import Answer, Call, Verb
from bot.community import replies
from bot.community.changing import Unsound, put, remove
from bot.community.rights import account
from bot.duty import oncall, reading
from bot.duty.planning import ask
from bot.duty.whose import called, called_so, shown, zone_for
from bot.services import Services
from policies.community.calendar import handover_written, rota_body
from policies.community.tables import ID
from policies.duty.rota import BETWEEN, Layer, Override, Rota, id_of, shifts
from policies.duty.soundness import unsound
from policies.phrases import Phrases
from policies.times.moments import clock
from policies.times.zones import zone
from storage.store import Transaction

_USAGE: Final = "rota list | rota add|set ID people … at … zone … from … hours … | rota remove ID"
_SHOWN: Final = timedelta(days=14)
_MOST: Final = 4
_WORD: Final = 60
"""So much of a word that names nobody is said again."""


async def rota(tx: Transaction, services: Services, call: Call) -> Answer:
    """List, add, change or remove the rotas of the caller's organisation."""
    words = call.line.words
    match words[:1]:
        case ("list",) | ():
            return _listed(services, call)
        case ("add",) | ("set",) if len(words) > 2:  # noqa: PLR2004 - what, which, and how
            return await _written(tx, services, call)
        case ("remove",) if len(words) == 2:  # noqa: PLR2004 - what and which
            return await _removed(tx, services, call)
        case ("add",) | ("set",):
            return Answer(text=replies.phrases(services, call).rotas.unreadable())
    return replies.usage(services, call, _USAGE)


def _own(services: Services, call: Call) -> list[Rota]:
    return [one for one in services.directory.rotas if one.organisation == call.organisation]


def _listed(services: Services, call: Call) -> Answer:
    said, own = replies.phrases(services, call).rotas, _own(services, call)
    if not own:
        return Answer(text=said.none())
    somebody = replies.phrases(services, call).risk.somebody()
    return Answer(text=said.listed([_line(services, one, somebody) for one in own]))


def _line(services: Services, one: Rota, somebody: str) -> str:
    """Return a rota in the words in which it is typed."""
    parts = [_part(services, layer, one.organisation, somebody) for layer in one.layers]
    return f"{one.name}: {' below '.join(parts)} zone {one.zone} from {one.start}"


def _part(services: Services, layer: Layer, organisation: str, somebody: str) -> str:
    directory = services.directory
    names = ", ".join(
        directory.shown_person(who, to=organisation) or somebody for who in layer.people
    )
    handovers = " ".join(handover_written(at) for at in layer.handovers)
    hours = "" if layer.hours is None else f" hours {'-'.join(map(clock, layer.hours))}"
    return f"{names} at {handovers}{hours}"


async def _written(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases = replies.phrases(services, call)
    what, name, *words = call.line.words
    name = name.lower()
    before = next(iter(called_so(_own(services, call), name, call.organisation)), None)
    if what == "add":
        begun = _begun(tx, services, call, name, before)
        if isinstance(begun, Answer):
            return begun
        before = begun
    if before is None:
        return Answer(text=phrases.duty.no_rota(), refused=True)
    try:
        after = reading.read_rota(before, words, lambda word: _meant(services, call, word))
    except reading.Unreadable as fault:
        if fault.refusal is not None:
            return Answer(text=phrases.times.refused(fault.refusal))
        if fault.nobody:
            return Answer(text=phrases.rotas.nobody(fault.nobody[:_WORD]))
        return Answer(text=phrases.rotas.unreadable())
    faults = _faults(services, call, after, phrases)
    if faults:
        return Answer(text=phrases.rotas.unsound(faults))
    try:
        await put(tx, services, "rota", after.id, rota_body(after))
        tx.audit.concern(f"rota {after.id}")
    except Unsound as fault:
        return Answer(text=phrases.rotas.unsound([str(fault).replace(after.id, name)]))
    standing = await oncall.overrides(tx, services, after.id)
    await oncall.planned(tx, after, standing)
    ask(tx)
    return Answer(text=phrases.rotas.kept(name, _next(tx, services, call, after, standing)))


def _begun(
    tx: Transaction, services: Services, call: Call, name: str, before: Rota | None
) -> Rota | Answer:
    """Return a rota of this name that says nothing yet; what is told instead where there is one.

    Who has a rota of this name elsewhere is nobody's to learn, so each organisation has its own.
    """
    said = replies.phrases(services, call).rotas
    whole = f"{call.organisation}{BETWEEN}{name}"
    if not ID.fullmatch(name) or BETWEEN in name or not ID.fullmatch(whole):
        return Answer(text=said.unreadable())
    taken = {one.id for one in services.directory.rotas}
    if before is not None or whole in taken:
        return Answer(text=said.id_taken(name))
    there = zone_for(services.directory, call.person)
    today = tx.now.astimezone(zone(there)).date()
    return reading.no_rota(id_of(call.organisation, name, taken), call.organisation, there, today)


def _meant(services: Services, call: Call, word: str) -> str | None:
    """Return the id of somebody of the caller's own organisation, None for everybody else."""
    user = account(word)
    person = (
        services.directory.person_by_id(word.removeprefix("@").lower())
        if user is None
        else services.directory.person(call.platform, call.door, call.sender.team, user)
    )
    own = person is not None and person.organisation == call.organisation and not person.seat
    return person.id if own and person is not None else None


def _faults(services: Services, call: Call, one: Rota, phrases: Phrases) -> list[str]:
    lane = lanes.private(call.door, call.sender.user)
    found = []
    for fault in unsound(one, {who.id for who in services.directory.people}):
        starts, ends = (
            "" if edge is None else shown(services, lane, edge, one.zone)
            for edge in (fault.starts, fault.ends)
        )
        layer = str(fault.layer) if fault.layer and len(one.layers) > 1 else ""
        found.append(
            phrases.rotas.fault(fault, layer=layer, person=fault.person, starts=starts, ends=ends)
        )
    return found


def _next(
    tx: Transaction, services: Services, call: Call, one: Rota, standing: Sequence[Override]
) -> Sequence[str]:
    lane = lanes.private(call.door, call.sender.user)
    there = zone_for(services.directory, call.person, one)
    words = services.phrases(lane).duty
    coming = shifts(one, standing, tx.now, tx.now + _SHOWN)
    return [
        words.comes(
            shown(services, lane, each.starts, there),
            shown(services, lane, each.ends, there),
            called(services, lane, services.directory.person_by_id(each.person), call.person)
            if each.person
            else "",
        )
        for each in coming[:_MOST]
    ]


async def _removed(tx: Transaction, services: Services, call: Call) -> Answer:
    said, name = replies.phrases(services, call).rotas, call.line.words[1].lower()
    found = called_so(_own(services, call), name, call.organisation)
    if not found:
        return Answer(text=replies.phrases(services, call).duty.no_rota(), refused=True)
    try:
        await remove(tx, services, "rota", found[0].id)
        tx.audit.concern(f"rota {found[0].id}")
    except Unsound as fault:
        return Answer(text=said.unsound([str(fault).replace(found[0].id, name)]))
    ask(tx)
    return Answer(text=said.taken_away(name))


ACTS: Final[Mapping[str, Verb]] = {"rota": rota}
"""By the names under which the commands are declared."""
