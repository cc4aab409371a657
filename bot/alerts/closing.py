"""Ending an alert: resolved, cancelled, merged into another; and opening it again."""

from dataclasses import replace
from typing import Final

from bot.alerts import anew, approving, departing, escalating, paging, reminding, tracking
from bot.alerts.asked import asked
from bot.alerts.drafting import folded, give_up
from bot.alerts.filing import KIND, called, keep, may_see, number_of
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Reason
from policies.alerts.merging import Unmergeable, merged
from policies.alerts.rights import Deed, may
from policies.alerts.states import Act
from storage.store import Filed, Transaction

_REASONS: Final = {one.value.replace(" ", "-"): one for one in Reason}
_INTO: Final = "into"


async def resolve(tx: Transaction, services: Services, call: Call) -> Answer:
    """Resolve an alert for everybody, with a reason; nobody is paged any more."""
    found = await asked(tx, services, call, deed=Deed.END, act=Act.RESOLVE, field="note")
    if isinstance(found, Answer):
        return found
    reason, note = _reason(found.said)
    if call.held("reason"):
        reason, note = _REASONS.get(call.held("reason")[0]), found.said
    words = found.phrases.alert_changes
    if not found.said and reason is None:
        return found.lacks()
    if reason is None:
        return Answer(text=words.which_reason(found.line), wrong="reason")
    alert = replace(found.alert, state=found.state(Act.RESOLVE), reason=reason, ended=tx.now)
    filed = await keep(tx, found.filed, alert, found.entry("resolved", note=note))
    woken = await approving.closed(tx, services, filed)
    woken += await paging.refresh(tx, services, filed)
    return Answer(text=words.resolved(found.number), woken=woken)


def _reason(said: str) -> tuple[Reason | None, str]:
    """Return the reason that a line begins with, written in one word or two, and the rest."""
    plain = said.casefold()
    for word, reason in _REASONS.items():
        for form in (word, reason.value):
            if plain == form or plain.startswith((f"{form} ", f"{form}:", f"{form},")):
                return reason, said[len(form) :].lstrip(" :,")
    return None, said


async def reopen(tx: Transaction, services: Services, call: Call) -> Answer:
    """Open a resolved alert again: everybody is asked anew."""
    found = await asked(tx, services, call, deed=Deed.END, act=Act.REOPEN)
    if isinstance(found, Answer):
        return found
    alert = replace(
        found.alert,
        state=found.state(Act.REOPEN),
        reason=None,
        ended=None,
        acknowledged=None,
        duplicate_of=0,
        snoozed=None,
        standings=tuple(replace(one, answered=Answered.SENT) for one in found.alert.standings),
    )
    filed = await keep(tx, found.filed, alert, found.entry("reopened", note=found.said))
    # While it was closed nobody looked who is there still.
    filed = await departing.follow(tx, services, filed, asks=False)
    reminding.ends(tx, filed)
    filed, woken = await approving.reopened(tx, services, filed)
    woken += await anew.ask(tx, services, filed, "reopened")
    return Answer(text=found.phrases.alert_changes.reopened(found.number), woken=woken)


async def cancel(tx: Transaction, services: Services, call: Call) -> Answer:
    """Cancel an alert: what is unsent is stopped, and whoever was reached is told (C10).

    What was not raised is given up.
    """
    found = await asked(tx, services, call, deed=Deed.CHANGE, act=Act.CANCEL)
    if isinstance(found, Answer):
        return found
    if found.alert.raised is None:
        return Answer(woken=await give_up(tx, found.filed))
    alert = replace(found.alert, state=found.state(Act.CANCEL), ended=tx.now)
    filed = await keep(tx, found.filed, alert, found.entry("cancelled", note=found.said))
    await paging.stop(tx, filed)
    told, woken = await paging.tell(tx, services, filed, "cancelled")
    tracking.told(tx, filed.id)
    woken += await approving.closed(tx, services, filed)
    return Answer(text=found.phrases.alert_changes.cancelled(found.number, told), woken=woken)


async def merge(tx: Transaction, services: Services, call: Call) -> Answer:
    """Close an alert as the same as another: nobody gets by it what was not for them (C15)."""
    draft = await folded(tx, services, call)
    if draft is not None:
        return draft
    found = await asked(tx, services, call, deed=Deed.END, act=Act.RESOLVE)
    if isinstance(found, Answer):
        return found
    words = found.phrases.alert_changes
    typed = [one for one in found.said.split() if one.lower() != _INTO]
    number = number_of(typed[0]) if len(typed) == 1 else None
    if number is None:
        return Answer(text=found.words.lacks(f"{found.line} into 12"))
    into = await tx.docket.numbered(KIND, number, Alert)
    if into is None or not may_see(tx, services, into, call.person):
        return Answer(text=found.words.not_there(), refused=True)
    tx.docket.concern(into)
    shown = called(found.phrases, into)
    if not may(Deed.END, into.value, found.person):
        return Answer(text=found.words.not_yours(shown, Deed.END), refused=True)
    itself = into.id == found.filed.id
    one = Unmergeable(why="itself") if itself else merged(into.value, found.alert)
    if isinstance(one, Unmergeable):
        return Answer(text=words.unmergeable(one.why, found.number, shown))
    entry = found.entry("merged", to=f"A-{found.filed.number}")
    kept = await keep(tx, into, one, entry)
    alert = replace(
        found.alert,
        state=found.state(Act.RESOLVE),
        reason=Reason.DUPLICATE,
        duplicate_of=into.number,
        ended=tx.now,
    )
    filed = await keep(tx, found.filed, alert, found.entry("merged", to=f"A-{into.number}"))
    for each in (kept, filed):
        tracking.told(tx, each.id)
    # Whom the other was kept from, this one is kept from too.
    kept = await departing.follow(tx, services, kept)
    kept, woken = await approving.changed(tx, services, into.value, kept)
    woken += await approving.closed(tx, services, filed)
    woken += await _carried(tx, services, into, kept)
    woken += await paging.refresh(tx, services, filed)
    return Answer(text=words.merged(found.number, shown), woken=woken)


async def _carried(
    tx: Transaction, services: Services, before: Filed[Alert], filed: Filed[Alert]
) -> list[str]:
    """Stop the pages of those whose acknowledgement came along; show everybody how it stands."""
    for one in filed.value.standings:
        was = before.value.standing(one.organisation)
        if was is not None and was.answered is not one.answered:
            await escalating.answered(tx, filed, one.organisation)
    return await paging.refresh(tx, services, filed)
