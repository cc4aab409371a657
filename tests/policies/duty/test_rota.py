"""Who is on duty: by the wall clock, through nights that change it, with overrides and swaps."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.duty.rota import (
    Handover,
    Layer,
    Override,
    Rota,
    on_duty,
    shift_at,
    shifts,
    swapped,
)
from policies.times.moments import at_wall
from storage.repositories import forms

HALVES = (Handover(at=6 * 60), Handover(at=18 * 60))
KYIV = "Europe/Kyiv"


def rota(*people, handovers=HALVES, zone=KYIV, start="2026-10-01", more=(), hours=None):
    first = Layer(people=people, handovers=handovers, hours=hours)
    return Rota(id="night", organisation="watch", zone=zone, start=start, layers=(first, *more))


def at(text, zone=KYIV):
    return at_wall(datetime.fromisoformat(text), zone).instant


def override(starts, ends, person, of="night"):
    return Override(rota=of, starts=at(starts), ends=at(ends), person=person)


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("2026-10-01T05:59", None),
        ("2026-10-01T06:00", "ana"),
        ("2026-10-01T17:59", "ana"),
        ("2026-10-01T18:00", "ben"),
        ("2026-10-02T05:59", "ben"),
        ("2026-10-02T06:00", "cat"),
        ("2026-10-02T18:00", "ana"),
        ("2027-10-01T06:00", "ben"),  # 730 turns later
    ],
)
def test_people_take_turns_from_the_first_handover_on(when, who):
    assert on_duty(rota("ana", "ben", "cat"), (), at(when)) == who


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("2026-10-04T23:59", None),
        ("2026-10-05T08:59", None),
        ("2026-10-05T09:00", "ana"),
        ("2026-10-12T08:59", "ana"),
        ("2026-10-12T09:00", "ben"),
        ("2026-10-19T09:00", "ana"),
    ],
)
def test_a_weekly_rota_hands_over_on_its_day(when, who):
    weekly = rota("ana", "ben", handovers=(Handover(at=540, day=0),), start="2026-10-02")
    assert on_duty(weekly, (), at(when)) == who


@pytest.mark.parametrize(
    ("zone", "evening", "hours"),
    [
        (KYIV, "2027-03-27T18:00", 11),
        (KYIV, "2026-10-24T18:00", 13),
        (KYIV, "2026-12-01T18:00", 12),
        ("Australia/Lord_Howe", "2026-10-03T18:00", 11.5),
        ("Australia/Lord_Howe", "2027-04-03T18:00", 12.5),
        ("Asia/Beirut", "2027-03-27T18:00", 11),
        ("Asia/Beirut", "2026-10-24T18:00", 13),
        ("America/Havana", "2026-10-31T18:00", 13),
    ],
)
def test_a_night_shift_lasts_as_long_as_its_night(zone, evening, hours):
    start = at(evening, zone)
    one = shift_at(rota("ana", "ben", "cat", zone=zone), (), start)
    assert (one.starts, one.ends - one.starts) == (start, timedelta(hours=hours))


def test_a_handover_in_an_hour_that_the_clock_leaves_out_leaves_no_gap_and_no_overlap():
    # 02:30 is shifted to 03:30 and so comes after 03:15.
    odd = rota(
        "ana", "ben", "cat", zone="Europe/Berlin",
        handovers=(Handover(at=150), Handover(at=195), Handover(at=720)),
    )  # fmt: skip
    found = shifts(odd, (), at("2027-03-28T00:00", odd.zone), at("2027-03-28T13:00", odd.zone))
    assert [one.ends for one in found[:-1]] == [one.starts for one in found[1:]]
    assert [one.person for one in found] == ["cat", "ben", "cat"]
    assert found[1].starts == at("2027-03-28T03:15", odd.zone)


def test_an_override_counts_from_its_start_to_its_end_and_the_last_given_wins():
    first = override("2026-10-01T08:00", "2026-10-01T20:00", "cat")
    later = override("2026-10-01T10:00", "2026-10-01T11:00", "dan")
    other = override("2026-10-01T08:00", "2026-10-01T20:00", "eve", of="other")
    night = rota("ana", "ben")
    told = [
        on_duty(night, (first, later, other), at(f"2026-10-01T{hour}"))
        for hour in ("07:59", "08:00", "10:00", "11:00", "19:59", "20:00")
    ]
    assert told == ["ana", "cat", "dan", "cat", "cat", "ben"]
    found = shifts(night, (first, later, other), at("2026-10-01T06:00"), at("2026-10-02T06:00"))
    assert [(one.person, one.override) for one in found] == [
        ("ana", False), ("cat", True), ("dan", True), ("cat", True), ("ben", False),
    ]  # fmt: skip


def test_an_override_stands_where_the_rota_has_nobody():
    before = override("2026-09-01T08:00", "2026-09-01T09:00", "cat")
    assert on_duty(rota("ana"), (before,), at("2026-09-01T08:30")) == "cat"
    assert on_duty(rota(), (before,), at("2026-09-01T08:30")) == "cat"
    assert on_duty(rota(), (), at("2026-09-01T08:30")) is None


def test_two_who_swap_have_each_others_shifts_and_nothing_else_changes():
    night = rota("ana", "ben", "cat")
    one, other = (shift_at(night, (), at(f"2026-10-0{day}T07:00")) for day in (1, 2))
    made = swapped(night, one, other)
    span = at("2026-10-01T06:00"), at("2026-10-03T06:00")
    assert [each.person for each in shifts(night, (), *span)] == ["ana", "ben", "cat", "ana"]
    assert [each.person for each in shifts(night, made, *span)] == ["cat", "ben", "ana", "ana"]
    assert swapped(night, one, one) == ()


def test_a_layer_stands_in_outside_the_hours_of_the_one_above_it():
    below = Layer(people=("zoe",), handovers=(Handover(at=0),))
    split = rota("ana", "ben", hours=(18 * 60, 6 * 60), more=(below,))
    told = [
        on_duty(split, (), at(f"2026-10-05T{hour}"))
        for hour in ("05:59", "06:00", "17:59", "18:00")
    ]
    assert told == ["ben", "zoe", "zoe", "ben"]
    alone = rota("ana", "ben", hours=(18 * 60, 6 * 60))
    found = shifts(alone, (), at("2026-10-05T00:00"), at("2026-10-06T00:00"))
    assert [one.person for one in found] == ["ben", None, "ben"]


ZONES = st.sampled_from(
    [KYIV, "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo",
     "America/Havana", "America/Asuncion", "Africa/Nairobi"]
)  # fmt: skip
STARTS = st.dates(date(2026, 9, 20), date(2026, 11, 20)).map(date.isoformat)
HANDOVERS = st.lists(
    st.builds(Handover, at=st.integers(0, 1439), day=st.none() | st.integers(0, 6)),
    min_size=1, max_size=3, unique=True,
).map(tuple)  # fmt: skip
LAYERS = st.builds(
    Layer, people=st.lists(st.sampled_from("abcde"), max_size=4).map(tuple), handovers=HANDOVERS,
    hours=st.none()
    | st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda one: one[0] != one[1]),
)  # fmt: skip
ROTAS = st.builds(
    Rota, id=st.just("night"), organisation=st.just("watch"), zone=ZONES, start=STARTS,
    layers=st.lists(LAYERS, max_size=2).map(tuple),
)  # fmt: skip
NEAR = st.sampled_from(
    [
        datetime(2026, 10, 24, 18, tzinfo=UTC), datetime(2027, 3, 27, 18, tzinfo=UTC),
        datetime(2026, 10, 3, 10, tzinfo=UTC), datetime(2026, 10, 31, 20, tzinfo=UTC),
        datetime(2026, 12, 1, 12, tzinfo=UTC),
    ]
)  # fmt: skip
INSTANTS = st.builds(lambda one, at: one + timedelta(minutes=at), NEAR, st.integers(-3000, 3000))
OVERRIDES = st.lists(
    st.builds(
        lambda start, minutes, person, of: Override(
            rota=of, starts=start, ends=start + timedelta(minutes=minutes), person=person
        ),
        INSTANTS, st.integers(1, 3000), st.sampled_from("xyz"), st.sampled_from(["night", "other"]),
    ),
    max_size=3,
)  # fmt: skip


@given(ROTAS, OVERRIDES, INSTANTS, st.integers(1, 5000), st.lists(st.floats(0, 1), max_size=8))
def test_shifts_fill_the_time_and_say_what_on_duty_says_at_every_instant(
    one, overrides, starts, minutes, looks
):
    ends = starts + timedelta(minutes=minutes)
    found = shifts(one, overrides, starts, ends)
    assert (found[0].starts, found[-1].ends) == (starts, ends)
    assert all(one.ends == two.starts for one, two in pairwise(found))
    assert all(one.starts < one.ends for one in found)
    instants = [each.starts for each in found]
    instants += [each.ends - timedelta(microseconds=1) for each in found]
    instants += [starts + timedelta(minutes=int(minutes * look) - (look == 1)) for look in looks]
    for instant in instants:
        (within,) = [each for each in found if each.starts <= instant < each.ends] or [None]
        if within is not None:
            assert within.person == on_duty(one, overrides, instant)


@given(ZONES, INSTANTS, st.integers(1, 4))
def test_two_handovers_a_day_make_shifts_of_half_a_day_by_the_clock(zone, instant, people):
    one = rota(*[f"p{at}" for at in range(people)], zone=zone, start="2026-09-01")
    for shift in shifts(one, (), instant, instant + timedelta(days=4))[1:-1]:
        lasts = (shift.ends - shift.starts) / timedelta(hours=1)
        if people > 1:
            assert 11 <= lasts <= 13
        assert shift.person is not None


@given(ROTAS)
def test_a_rota_survives_being_kept(one):
    assert forms.load(forms.dump(one, Rota), Rota) == one


def test_an_override_that_cannot_be_is_never_made():
    with pytest.raises(ValueError, match="ends after"):
        override("2026-10-01T08:00", "2026-10-01T08:00", "cat")
    with pytest.raises(ValueError, match="two instants"):
        Override(rota="x", starts=datetime(2026, 1, 1), ends=datetime(2026, 1, 2), person="p")  # noqa: DTZ001
    for wrong in ({"at": 1440}, {"at": 0, "day": 7}):
        with pytest.raises(ValueError, match="a handover is"):
            Handover(**wrong)


@pytest.mark.parametrize(
    ("zone", "odd"),
    [
        (KYIV, {11: 1, 13: 1}),
        ("Australia/Lord_Howe", {11.5: 1, 12.5: 1}),
        ("Asia/Beirut", {11: 1, 13: 1}),
        ("Africa/Nairobi", {}),
    ],
)
def test_a_year_of_shifts_has_two_odd_nights_and_is_as_long_as_the_year(zone, odd):
    night = rota("ana", "ben", "cat", zone=zone, start="2026-01-01")
    found = shifts(night, (), at("2026-07-01T06:00", zone), at("2027-07-01T06:00", zone))
    lasting = [(one.ends - one.starts) / timedelta(hours=1) for one in found]
    assert len(found) == 730
    assert {hours: lasting.count(hours) for hours in set(lasting) - {12}} == odd
    assert sum(lasting) == 365 * 24
    assert [one.person for one in found[:3]] != [one.person for one in found[1:4]]
