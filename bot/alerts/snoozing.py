"""Alerts that are put off: nobody is paged until they wake, and then all are again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerts import escalating, paging, quieting
from bot.alerts.filing import keep
from bot.alerts.waiting import WAKE
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.severity import Severity
from policies.alerts.states import Act, Illegal, after
from policies.alerts.waiting import pages
from storage.store import Due, Filed, Transaction

LONGEST: Final = {
    Severity.LOW: timedelta(days=1),
    Severity.MEDIUM: timedelta(days=1),
    Severity.HIGH: timedelta(hours=4),
    Severity.CRITICAL: timedelta(hours=1),
}
"""How long an alert may be put off at once."""


async def put_off(
    tx: Transaction, services: Services, filed: Filed[Alert], until: datetime, by: str, whose: str
) -> tuple[Filed[Alert], list[str]] | Illegal:
    """Page nobody until an instant; Illegal where the alert is not one that goes on."""
    state = after(filed.value.state, Act.SNOOZE)
    if isinstance(state, Illegal):
        return state
    alert = replace(filed.value, state=state, snoozed=until)
    said = Entry(what="snoozed", at=tx.now, organisation=whose, by=by)
    filed = await keep(tx, filed, alert, said)
    rank = alert.severity.rank
    tx.agenda.put(Due(kind=WAKE, subject=(filed.id,), due=until, rank=rank))
    return filed, await paging.refresh(tx, services, filed)


async def wake(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Page again, at every organisation that has not answered, the step at which it stood."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    if filed is None:
        return ()
    state = after(filed.value.state, Act.WAKE)
    if isinstance(state, Illegal):
        return ()
    alert = replace(filed.value, state=state, snoozed=None)
    filed = await keep(tx, filed, alert, Entry(what="woken", at=tx.now))
    over = alert.until is not None and alert.until <= tx.now
    woken = await quieting.release(tx, services, filed)
    for one in alert.standings:
        standing = filed.value.standing(one.organisation)
        if not pages(filed.value, standing):
            continue
        go_on = escalating.too_late if over else escalating.again
        filed, more = await go_on(tx, services, filed, one.organisation)
        woken += more
    return woken + await paging.refresh(tx, services, filed)
