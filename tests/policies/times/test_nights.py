"""Nights on which the clock changes, leap days and the ends of months, by example."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from policies.times.moments import at_instant, at_wall
from policies.times.series import Daily, Elapsed, Monthly, MonthlyOn, Series, Weekly
from policies.times.windows import DailyWindow

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
wall = datetime.fromisoformat

SHIFTED = [  # zone, wall time that there is not, what the clock shows instead
    ("Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:30"),
    ("America/New_York", "2027-03-14T02:00", "2027-03-14T03:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45"),  # half an hour
    ("Asia/Beirut", "2027-03-28T00:00", "2027-03-28T01:00"),  # at midnight
    ("Africa/Cairo", "2026-04-24T00:10", "2026-04-24T01:10"),
    ("America/Havana", "2027-03-14T00:30", "2027-03-14T01:30"),
    ("America/Asuncion", "2023-10-01T00:00", "2023-10-01T01:00"),
    ("America/Santiago", "2026-09-06T00:00", "2026-09-06T01:00"),
    ("Pacific/Apia", "2011-12-30T06:00", "2011-12-31T06:00"),  # a whole day
]
TWICE = [  # zone, wall time that comes twice, the offset of the first in minutes
    ("Europe/Berlin", "2026-10-25T02:30", 120),
    ("America/New_York", "2026-11-01T01:30", -240),
    ("Australia/Lord_Howe", "2027-04-04T01:45", 660),
    ("Asia/Beirut", "2026-10-24T23:30", 180),
    ("Africa/Cairo", "2026-10-29T23:30", 180),
    ("America/Havana", "2026-11-01T00:30", -240),
    ("America/Asuncion", "2024-03-23T23:30", -180),
]


@pytest.mark.parametrize(("name", "wall", "shown"), SHIFTED)
def test_a_time_that_the_clock_leaves_out_is_shifted_by_the_gap_and_says_so(name, wall, shown):
    found = at_wall(datetime.fromisoformat(wall), name)
    assert found.local.replace(tzinfo=None) == datetime.fromisoformat(shown)
    gap = datetime.fromisoformat(shown) - datetime.fromisoformat(wall)
    assert (found.wall, found.shifted, found.twice) == (wall, gap.total_seconds(), False)


@pytest.mark.parametrize(("name", "wall", "offset"), TWICE)
def test_a_time_that_comes_twice_is_the_first_and_says_so(name, wall, offset):
    found = at_wall(datetime.fromisoformat(wall), name)
    assert found.local.utcoffset() == timedelta(minutes=offset)
    assert (found.wall, found.shifted, found.twice) == (wall, 0, True)


@pytest.mark.parametrize(("name", "wall"), [(name, wall) for name, wall, _ in SHIFTED + TWICE])
def test_a_daily_series_runs_exactly_once_in_such_a_night(name, wall):
    there = datetime.fromisoformat(wall)
    series = Series(
        rule=Daily(), begins=at_instant(BEGINNING.replace(year=2011), name),
        at=there.hour * 60 + there.minute,
    )  # fmt: skip
    around = at_wall(there, name).instant
    runs = series.runs(around - timedelta(days=3), 5)
    assert [one for one in runs if one.instant == around] == [
        at_wall(datetime.fromisoformat(runs[2].wall), name)
    ]
    steps = [two.instant - one.instant for one, two in pairwise(runs)]
    assert all(timedelta(hours=22) < one < timedelta(hours=26) for one in steps)


def test_what_counts_elapsed_time_does_not_care_for_the_clock():
    series = Series(
        rule=Elapsed(minutes=120), at=0,
        begins=at_wall(wall("2026-10-24T20:00"), "Europe/Berlin"),
    )  # fmt: skip
    runs = series.runs(series.begins.instant, 6)
    assert [one.local.strftime("%H:%M") for one in runs] == [
        "22:00", "00:00", "02:00", "03:00", "05:00", "07:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Tokyo"]
)
def test_a_year_of_a_weekly_series_keeps_its_hour_through_both_changes(name):
    series = Series(
        rule=Weekly(days=(6,)), at=6 * 60, begins=at_wall(wall("2026-01-04T06:00"), name)
    )
    runs = series.runs(BEGINNING, 53)
    assert [one.local.strftime("%a %H:%M") for one in runs] == ["Sun 06:00"] * 53
    assert runs[-1].local.date().isoformat() == "2027-01-03"
    assert len({one.instant for one in runs}) == 53


def days(rule, count, begins="2027-11-01"):
    series = Series(rule=rule, at=540, begins=at_wall(wall(begins), "Europe/Kyiv"))
    return [one.wall[:10] for one in series.runs(BEGINNING, count)]


def test_months_that_are_shorter_run_on_their_last_day_and_leap_years_have_one_more():
    assert days(Monthly(day=31), 6) == [
        "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30",
    ]  # fmt: skip
    assert days(Monthly(day=29), 5, "2026-12-30") == [
        "2027-01-29", "2027-02-28", "2027-03-29", "2027-04-29", "2027-05-29",
    ]  # fmt: skip
    assert days(MonthlyOn(which=-1, day=1), 5) == [
        "2027-11-30", "2027-12-28", "2028-01-25", "2028-02-29", "2028-03-28",
    ]  # fmt: skip
    assert days(Daily(every=2), 3, "2028-02-27") == [
        "2028-02-27", "2028-02-29", "2028-03-02",
    ]  # fmt: skip


def test_a_series_ends_with_the_calendar_and_not_with_a_fault():
    last = datetime(9999, 12, 20, tzinfo=UTC)
    for rule in (Daily(), Weekly(days=(0,)), Monthly(day=31), MonthlyOn(which=1, day=0)):
        series = Series(rule=rule, at=0, begins=at_wall(wall("2026-01-01"), "UTC"))
        assert len(series.runs(last, 20)) < 20
    elapsed = Series(rule=Elapsed(minutes=9999), begins=at_wall(wall("2026-01-01"), "UTC"))
    assert len(elapsed.runs(last, 20)) < 20


def inside(window, instant):
    return window.contains(datetime.fromisoformat(instant).replace(tzinfo=UTC))


def test_quiet_hours_are_half_open_and_go_over_midnight():
    night = DailyWindow(start=22 * 60, end=7 * 60, zone="Europe/Kyiv")  # UTC+2 in winter
    assert [inside(night, f"2026-12-01T{at}") for at in ("19:59", "20:00", "04:59", "05:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    ends = datetime(2026, 12, 2, 5, 0, tzinfo=UTC)
    assert night.end_of_window(datetime(2026, 12, 1, 20, 0, tzinfo=UTC)) == ends
    assert night.end_of_window(ends) is None
    noon = DailyWindow(start=12 * 60, end=13 * 60, zone="Europe/Kyiv")
    assert inside(noon, "2026-12-01T10:30")
    assert not inside(noon, "2026-12-01T11:00")


@pytest.mark.parametrize(
    ("evening", "hours"), [("2027-03-27", 8), ("2026-10-24", 10), ("2026-12-01", 9)]
)
def test_a_window_over_a_change_lasts_as_long_as_the_night_does(evening, hours):
    night = DailyWindow(start=22 * 60, end=7 * 60, zone="Europe/Kyiv")
    start, end = night.on(datetime.fromisoformat(evening).date())
    assert end - start == timedelta(hours=hours)
    assert night.contains(start)
    assert not night.contains(end)
    assert night.contains(end - timedelta(microseconds=1))


def test_a_window_that_ends_in_the_repeated_hour_ends_the_first_time_and_stays_ended():
    window = DailyWindow(start=22 * 60, end=150, zone="Europe/Berlin")  # 02:30 comes twice
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert window.contains(first - timedelta(minutes=1))
    assert not any(window.contains(first + timedelta(minutes=at)) for at in range(0, 300, 7))


def test_a_window_that_the_clock_leaves_out_is_shifted_whole():
    window = DailyWindow(start=130, end=170, zone="Europe/Berlin")  # 02:10 to 02:50
    start, end = window.on(date(2027, 3, 28))
    assert (start, end) == (
        datetime(2027, 3, 28, 1, 10, tzinfo=UTC), datetime(2027, 3, 28, 1, 50, tzinfo=UTC),
    )  # fmt: skip
