"""Reminders: brought once to whom they are for; nobody has to answer, and they end alone."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.alerts import paging
from bot.alerts.fallback import recipients_of
from bot.alerts.filing import keep
from bot.alerts.waiting import REMINDED
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reason
from policies.alerts.states import Act, State, after
from storage.store import Due, Filed, Transaction

_STANDS: Final = timedelta(hours=24)


async def tell(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Bring a reminder to the first whom each organisation is reached by; nothing falls due."""
    alert = filed.value
    woken: list[str] = []
    for standing in alert.standings:
        for step in standing.chain.steps[:1]:
            found = await recipients_of(tx, services, filed, standing.organisation, step.whom)
            woken += await paging.page(tx, services, filed, found)
    standings = tuple(replace(one, first=tx.now) for one in alert.standings)
    filed = await keep(tx, filed, replace(alert, standings=standings))
    ends(tx, filed)
    return filed, woken


def ends(tx: Transaction, filed: Filed[Alert]) -> None:
    """Have a reminder end alone, in a day; nothing else does."""
    if filed.value.purpose == "reminder":
        tx.agenda.put(Due(kind=REMINDED, subject=(filed.id,), due=tx.now + _STANDS))


async def over(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """End a reminder that nobody has ended."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    state = None if filed is None else after(filed.value.state, Act.RESOLVE)
    if filed is None or not isinstance(state, State):
        return ()
    alert = replace(filed.value, state=state, reason=Reason.NO_ACTION)
    filed = await keep(tx, filed, alert, Entry(what="resolved", at=tx.now))
    return await paging.refresh(tx, services, filed)
