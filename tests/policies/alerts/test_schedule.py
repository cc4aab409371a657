"""When a schedule is due, what a delay costs, and that each run is sent once or told as missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.schedule import LATE, Schedule, following, turn
from policies.alerts.severity import Severity
from policies.labels import Label
from policies.times.elections import Election, OnDay
from policies.times.moments import at_instant
from policies.times.whens import read_when

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DRAFT = Alert(
    severity=Severity.MEDIUM, label=Label.GREEN, text="t", origin="institute", author="ann",
    audience=Audience(everybody=True), made=NOW,
)  # fmt: skip
VOTE = Election(id="ke2027", name="Vote", zone="Africa/Nairobi", day="2027-08-10")


def schedule(when, **changed):
    read = read_when(when, NOW, "Europe/Kyiv", (VOTE,)) if isinstance(when, str) else when
    return Schedule(when=read, alert=DRAFT, made=NOW, **changed)


def test_what_is_sent_once_is_due_at_its_time_and_then_never_again() -> None:
    one = schedule("2026-11-26 18:00 Kyiv")
    (due,) = following(one, NOW, 3, ())
    assert due.instant == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert turn(one, due.instant - timedelta(seconds=1), ()).now is None
    done = turn(one, due.instant, ())
    assert (done.now, done.missed, done.next) == (due, 0, None)


@pytest.mark.parametrize(
    ("minutes", "sent", "late", "missed"),
    [(0, True, False, 0), (20, True, True, 0), (60, True, True, 0), (61, False, False, 1)],
)
def test_what_is_late_says_so_while_it_is_worth_sending_and_is_missed_after(
    minutes, sent, late, missed
) -> None:
    one = schedule("2026-11-26 18:00 Kyiv")
    found = turn(one, datetime(2026, 11, 26, 16, tzinfo=UTC) + timedelta(minutes=minutes), ())
    assert (found.now is not None, bool(found.late), found.missed) == (sent, late, missed)


@pytest.mark.parametrize(("minutes", "sent"), [(4, True), (5, False), (6, False)])
def test_what_no_longer_holds_is_missed_however_little_it_is_late(minutes, sent) -> None:
    due = datetime(2026, 11, 26, 16, tzinfo=UTC)
    one = schedule("2026-11-26 18:00 Kyiv")
    one = replace(one, alert=replace(one.alert, until=due + timedelta(minutes=5)))
    found = turn(one, due + timedelta(minutes=minutes), ())
    assert (found.now is not None, found.missed) == (sent, not sent)


def test_a_series_that_missed_many_runs_sends_the_last_and_counts_the_others() -> None:
    one = schedule("every day 06:00", worth=7200)
    found = turn(one, datetime(2026, 12, 1, 5, tzinfo=UTC), ())
    assert found.now is not None
    assert found.now.instant == datetime(2026, 12, 1, 4, tzinfo=UTC)
    assert found.missed == 4
    assert found.next.instant == datetime(2026, 12, 2, 4, tzinfo=UTC)


def test_what_is_told_from_an_election_moves_with_its_day() -> None:
    one = schedule("E-1 20:00")
    assert isinstance(one.when, OnDay)
    assert one.election == "ke2027"
    moved = Election(id="ke2027", name="Vote", zone="Africa/Nairobi", day="2027-08-12")
    (before,) = following(one, NOW, 1, (VOTE,))
    (after,) = following(one, NOW, 1, (moved,))
    assert after.instant - before.instant == timedelta(days=2)
    assert following(one, NOW, 1, ()) == ()


@given(
    st.sampled_from(["every day 02:30 Kyiv", "every 2h", "every mon,thu 06:00", "every 40m"]),
    st.lists(st.integers(1, 60 * 24 * 4), min_size=1, max_size=6),
    st.integers(300, 90_000),
)
def test_whenever_somebody_looks_each_run_is_sent_or_missed_and_none_twice(
    when, pauses, worth
) -> None:
    one = schedule(when, worth=worth)
    now, sent, missed = NOW, [], 0
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        found = turn(one, now, ())
        missed += found.missed
        if found.now is not None:
            sent.append(found.now.instant)
        last = found.now or at_instant(now, "UTC")
        if found.now is not None or found.missed:
            one = schedule(one.when, worth=worth, last=max(last.instant, one.last or NOW))
        assert found.next.instant > now
        assert found.late == timedelta() or found.late > LATE
    assert sent == sorted(set(sent))
    due = [run for run in one.when.runs(NOW, 1_000) if run.instant <= now]
    assert len(sent) + missed == len(due)
