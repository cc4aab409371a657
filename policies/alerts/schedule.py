"""What is sent at a time: once, again and again, or told from an election; and what a delay costs.

After a downtime (C5): a run that is still worth sending is sent and says how late it is; one that
is past that, or past the time until which its alert holds, is missed. Of several runs that fell
due at once the last that is worth it is sent, and the others are told as one number, never as a
burst.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from policies.alerts.alert import Alert, Purpose
from policies.times.elections import Election, OnDay, OnPolls
from policies.times.moments import Moment
from policies.times.series import Series
from policies.times.whens import When, next_runs

Progress: TypeAlias = Literal["draft", "active", "paused", "cancelled", "over"]
LATE: Final = timedelta(seconds=30)
"""A run that is later than this says so."""
STILL_WORTH: Final = timedelta(hours=1)
"""How long after its time a run is sent, where nobody said otherwise; never behind the next one."""
_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is sent, when, and how it stands; its number and origin the docket knows.

    `alert` is what each run is made of; one is sent up to `worth` seconds after its time, and none
    of a series after `ends`. `sent` and `missed` count the runs; up to `last` all that was due is
    done. `replaces` is the number of the schedule in whose place it comes, 0 for none. `shown` are
    the door and the account by which its author sees it, `by` who paused, resumed or cancelled it
    last, "" for nobody.
    """

    progress: Progress = "draft"
    when: Moment | Series | OnDay | OnPolls
    alert: Alert = field(repr=False)
    ends: datetime | None = None
    worth: int = int(STILL_WORTH.total_seconds())
    made: datetime
    sent: int = 0
    missed: int = 0
    last: datetime | None = None
    replaces: int = 0
    shown: tuple[str, str] = field(default=("", ""), repr=False)
    by: str = ""

    @property
    def purpose(self) -> Purpose:
        """What it is for."""
        return self.alert.purpose

    @property
    def election(self) -> str:
        """The election that its time is told from, "" for none."""
        return self.when.election if isinstance(self.when, OnDay | OnPolls) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a look at a schedule comes to: what is sent now, how many were missed, what is next."""

    now: Moment | None = None
    late: timedelta = timedelta()
    missed: int = 0
    next: Moment | None = None


def following(
    schedule: Schedule, after: datetime, count: int, elections: Sequence[Election]
) -> tuple[Moment, ...]:
    """Return the next runs of a schedule behind an instant, none after its end."""
    ends = schedule.ends
    runs = next_runs(schedule.when, after, count, elections)
    return tuple(one for one in runs if ends is None or one.instant <= ends)


def turn(schedule: Schedule, now: datetime, elections: Sequence[Election]) -> Turn:
    """Return what is to be done about a schedule at an instant, from what was done before."""
    after = schedule.made if schedule.last is None else schedule.last
    latest: Moment | None = None
    count = 0
    while runs := [
        one for one in following(schedule, after, _AT_ONCE, elections) if one.instant <= now
    ]:
        count += len(runs)
        latest = runs[-1]
        after = latest.instant
    coming = next(iter(following(schedule, max(now, after), 1, elections)), None)
    if latest is None:
        return Turn(next=coming)
    late = now - latest.instant
    until = schedule.alert.until
    worth = late <= timedelta(seconds=schedule.worth) and (until is None or now < until)
    return Turn(
        now=latest if worth else None,
        late=late if worth and late > LATE else timedelta(),
        missed=count - worth,
        next=coming,
    )


def once(when: When) -> bool:
    """Tell whether something comes one time only."""
    return not isinstance(when, Series)
