"""When an alert that somebody must answer has waited too long."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from policies.alerts.alert import Alert, Verdict
from policies.alerts.severity import Severity
from policies.alerts.states import State

PATIENCE: Final[Mapping[Severity, timedelta]] = {
    Severity.CRITICAL: timedelta(minutes=5),
    Severity.HIGH: timedelta(minutes=15),
    Severity.MEDIUM: timedelta(hours=1),
    Severity.LOW: timedelta(hours=4),
}
"""How soon somebody is to acknowledge: whatever comes behind it is late."""
_WAITS: Final = frozenset({State.RAISED, State.UNANSWERED})


def overdue_from(alert: Alert) -> datetime | None:
    """Return from when on an alert is overdue as it stands, None where nothing lets it be.

    One that nobody has answered is, once its patience is over or it is worth sending no longer; one
    whose chain has ended is at once. What was acknowledged, put off or found
    false is not, and no reminder is: nobody has to answer it.
    """
    if alert.state not in _WAITS or alert.raised is None:
        return None
    if alert.verification.verdict is Verdict.FALSE or alert.purpose == "reminder":
        return None
    if alert.state is State.UNANSWERED:
        return alert.raised
    patient = alert.raised + PATIENCE[alert.severity]
    return patient if alert.until is None else min(patient, alert.until)
