"""How soon alerts are acknowledged and resolved: one's own organisation by name, others in classes.

Of others nothing is told where there are fewer than `FEWEST`: with one other its class would be its
time, and of two each would know the other's. Only organisations are counted of which the reader may
know at all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from policies.alerts.alert import Alert, Answered, Standing
from policies.alerts.overdue import PATIENCE
from policies.alerts.severity import Severity
from policies.alerts.states import NEVER_RAISED, State

FEWEST: Final = 3
"""So many other organisations there are at least where anything is told of them."""


class Pace(StrEnum):
    """How soon somebody acknowledged, in classes."""

    FIVE_MINUTES = "within 5 minutes"
    QUARTER = "within 15 minutes"
    HOUR = "within an hour"
    LATER = "later"
    NOT = "not"


_BOUNDS: Final = (
    (timedelta(minutes=5), Pace.FIVE_MINUTES),
    (timedelta(minutes=15), Pace.QUARTER),
    (timedelta(hours=1), Pace.HOUR),
)


def pace_of(span: timedelta | None) -> Pace:
    """Return the class of a time, None for whoever has not acknowledged."""
    if span is None:
        return Pace.NOT
    return next((pace for bound, pace in _BOUNDS if span <= bound), Pace.LATER)


def acknowledged_in(alert: Alert, standing: Standing) -> timedelta | None:
    """Return how long an organisation took from when the alert first stood at it.

    None where it has not acknowledged as it stands.
    """
    begun = standing.first or alert.raised
    if standing.answered is not Answered.ACKNOWLEDGED or standing.at is None or begun is None:
        return None
    return max(timedelta(), standing.at - begun)


def resolved_in(alert: Alert) -> timedelta | None:
    """Return how long it was open, None for one that was not resolved."""
    if alert.state is not State.RESOLVED or alert.ended is None or alert.raised is None:
        return None
    return max(timedelta(), alert.ended - alert.raised)


def is_late(alert: Alert, standing: Standing, now: datetime) -> bool:
    """Tell whether an organisation acknowledged later than it should have, or has not by then."""
    begun = standing.first or alert.raised
    if begun is None:
        return False
    took = acknowledged_in(alert, standing)
    if took is None:
        took = (alert.ended or now) - begun
    return took > PATIENCE[alert.severity]


def paces(
    standings: Iterable[tuple[Alert, Standing]], own: str, knows: Callable[[str], bool]
) -> Mapping[Pace, int] | None:
    """Return how many other organisations there are in each class, None for too few of them.

    Where one has several alerts its middle one counts; one not acknowledged is longer than all.
    """
    times: dict[str, list[float]] = {}
    for alert, standing in standings:
        name = standing.organisation
        if name != own and knows(name):
            took = acknowledged_in(alert, standing)
            seconds = float("inf") if took is None else took.total_seconds()
            times.setdefault(name, []).append(seconds)
    if len(times) < FEWEST:
        return None
    counts = Counter(_class(median(one)) for one in times.values())
    return {pace: counts[pace] for pace in Pace if counts[pace]}


def _class(seconds: float) -> Pace:
    return pace_of(None if seconds == float("inf") else timedelta(seconds=seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of the alerts of one severity.

    `asked`, `acknowledged`, `late` and the times to acknowledge are of one's own organisation;
    `missed` were never sent in time; `others` are the other organisations by class, None where too
    few were asked.
    """

    severity: Severity
    alerts: int
    missed: int
    asked: int
    acknowledged: int
    late: int
    middle: timedelta | None
    longest: timedelta | None
    resolved: int
    open_for: timedelta | None
    others: Mapping[Pace, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A period, half-open, with real alerts and those of exercises apart, the worst first."""

    start: datetime
    end: datetime
    organisation: str
    real: tuple[Row, ...]
    exercises: tuple[Row, ...]


def figures(
    alerts: Iterable[Alert],
    own: str,
    knows: Callable[[str], bool],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
) -> Figures:
    """Count what was raised, or was to be, in a period; `alerts` are what the reader may know."""
    real: dict[Severity, list[Alert]] = {}
    drills: dict[Severity, list[Alert]] = {}
    for one in alerts:
        when = one.raised or one.made
        if one.purpose == "reminder":
            continue  # nobody has to answer it
        if one.state not in NEVER_RAISED and start <= when < end:
            kind = drills if one.exercise else real
            kind.setdefault(one.severity, []).append(one)
    return Figures(
        start=start,
        end=end,
        organisation=own,
        real=_rows(real, own, knows, now),
        exercises=_rows(drills, own, knows, now),
    )


def _rows(
    found: Mapping[Severity, Sequence[Alert]], own: str, knows: Callable[[str], bool], now: datetime
) -> tuple[Row, ...]:
    return tuple(
        _row(severity, found[severity], own, knows, now)
        for severity in reversed(Severity)
        if severity in found
    )


def _row(
    severity: Severity,
    alerts: Sequence[Alert],
    own: str,
    knows: Callable[[str], bool],
    now: datetime,
) -> Row:
    sent = [one for one in alerts if one.raised is not None]
    mine = [(one, standing) for one in sent if (standing := one.standing(own)) is not None]
    every = [(one, standing) for one in sent for standing in one.standings]
    took = [span for one, standing in mine if (span := acknowledged_in(one, standing)) is not None]
    open_for = [span for one in sent if (span := resolved_in(one)) is not None]
    return Row(
        severity=severity,
        alerts=len(alerts),
        missed=sum(one.state is State.MISSED for one in alerts),
        asked=len(mine),
        acknowledged=len(took),
        late=sum(is_late(one, standing, now) for one, standing in mine),
        middle=_middle(took),
        longest=max(took, default=None),
        resolved=len(open_for),
        open_for=_middle(open_for),
        others=paces(every, own, knows),
    )


def _middle(spans: Sequence[timedelta]) -> timedelta | None:
    if not spans:
        return None
    return timedelta(seconds=median(one.total_seconds() for one in spans))
