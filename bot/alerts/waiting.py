"""What falls due of an alert, and what does no more once it has changed.

Whoever keeps an alert comes by here: no verb has to think of what nobody waits for any longer.
"""

from dataclasses import replace
from typing import Final

from bot import lanes
from policies.alerts.alert import Alert, Reach, Verdict
from policies.alerts.states import OVER, State
from policies.alerts.waiting import looked_at, pages
from storage.store import Filed, Transaction

SHOWN: Final = "alert-shown"
"""The kind of the due act that brings an alert's cards up to date: (alert,)."""
LEAVES: Final = "raise"
"""The kind of the due departure of a draft that its author has sent: (alert,)."""
GIVEN_UP: Final = "alert-draft-over"
"""The kind of the due end of a draft that nobody sent: (alert,)."""
ESCALATE: Final = "escalate"
"""The kind of the due step of an organisation: (alert, organisation)."""
ACK_TIMEOUT: Final = "ack-timeout"
"""The kind of the due look at an acknowledgement: (alert, organisation)."""
WAKE: Final = "wake"
"""The kind of the due end of being put off: (alert,)."""
UNANSWERED: Final = "unanswered"
"""The kind of the due page of the fallback, again and again: (alert,)."""
QUIET_END: Final = "quiet-end"
"""The kind of the due end of somebody's quiet hours: (alert, lane)."""
APPROVAL: Final = "approval"
"""The kind of the due end of waiting for a second person, and of their card: (alert,)."""
REMINDED: Final = "reminder-over"
"""The kind of the due end of a reminder: (alert,)."""
REACH: Final = "reach"
"""The kind of the sheets of whom an alert was brought to."""


async def settle(tx: Transaction, filed: Filed[Alert], alert: Alert) -> None:
    """Let nothing fall due of an alert, as it is to be kept, that fell due as it was."""
    before = filed.value
    await _settle_each(tx, filed, alert)
    if _unanswered(before) and not _unanswered(alert):
        await tx.agenda.drop(UNANSWERED, filed.id)
    over = alert.state in OVER and before.state not in OVER
    if before.snoozed is not None and (over or alert.snoozed is None):
        await tx.agenda.drop(WAKE, filed.id)
    if over:
        for kind in (LEAVES, GIVEN_UP, APPROVAL, REMINDED):
            await tx.agenda.drop(kind, filed.id)
    if over or (_false(alert) and not _false(before)):
        for sheet in await tx.sheets.of(filed.id, REACH, Reach):
            if sheet.value.state == "held":
                await tx.agenda.drop(QUIET_END, filed.id, lane_of(sheet.value))
            if over and sheet.value.state == "held":
                await tx.sheets.put(sheet, replace(sheet.value, state="withdrawn"))


async def _settle_each(tx: Transaction, filed: Filed[Alert], alert: Alert) -> None:
    """Let no organisation be paged that has answered, nor be asked about what it took back."""
    for one in alert.standings:
        was = filed.value.standing(one.organisation)
        if pages(filed.value, was) and not pages(alert, one):
            await tx.agenda.drop(ESCALATE, filed.id, one.organisation)
        if looked_at(filed.value, was) and not looked_at(alert, one):
            await tx.agenda.drop(ACK_TIMEOUT, filed.id, one.organisation)


def lane_of(one: Reach) -> str:
    """Return the lane that leads to a room or person."""
    return lanes.private(one.door, one.user) if one.user else one.target.partition(":")[2]


def _unanswered(alert: Alert) -> bool:
    return alert.state is State.UNANSWERED and not _false(alert)


def _false(alert: Alert) -> bool:
    return alert.verification.verdict is Verdict.FALSE
