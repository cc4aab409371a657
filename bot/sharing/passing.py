"""`pass`: whoever got a message hands it to a colleague in private; decided, and on record."""

from dataclasses import replace
from typing import Final

from bot import lanes, reaching
from bot.calls import Answer, Call
from bot.messages.finding import meant, short
from bot.services import Services
from bot.sharing.bringing import bring, has_words
from policies.audit import AuditKind
from policies.buttons import LONGEST_LABEL, LONGEST_LINE, Button, Rows
from policies.community.people import Person
from policies.labels import Label
from policies.sharing.decision import Outcome
from policies.sharing.privately import decide_person
from storage.store import Transaction

_MOST_SHOWN: Final = 12
_A_ROW: Final = 2


async def pass_on(tx: Transaction, services: Services, call: Call) -> Answer:
    """Hand a message to somebody of one's own organisation; without a name, ask to whom."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    found = await meant(tx, services, call)
    caller = call.person
    if found is None or caller is None or found.message.label in (Label.RED, None):
        # Nobody adds anyone to those whom the source of something RED has named.
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    message, permitting = found.message, phrases.permitting
    if message.withdrawn or not has_words(message):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if not found.words:
        buttons = _colleagues(services, caller, short(message))
        if not buttons:
            return Answer(text=permitting.nobody_to_pass_to())
        return Answer(text=permitting.pass_to_whom(), buttons=buttons)
    person = services.directory.person_by_id(found.words[0].lstrip("@").lower())
    if person is None or person.organisation != caller.organisation or person.seat:
        return Answer(text=permitting.unknown_name(found.words[0][:64]))
    way = reaching.way(services, person)
    if way is None:
        return Answer(text=phrases.sharing.no_way_to(_shown(services, person)))
    passed = tuple(dict.fromkeys((*message.passed, person.id)))
    after = replace(message, passed=passed)
    decision = decide_person(services.directory, after, person, services.doors[way[0]], now=tx.now)
    if decision.outcome not in (Outcome.ALLOW, Outcome.REDACT):
        return Answer(text=permitting.not_passed(decision.why))
    tx.audit.add(
        AuditKind.PASSED,
        organisation=message.organisation,
        message=message.id,
        by=caller.id,
        to=person.id,
    )
    woken = await bring(tx, services, after, found.stored)
    text = permitting.passed(_shown(services, person))
    return Answer(text=text, woken=woken)


def _shown(services: Services, colleague: Person) -> str:
    """Return the name of somebody for the people of her own organisation."""
    return services.directory.shown_person(colleague.id, to=colleague.organisation)


def _colleagues(services: Services, caller: Person, digits: str) -> Rows:
    found = []
    for one in services.directory.people:
        line = f"pass {digits} @{one.id}"
        theirs = one.organisation == caller.organisation and one.id != caller.id and not one.seat
        if theirs and len(line.encode()) <= LONGEST_LINE and reaching.ways(services, one):
            shown = _shown(services, one) or one.id
            found.append(Button(label=shown[:LONGEST_LABEL], line=line))
    found = found[:_MOST_SHOWN]
    return tuple(tuple(found[at : at + _A_ROW]) for at in range(0, len(found), _A_ROW))
