"""Moving an alert on where nobody answers: step by step to its fallback, and never to silence.

What comes next at an organisation is one row of the agenda. The page that it stands for, what it
changes and the row behind it are one transaction, and each change is checked by its version.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.alerts import paging
from bot.alerts.fallback import entry, fall_back, recipients_of, show_soon
from bot.alerts.filing import keep
from bot.alerts.waiting import ACK_TIMEOUT, ESCALATE, UNANSWERED
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Entry, Verdict
from policies.alerts.escalation import Turn, following, turn
from policies.alerts.waiting import pages
from storage.store import Due, Filed, Transaction

_BEHIND: Final = timedelta(milliseconds=1)
_LATE: Final = timedelta(minutes=1)
"""What is later than this is said to be late (C5)."""


async def begin(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    organisations: Iterable[str],
    *,
    unheard: bool = False,
) -> tuple[Filed[Alert], list[str]]:
    """Page the first step at these organisations, in their order; what follows falls due.

    Only what is `unheard` may be to ring. Returns the alert as it is then, and the lanes that have
    work.
    """
    woken: list[str] = []
    done: list[Entry] = []
    if await paging.reached(tx, filed):
        # Cards that are only now asked for are written as they are sent.
        show_soon(tx, filed)
    for organisation in organisations:
        standing = filed.value.standing(organisation)
        if standing is not None:
            first = turn(standing.chain, 0, 0)
            filed, more = await _go(
                tx, services, filed, organisation, first, done=done, unheard=unheard
            )
            woken += more
    return await keep(tx, filed, filed.value, *done), woken


async def advance(
    tx: Transaction, services: Services, filed: Filed[Alert], organisation: str
) -> tuple[Filed[Alert], list[str]]:
    """Go to the next step at an organisation at once: declined, unreachable, or asked for."""
    standing = filed.value.standing(organisation)
    if standing is None or standing.step >= len(standing.chain.steps):
        return filed, []
    onward = following(standing.chain, standing.step, standing.round, onward=True)
    return await _go(tx, services, filed, organisation, onward)


async def again(
    tx: Transaction, services: Services, filed: Filed[Alert], organisation: str
) -> tuple[Filed[Alert], list[str]]:
    """Page the step at which an organisation stands once more, and go on from there."""
    return await all_again(tx, services, filed, (organisation,))


async def all_again(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    organisations: Iterable[str],
    *,
    unheard: bool = False,
) -> tuple[Filed[Alert], list[str]]:
    """Page the steps at which organisations stand once more, in their order, and go on.

    Only what is `unheard` may be to ring.
    """
    woken: list[str] = []
    done: list[Entry] = []
    for organisation in organisations:
        standing = filed.value.standing(organisation)
        if standing is not None:
            step = turn(standing.chain, min(standing.step, len(standing.chain.steps)), 0)
            filed, more = await _go(
                tx, services, filed, organisation, step, done=done, unheard=unheard
            )
            woken += more
    show_soon(tx, filed)
    return await keep(tx, filed, filed.value, *done), woken


async def answered(tx: Transaction, filed: Filed[Alert], organisation: str) -> None:
    """Have it looked at in time what came of an organisation's acknowledgement."""
    standing = filed.value.standing(organisation)
    if standing is not None and standing.chain.patience:
        tx.agenda.put(
            Due(
                kind=ACK_TIMEOUT,
                subject=(filed.id, organisation),
                due=tx.now + timedelta(seconds=standing.chain.patience),
                rank=filed.value.rank,
            )
        )


async def goes_on(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Page again, where nobody has answered, the steps at which organisations stood."""
    for one in filed.value.standings:
        if one.answered is Answered.ACKNOWLEDGED:
            await answered(tx, filed, one.organisation)
    left = [one.organisation for one in filed.value.standings if pages(filed.value, one)]
    return await all_again(tx, services, filed, left)


async def escalate(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Page the next step of an organisation that has not answered by now.

    Whoever answers at the very instant of the deadline was in time: the page waits until that
    instant is over.
    """
    item, organisation = due.subject
    filed = await tx.docket.by_id(item, Alert)
    standing = None if filed is None else filed.value.standing(organisation)
    if filed is None or standing is None or not pages(filed.value, standing):
        return ()
    if tx.now <= due.due:
        tx.agenda.put(replace(due, due=due.due + _BEHIND))
        return ()
    until = filed.value.until
    if until is not None and until <= tx.now:
        _, woken = await too_late(tx, services, filed, organisation)
        return woken
    late = tx.now - due.due
    said = [] if late < _LATE else [entry(tx, "late", organisation, to=str(int(late / _LATE)))]
    onward = following(standing.chain, standing.step, standing.round)
    filed, woken = await _go(tx, services, filed, organisation, onward, said)
    return woken


async def too_late(
    tx: Transaction, services: Services, filed: Filed[Alert], organisation: str
) -> tuple[Filed[Alert], list[str]]:
    """Page nobody for what is not worth sending any more; who is on duty at its origin sees so."""
    standing = filed.value.standing(organisation)
    if standing is None:
        return filed, []
    missed = entry(tx, "missed", organisation)
    last = turn(standing.chain, len(standing.chain.steps), 0)
    filed, woken = await _go(tx, services, filed, organisation, last, [missed])
    await tx.agenda.drop(UNANSWERED, filed.id)
    return filed, woken


async def _go(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    organisation: str,
    to: Turn | None,
    said: Sequence[Entry] = (),
    *,
    done: list[Entry] | None = None,
    unheard: bool = False,
) -> tuple[Filed[Alert], list[str]]:
    """Page a turn, or the first behind it at which somebody is; keep where it stands.

    With a list of what was `done` it is kept by the caller, and shown, once for many organisations.
    """
    standing = filed.value.standing(organisation)
    if standing is None or standing.gone or filed.value.verification.verdict is Verdict.FALSE:
        return filed, []
    chain, entries = standing.chain, list(said)
    recipients: list[paging.Recipient] = []
    last = len(chain.steps)
    while to is not None and to.step < last:
        recipients = await recipients_of(tx, services, filed, organisation, to.whom)
        if recipients:
            break
        entries.append(entry(tx, "skipped", organisation, to=str(to.step + 1)))
        to = following(chain, to.step, to.round, onward=True)
    if to is None or to.step >= last:
        if filed.value.purpose == "reminder":
            return filed, []
        return await fall_back(tx, services, filed, organisation, entries)
    if to.step or to.round:
        entries.append(entry(tx, "escalated", organisation, to=str(to.step + 1)))
    woken = await paging.page(tx, services, filed, recipients, step=to.step, unheard=unheard)
    stands = replace(standing, step=to.step, round=to.round, first=standing.first or tx.now)
    if done is None:
        filed = await keep(tx, filed, filed.value.having(stands), *entries)
        show_soon(tx, filed)
    else:
        done += entries
        filed = replace(filed, value=filed.value.having(stands))
    if filed.value.purpose == "reminder":
        # Nobody has to answer it.
        return filed, woken
    onward = following(chain, to.step, to.round)
    wait = chain.then if onward is None else onward.wait
    tx.agenda.put(
        Due(
            kind=ESCALATE,
            subject=(filed.id, organisation),
            due=tx.now + timedelta(seconds=wait),
            rank=filed.value.rank,
        )
    )
    return filed, woken


async def shown(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Bring the cards of an alert up to date."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    return () if filed is None else await paging.refresh(tx, services, filed)
