"""Daily windows by the wall clock of a zone, half-open, over midnight too: quiet hours, night duty.

Both edges are moments as `policies.times.moments` means them, so that two windows of which one
ends where the other begins leave no gap and never overlap, in a night that changes its offset too.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from policies.times.moments import MINUTES_A_DAY, at_day, clock
from policies.times.refusals import Fault, Refusal, refused
from policies.times.zones import is_zone, zone, zone_named

_SPAN: Final = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*[-\u2013]\s*([0-9]{1,2}:[0-9]{2})(?:\s+(.+))?")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_LONGEST: Final = 100
_HOURS: Final = 24
_MINUTES: Final = 60
_DAYS: Final = (-2, -1, 0, 1)
"""Around that of an instant: a clock may leave out a whole one (Apia, 2011)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWindow:
    """From `start` to `end`, minutes since midnight, every day; over midnight if `end` is less."""

    start: int
    end: int
    zone: str

    def __post_init__(self) -> None:
        if self.start == self.end or not is_zone(self.zone):
            raise ValueError("a window has two edges and a zone")
        if not all(0 <= edge < MINUTES_A_DAY for edge in (self.start, self.end)):
            raise ValueError("an edge is a time of day")

    def contains(self, instant: datetime) -> bool:
        """Tell whether an instant lies in the window: its start does, its end does not."""
        return self.end_of_window(instant) is not None

    def end_of_window(self, instant: datetime) -> datetime | None:
        """Return when (UTC) the window ends that an instant lies in, None where it lies in none."""
        today = instant.astimezone(zone(self.zone)).date()
        for at in _DAYS:
            start, end = self.on(today + timedelta(days=at))
            if start <= instant < end:
                return end
        return None

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return the two edges (UTC) of the window that begins on a day.

        Where the clock leaves out its start it may be empty: then the end is not after the start.
        """
        over = MINUTES_A_DAY if self.end < self.start else 0
        return (
            at_day(day, self.start, self.zone).instant,
            at_day(day, self.end + over, self.zone).instant,
        )

    @property
    def written(self) -> str:
        """The window in the form that is read, without its zone: "22:00-07:00"."""
        return f"{clock(self.start)}-{clock(self.end)}"


def read_window(text: str, default: str) -> DailyWindow | Refusal:
    """Return the window that "22:00-07:00" or "22:00-07:00 Kyiv" means, else in zone `default`."""
    if not text.strip():
        return refused(Fault.EMPTY)
    found = _SPAN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return refused(Fault.WINDOW_FORM, text)
    edges = [time_of_day(found[1]), time_of_day(found[2])]
    for edge in edges:
        if isinstance(edge, Refusal):
            return edge
    start, end = (edge for edge in edges if isinstance(edge, int))
    where = default if found[3] is None else zone_named(found[3])
    if isinstance(where, Refusal):
        return where
    if start == end:
        return refused(Fault.EMPTY_WINDOW, text)
    return DailyWindow(start=start, end=end, zone=where)


def time_of_day(word: str) -> int | Refusal:
    """Return the minutes since midnight of "6:00" or "18:05", by a clock of 24 hours."""
    found = _TIME.fullmatch(word)
    if found is None:
        return refused(Fault.TIME_FORM, word)
    hours, minutes = int(found[1]), int(found[2])
    if hours >= _HOURS or minutes >= _MINUTES:
        return refused(Fault.NO_SUCH_TIME, word)
    return hours * _MINUTES + minutes
