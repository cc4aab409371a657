"""The one table of what may become of an alert; what it does not allow is refused with a reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an alert stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Act(StrEnum):
    """What is done to an alert as a whole, by somebody or by the clock."""

    SCHEDULE = "schedule"
    RAISE = "raise"
    MISS = "miss"
    SATISFY = "satisfy"
    """As many organisations have acknowledged as it needs."""
    UNSATISFY = "unsatisfy"
    """Too few have, after all: one took it back, or the severity was raised."""
    EXHAUST = "exhaust"
    """Everybody in the chain was paged, and the fallback, and it still needs somebody."""
    WIDEN = "widen"
    """It goes to more than had it: somebody may still answer."""
    SNOOZE = "snooze"
    WAKE = "wake"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CANCEL = "cancel"
    CHANGE = "change"
    """Its severity, owner, notes, text: it stays in its state."""
    VERIFY = "verify"
    """Somebody says whether it is so: of what went out, also once it was resolved."""


NEVER_RAISED: Final = frozenset({State.DRAFT, State.SCHEDULED})
LIVE: Final = frozenset({State.RAISED, State.ACKNOWLEDGED, State.SNOOZED, State.UNANSWERED})
"""It went out and is not over."""
OVER: Final = frozenset({State.RESOLVED, State.CANCELLED, State.MISSED})

_TABLE: Final[dict[tuple[State, Act], State]] = {
    (State.DRAFT, Act.SCHEDULE): State.SCHEDULED,
    (State.DRAFT, Act.RAISE): State.RAISED,
    (State.DRAFT, Act.CANCEL): State.CANCELLED,
    (State.DRAFT, Act.CHANGE): State.DRAFT,
    (State.SCHEDULED, Act.RAISE): State.RAISED,
    (State.SCHEDULED, Act.MISS): State.MISSED,
    (State.SCHEDULED, Act.CANCEL): State.CANCELLED,
    (State.SCHEDULED, Act.CHANGE): State.SCHEDULED,
    (State.RAISED, Act.SATISFY): State.ACKNOWLEDGED,
    (State.RAISED, Act.EXHAUST): State.UNANSWERED,
    (State.UNANSWERED, Act.SATISFY): State.ACKNOWLEDGED,
    (State.UNANSWERED, Act.WIDEN): State.RAISED,
    (State.RAISED, Act.WIDEN): State.RAISED,
    (State.ACKNOWLEDGED, Act.WIDEN): State.ACKNOWLEDGED,
    (State.SNOOZED, Act.WIDEN): State.SNOOZED,
    (State.UNANSWERED, Act.EXHAUST): State.UNANSWERED,
    (State.ACKNOWLEDGED, Act.UNSATISFY): State.RAISED,
    (State.ACKNOWLEDGED, Act.SATISFY): State.ACKNOWLEDGED,
    (State.SNOOZED, Act.SATISFY): State.ACKNOWLEDGED,
    (State.RESOLVED, Act.REOPEN): State.RAISED,
    (State.MISSED, Act.RAISE): State.RAISED,
    **{(state, Act.SNOOZE): State.SNOOZED for state in LIVE},
    # One that was answered while it was put off wakes too: for those who have not.
    **{(state, Act.WAKE): state for state in LIVE},
    (State.SNOOZED, Act.WAKE): State.RAISED,
    **{(state, Act.RESOLVE): State.RESOLVED for state in LIVE},
    **{(state, Act.CANCEL): State.CANCELLED for state in LIVE},
    **{(state, Act.CHANGE): state for state in LIVE},
    **{(state, Act.VERIFY): state for state in (*NEVER_RAISED, *LIVE, State.RESOLVED)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Illegal:
    """Why something cannot be done to an alert: the state that it is in, and what was asked."""

    state: State
    act: Act


def after(state: State, act: Act) -> State | Illegal:
    """Return the state that an act leads to, or that it leads nowhere from there."""
    found = _TABLE.get((state, act))
    return Illegal(state=state, act=act) if found is None else found
