"""Asking everybody anew: an alert that was opened again, or has become worse."""

from bot.alerts import escalating, paging, quieting, ringing
from bot.services import Services
from policies.alerts.alert import Alert
from storage.store import Filed, Transaction


async def ask(tx: Transaction, services: Services, filed: Filed[Alert], word: str) -> list[str]:
    """Page every organisation at the step where it stands, and let go what was held.

    Whoever has the alert and is not paged by that hears by a ring of its own what has become of it,
    which the last entry of that `word` tells. Nobody is rung at twice.
    """
    position = await ringing.last(tx, filed, word)
    before = {one.id: one.value.pages for one in await paging.reached(tx, filed)}
    woken = await quieting.release(tx, services, filed)
    organisations = [one.organisation for one in filed.value.standings]
    filed, more = await escalating.all_again(tx, services, filed, organisations)
    woken += more
    woken += await paging.refresh(tx, services, filed)
    for sheet in await paging.reached(tx, filed):
        rang = sheet.value.pages != before.get(sheet.id)
        if sheet.value.sent is not None and not rang:
            woken += await ringing.ring(tx, services, filed, sheet.value, word, position)
    return woken
