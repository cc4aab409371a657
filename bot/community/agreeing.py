"""Accepting and declining: the last organisation that accepts makes it so."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from bot.calls import Answer, Call
from bot.community import agreements, bridges, postures, replies, trials
from bot.community.agreements import Agreement
from bot.services import Services
from storage.store import Transaction

Effect: TypeAlias = Callable[[Transaction, Services, str, Agreement], Awaitable[list[str]]]
_EFFECTS: Final[Mapping[str, Effect]] = {
    "link": trials.begin,
    "raise": bridges.raised,
    "unlink": bridges.ended,
    "posture": postures.signed,
}


async def agree(tx: Transaction, services: Services, call: Call) -> Answer:
    """Accept an agreement for the caller's organisation."""
    named = await _named(tx, services, call)
    if isinstance(named, Answer):
        return named
    agreement_id, agreement = named
    upheld = agreements.upheld(services.directory, agreement)
    agreement = replace(
        agreement,
        accepted=(*(one for one in upheld if one != call.organisation), call.organisation),
        persons=(*agreement.persons, "" if call.person is None else call.person.id),
    )
    if agreement.waiting:
        woken = await agreements.settle(tx, agreement_id, agreement)
    else:
        woken = await _EFFECTS[agreement.subject](tx, services, agreement_id, agreement)
    return _noted(services, call, woken)


async def disagree(tx: Transaction, services: Services, call: Call) -> Answer:
    """Decline an agreement for the caller's organisation: it is off."""
    named = await _named(tx, services, call)
    if isinstance(named, Answer):
        return named
    agreement_id, agreement = named
    woken = await agreements.settle(tx, agreement_id, replace(agreement, state="declined"))
    return _noted(services, call, woken)


async def _named(tx: Transaction, services: Services, call: Call) -> tuple[str, Agreement] | Answer:
    """Return the agreement that a line names, if its caller's organisation may answer it now."""
    agreement_id = call.line.words[0] if len(call.line.words) == 1 else ""
    agreement = await agreements.found(tx, agreement_id) if agreement_id else None
    if agreement is None or call.organisation not in agreement.organisations:
        return replies.refused(services, call)
    if agreement.state != "open" or agreement.ends <= tx.now:
        return replies.stale(services, call)
    by = "" if call.person is None else call.person.id
    if by in agreement.persons or call.organisation in agreements.upheld(
        services.directory, agreement
    ):
        return Answer(text=replies.phrases(services, call).joining.answered_already())
    return agreement_id, agreement


def _noted(services: Services, call: Call, woken: list[str]) -> Answer:
    # Under a card the card itself says it.
    text = None if call.card else replies.phrases(services, call).joining.noted()
    return Answer(text=text, woken=woken)
