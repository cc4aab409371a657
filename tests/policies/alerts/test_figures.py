"""Times are counted exactly, and of others nothing is told that names one of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Alert, Answered, Standing, Verdict, Verification
from policies.alerts.audience import Audience
from policies.alerts.figures import FEWEST, Pace, figures, is_late, pace_of, paces, resolved_in
from policies.alerts.overdue import PATIENCE, overdue_from
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label

T0 = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
MINUTES = st.one_of(st.none(), st.integers(0, 300))


def alert(*minutes: tuple[str, int | None], **other: object) -> Alert:
    """Return an alert that these organisations acknowledged after so many minutes, or did not."""
    standings = tuple(
        Standing(organisation=name, first=T0)
        if after is None
        else Standing(
            organisation=name,
            first=T0,
            answered=Answered.ACKNOWLEDGED,
            at=T0 + timedelta(minutes=after),
        )
        for name, after in minutes
    )
    values: dict[str, object] = {
        "state": State.RAISED,
        "severity": Severity.HIGH,
        "label": Label.GREEN,
        "text": "-",
        "origin": "own",
        "author": "ann",
        "audience": Audience(everybody=True),
        "made": T0,
        "raised": T0,
        "standings": standings,
    }
    return Alert(**(values | other))  # type: ignore[arg-type]


def everybody(_organisation: str) -> bool:
    return True


def told(one: Alert, own: str = "own") -> dict[Pace, int] | None:
    found = paces([(one, standing) for standing in one.standings], own, everybody)
    return None if found is None else dict(found)


@pytest.mark.parametrize(
    ("seconds", "pace"),
    [
        (0, Pace.FIVE_MINUTES),
        (300, Pace.FIVE_MINUTES),
        (301, Pace.QUARTER),
        (900, Pace.QUARTER),
        (901, Pace.HOUR),
        (3600, Pace.HOUR),
        (3601, Pace.LATER),
        (None, Pace.NOT),
    ],
)
def test_a_time_belongs_to_the_class_whose_end_it_does_not_pass(
    seconds: int | None, pace: Pace
) -> None:
    assert pace_of(None if seconds is None else timedelta(seconds=seconds)) is pace


def test_the_example_of_the_design_comes_out_as_it_stands_there() -> None:
    one = alert(("own", 1), ("a", 2), ("b", 5), ("c", 0), ("d", 6), ("e", 15), ("f", None))
    assert told(one) == {Pace.FIVE_MINUTES: 3, Pace.QUARTER: 2, Pace.NOT: 1}


@pytest.mark.parametrize("others", range(FEWEST + 2))
def test_of_fewer_than_three_others_nothing_is_told(others: int) -> None:
    one = alert(("own", 1), *((f"o{at}", at) for at in range(others)))
    assert (told(one) is None) is (others < FEWEST)


def test_whom_a_reader_may_not_know_is_in_no_class_and_makes_none_large_enough() -> None:
    one = alert(("own", 1), ("a", 2), ("b", 2), ("walled", 40), ("c", 2))
    standings = [(one, standing) for standing in one.standings]
    assert paces(standings, "own", lambda name: name != "walled") == {Pace.FIVE_MINUTES: 3}
    assert paces(standings, "own", lambda name: name not in ("walled", "a")) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), MINUTES), max_size=12))
def test_classes_count_each_other_organisation_once_and_hide_in_three(
    answers: Sequence[tuple[str, int | None]],
) -> None:
    alerts = [alert(one, ("own", 0)) for one in answers]
    found = paces([(one, each) for one in alerts for each in one.standings], "own", everybody)
    names = {name for name, _ in answers}
    assert (found is None) is (len(names) < FEWEST)
    if found is not None:
        assert sum(found.values()) == len(names)


@given(st.dictionaries(st.sampled_from("abcdef"), MINUTES, min_size=FEWEST), st.randoms())
def test_who_took_which_time_changes_nothing_that_is_told(
    answers: dict[str, int | None], chance: object
) -> None:
    shuffled = list(answers.values())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    other = zip(answers, shuffled, strict=True)
    assert told(alert(*answers.items())) == told(alert(*other))


def test_a_row_counts_ones_own_late_and_missed_ones_and_leaves_drills_apart() -> None:
    late = PATIENCE[Severity.HIGH] / timedelta(minutes=1) + 1
    found = figures(
        [
            alert(("own", 2), ("a", 1)),
            alert(("own", int(late))),
            alert(("own", None)),
            alert(("a", 1), origin="a"),
            alert(state=State.MISSED, raised=None, standings=()),
            alert(("own", 4), state=State.RESOLVED, ended=T0 + timedelta(hours=2)),
            alert(("own", 3), exercise="drill"),
            alert(("own", 1), severity=Severity.LOW),
            alert(("own", 1), raised=T0 + timedelta(days=1)),
            alert(state=State.DRAFT, raised=None),
        ],
        "own",
        everybody,
        start=T0,
        end=T0 + timedelta(days=1),
        now=T0 + timedelta(hours=3),
    )
    high, low = found.real
    assert (high.severity, low.severity) == (Severity.HIGH, Severity.LOW)
    assert (high.alerts, high.missed, high.asked, high.acknowledged) == (6, 1, 4, 3)
    assert high.late == 2
    assert (high.middle, high.longest) == (timedelta(minutes=4), timedelta(minutes=late))
    assert (high.resolved, high.open_for) == (1, timedelta(hours=2))
    assert high.others is None
    assert [one.alerts for one in found.exercises] == [1]


@pytest.mark.parametrize("severity", list(Severity))
def test_late_begins_where_patience_ends(severity: Severity) -> None:
    patience = PATIENCE[severity]
    one = alert(("own", None), severity=severity)
    (standing,) = one.standings
    assert not is_late(one, standing, T0 + patience)
    assert is_late(one, standing, T0 + patience + timedelta(seconds=1))
    assert overdue_from(one) == T0 + patience


@pytest.mark.parametrize(
    ("state", "other", "overdue"),
    [
        (State.RAISED, {}, PATIENCE[Severity.HIGH]),
        (State.RAISED, {"until": T0 + timedelta(minutes=1)}, timedelta(minutes=1)),
        (State.UNANSWERED, {}, timedelta()),
        (State.ACKNOWLEDGED, {}, None),
        (State.SNOOZED, {}, None),
        (State.RESOLVED, {}, None),
        (State.DRAFT, {"raised": None}, None),
    ],
)
def test_an_alert_is_overdue_only_while_it_waits_for_somebody(
    state: State, other: dict[str, object], overdue: timedelta | None
) -> None:
    found = overdue_from(alert(state=state, **other))
    assert found == (None if overdue is None else T0 + overdue)


def test_what_was_cancelled_was_not_resolved() -> None:
    ended = T0 + timedelta(minutes=9)
    assert resolved_in(alert(state=State.CANCELLED, ended=ended)) is None
    assert resolved_in(alert(state=State.RESOLVED, ended=ended)) == timedelta(minutes=9)
    assert Counter(pace.value for pace in Pace).most_common(1)[0][1] == 1


def test_a_reminder_is_neither_overdue_nor_counted() -> None:
    """Nobody has to answer it."""
    one = alert(("watch", None), purpose="reminder")
    assert overdue_from(one) is None
    day = timedelta(days=1)
    told = figures([one], "watch", lambda _: True, start=T0 - day, end=T0 + day, now=T0 + day)
    assert told.real == ()


def test_what_was_found_false_is_not_overdue() -> None:
    one = alert(("watch", None))
    assert overdue_from(one) is not None
    assert overdue_from(replace(one, verification=Verification(verdict=Verdict.FALSE))) is None
