"""The end of a chain: the coalition's fallback is told, and the alert stands unanswered (C8)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.alerts import paging
from bot.alerts.chains import targets_of
from bot.alerts.filing import keep
from bot.alerts.waiting import ESCALATE, REACH, SHOWN, UNANSWERED
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Entry, Reach, Standing
from policies.alerts.chain import Step
from policies.alerts.needs import satisfied
from policies.alerts.states import Act, State, after
from storage.store import Due, Filed, Transaction

_SOON: Final = timedelta(seconds=1)
_REACHED: Final = frozenset({"waiting", "held", "sent", "seen", "elsewhere"})
OPEN: Final = frozenset({Answered.PENDING, Answered.SENT, Answered.SEEN})
"""An organisation has not answered, and has not been found unreachable."""


async def fall_back(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    organisation: str,
    entries: list[Entry],
) -> tuple[Filed[Alert], list[str]]:
    """Tell the fallback: nobody at an organisation has answered, or can be reached at all.

    Once no organisation is left to be paged, and the alert still needs one, it stands unanswered.
    """
    alert = filed.value
    standing = alert.standing(organisation)
    if standing is None:
        return filed, []
    if runs(standing):
        entries.append(entry(tx, "exhausted", organisation))
    await tx.agenda.drop(ESCALATE, filed.id, organisation)
    stands = replace(standing, step=len(standing.chain.steps), round=0)
    # Where something has come already, it is known without a look at everybody.
    unknown = stands.answered is Answered.PENDING
    if unknown and not await alive(tx, filed, organisation):
        stands = replace(stands, answered=Answered.UNREACHABLE, at=tx.now)
        entries.append(entry(tx, "unreachable", organisation))
    alert = alert.having(stands)
    alert = as_it_stands(alert)
    filed = await keep(tx, filed, alert, *entries)
    woken = await page_fallback(tx, services, filed, [stands], ring=False)
    if alert.state is State.UNANSWERED:
        ring_later(tx, filed)
    show_soon(tx, filed)
    return filed, woken


def as_it_stands(alert: Alert) -> Alert:
    """Return an alert in the state that its organisations make of it now."""
    act = None
    if satisfied(alert):
        act = None if alert.state is State.ACKNOWLEDGED else Act.SATISFY
    elif alert.state is State.ACKNOWLEDGED:
        act = Act.UNSATISFY
    elif not any(runs(one) for one in alert.standings):
        act = Act.EXHAUST
    state = alert.state if act is None else after(alert.state, act)
    return replace(alert, state=state) if isinstance(state, State) else alert


def runs(standing: Standing) -> bool:
    """Tell whether an organisation's chain has steps before it that may still answer."""
    if standing.gone or standing.answered is Answered.ACKNOWLEDGED:
        return False
    return standing.step < len(standing.chain.steps)


async def unanswered(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Page the fallback once more while an alert stands unanswered and is worth answering."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    if filed is None or filed.value.state is not State.UNANSWERED:
        return ()
    if filed.value.until is not None and filed.value.until <= tx.now:
        return ()
    ended = [one for one in filed.value.standings if not runs(one)]
    woken = await page_fallback(tx, services, filed, ended, ring=True)
    ring_later(tx, filed)
    return woken


def ring_later(tx: Transaction, filed: Filed[Alert]) -> None:
    """Have the fallback paged again, as often as the chains of an unanswered alert say."""
    waits = [one.chain.again for one in filed.value.standings if one.chain.again]
    if waits:
        tx.agenda.put(
            Due(
                kind=UNANSWERED,
                subject=(filed.id,),
                due=tx.now + timedelta(seconds=min(waits)),
                rank=filed.value.rank,
            )
        )


async def page_fallback(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    standings: Iterable[Standing],
    *,
    ring: bool,
) -> list[str]:
    """Page the fallback, or whoever answers for the origin where it is empty.

    Whoever has the alert already is paged again only where it is to ring.
    """
    alert = filed.value
    whom = dict.fromkeys(target for one in standings for target in one.chain.fallback)
    if not alert.standings:
        whom = {f"duty:{alert.origin}": None}
    for targets in (tuple(whom), (f"stewards:{alert.origin}",), (f"person:{alert.author}",)):
        found = await recipients_of(tx, services, filed, alert.origin, targets)
        if found:
            break
    else:
        return []
    if not ring:
        found = [one for one in found if not await _has(tx, filed, one)]
    steps = max((len(one.chain.steps) for one in alert.standings), default=0)
    return await paging.page(tx, services, filed, found, step=steps)


async def _has(tx: Transaction, filed: Filed[Alert], one: paging.Recipient) -> bool:
    """Tell whether an alert has come to a recipient, or is on its way there."""
    sheet = await tx.sheets.find(filed.id, REACH, (one.lane,), Reach)
    return sheet is not None and sheet.value.state in _REACHED


async def recipients_of(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    organisation: str,
    whom: tuple[str, ...],
) -> list[paging.Recipient]:
    """Return the rooms and people that these targets mean now and who may have the alert."""
    found = await targets_of(tx, services, organisation, Step(whom=whom), filed.value.severity)
    return [one for one in found if paging.may_have(tx, services, filed, one)]


async def alive(tx: Transaction, filed: Filed[Alert], organisation: str) -> bool:
    """Tell whether anything of an alert came to an organisation, or is on its way there."""
    return any(
        sheet.value.state in _REACHED
        for sheet in await paging.reached(tx, filed)
        if sheet.value.organisation == organisation
    )


def show_soon(tx: Transaction, filed: Filed[Alert]) -> None:
    """Have the cards of an alert brought up to date in a second: many changes, one edit."""
    tx.agenda.put(Due(kind=SHOWN, subject=(filed.id,), due=tx.now + _SOON, loose=True))


def entry(tx: Transaction, what: str, organisation: str, *, to: str = "") -> Entry:
    """Return a line of the timeline that the clock writes, of an organisation."""
    return Entry(what=what, at=tx.now, organisation=organisation, to=to)
