"""`posture`: declared by a steward, signed by each organisation concerned, in force for a time."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import agreements, posturing, replies
from bot.community.agreements import Agreement
from bot.reaching import stewards, way
from bot.services import Services
from policies import names
from policies.access import Who, may
from policies.community.posture import Posture, Unfit, instant_of, read_posture
from policies.phrases import Phrases
from storage.store import Due, Filed, Notice, Transaction

KIND: Final = "posture"
"""The kind of item, of what falls due, and of the card that tells stewards what became of it."""
BEGIN: Final = "begin"
END: Final = "end"
_NUMBER: Final = re.compile(r"(?:#|[Pp]-)?(?:([0-9]{1,9})|[0-9]+)")
"""One that is longer names what is not there, as 0 does; it is no word of a note."""
_LOOK: Final = timedelta(hours=1)
"""So often it is looked whether an election has moved."""
_KEPT: Final = timedelta(days=90)
_MOST: Final = 20


async def posture(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the postures that concern the caller, declare one, or end one."""
    words = call.line.words
    if words[:1] in ((), ("list",)):
        return await _listed(tx, services, call)
    if not may(Who.STEWARD, call.person):
        return replies.refused(services, call)
    match words[0].lower():
        case "declare":
            return await _declare(tx, services, call)
        case "end" if len(words) == 2:  # noqa: PLR2004 - the verb and a number
            return await _end(tx, services, call)
    return Answer(text=replies.phrases(services, call).postures.usage())


async def _listed(tx: Transaction, services: Services, call: Call) -> Answer:
    words = replies.phrases(services, call).postures
    lines = []
    for one in await tx.docket.latest(KIND, Posture, most=_MOST):
        value = one.value
        if call.organisation in value.organisations:
            begins = instant_of(value.begins, services.directory)
            lines.append(words.line(one.number, value.state, begins, value.until))
            if one.open:
                lines += words.terms(value)
    return Answer(text=words.listed(lines) if lines else words.none())


async def _declare(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases = replies.phrases(services, call)
    person = call.person
    said = call.line.rest[len(call.line.words[0]) :].strip()
    if person is None or not said:
        return Answer(text=phrases.postures.usage())
    organisation = person.organisation
    found = read_posture(
        said, services.directory, by=person.id, organisation=organisation, now=tx.now
    )
    if isinstance(found, Unfit):
        return Answer(text=phrases.postures.unfit(found.why, names.cleaned(found.word)))
    nobody = agreements.unreachable(services, found.organisations)
    if nobody:
        shown = (services.directory.shown_organisation(one) for one in nobody)
        return Answer(text=phrases.joining.nobody_to_ask(shown))
    filed = await tx.docket.add(KIND, found, organisation=organisation)
    agreement = Agreement(
        subject="posture",
        by=organisation,
        organisations=found.organisations,
        accepted=(organisation,),
        persons=(person.id,),
        ends=tx.now + agreements.WAITS,
        posture=filed.id,
    )
    signed = not agreement.waiting
    if signed:
        agreement = replace(agreement, state="done")
    agreement_id, woken = await agreements.open_(tx, services, agreement, call.door)
    kept = replace(found, agreement=agreement_id, state="signed" if signed else "asked")
    await tx.docket.put(filed, kept)
    await _wait(tx, services, filed.id, found, BEGIN)
    await _wait(tx, services, filed.id, found, END)
    return Answer(text=phrases.postures.declared(filed.number), woken=woken)


async def _wait(tx: Transaction, services: Services, item: str, value: Posture, which: str) -> None:
    """Have it begin or end when it is to; whether an election has moved is looked at every hour."""
    when = instant_of(value.begins if which == BEGIN else value.ends, services.directory)
    due = min(when or value.until, tx.now + _LOOK)
    tx.agenda.put(Due(kind=KIND, subject=(item, which), due=max(due, tx.now)))


async def signed(
    tx: Transaction, services: Services, agreement_id: str, agreement: Agreement
) -> list[str]:
    """Let a posture hold for which every organisation has signed; it begins when it is to."""
    filed = await tx.docket.by_id(agreement.posture, Posture)
    if filed is None or filed.value.state != "asked":
        return await agreements.settle(tx, agreement_id, replace(agreement, state="void"))
    woken = await agreements.settle(tx, agreement_id, replace(agreement, state="done"))
    await tx.docket.put(filed, replace(filed.value, state="signed"))
    await _wait(tx, services, filed.id, filed.value, BEGIN)
    return woken


async def look(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Let a posture begin or end where its time has come; else look again later."""
    item, which = due.subject
    filed = await tx.docket.by_id(item, Posture)
    if filed is None or filed.value.state in ("over", "void"):
        return []
    value = filed.value
    when = instant_of(value.begins if which == BEGIN else value.ends, services.directory)
    if which == END:
        # An election that is gone ends nothing later than it was to end.
        when = when or value.until
        if when != value.until:
            value = replace(value, until=when)
            filed = await tx.docket.put(filed, value)
        if when > tx.now:
            await _wait(tx, services, item, value, END)
            return []
        return await _over(tx, services, filed)
    if value.state == "in force":
        return []
    if when is not None and when > tx.now:
        await _wait(tx, services, item, value, BEGIN)
        return []
    if value.state == "asked" and when is not None:
        agreement = await agreements.found(tx, value.agreement)
        waits = agreement is not None and agreement.state == "open" and agreement.ends > tx.now
        if waits:
            # It may be signed late: then it begins at once.
            return []
    return await _begin(tx, services, filed, there=when is not None)


async def _begin(
    tx: Transaction, services: Services, filed: Filed[Posture], *, there: bool
) -> list[str]:
    ready = there and await posturing.upheld(tx, filed.value)
    begun = await posturing.begin(tx, services, filed.value) if ready else None
    after = begun or replace(filed.value, state="void")
    ends = None if begun is not None else tx.now + _KEPT
    filed = await tx.docket.put(filed, after, ends=ends)
    if begun is None:
        await tx.agenda.drop(KIND, filed.id, END)
    return await _closed(tx, filed) + await _tell(tx, services, filed)


async def _over(tx: Transaction, services: Services, filed: Filed[Posture]) -> list[str]:
    for which in (BEGIN, END):
        await tx.agenda.drop(KIND, filed.id, which)
    if filed.value.state != "in force":
        after = replace(filed.value, state="void")
    else:
        after = await posturing.end(tx, services, filed.value)
    filed = await tx.docket.put(filed, after, ends=tx.now + _KEPT)
    return await _closed(tx, filed) + await _tell(tx, services, filed)


async def _closed(tx: Transaction, filed: Filed[Posture]) -> list[str]:
    """Ask for no more signatures of what came to nothing; returns the lanes that have work."""
    found = await agreements.found(tx, filed.value.agreement)
    if filed.value.state != "void" or found is None or found.state != "open":
        return []
    return await agreements.settle(tx, filed.value.agreement, replace(found, state="void"))


async def _end(tx: Transaction, services: Services, call: Call) -> Answer:
    """End a posture at once: each organisation that has signed may."""
    found = _NUMBER.fullmatch(call.line.words[1])
    filed = None if found is None else await tx.docket.numbered(KIND, int(found[1] or 0), Posture)
    if filed is None or call.organisation not in filed.value.organisations or not filed.open:
        return replies.refused(services, call)
    woken = await _over(tx, services, filed)
    return Answer(text=replies.phrases(services, call).postures.ended(filed.number), woken=woken)


async def _tell(tx: Transaction, services: Services, filed: Filed[Posture]) -> list[str]:
    """Tell the stewards of every organisation concerned what became of it."""
    woken: list[str] = []
    for organisation in filed.value.organisations:
        for person in stewards(services.directory, organisation):
            to = way(services, person)
            if to is not None:
                key = (filed.id, filed.value.state)
                woken += await cards.show(tx, KIND, door=to[0], user=to[1], key=key, about=key)
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what became of a posture."""
    filed = await tx.docket.by_id(notice.about[0], Posture)
    if filed is None or filed.value.state != notice.about[1]:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).postures
    return Card(text=words.became(filed.number, filed.value.state, filed.value.until))


async def in_force(tx: Transaction, phrases: Phrases, organisation: str) -> list[str]:
    """Return a line for each posture that is in force and concerns an organisation."""
    return [
        phrases.postures.now(one.number, one.value.until)
        for one in await tx.docket.opened(KIND, Posture, most=_MOST)
        if one.value.state == "in force" and organisation in one.value.organisations
    ]
