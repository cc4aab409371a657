"""Organisations that are asked no more, since they have left or an alert is not for them now.

They are counted as gone, and nobody waits for them; once they are there again they are asked again.
"""

from dataclasses import replace

from bot.alerts import drawers, escalating, fallback, paging, tracking
from bot.alerts.filing import keep
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Standing
from policies.alerts.needs import satisfied
from policies.alerts.sharing import organisations_of
from policies.alerts.states import LIVE, Act, State, after
from policies.alerts.waiting import looked_at, pages
from policies.community.directory import Directory
from storage.store import Filed, Store, Transaction


def deciding(directory: Directory) -> tuple[object, ...]:
    """Return all that decides whom alerts are for: while it stays the same, so do they."""
    return (
        directory.organisations,
        [(one.id, one.organisation) for one in directory.people],
        [(one.id, one.organisations) for one in directory.places],
        directory.bridges,
        directory.walls,
        directory.exercises,
    )


async def look(store: Store, services: Services) -> None:
    """Count in each open alert those organisations alone that it is for now."""

    def turned(filed: Filed[Alert]) -> bool:
        return bool(_turned(services, filed))

    async def act(tx: Transaction, filed: Filed[Alert]) -> None:
        await follow(tx, services, filed)

    await drawers.each(store, turned, act)


async def follow(
    tx: Transaction, services: Services, filed: Filed[Alert], *, asks: bool = True
) -> Filed[Alert]:
    """Count in an open alert those alone that it is for now; whoever is back is asked again.

    But for where the caller `asks` everybody. Returns the alert as it is then.
    """
    turned = _turned(services, filed)
    return await _follow(tx, services, filed, turned, asks=asks) if turned else filed


def _turned(services: Services, filed: Filed[Alert]) -> list[Standing]:
    """Return the parts of those who are gone now and were not, or are there again."""
    alert = filed.value
    if alert.state not in LIVE:
        return []
    meant = organisations_of(services.directory, alert)
    return [
        replace(one, gone=not one.gone)
        for one in alert.standings
        if one.gone is (one.organisation in meant)
    ]


async def _follow(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    turned: list[Standing],
    *,
    asks: bool,
) -> Filed[Alert]:
    before = alert = filed.value
    for one in turned:
        alert = alert.having(one)
    back = [one for one in turned if not one.gone]
    entries = [
        Entry(what="gone" if one.gone else "returned", at=tx.now, organisation=one.organisation)
        for one in turned
    ]
    if alert.purpose != "reminder":
        alert = _stands(alert, asked=any(pages(alert, one) for one in back))
    if alert.acknowledged is None and alert.state is State.ACKNOWLEDGED:
        alert = replace(alert, acknowledged=tx.now)
    elif not satisfied(alert):
        alert = replace(alert, acknowledged=None)
    filed = await keep(tx, filed, alert, *entries)
    for one in back:
        if looked_at(alert, one):
            await escalating.answered(tx, filed, one.organisation)
    again = [one.organisation for one in back if asks and pages(alert, one)]
    filed, _ = await escalating.all_again(tx, services, filed, again)
    if filed.value.state is State.UNANSWERED and before.state is not State.UNANSWERED:
        ended = [one for one in filed.value.standings if not fallback.runs(one)]
        await fallback.page_fallback(tx, services, filed, ended, ring=False)
        fallback.ring_later(tx, filed)
    tracking.told(tx, filed.id)
    await paging.refresh(tx, services, filed)
    return filed


def _stands(alert: Alert, *, asked: bool) -> Alert:
    """Return an alert in the state in which those who are left leave it; some are `asked` again."""
    if alert.state is State.SNOOZED:
        return alert
    if asked and alert.state is State.UNANSWERED:
        state = after(alert.state, Act.WIDEN)
        alert = replace(alert, state=state) if isinstance(state, State) else alert
    # Acknowledged by those alone who are gone it is open again, and may be at its end at once.
    return fallback.as_it_stands(fallback.as_it_stands(alert))
