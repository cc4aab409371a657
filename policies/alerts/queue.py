"""What the queue keeps of each open alert, grouped by who may know of it; counted, not opened."""

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from policies.alerts.alert import Alert, Answered
from policies.alerts.overdue import overdue_from
from policies.alerts.severity import Severity
from policies.alerts.states import State

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_OPEN: Final = frozenset({Answered.PENDING, Answered.SENT, Answered.SEEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One open alert, without what it says; `waiting` are the organisations yet to answer."""

    id: str
    number: int
    version: int
    severity: Severity
    state: State
    raised: datetime
    overdue: datetime | None
    owner: str
    author: str
    exercise: bool
    waiting: frozenset[str]

    @property
    def order(self) -> tuple[int, int]:
        """The worst first, then by number."""
        return (-self.severity.rank, self.number)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it has waited too long by now."""
        return self.overdue is not None and self.overdue <= now

    def concerns(self, person: str, organisation: str) -> bool:
        """Tell whether it is somebody's: owned, raised, or still to be answered for hers."""
        return person in (self.owner, self.author) or organisation in self.waiting


def line_of(item: str, number: int, version: int, alert: Alert) -> Line:
    """Return what the queue keeps of an alert."""
    return Line(
        id=item,
        number=number,
        version=version,
        severity=alert.severity,
        state=alert.state,
        raised=alert.raised or alert.made,
        overdue=overdue_from(alert),
        owner=alert.owner,
        author=alert.author,
        exercise=bool(alert.exercise),
        waiting=frozenset(
            one.organisation for one in alert.standings if one.answered in _OPEN and not one.gone
        ),
    )


def deciding(alert: Alert) -> Alert:
    """Return an alert as far as it decides who may know of it: what it says is left out.

    Two that come out equal may be known by the same rooms and people.
    """
    return Alert(
        severity=Severity.LOW,
        state=State.RAISED,
        purpose="reminder" if alert.purpose == "reminder" else "alert",
        label=alert.label,
        restrictions=alert.restrictions,
        text="",
        summary="-" if alert.summary else "",
        summary_label=alert.summary_label if alert.summary else None,
        origin=alert.origin,
        author=alert.author,
        audience=alert.audience,
        made=_EPOCH,
        exercise=alert.exercise,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Open alerts that the same rooms and people may know of; `alert` decides for all of them."""

    alert: Alert
    lines: tuple[Line, ...]
    unowned: int = 0
    late: tuple[datetime, ...] = field(default=(), repr=False)
    severities: Mapping[Severity, int] = field(default_factory=dict)
    oldest: Line

    @classmethod
    def of(cls, alert: Alert, lines: Iterable[Line]) -> "Group":
        """Return the group of these lines; there is at least one."""
        ordered = tuple(sorted(lines, key=lambda one: one.order))
        return cls(
            alert=alert,
            lines=ordered,
            unowned=sum(not one.owner for one in ordered),
            late=tuple(sorted(one.overdue for one in ordered if one.overdue is not None)),
            severities=Counter(one.severity for one in ordered),
            oldest=min(ordered, key=lambda one: (one.raised, one.number)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many there are of what somebody may know; `oldest` is the first that was raised."""

    open: int
    unowned: int
    overdue: int
    severities: Mapping[Severity, int]
    oldest: Line | None


def totals(groups: Iterable[Group], now: datetime) -> Totals:
    """Count what stands in these groups."""
    found = list(groups)
    severities: Counter[Severity] = Counter()
    for one in found:
        severities.update(one.severities)
    return Totals(
        open=sum(len(one.lines) for one in found),
        unowned=sum(one.unowned for one in found),
        overdue=sum(bisect_right(one.late, now) for one in found),
        severities=severities,
        oldest=min(
            (one.oldest for one in found), key=lambda one: (one.raised, one.number), default=None
        ),
    )


def in_order(groups: Iterable[Group]) -> Iterator[Line]:
    """Give the lines of these groups, the worst first, then by number."""
    return heapq.merge(*(one.lines for one in groups), key=lambda one: one.order)
