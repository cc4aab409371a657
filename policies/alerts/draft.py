"""An alert as it was written and understood, and what a line is read by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from policies.alerts.addressing import Names
from policies.alerts.alert import ANY, Need
from policies.alerts.audience import Audience
from policies.alerts.interference import Interference
from policies.alerts.severity import Severity
from policies.labels import Label
from policies.readings import UNRESTRICTED, Restrictions
from policies.times.elections import Election


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a line is read by: who can be named, the clock, the writer's zone, the elections."""

    names: Names
    now: datetime
    zone: str = "UTC"
    elections: Sequence[Election] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An alert as it was written and understood; nothing of it was filed yet."""

    severity: Severity
    label: Label
    restrictions: Restrictions = UNRESTRICTED
    text: str = field(repr=False)
    audience: Audience
    asked: str = field(default="", repr=False)
    need: Need = ANY
    until: datetime | None = None
    interference: tuple[Interference, ...] = ()
    places: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()
    summary: str = field(default="", repr=False)
    summary_label: Label | None = None
