"""Asking everybody anew: an alert that was opened again, or has become worse."""

from dataclasses import replace

from bot.alerts import escalating, paging, quieting, ringing
from bot.alerts.chains import targets_of
from bot.services import Services
from policies.alerts.alert import Alert, Answered
from policies.alerts.chain import Step
from policies.alerts.states import Act, State, after
from storage.store import Filed, Transaction


def opened(alert: Alert) -> Alert:
    """Return an alert that is open again, since it is worse: for who had acknowledged too."""
    act = {State.ACKNOWLEDGED: Act.UNSATISFY, State.SNOOZED: Act.WAKE}.get(alert.state)
    state = alert.state if act is None else after(alert.state, act)
    standings = tuple(
        replace(one, answered=Answered.SENT) if one.answered is Answered.ACKNOWLEDGED else one
        for one in alert.standings
    )
    return replace(
        alert,
        state=state if isinstance(state, State) else alert.state,
        standings=standings,
        acknowledged=None,
        snoozed=None,
    )


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


async def call_duty(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Page who is on duty at each organisation that has an alert; returns the lanes with work."""
    woken: list[str] = []
    for one in filed.value.standings:
        duty = Step(whom=("duty",))
        found = await targets_of(tx, services, one.organisation, duty, filed.value.severity)
        may = [each for each in found if paging.may_have(tx, services, filed, each)]
        woken += await paging.page(tx, services, filed, may, step=one.step)
    return woken
