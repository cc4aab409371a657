"""`calm` and `trouble`, or 1 and 2: an organisation answers a check-in; trouble is heard of."""

from dataclasses import replace
from typing import Final

from bot import lanes
from bot.alerts import paging, ringing, tracking
from bot.alerts.answering import counted
from bot.alerts.asked import asked
from bot.alerts.chains import targets_of
from bot.alerts.facing import listed
from bot.alerts.filing import KIND, keep, may_see, number_of
from bot.alerts.readers import of_person
from bot.alerts.ringing import TROUBLE
from bot.alerts.waiting import REACH
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Reach
from policies.alerts.chain import Step
from policies.alerts.rights import Deed
from policies.alerts.states import LIVE, Act
from storage.store import Filed, Transaction

_READ: Final = 1_000
_MOST: Final = 10


async def calm(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that all is calm at the caller's organisation."""
    return await _answer(tx, services, call, trouble=False)


async def trouble(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that the caller's organisation needs help: who asked is told at once."""
    return await _answer(tx, services, call, trouble=True)


async def _answer(tx: Transaction, services: Services, call: Call, *, trouble: bool) -> Answer:
    named = await _meaning(tx, services, call)
    if isinstance(named, Answer):
        return named
    found = await asked(tx, services, named, deed=Deed.ANSWER, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    words = found.phrases.scheduling
    standing = found.alert.standing(found.person.organisation)
    if found.alert.purpose != "check-in" or standing is None:
        return Answer(text=words.no_checkin())
    answered = replace(
        standing,
        answered=Answered.ACKNOWLEDGED,
        by=found.person.id,
        at=tx.now,
        note=found.said,
        trouble=trouble,
    )
    alert = counted(found, found.alert.having(answered))
    entry = found.entry(TROUBLE if trouble else "acknowledged", note=found.said)
    filed = await keep(tx, found.filed, alert, entry)
    tracking.told(tx, filed.id)
    woken = await paging.refresh(tx, services, filed)
    if trouble and (found.said or not standing.trouble):
        woken += await _call_for_help(tx, services, filed)
    told = words.calm(found.number)
    if trouble:
        told = words.trouble(found.number, said_what=bool(found.said))
    return Answer(text=told, woken=woken)


async def _meaning(tx: Transaction, services: Services, call: Call) -> Call | Answer:
    """Return the call with its check-in named; a digit means the only one that waits.

    Where none waits any more it changes what was answered: who was well may need help later.
    """
    named = bool(call.line.words) and number_of(call.line.words[0]) is not None
    if named or call.card or call.reply_to or call.person is None:
        return call
    every = [
        one
        for one in await tx.docket.opened(KIND, Alert, most=_READ)
        if _asked(tx, services, call, one)
    ]
    waiting = [one for one in every if not _answered(call, one)] or every
    words = services.phrases(lanes.private(call.door, call.sender.user)).scheduling
    if not waiting:
        return Answer(text=words.no_checkin())
    if len(waiting) > 1:
        views = [
            (one, of_person(tx, services, one.value, call.person, call.door, call.sender.user))
            for one in waiting[:_MOST]
        ]
        return Answer(text=words.which_checkin(listed(one, view) for one, view in views))
    number = str(waiting[0].number)
    line = replace(
        call.line,
        words=(number, *call.line.words),
        rest=f"{number} {call.line.rest}".strip(),
    )
    return replace(call, line=line)


def _asked(tx: Transaction, services: Services, call: Call, filed: Filed[Alert]) -> bool:
    alert = filed.value
    return (
        alert.purpose == "check-in"
        and alert.state in LIVE
        and alert.standing(call.organisation) is not None
        and may_see(tx, services, filed, call.person)
    )


def _answered(call: Call, filed: Filed[Alert]) -> bool:
    standing = filed.value.standing(call.organisation)
    return standing is not None and standing.answered is Answered.ACKNOWLEDGED


async def _call_for_help(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Ring at whoever is on duty where the question comes from, and at its author."""
    alert = filed.value
    step = Step(whom=("duty", f"person:{alert.author}"))
    found = await targets_of(tx, services, alert.origin, step, alert.severity)
    position = await ringing.last(tx, filed, TROUBLE)
    woken: list[str] = []
    for one in found:
        if not paging.may_have(tx, services, filed, one):
            continue
        sheet = await tx.sheets.find(filed.id, REACH, (one.lane,), Reach)
        if sheet is None or sheet.value.sent is None:
            # The card itself says so where it comes for the first time.
            woken += await paging.page(tx, services, filed, [one])
        else:
            woken += await ringing.ring(tx, services, filed, sheet.value, TROUBLE, position)
    return woken
