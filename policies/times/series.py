"""Series: what recurs by the wall clock of a zone, and the instants at which it falls due.

06:00 stays 06:00 across a change of offset. "every 2h" alone counts elapsed time: there are two
hours between any two of its runs.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count as counting
from itertools import islice
from typing import Final, TypeAlias

from policies.times.moments import MINUTES_A_DAY, Moment, at_day, at_instant
from policies.times.zones import is_zone, zone

MOST_OFTEN: Final = 5
"""Minutes between two runs, at the least."""
LONGEST_MONTH: Final = 31
"""Days of the longest month; in a shorter one its last day is meant."""
_MOST_DAYS: Final = 366
_MOST_WEEKS: Final = 53
_DAYS_A_WEEK: Final = 7
_FOURTH: Final = 4
_DAY: Final = timedelta(days=1)
_ISO_DAY: Final = len("2026-12-01")
_LEAST: Final = timedelta(microseconds=1)
_BACK: Final = 2 * _DAY
"""A run lies no further from its wall time: offsets change by less than a day, or by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Every so many days, counted from the day on which the series begins."""

    every: int = 1

    def __post_init__(self) -> None:
        _within(1, self.every, _MOST_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """On some days of the week (Monday is 0), every so many weeks from the first on."""

    days: tuple[int, ...]
    every: int = 1

    def __post_init__(self) -> None:
        _within(1, self.every, _MOST_WEEKS)
        if not self.days or self.days != tuple(sorted(set(self.days))):
            raise ValueError("days of the week are given once each, in their order")
        for one in self.days:
            _within(0, one, _DAYS_A_WEEK - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """On a day of every month; in a month that is shorter, on its last day."""

    day: int

    def __post_init__(self) -> None:
        _within(1, self.day, LONGEST_MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyOn:
    """On the first to fourth (1 to 4) or the last (-1) of a day of the week in every month."""

    which: int
    day: int

    def __post_init__(self) -> None:
        if self.which != -1:
            _within(1, self.which, _FOURTH)
        _within(0, self.day, _DAYS_A_WEEK - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """After every so many minutes, counted from the instant at which the series begins."""

    minutes: int

    def __post_init__(self) -> None:
        _within(MOST_OFTEN, self.minutes, _MOST_DAYS * MINUTES_A_DAY)


Rule: TypeAlias = Daily | Weekly | Monthly | MonthlyOn | Elapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What recurs at `at`, minutes since midnight.

    `begins` is the moment from which it counts: its first run, but for what counts elapsed time,
    of which the first run comes one step later.
    """

    rule: Rule
    begins: Moment
    at: int = 0

    def __post_init__(self) -> None:
        _within(0, self.at, MINUTES_A_DAY - 1)

    @property
    def zone(self) -> str:
        """The zone by whose clock it recurs."""
        return self.begins.zone

    def runs(self, after: datetime, count: int) -> tuple[Moment, ...]:
        """Return the next runs that lie after an instant, fewer at the end of the calendar.

        A run whose wall time the clock leaves out is shifted; where that would make two of one
        instant there is one.
        """
        return tuple(islice(self._after(after), count))

    def _after(self, after: datetime) -> Iterator[Moment]:
        last = max(after, self.begins.instant - _LEAST)
        for run in self._candidates(last):
            if run.instant > last:
                last = run.instant
                yield run

    def _candidates(self, after: datetime) -> Iterator[Moment]:
        if isinstance(self.rule, Elapsed):
            yield from self._elapsed(self.rule, after)
            return
        try:
            first = max(_local(after, self.zone) - _BACK, self.first_day)
            for day in _days(self.rule, self.first_day, first):
                yield at_day(day, self.at, self.zone)
        except OverflowError:  # the calendar ends
            return

    def _elapsed(self, rule: Elapsed, after: datetime) -> Iterator[Moment]:
        start = self.begins.instant
        step = timedelta(minutes=rule.minutes)
        try:
            for at in counting(max(1, (after - start) // step)):
                yield at_instant(start + at * step, self.zone)
        except OverflowError:
            return

    @property
    def first_day(self) -> date:
        """The day, by the zone's clock, on which the series begins."""
        return date.fromisoformat(self.begins.wall[:_ISO_DAY])


def _days(rule: Rule, begins: date, first: date) -> Iterator[date]:
    """Return the days of a rule from `first` on; raises OverflowError after the last of all."""
    match rule:
        case Daily(every=every):
            behind = -(first - begins).days % every
            for at in counting():
                yield first + timedelta(days=behind + at * every)
        case Weekly():
            yield from _weekly(rule, begins, first)
        case Monthly() | MonthlyOn():
            for year, month in _months(first):
                one = _day_of(rule, year, month)
                if one >= first:
                    yield one
        case Elapsed():
            raise ValueError("has no days")


def _weekly(rule: Weekly, begins: date, first: date) -> Iterator[date]:
    monday = begins - begins.weekday() * _DAY
    weeks = (first - monday).days // _DAYS_A_WEEK
    for week in counting(weeks - weeks % rule.every, rule.every):
        for day in rule.days:
            one = monday + timedelta(days=week * _DAYS_A_WEEK + day)
            if one >= first:
                yield one


def _months(first: date) -> Iterator[tuple[int, int]]:
    for at in counting(first.year * 12 + first.month - 1):
        year, month = divmod(at, 12)
        if year > date.max.year:
            raise OverflowError
        yield year, month + 1


def _day_of(rule: Monthly | MonthlyOn, year: int, month: int) -> date:
    weekday, length = calendar.monthrange(year, month)
    if isinstance(rule, Monthly):
        return date(year, month, min(rule.day, length))
    first = 1 + (rule.day - weekday) % _DAYS_A_WEEK
    if rule.which > 0:
        return date(year, month, first + (rule.which - 1) * _DAYS_A_WEEK)
    return date(year, month, first + (length - first) // _DAYS_A_WEEK * _DAYS_A_WEEK)


def _local(instant: datetime, name: str) -> date:
    if not is_zone(name):
        raise ValueError("is not the name of a zone")
    return instant.astimezone(zone(name)).date()


def _within(least: int, value: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"must lie between {least} and {most}")
