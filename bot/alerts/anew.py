"""Asking everybody anew: an alert that was opened again, or has become worse."""

from collections.abc import Collection
from dataclasses import replace

from bot.alerts import escalating, paging, quieting, ringing
from bot.alerts.chains import targets_of
from bot.services import Services
from policies.alerts.alert import Alert, Answered
from policies.alerts.chain import Step
from policies.alerts.needs import satisfied
from policies.alerts.states import Act, State, after
from storage.store import Filed, Transaction


def opened(alert: Alert, *, but: Collection[str] = ()) -> Alert:
    """Return an alert that is open again, since it is worse: for who had acknowledged too.

    Not for these organisations (`but`), which knew by then how bad it is.
    """
    standings = tuple(
        replace(one, answered=Answered.SENT)
        if one.answered is Answered.ACKNOWLEDGED and one.organisation not in but
        else one
        for one in alert.standings
    )
    act = {State.ACKNOWLEDGED: Act.UNSATISFY, State.SNOOZED: Act.WAKE}.get(alert.state)
    stands = replace(alert, standings=standings, snoozed=None)
    if alert.state is State.ACKNOWLEDGED and satisfied(stands):
        return stands
    state = alert.state if act is None else after(alert.state, act)
    return replace(
        stands, state=state if isinstance(state, State) else alert.state, acknowledged=None
    )


async def ask(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    word: str,
    *,
    unheard: bool = False,
) -> list[str]:
    """Page every organisation that has not acknowledged at its step, and let go what was held.

    Whoever has the alert and is not paged by that hears by a ring of its own what has become of it,
    which the last entry of that `word` tells. Nobody is rung at twice, nor is anybody whose
    organisation has acknowledged; where only what is `unheard` is to ring, nobody who heard it.
    """
    position = await ringing.last(tx, filed, word)
    before = {one.id: one.value.pages for one in await paging.reached(tx, filed)}
    woken = await quieting.release(tx, services, filed)
    done = {
        one.organisation for one in filed.value.standings if one.answered is Answered.ACKNOWLEDGED
    }
    left = [one.organisation for one in filed.value.standings if one.organisation not in done]
    filed, more = await escalating.all_again(tx, services, filed, left, unheard=unheard)
    woken += more
    woken += await paging.refresh(tx, services, filed)
    for sheet in await paging.reached(tx, filed):
        one = sheet.value
        rang = one.pages != before.get(sheet.id) or one.organisation in done
        rang = rang or (unheard and paging.heard(filed.value, one))
        if one.sent is not None and not rang:
            await tx.sheets.put(sheet, replace(one, heard=filed.value.severity.rank))
            woken += await ringing.ring(tx, services, filed, one, word, position)
    return woken


async def call_duty(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Page who is on duty at each organisation that has an alert; returns the lanes with work."""
    woken: list[str] = []
    for one in filed.value.standings:
        duty = Step(whom=("duty",))
        found = await targets_of(tx, services, one.organisation, duty, filed.value.severity)
        may = [each for each in found if paging.may_have(tx, services, filed, each)]
        woken += await paging.page(tx, services, filed, may, step=one.step)
    return woken
