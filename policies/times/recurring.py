"""The grammar of what recurs, behind the word "every".

"day 06:00", "weekday 06:00", "mon,thu 06:00 Nairobi", "3 days 06:00", "2 weeks on mon 06:00",
"month on 31 09:00", "month on last day 09:00", "month on first mon 09:00", "2h", "1h 30m".
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from policies.times.moments import Moment, at_instant
from policies.times.refusals import Fault, Refusal, refused
from policies.times.series import (
    LONGEST_MONTH,
    MOST_OFTEN,
    Daily,
    Elapsed,
    Monthly,
    MonthlyOn,
    Rule,
    Series,
    Weekly,
)
from policies.times.words import TimeWords

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days as they are written in a series."""
_FULL: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS: Final = {**{one: at for at, one in enumerate(WEEK)},
                **{one: at for at, one in enumerate(_FULL)}}  # fmt: skip
WHICH: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
"""Which of a month's days of the week a word means."""
WEEKDAYS: Final = (0, 1, 2, 3, 4)
"""Monday to Friday."""
_COUNT: Final = re.compile(r"[0-9]{1,4}")
_LONGEST: Final = timedelta(days=366)
_MOST: Final = {"days": 366, "weeks": 53}


def day_of_week(word: str) -> int | None:
    """Return the day of the week (Monday is 0) that a word in small letters names."""
    return _DAYS.get(word)


def read_every(words: TimeWords, now: datetime, default: str) -> Series | Refusal:
    """Return the series that words behind "every" tell, by the clock of zone `default` if none."""
    rule = _rule(words)
    if isinstance(rule, Refusal):
        return rule
    if isinstance(rule, Elapsed):
        begins = at_instant(now.replace(second=0, microsecond=0), default)
        return words.finished() or Series(rule=rule, begins=begins)
    at = words.time()
    if isinstance(at, Refusal):
        return at
    zone = words.zone(default)
    if isinstance(zone, Refusal):
        return zone
    return words.finished() or _from_now(rule, at, now, zone)


def _from_now(rule: Rule, at: int, now: datetime, zone: str) -> Series:
    """Return the series whose first run is the next that its rule can mean."""
    each = replace(rule, every=1) if isinstance(rule, Daily | Weekly) else rule
    here: Moment = at_instant(now, zone)
    (first,) = Series(rule=each, begins=here, at=at).runs(now, 1)
    return Series(rule=rule, begins=first, at=at)


def _rule(words: TimeWords) -> Rule | Refusal:
    word = words.peek()
    if word[:1].isdigit() and not _COUNT.fullmatch(word):
        return _elapsed(words)
    if words.accept("day"):
        return Daily()
    if words.accept("weekday"):
        return Weekly(days=WEEKDAYS)
    if words.accept("month"):
        return _monthly(words)
    if words.accept("week"):
        return _weekly(words, 1)
    if _COUNT.fullmatch(word):
        return _counted(words)
    return _on_days(words, 1)


def _elapsed(words: TimeWords) -> Rule | Refusal:
    lasts = words.duration(most=_LONGEST)
    if isinstance(lasts, Refusal):
        if lasts.fault is Fault.TOO_LASTING:
            return Refusal(fault=Fault.TOO_RARE, limit=lasts.limit)
        if lasts.fault is Fault.TOO_SHORT:
            return Refusal(fault=Fault.TOO_OFTEN, limit=MOST_OFTEN)
        return lasts
    minutes = round(lasts / timedelta(minutes=1))
    if minutes < MOST_OFTEN:
        return Refusal(fault=Fault.TOO_OFTEN, limit=MOST_OFTEN)
    return Elapsed(minutes=minutes)


def _counted(words: TimeWords) -> Rule | Refusal:
    shown = words.shown()
    count = int(words.take())
    unit = words.peek()
    if unit not in ("day", "days", "week", "weeks"):
        return words.unknown()
    unit = unit.rstrip("s") + "s"
    if not count:
        return refused(Fault.UNKNOWN_WORD, shown)
    if count > _MOST[unit]:
        return Refusal(fault=Fault.TOO_RARE, limit=round(_LONGEST / timedelta(minutes=1)))
    words.take()
    return Daily(every=count) if unit == "days" else _weekly(words, count)


def _weekly(words: TimeWords, every: int) -> Rule | Refusal:
    return _on_days(words, every) if words.accept("on") else words.unknown()


def _on_days(words: TimeWords, every: int) -> Rule | Refusal:
    """Read "mon,thu", with spaces behind the commas too."""
    if not words.peek().strip(","):
        return words.unknown()
    days: set[int] = set()
    going = True
    while going:
        shown = words.peek()
        going = shown.endswith(",")
        for one in shown.removesuffix(",").split(","):
            day = day_of_week(one)
            if day is None:
                return words.unknown()
            if day in days:
                return refused(Fault.TWICE, one)
            days.add(day)
        words.take()
    return Weekly(days=tuple(sorted(days)), every=every)


def _monthly(words: TimeWords) -> Rule | Refusal:
    if not words.accept("on"):
        return words.unknown()
    word = words.peek()
    if _COUNT.fullmatch(word):
        if not 1 <= int(word) <= LONGEST_MONTH:
            return refused(Fault.NO_SUCH_DAY, word)
        return Monthly(day=int(words.take()))
    which = WHICH.get(word)
    if which is None:
        return words.unknown()
    words.take()
    if which == -1 and words.accept("day"):
        return Monthly(day=LONGEST_MONTH)
    day = day_of_week(words.peek())
    if day is None:
        return words.unknown()
    words.take()
    return MonthlyOn(which=which, day=day)
