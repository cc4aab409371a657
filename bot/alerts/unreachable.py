"""Ways that take nothing any more: the next one at once, and where there is none, the next step."""

from collections.abc import Collection

from bot.alerts import escalating, fallback, paging
from bot.alerts.chains import to_person
from bot.alerts.filing import keep
from bot.alerts.waiting import REACH
from bot.alerts.ways import open_ways
from bot.community.flags import flag
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reach
from policies.alerts.waiting import waits
from storage.store import Due, Filed, Transaction

FAILED = "failed"
"""The kind of the due act for a room or person that takes nothing: (alert, lane)."""


async def failed(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Go another way at once where a platform has refused a page for good (C7).

    The way is flagged. It is the same person's next one; where they have none, and nothing else of
    the alert has come to their organisation, the step behind it is taken now.
    """
    item, lane = due.subject
    filed = await tx.docket.by_id(item, Alert)
    sheet = await tx.sheets.find(item, REACH, (lane,), Reach)
    if filed is None or sheet is None or sheet.value.state != "failed":
        return ()
    reach = sheet.value
    await flag(tx, lane, reach.organisation, reach.error)
    alert = filed.value
    standing = alert.standing(reach.organisation)
    if not waits(alert, reach.organisation):
        return ()
    woken = await _another_way(tx, services, filed, reach)
    if woken:
        return woken
    last = 0 if standing is None else len(standing.chain.steps)
    if standing is None or reach.step >= last:
        return await _fallback_failed(tx, services, filed, reach)
    gone_on = reach.step < standing.step < last or standing.answered not in fallback.OPEN
    if gone_on or await fallback.alive(tx, filed, reach.organisation):
        return ()
    lost = Entry(what="lost", at=tx.now, organisation=reach.organisation)
    filed = await keep(tx, filed, alert, lost)
    if standing.step < last:
        filed, woken = await escalating.advance(tx, services, filed, reach.organisation)
    else:
        filed, woken = await fallback.fall_back(tx, services, filed, reach.organisation, [])
    return woken


async def _another_way(
    tx: Transaction, services: Services, filed: Filed[Alert], reach: Reach
) -> list[str]:
    """Page the same person by the next way that they chose; nothing where there is none."""
    kind, _, name = reach.target.partition(":")
    person = services.directory.person_by_id(name) if kind == "person" else None
    if person is None:
        return []
    for way in await open_ways(tx, services, person, filed.value.severity):
        one = to_person(person, way)
        if paging.may_have(tx, services, filed, one):
            return await paging.page(tx, services, filed, [one], step=reach.step)
    return []


async def _fallback_failed(
    tx: Transaction, services: Services, filed: Filed[Alert], reach: Reach
) -> list[str]:
    """Page whoever is left of the fallback where one of it takes nothing; never silence."""
    ended = [one for one in filed.value.standings if not fallback.runs(one)]
    if not ended or not any(reach.step >= len(one.chain.steps) for one in ended):
        return []
    return await fallback.page_fallback(tx, services, filed, ended, ring=False)
