"""Whether somebody has seen an alert: no platform tells a bot what was read, only what was done.

So it is seen where somebody pressed something below it, or asked about it by its number. An app's
home that was opened, or a message that was scrolled by, tells nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot import lanes
from bot.alerts.filing import keep, meant
from bot.alerts.tracking import told
from bot.alerts.waiting import REACH
from bot.calls import Answer, Call, Verb
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Entry, Reach
from policies.alerts.states import LIVE
from storage.store import Filed, Transaction

_ASKING: Final = frozenset({"receipt", "more", "less", "history"})
"""These ask about an alert, and change nothing of it."""
_UNSEEN: Final = frozenset({Answered.PENDING, Answered.SENT})


def noting(acts: Mapping[str, Verb]) -> dict[str, Verb]:
    """Return these acts about alerts, each of which notes that its caller has seen what it names.

    Whoever was refused, or asked for what cannot be done, has changed nothing.
    """
    return {name: _noting(name, act) for name, act in acts.items()}


def _noting(name: str, act: Verb) -> Verb:
    async def noted(tx: Transaction, services: Services, call: Call) -> Answer:
        before = None if name in _ASKING else await meant(tx, services, call)
        answer = await act(tx, services, call)
        if answer.refused or answer.asks is not None:
            return answer
        filed = await meant(tx, services, call)
        done = before is not None and filed is not None and filed.version != before.version
        if filed is not None and (done or name in _ASKING):
            # What was done stands in the history by itself.
            await _seen(tx, call, filed, told_of=done)
        return answer

    return noted


async def _seen(tx: Transaction, call: Call, filed: Filed[Alert], *, told_of: bool) -> None:
    """Note that a caller has seen an alert, and their organisation with them, the first time."""
    person = call.person
    if person is None or filed.value.state not in LIVE:
        return
    place = "" if call.place is None else call.place.id
    lane = lanes.private(call.door, call.sender.user) if call.private else place
    sheet = await tx.sheets.find(filed.id, REACH, (lane,), Reach) if lane else None
    if sheet is not None and sheet.value.state == "sent":
        await tx.sheets.put(sheet, replace(sheet.value, state="seen", seen=tx.now))
    standing = filed.value.standing(person.organisation)
    if standing is None or standing.answered not in _UNSEEN:
        return
    alert = filed.value.having(replace(standing, answered=Answered.SEEN))
    told(tx, filed.id)
    entry = Entry(what="seen", at=tx.now, organisation=person.organisation, by=person.id)
    await keep(tx, filed, alert, *(() if told_of else (entry,)))
