"""Pages that waited for the end of somebody's quiet hours, and are released (C6)."""

from collections.abc import Collection
from dataclasses import replace

from bot.alerts import detouring, paging
from bot.alerts.waiting import QUIET_END, REACH
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Reach, Verdict
from policies.alerts.states import LIVE, State
from storage.store import Due, Filed, Sheet, Transaction


async def quiet_end(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Page whoever has slept, where the alert is open still and their organisation has it not.

    What is worth nothing any more is withdrawn from what was held.
    """
    item, lane = due.subject
    filed = await tx.docket.by_id(item, Alert)
    sheet = None if filed is None else await tx.sheets.find(item, REACH, (lane,), Reach)
    if filed is None or sheet is None or sheet.value.state != "held":
        return ()
    return await _released(tx, services, filed, sheet)


async def release(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Page whoever quiet hours held, where they do not any more; who is still asleep is held.

    For what was opened again, is worse, or is not false after all.
    """
    woken: list[str] = []
    for sheet in await paging.reached(tx, filed):
        if sheet.value.state in paging.NOT_YET:
            woken += await _released(tx, services, filed, sheet)
    return woken


async def _released(
    tx: Transaction, services: Services, filed: Filed[Alert], sheet: Sheet[Reach]
) -> list[str]:
    """Page a held one, who may have quiet hours still: then it goes on waiting."""
    alert, reach = filed.value, sheet.value
    if alert.state is State.SNOOZED or alert.verification.verdict is Verdict.FALSE:
        return []
    standing = alert.standing(reach.organisation)
    answered = standing is not None and standing.answered is Answered.ACKNOWLEDGED
    over = alert.until is not None and alert.until <= tx.now
    if alert.state not in LIVE or answered or over:
        await tx.sheets.put(sheet, replace(reach, state="withdrawn"))
        return []
    one = paging.Recipient(
        organisation=reach.organisation, target=reach.target, door=reach.door, user=reach.user
    )
    await tx.agenda.drop(QUIET_END, filed.id, one.lane)
    if services.shut(one.door):
        # What waited there was sent another way before this came.
        detouring.look(tx, one.door)
    return await paging.page(tx, services, filed, [one], step=reach.step)
