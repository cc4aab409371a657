"""Durations and windows as people write them."""

from datetime import timedelta

import pytest

from policies.times.durations import read_duration, written_duration
from policies.times.refusals import Fault
from policies.times.windows import read_window, time_of_day


@pytest.mark.parametrize(
    ("text", "minutes", "written"),
    [
        ("30m", 30, "30m"),
        ("2h", 120, "2h"),
        ("2h 15m", 135, "2h 15m"),
        ("2H15M", 135, "2h 15m"),
        ("90m", 90, "1h 30m"),
        ("1d", 1440, "1d"),
        ("1w 1d", 8 * 1440, "8d"),
        (["1d", "2h"], 1560, "1d 2h"),
    ],
)
def test_a_duration_is_so_many_minutes(text, minutes, written):
    found = read_duration(text)
    assert found == timedelta(minutes=minutes)
    assert written_duration(found) == written


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.EMPTY),
        ([], Fault.EMPTY),
        ("30", Fault.DURATION_FORM),
        ("m", Fault.DURATION_FORM),
        ("30 minutes", Fault.DURATION_FORM),
        ("-30m", Fault.DURATION_FORM),
        ("1.5h", Fault.DURATION_FORM),
        ("15m 2h", Fault.DURATION_FORM),
        ("2h 2h", Fault.DURATION_FORM),
        ("٣m", Fault.DURATION_FORM),
        ("999999m", Fault.DURATION_FORM),
        ("0m", Fault.TOO_SHORT),
        ("25h", Fault.TOO_LASTING),
    ],
)
def test_what_is_no_duration_or_beyond_the_limits_is_refused(text, fault):
    found = read_duration(text, most=timedelta(days=1))
    assert found.fault is fault
    assert found.limit == {Fault.TOO_SHORT: 1, Fault.TOO_LASTING: 1440}.get(fault, 0)


def test_nothing_at_all_lasts_no_minutes():
    assert written_duration(timedelta(0)) == "0m"
    assert written_duration(timedelta(hours=-1)) == "0m"


@pytest.mark.parametrize(
    ("text", "edges", "zone"),
    [
        ("22:00-07:00", (1320, 420), "Europe/Kyiv"),
        ("6:00 - 07:30", (360, 450), "Europe/Kyiv"),
        ("22:00\u201307:00 Nairobi", (1320, 420), "Africa/Nairobi"),
        ("00:00-23:59 UTC", (0, 1439), "UTC"),
    ],
)
def test_a_window_has_two_edges_and_a_zone(text, edges, zone):
    found = read_window(text, "Europe/Kyiv")
    assert ((found.start, found.end), found.zone) == (edges, zone)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.EMPTY),
        ("22:00", Fault.WINDOW_FORM),
        ("22-07", Fault.WINDOW_FORM),
        ("22:00 to 07:00", Fault.WINDOW_FORM),
        ("22:00-07:00 " + "x" * 200, Fault.WINDOW_FORM),
        ("22:00-24:00", Fault.NO_SUCH_TIME),
        ("22:00-22:00", Fault.EMPTY_WINDOW),
        ("22:00-07:00 Kyvi", Fault.UNKNOWN_ZONE),
        ("22:00-07:00 EST", Fault.ABBREVIATED_ZONE),
    ],
)
def test_what_is_no_window_is_refused(text, fault):
    assert read_window(text, "Europe/Kyiv").fault is fault


def test_a_time_of_day_is_by_a_clock_of_24_hours():
    assert [time_of_day(one) for one in ("0:00", "06:05", "23:59")] == [0, 365, 1439]
    assert time_of_day("6:5").fault is Fault.TIME_FORM
    assert time_of_day("23:60").fault is Fault.NO_SUCH_TIME
