"""A second person for what goes to the whole community at its worst (C10).

Raising pages the pool of those who may be the second, and at once the alert goes, marked as
unconfirmed by one, to who is on duty and to organisations that were named. An approval sends it on.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from bot.alerts import anew, escalating, paging, pool
from bot.alerts.chains import chain_for, targets_of
from bot.alerts.fallback import as_it_stands, page_fallback
from bot.alerts.filing import keep
from bot.alerts.vouching import vouched
from bot.alerts.waiting import APPROVAL
from bot.services import Services
from policies.alerts.alert import Alert, Approval, Entry, Standing
from policies.alerts.approval import (
    HOLDS,
    NARROW,
    WAITS,
    holds,
    named_directly,
    needed,
)
from policies.alerts.chain import Chain, Step
from policies.alerts.escalation import PACE
from policies.alerts.sharing import organisations_of
from policies.alerts.states import LIVE, Act, State, after
from policies.alerts.waiting import pages
from policies.audit import AuditKind
from policies.community.people import Person
from storage.store import Due, Filed, Transaction

_OPEN: Final = frozenset({"asked", "expired", "refused", "unvouched", "broken glass"})
"""Not everybody has it yet."""


async def ask(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Raise an alert to the narrow circle, and page those who may be the second person.

    For one that is in its raised state by now; it gets its standings here.
    """
    directory, alert = services.directory, filed.value
    named = named_directly(alert)
    standings = []
    for one in organisations_of(directory, alert):
        chain = chain_for(services, alert, one) if one in named else _narrow(alert)
        standing = Standing(organisation=one, named=one in named, chain=chain)
        if one in named or await _on_duty(tx, services, filed, standing):
            standings.append(standing)
    alert = replace(alert, standings=tuple(standings), approval="asked", approved_by="")
    filed = await keep(tx, filed, alert, _entry(tx, "approval asked", alert.author, alert.origin))
    filed, woken = await escalating.begin(
        tx, services, filed, [one.organisation for one in standings]
    )
    if not standings:
        # Nobody has it yet: whoever answers for its origin sees that, and nobody else could.
        filed = await keep(tx, filed, as_it_stands(filed.value))
        woken += await page_fallback(tx, services, filed, (), ring=False)
    return filed, woken + await pool.page(tx, services, filed)


async def _on_duty(
    tx: Transaction, services: Services, filed: Filed[Alert], standing: Standing
) -> bool:
    """Tell whether somebody is on duty at an organisation who may have it."""
    step = standing.chain.steps[0]
    found = await targets_of(tx, services, standing.organisation, step, filed.value.severity)
    return any(paging.may_have(tx, services, filed, one) for one in found)


def _narrow(alert: Alert) -> Chain:
    return Chain(
        name=NARROW,
        steps=(Step(whom=("duty",)),),
        fallback=(f"duty:{alert.origin}",),
        then=PACE[alert.severity],
    )


async def closed(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Show the pool that nobody is asked any more, once an alert is over."""
    if filed.value.approval not in WAITS:
        return []
    return await pool.asked(tx, services, filed) + await pool.recount(tx, filed)


async def reopened(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Ask the pool again where it was asked as an alert was closed that is open again."""
    if filed.value.approval not in WAITS:
        return filed, []
    if not await vouched(tx, services, filed):
        return await _unvouched(tx, services, filed)
    return filed, await pool.page(tx, services, filed, anew=True)


async def _unvouched(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Leave an alert with those who have it: whose word it is, nobody knows any more."""
    if filed.value.approval == "unvouched":
        return filed, []
    filed = await _decided(tx, filed, "unvouched", _entry(tx, "unvouched", "", ""))
    tx.audit.add(
        AuditKind.APPROVAL,
        organisation=filed.value.origin,
        what="unvouched",
        about=f"A-{filed.number}",
    )
    return filed, await _settled(tx, services, filed)


async def follow(tx: Transaction, services: Services) -> list[str]:
    """Bring what second persons are asked in line with a directory that has changed.

    Where somebody whose word it is was locked out or left, nobody is asked any more; who may be
    the second person only now, as when a posture ends, is asked besides.
    """
    woken: list[str] = []
    for due in await tx.agenda.listed(APPROVAL):
        filed = await tx.docket.by_id(due.subject[0], Alert)
        if filed is None or filed.value.state not in LIVE or filed.value.approval not in WAITS:
            continue
        if await vouched(tx, services, filed):
            woken += await pool.widen(tx, services, filed)
        else:
            woken += (await _unvouched(tx, services, filed))[1]
    return woken


async def _settled(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Show everybody what became of the question; returns the lanes with work."""
    await tx.agenda.drop(APPROVAL, filed.id)
    return await pool.shown(tx, services, filed) + await paging.refresh(tx, services, filed)


async def approved(
    tx: Transaction, services: Services, filed: Filed[Alert], person: Person
) -> tuple[Filed[Alert], list[str]]:
    """Send an alert on to everybody it is for: a second person has approved it.

    Who has it already as bad as it is reads so on the card; it rings there no second time, and what
    they have answered stands.
    """
    graded = await pool.graded(tx, filed)
    said = _entry(tx, "approved", person.id, person.organisation)
    filed = await _decided(tx, filed, "given", said, by=person.id)
    filed, woken = await _widened(
        tx, services, filed, organisations_of(services.directory, filed.value)
    )
    if graded:
        # Those who had it before hear only now how bad it is, but for who was called since.
        knew = {one.organisation for one in graded if one.what == "acknowledged"}
        filed = await keep(tx, filed, anew.opened(filed.value, but=knew))
        woken += await anew.ask(tx, services, filed, "severity", unheard=True)
        filed = await tx.docket.by_id(filed.id, Alert) or filed
    return filed, woken + await _settled(tx, services, filed)


async def refused(
    tx: Transaction, services: Services, filed: Filed[Alert], person: Person, why: str
) -> tuple[Filed[Alert], list[str]]:
    """Leave an alert with those who have it: a second person has refused it, and may say why."""
    said = replace(_entry(tx, "refused", person.id, person.organisation), note=why)
    filed = await _decided(tx, filed, "refused", said)
    return filed, await _settled(tx, services, filed)


async def expire(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Leave an alert with those who have it: nobody has approved it in time."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    if filed is None or filed.value.state not in LIVE:
        return ()
    if filed.value.approval == "broken glass":
        # It stays with the one country; only nobody is asked for the rest any more.
        return await pool.shown(tx, services, filed)
    if filed.value.approval != "asked":
        return ()
    filed = await _decided(tx, filed, "expired", _entry(tx, "approval expired", "", ""))
    tx.audit.add(
        AuditKind.APPROVAL, organisation=filed.value.origin, what="expired", about=tx.audit.about
    )
    return await _settled(tx, services, filed)


async def changed(
    tx: Transaction, services: Services, before: Alert, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Ask anew where an alert says something else than was approved, or is to be.

    Raised to its worst after it went out, it is asked for the first time; lowered, no more.
    """
    now, directory = filed.value, services.directory
    if now.state not in LIVE:
        return filed, []
    if not needed(now, directory):
        if now.approval not in _OPEN:
            return filed, []
        said = _entry(tx, "approval not needed", "", "")
        filed = await _decided(tx, filed, "none", said)
        every = organisations_of(directory, now)
        filed, woken = await _widened(tx, services, filed, every)
        return filed, woken + await _settled(tx, services, filed)
    if not await vouched(tx, services, filed):
        return await _unvouched(tx, services, filed)
    due = await tx.agenda.find(APPROVAL, filed.id)
    asked = due.due - HOLDS if due is not None else now.raised
    if now.approval != "none" and holds(before, now, asked, tx.now):
        # What is approved is the text as it is: the question shows that.
        return filed, await pool.asked(tx, services, filed) if now.approval in WAITS else []
    what = "approval asked" if now.approval == "none" else "approval void"
    filed = await _decided(tx, filed, "asked", _entry(tx, what, "", ""))
    return filed, await pool.page(tx, services, filed, anew=True)


async def broken(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    person: Person,
    organisations: Iterable[str],
    why: str,
) -> tuple[Filed[Alert], list[str]]:
    """Send an alert to these organisations by one person's word, for danger to life.

    Everybody else has it once a second person approves, who may do so still.
    """
    said = replace(_entry(tx, "glass", person.id, person.organisation), note=why)
    filed = await _decided(tx, filed, "broken glass", said, by=person.id)
    filed, woken = await _widened(tx, services, filed, organisations)
    woken += await pool.shown(tx, services, filed)
    return filed, woken + await paging.refresh(tx, services, filed)


async def _decided(
    tx: Transaction, filed: Filed[Alert], approval: Approval, said: Entry, *, by: str = ""
) -> Filed[Alert]:
    return await keep(tx, filed, replace(filed.value, approval=approval, approved_by=by), said)


async def _widened(
    tx: Transaction, services: Services, filed: Filed[Alert], organisations: Iterable[str]
) -> tuple[Filed[Alert], list[str]]:
    """Bring an alert to these organisations by their whole chains, where it is not so already.

    What they have answered stands, and it rings at nobody a second time who has it by now.
    """
    alert = filed.value
    fresh: list[str] = []
    for one in organisations:
        standing = alert.standing(one)
        if standing is not None and standing.chain.name != NARROW:
            continue
        chain = chain_for(services, alert, one)
        stands = replace(standing or Standing(organisation=one), chain=chain, step=0, round=0)
        if standing is None:
            alert = replace(alert, standings=(*alert.standings, stands))
        else:
            alert = alert.having(stands)
        if pages(alert, stands):
            fresh.append(one)
    state = after(alert.state, Act.WIDEN) if fresh else alert.state
    filed = await keep(
        tx, filed, replace(alert, state=state) if isinstance(state, State) else alert
    )
    return await escalating.begin(tx, services, filed, fresh, unheard=True)


def _entry(tx: Transaction, what: str, by: str, organisation: str) -> Entry:
    return Entry(what=what, at=tx.now, organisation=organisation, by=by)
