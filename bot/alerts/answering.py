"""Acknowledging, taking that back, declining: a person's word, for their organisation."""

from dataclasses import replace

from bot.alerts import escalating, lapsing, paging, tracking
from bot.alerts.asked import Asked, asked
from bot.alerts.filing import keep
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Standing
from policies.alerts.needs import satisfied
from policies.alerts.rights import Deed
from policies.alerts.states import Act, State
from storage.store import Transaction


async def ack(tx: Transaction, services: Services, call: Call) -> Answer:
    """Acknowledge for the caller's organisation: it is paged no more, the others are."""
    found = await asked(tx, services, call, deed=Deed.ANSWER, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    standing = _own(found)
    if standing.answered is Answered.ACKNOWLEDGED:
        return _already(found, standing)
    taken = _answered(found, standing, Answered.ACKNOWLEDGED)
    alert = counted(found, found.alert.having(taken))
    entry = found.entry("acknowledged", note=found.said)
    filed = await keep(tx, found.filed, alert, entry)
    await escalating.answered(tx, filed, found.person.organisation)
    tracking.told(tx, filed.id)
    woken = await paging.refresh(tx, services, filed)
    return Answer(text=found.words.acknowledged(found.number), woken=woken)


def counted(found: Asked, alert: Alert) -> Alert:
    """Return an alert of which one more has acknowledged: done, where that is enough."""
    if not satisfied(alert):
        return alert
    acknowledged = alert.acknowledged or found.tx.now
    return replace(alert, state=found.state(Act.SATISFY), acknowledged=acknowledged)


async def unack(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take the organisation's acknowledgement back: it is paged again."""
    found = await asked(tx, services, call, deed=Deed.ANSWER, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    standing = _own(found)
    if standing.answered is not Answered.ACKNOWLEDGED:
        return Answer(text=found.words.not_acknowledged(found.number))
    alert = _short_of(found, found.alert.having(_answered(found, standing, Answered.SEEN)))
    filed = await keep(tx, found.filed, alert, found.entry("unacknowledged", note=found.said))
    filed, woken = await escalating.again(tx, services, filed, found.person.organisation)
    await lapsing.closed(tx, services, filed, found.person.organisation, standing.by)
    tracking.told(tx, filed.id)
    woken += await paging.refresh(tx, services, filed)
    return Answer(text=found.words.unacknowledged(found.number), woken=woken)


async def decline(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that the organisation cannot take it, and why: it goes to the next in line at once."""
    found = await asked(tx, services, call, deed=Deed.ANSWER, act=Act.CHANGE, field="why")
    if isinstance(found, Answer):
        return found
    if not found.said:
        return found.lacks()
    declined = _answered(found, _own(found), Answered.DECLINED, note=found.said)
    alert = _short_of(found, found.alert.having(declined))
    filed = await keep(tx, found.filed, alert, found.entry("declined", note=found.said))
    filed, woken = await escalating.advance(tx, services, filed, found.person.organisation)
    tracking.told(tx, filed.id)
    woken += await paging.refresh(tx, services, filed)
    return Answer(text=found.words.declined(found.number), woken=woken)


def _own(found: Asked) -> Standing:
    standing = found.alert.standing(found.person.organisation)
    if standing is None:
        raise ValueError("who may answer has a part in the alert")
    return standing


def _answered(found: Asked, standing: Standing, answered: Answered, *, note: str = "") -> Standing:
    return replace(standing, answered=answered, by=found.person.id, at=found.tx.now, note=note)


def _short_of(found: Asked, alert: Alert) -> Alert:
    """Return an alert of which fewer have acknowledged: open again, where that is too few."""
    if alert.state is State.ACKNOWLEDGED and not satisfied(alert):
        return replace(alert, state=found.state(Act.UNSATISFY), acknowledged=None)
    return alert


def _already(found: Asked, standing: Standing) -> Answer:
    who = found.seen.person(standing.by) or found.phrases.risk.somebody()
    return Answer(text=found.words.already(found.number, who, found.time(standing.at)))
