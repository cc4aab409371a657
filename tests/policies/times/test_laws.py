"""Laws of moments, series and windows, in zones whose clocks change at odd hours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.times.durations import read_duration, written_duration
from policies.times.elections import Election, OnDay, OnPolls, Polls
from policies.times.moments import Moment, at_instant, at_wall, clock
from policies.times.refusals import Refusal
from policies.times.series import Daily, Elapsed, Monthly, MonthlyOn, Series, Weekly
from policies.times.whens import leading_when, read_when
from policies.times.windows import DailyWindow, read_window
from policies.times.zones import zone
from storage.repositories import forms

ZONES = st.sampled_from(
    [
        "UTC", "Europe/Kyiv", "America/New_York", "Africa/Nairobi", "Asia/Kathmandu",
        "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo", "America/Havana", "America/Asuncion",
        "America/Santiago", "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Africa/Casablanca",
    ]
)  # fmt: skip
CHANGES = st.sampled_from(
    [
        datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2027, 4, 3, 15, tzinfo=UTC),
        datetime(2011, 12, 30, 10, tzinfo=UTC), datetime(2027, 3, 27, 22, tzinfo=UTC),
        datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2027, 3, 14, 5, tzinfo=UTC),
    ]
)  # fmt: skip
NEAR = st.builds(lambda one, at: one + timedelta(minutes=at), CHANGES, st.integers(-2000, 2000))
FIRST, LAST = map(datetime.fromisoformat, ("2011-01-01", "2036-01-01"))
INSTANTS = NEAR | st.datetimes(
    FIRST, LAST, timezones=st.just(UTC)
).map(lambda one: one.replace(microsecond=0, fold=0))  # fmt: skip
WALLS = INSTANTS.map(lambda one: one.replace(tzinfo=None, second=0))
MINUTES = st.integers(0, 1439)
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda one: tuple(sorted(one)))
BY_WALL = (
    st.builds(Daily, every=st.integers(1, 10))
    | st.builds(Weekly, days=DAYS, every=st.integers(1, 5))
    | st.builds(Monthly, day=st.integers(1, 31))
    | st.builds(MonthlyOn, which=st.sampled_from([1, 2, 3, 4, -1]), day=st.integers(0, 6))
)
SERIES = st.builds(
    Series, rule=BY_WALL, begins=st.builds(at_instant, INSTANTS, ZONES), at=MINUTES
) | st.builds(
    Series, rule=st.builds(Elapsed, minutes=st.integers(5, 100_000)),
    begins=st.builds(at_instant, INSTANTS, ZONES), at=st.just(0),
)  # fmt: skip


@given(WALLS, ZONES)
def test_a_wall_time_is_shown_at_its_instant_or_shifted_by_the_gap(wall, name):
    found = at_wall(wall, name)
    shown = found.local.replace(tzinfo=None, fold=0)
    assert shown - wall == timedelta(seconds=found.shifted)
    assert found.shifted >= 0
    if found.shifted:
        before = found.instant - timedelta(seconds=found.shifted)
        assert before.astimezone(zone(name)).utcoffset() != found.local.utcoffset()
    if found.twice:
        later = wall.replace(tzinfo=zone(name), fold=1).astimezone(UTC)
        assert found.instant < later
        assert later.astimezone(zone(name)).replace(tzinfo=None, fold=0) == wall


@given(SERIES, INSTANTS, st.integers(1, 6))
def test_runs_rise_and_the_next_is_the_same_wherever_one_begins_to_look(series, after, count):
    runs = series.runs(after, count)
    assert len(runs) == count
    assert all(one.instant > after for one in runs)
    assert all(one.instant >= series.begins.instant for one in runs)
    assert all(one.instant < two.instant for one, two in pairwise(runs))
    step = after
    for run in runs:
        (only,) = series.runs(step, 1)
        assert only == run
        assert series.runs(run.instant - timedelta(seconds=1), 1) == (run,)
        step = only.instant


@given(st.builds(Series, rule=BY_WALL, begins=st.builds(at_instant, INSTANTS, ZONES), at=MINUTES))
def test_a_series_stays_at_its_wall_time_except_where_there_is_none(series):
    for run in series.runs(series.begins.instant, 20):
        wall = datetime.fromisoformat(run.wall)
        assert wall.hour * 60 + wall.minute == series.at
        assert run.local.replace(tzinfo=None) - wall == timedelta(seconds=run.shifted)


@given(INSTANTS, ZONES, MINUTES)
def test_a_day_of_the_series_is_left_out_by_nothing(instant, name, at):
    series = Series(rule=Daily(), begins=at_instant(instant, name), at=at)
    runs = series.runs(instant, 40)
    days = [datetime.fromisoformat(one.wall).date() for one in runs]
    skipped = [two - one for one, two in pairwise(days)]
    # Apia left out a whole day in 2011: two wall times that mean one instant are one run.
    odd = [one for one in skipped if one != timedelta(days=1)]
    assert len(odd) <= 1
    assert not odd or name == "Pacific/Apia"


@given(INSTANTS, ZONES, MINUTES, MINUTES)
def test_a_window_and_the_rest_of_the_day_share_no_instant_and_leave_none(instant, name, one, two):
    if one == two:
        two = (one + 60) % 1440
    night = DailyWindow(start=one, end=two, zone=name)
    day = DailyWindow(start=two, end=one, zone=name)
    ends, others = night.end_of_window(instant), day.end_of_window(instant)
    assert (ends is None) != (others is None)
    for end in filter(None, (ends, others)):
        assert instant < end <= instant + timedelta(hours=50)


@given(st.integers(1, 366 * 24 * 60))
def test_a_duration_is_read_as_it_is_written(minutes):
    lasts = timedelta(minutes=minutes)
    assert read_duration(written_duration(lasts)) == lasts


@given(MINUTES, MINUTES, ZONES)
def test_a_window_is_read_as_it_is_written(start, end, name):
    found = read_window(f"{clock(start)}-{clock(end)} {name}", "UTC")
    if start == end:
        assert isinstance(found, Refusal)
    else:
        assert found == DailyWindow(start=start, end=end, zone=name)
        assert read_window(found.written, name) == found


WORDS = st.sampled_from(
    [
        *("every", "day", "06:00", "in", "2h", "15m", "E-1", "E", "polls", "open", "close", "-2h"),
        *("+30m", "on", "mon,thu", "mon", "month", "first", "last", "31", "weekday", "weeks", "2"),
        *("tomorrow", "today", "2026-12-01", "18:00", "Kyiv", "Europe/Kyiv", "EST", "03/04", ","),
        *("0", "٣", "\u202e", "TLP"),
    ]
)


@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60), ZONES)
def test_any_line_is_a_time_that_comes_or_a_refusal_and_never_a_fault(line, name):
    now = datetime(2026, 11, 26, 16, 0, 17, tzinfo=UTC)
    election = Election(id="e", name="E", zone="UTC", day="2027-01-01", polls_open=1, polls_close=2)
    found = read_when(line, now, name, (election,))
    if isinstance(found, Moment):
        assert found.instant > now
    elif isinstance(found, Series):
        assert found.runs(now, 1)[0].instant > now
    before, rest = leading_when(line, now, name, (election,))
    assert isinstance(before, Refusal) or line.endswith(rest)
    assert isinstance(found, Refusal) or isinstance(before, Refusal) or rest or before == found


RELATIVE = st.builds(
    OnDay, election=st.just("x"), days=st.integers(-9, 9), at=MINUTES, zone=st.just("") | ZONES
) | st.builds(
    OnPolls, election=st.just("x"), edge=st.sampled_from(Polls), minutes=st.integers(-99, 99)
)  # fmt: skip


@given(SERIES | RELATIVE | st.builds(at_wall, WALLS, ZONES))
def test_every_time_survives_being_kept(when):
    kind = type(when)
    assert forms.load(forms.dump(when, kind), kind) == when


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Moment(instant=datetime(2026, 1, 1), zone="UTC", wall="2026-01-01T00:00"),  # noqa: DTZ001
        lambda: Moment(instant=datetime(2026, 1, 1, tzinfo=UTC), zone="EST", wall="2026-01-01"),
        lambda: Weekly(days=()),
        lambda: Weekly(days=(3, 1)),
        lambda: Weekly(days=(7,)),
        lambda: Daily(every=0),
        lambda: Monthly(day=32),
        lambda: MonthlyOn(which=5, day=0),
        lambda: Elapsed(minutes=4),
        lambda: DailyWindow(start=5, end=5, zone="UTC"),
        lambda: DailyWindow(start=5, end=1440, zone="UTC"),
        lambda: OnDay(election="x", days=400, at=0),
        lambda: OnDay(election="x", days=1, at=0, zone="nowhere"),
        lambda: Election(id="x", name="X", zone="UTC", day="2027-02-30"),
        lambda: Election(id="x", name="X", zone="UTC", day="2027-02-03", last="2027-02-02"),
        lambda: Election(id="x", name="X", zone="UTC", day="2027-02-03", polls_open=5),
        lambda: Election(
            id="x", name="X", zone="UTC", day="2027-02-03", polls_open=5, polls_close=5
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_never_made(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()
