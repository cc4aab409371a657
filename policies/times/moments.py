"""Moments: a wall time in a zone, and the instant that it means.

A wall time that comes twice means the first; one that a change of offset leaves out is shifted
forward by the gap, as PEP 495 has it for `fold=0` (https://peps.python.org/pep-0495/).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from policies.times.zones import is_zone, zone

MINUTES_A_DAY: Final = 24 * 60
_MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point in time as it was meant.

    `instant` is UTC. `wall` is the clock of `zone` as it was written, ISO 8601 without an offset.
    `shifted` are the seconds by which that time was moved because the clock leaves it out, and
    `twice` tells that it comes twice, of which this is the first.
    """

    instant: datetime
    zone: str
    wall: str
    shifted: int = 0
    twice: bool = False

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None or not is_zone(self.zone):
            raise ValueError("a moment has an instant and a zone")
        datetime.fromisoformat(self.wall)

    @property
    def local(self) -> datetime:
        """What the clock of the zone shows at that instant."""
        return self.instant.astimezone(zone(self.zone))


def at_wall(wall: datetime, name: str) -> Moment:
    """Return the moment of a wall time (without an offset) in a zone.

    Raises OverflowError where there is no such instant, at the ends of the calendar.
    """
    there = zone(name)
    instant = wall.replace(tzinfo=there, fold=0).astimezone(UTC)
    shown = instant.astimezone(there).replace(tzinfo=None, fold=0)
    gap = round((shown - wall).total_seconds())
    second = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    return Moment(
        instant=instant,
        zone=name,
        wall=_written(wall),
        shifted=gap,
        twice=not gap and second != instant,
    )


def at_day(day: date, minutes: int, name: str) -> Moment:
    """Return the moment of so many minutes on the clock of a day (1440: midnight that ends it)."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time has no offset
    return at_wall(midnight + timedelta(minutes=minutes), name)


def at_instant(instant: datetime, name: str) -> Moment:
    """Return the moment of an instant, with what the clock of a zone shows then."""
    shown = instant.astimezone(zone(name)).replace(tzinfo=None, fold=0)
    return Moment(instant=instant.astimezone(UTC), zone=name, wall=_written(shown))


def clock(minutes: int) -> str:
    """Return minutes since midnight as "18:05"."""
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    return f"{hours:02d}:{rest:02d}"


def _written(wall: datetime) -> str:
    exact = wall.second or wall.microsecond
    return wall.isoformat(timespec="auto" if exact else "minutes")
