"""Two alerts become one, and nobody gets by it what was not for them (C15)."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Alert, Answered, Need, Standing
from policies.alerts.audience import Audience
from policies.alerts.merging import Unmergeable, merged
from policies.alerts.needs import satisfied
from policies.alerts.severity import Severity
from policies.alerts.states import LIVE, OVER, State
from policies.labels import Label, stricter_than
from policies.readings import Restrictions

NOW = datetime(2027, 1, 1, tzinfo=UTC)
NAMES = ("a", "b", "c", "d")
ALERTS = st.builds(
    lambda state, label, names, answers, not_to, summary, need: Alert(
        state=state,
        severity=Severity.HIGH,
        label=label,
        restrictions=Restrictions(not_to=tuple(not_to)),
        text="text of its own",
        summary="summary" if summary else "",
        summary_label=summary,
        origin="a",
        author="ann",
        audience=Audience(organisations=tuple(names)),
        made=NOW,
        need=need,
        standings=tuple(
            Standing(organisation=one, answered=answer)
            for one, answer in zip(sorted(names), answers, strict=False)
        ),
    ),
    st.sampled_from(sorted(LIVE)),
    st.sampled_from(Label),
    st.sets(st.sampled_from(NAMES), min_size=1),
    st.lists(st.sampled_from(Answered), min_size=4, max_size=4),
    st.sets(st.sampled_from(NAMES)),
    st.none() | st.sampled_from(Label),
    st.sampled_from([Need(), Need(of="every")]),
)


@given(ALERTS, ALERTS)
def test_merging_widens_nothing(into: Alert, other: Alert) -> None:
    found = merged(into, other)
    assert isinstance(found, Alert)
    assert found.audience == into.audience
    assert found.text == into.text
    assert {one.organisation for one in found.standings} == {
        one.organisation for one in into.standings
    }
    for label in (into.label, other.label):
        assert not stricter_than(label, found.label)
    if found.summary_label is not None and into.summary_label is not None:
        assert not stricter_than(into.summary_label, found.summary_label)
    wanted = set(into.restrictions.not_to) | set(other.restrictions.not_to)
    assert set(found.restrictions.not_to) == wanted


@given(ALERTS, ALERTS)
def test_who_has_acknowledged_either_has_acknowledged_it(into: Alert, other: Alert) -> None:
    found = merged(into, other)
    assert isinstance(found, Alert)
    for one in found.standings:
        before, theirs = into.standing(one.organisation), other.standing(one.organisation)
        assert before is not None
        either = Answered.ACKNOWLEDGED in (
            before.answered,
            None if theirs is None else theirs.answered,
        )
        assert (one.answered is Answered.ACKNOWLEDGED) is either
        assert one.answered in (before.answered, Answered.ACKNOWLEDGED)
    if satisfied(found) and not satisfied(into):
        assert found.state is State.ACKNOWLEDGED


@given(ALERTS, ALERTS)
def test_an_exercise_and_a_real_alert_stay_two(into: Alert, other: Alert) -> None:
    assert merged(replace(into, exercise="x"), other) == Unmergeable(why="exercise")
    assert merged(into, replace(other, exercise="x")) == Unmergeable(why="exercise")


@given(ALERTS, ALERTS, st.sampled_from(sorted(OVER)))
def test_nothing_is_merged_into_what_is_over(into: Alert, other: Alert, state: State) -> None:
    assert merged(replace(into, state=state), other) == Unmergeable(why="over")
