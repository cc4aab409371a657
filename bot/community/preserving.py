"""Legal holds by command: two people hold a matter, two let it end, everybody concerned sees it.

Nobody holds what is another's: each organisation that is named is that of one of the two.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Answer, Call, Verb
from bot.cards import Card, Writer
from bot.custody import matters
from bot.custody.matters import Matter
from bot.services import Services
from policies.audit import AuditKind
from policies.community.people import Person
from policies.speech.preserving import Preserving
from storage.store import Notice, Transaction

CARD: Final = "preserved"
"""The card to those whose words are kept."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MESSAGE: Final = re.compile(r"#([0-9a-f]{6,32})")
_MOST: Final = 50


async def hold(tx: Transaction, services: Services, call: Call) -> Answer:
    """Ask for a matter to be held, or, as the second, have it held."""
    words, me = _words(services, call), call.person
    if me is None:
        return _refused(services, call)
    name = call.line.words[0].lower() if call.line.words else ""
    if not _NAME.fullmatch(name):
        return Answer(text=words.unreadable())
    found = await tx.affairs.find(matters.KIND, (name,), Matter)
    if len(call.line.words) == 1:
        return await _second(tx, services, call, me, found)
    if found is not None and not found[1].asked:
        return _refused(services, call)
    matter = await _read(tx, services, name, call.line.words[1:], me)
    if matter is None:
        return Answer(text=words.unreadable())
    _keep(tx, tx.new_id() if found is None else found[0], matter)
    return Answer(text=words.needs_another(name))


async def unhold(tx: Transaction, services: Services, call: Call) -> Answer:
    """Ask for a matter to end, or, as the second, have it end."""
    words, me = _words(services, call), call.person
    name = call.line.rest.strip().lower()
    found = await tx.affairs.find(matters.KIND, (name,), Matter)
    if me is None or found is None or me.organisation not in found[1].organisations:
        return _refused(services, call)
    affair, matter = found
    if matter.asked:
        tx.affairs.remove(affair)
        return Answer(text=words.ended(name))
    first = services.directory.person_by_id(matter.ending)
    if first is None or first.id == me.id or first.id in services.directory.locked:
        _keep(tx, affair, replace(matter, ending=me.id))
        return Answer(text=words.ending_needs_another(name))
    tx.affairs.remove(affair)
    _audit(tx, matter, "ended", (first.id, me.id))
    return Answer(text=words.ended(name))


async def show(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the matters for which something of the caller's organisation is kept."""
    words, directory = _words(services, call), services.directory
    somebody = services.phrases(lanes.private(call.door, call.sender.user)).risk.somebody()
    lines = []
    for _, one in await matters.listed(tx):
        if one.asked or call.organisation not in one.organisations:
            continue
        span = words.days(one.first, one.last)
        if one.messages:
            span = words.some_messages(len(one.messages))
        whose = ", ".join(directory.shown_organisation(name) for name in one.organisations)
        by = ", ".join(
            directory.shown_person(name, to=call.organisation) or somebody for name in one.by
        )
        lines.append(words.line(one.name, whose, span, by, one.since))
    return Answer(text=words.listed(lines) if lines else words.none())


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what those read whose words are kept for a matter."""
    found = await tx.affairs.find(matters.KIND, notice.about, Matter)
    if found is None:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).preserving
    return Card(text=words.told(found[1].name))


async def _second(
    tx: Transaction,
    services: Services,
    call: Call,
    me: Person,
    found: tuple[str, Matter] | None,
) -> Answer:
    words, directory = _words(services, call), services.directory
    if found is None or not found[1].asked:
        return _refused(services, call)
    affair, matter = found
    first = directory.person_by_id(matter.by[0])
    if first is None or first.id == me.id or first.id in directory.locked:
        return Answer(text=words.needs_another(matter.name))
    if not set(matter.organisations) <= {first.organisation, me.organisation}:
        return Answer(text=words.needs_another(matter.name))
    held = replace(matter, asked=False, by=(first.id, me.id), since=tx.now)
    _keep(tx, affair, held)
    _audit(tx, held, "held", held.by)
    await matters.prolong(tx)
    return Answer(text=words.held(held.name), woken=await _tell(tx, services, held))


async def _tell(tx: Transaction, services: Services, matter: Matter) -> set[str]:
    """Tell everybody of the organisations concerned, once each."""
    woken = set()
    for one in services.directory.people:
        way = reaching.way(services, one)
        if one.organisation in matter.organisations and not one.seat and way is not None:
            woken |= set(
                await cards.show(
                    tx, CARD, door=way[0], user=way[1], key=(matter.name,), about=(matter.name,)
                )
            )
    return woken


async def _read(
    tx: Transaction, services: Services, name: str, words: Sequence[str], me: Person
) -> Matter | None:
    """Return the matter that a line describes, None where it cannot be read for certain."""
    matter = Matter(name=name, organisations=(), by=(me.id,), since=tx.now, asked=True)
    if words[0].startswith("#"):
        return await _of_messages(tx, matter, words, me.organisation)
    if "from" not in words:
        return None
    at = words.index("from")
    whose, days = tuple(dict.fromkeys(words[:at])), words[at + 1 :]
    if not whose or any(services.directory.organisation(one) is None for one in whose):
        return None
    if len(days) not in (1, 3) or (len(days) == 3 and days[1] != "to"):  # noqa: PLR2004 - from … to …
        return None
    try:
        first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    except ValueError:
        return None
    if last < first:
        return None
    end = last.isoformat() if len(days) > 1 else ""
    return replace(matter, organisations=whose, first=first.isoformat(), last=end)


async def _of_messages(
    tx: Transaction, matter: Matter, words: Sequence[str], own: str
) -> Matter | None:
    """Return a matter of these messages; another organisation's are none that there are."""
    found: list[str] = []
    for word in words[:_MOST]:
        digits = _MESSAGE.fullmatch(word.lower())
        stored = None if digits is None else await tx.messages.beginning(digits[1])
        if stored is None or stored.message.organisation != own:
            return None
        found.append(stored.message.id)
    return replace(matter, organisations=(own,), messages=tuple(dict.fromkeys(found)))


def _keep(tx: Transaction, affair: str, matter: Matter) -> None:
    tx.affairs.put(matters.KIND, affair, matter, ends=None, key=(matter.name,))


def _audit(tx: Transaction, matter: Matter, what: str, by: Sequence[str]) -> None:
    for organisation in matter.organisations:
        tx.audit.add(
            AuditKind.MATTER,
            organisation=organisation,
            matter=matter.name,
            what=what,
            by=",".join(sorted(by)),
        )


def _words(services: Services, call: Call) -> Preserving:
    return services.phrases(lanes.private(call.door, call.sender.user)).preserving


def _refused(services: Services, call: Call) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    return Answer(text=phrases.answers.not_allowed(), refused=True)


ACTS: Final[Mapping[str, Verb]] = {"hold": hold, "unhold": unhold, "matters": show}
"""By the names under which the commands are declared."""
WRITERS: Final[Mapping[str, Writer]] = {CARD: card}
"""By the kind of card."""
