"""A time as people write it: what recurs, or is told from an election, in the words of its grammar.

Read again, the words mean the same; only from which day on it is counted they do not tell.
"""

from datetime import timedelta
from typing import assert_never

from policies.times.durations import written_duration
from policies.times.elections import OnDay, OnPolls
from policies.times.moments import Moment, clock
from policies.times.recurring import WEEK, WEEKDAYS, WHICH
from policies.times.series import LONGEST_MONTH, Daily, Elapsed, Monthly, MonthlyOn, Series, Weekly
from policies.times.whens import When
from policies.times.zones import city_of, zone_named


def written_when(when: When) -> str:
    """Return the words for what recurs or is told from an election, "" for a mere moment."""
    match when:
        case Moment():
            return ""
        case Series(rule=Elapsed(minutes=minutes)):
            return f"every {_lasting(minutes)}"
        case Series():
            return f"every {_days(when)} {clock(when.at)} {_city(when.zone)}"
        case OnDay():
            day = f"E{when.days:+d}" if when.days else "E"
            there = f" {_city(when.zone)}" if when.zone else ""
            return f"{when.election} {day} {clock(when.at)}{there}"
        case OnPolls():
            edge = f"{when.election} polls {when.edge.value}"
            sign = "-" if when.minutes < 0 else "+"
            return f"{edge} {sign}{_lasting(abs(when.minutes))}" if when.minutes else edge
    assert_never(when)


def _lasting(minutes: int) -> str:
    return written_duration(timedelta(minutes=minutes))


def _days(series: Series) -> str:
    match series.rule:
        case Daily(every=1):
            return "day"
        case Daily(every=every):
            return f"{every} days"
        case Weekly(days=days, every=every):
            named = "weekday" if days == WEEKDAYS else ",".join(WEEK[one] for one in days)
            if every == 1:
                return named
            return f"{every} weeks on {','.join(WEEK[one] for one in days)}"
        case Monthly(day=day):
            return "month on last day" if day == LONGEST_MONTH else f"month on {day}"
        case MonthlyOn(which=which, day=day):
            first = next(word for word, one in WHICH.items() if one == which)
            return f"month on {first} {WEEK[day]}"
    raise ValueError("has no days")


def _city(zone: str) -> str:
    """Return the city of a zone where that means it alone, else the whole of its name."""
    city = city_of(zone)
    return city if zone_named(city) == zone else zone
