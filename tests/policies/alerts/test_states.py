"""What may become of an alert: one table, with no way around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.states import LIVE, NEVER_RAISED, OVER, Act, Illegal, State, after

WAYS = [
    ("draft", "raise", "raised"),
    ("draft", "schedule", "scheduled"),
    ("draft", "cancel", "cancelled"),
    ("scheduled", "raise", "raised"),
    ("scheduled", "miss", "missed"),
    ("scheduled", "cancel", "cancelled"),
    ("raised", "satisfy", "acknowledged"),
    ("raised", "exhaust", "unanswered"),
    ("raised", "snooze", "snoozed"),
    ("raised", "resolve", "resolved"),
    ("raised", "cancel", "cancelled"),
    ("unanswered", "satisfy", "acknowledged"),
    ("acknowledged", "unsatisfy", "raised"),
    ("acknowledged", "resolve", "resolved"),
    ("snoozed", "wake", "raised"),
    ("snoozed", "satisfy", "acknowledged"),
    ("resolved", "reopen", "raised"),
]
NO_WAYS = [
    ("resolved", "satisfy"),  # an acknowledgement never reopens what is resolved (C4)
    ("resolved", "cancel"),
    ("cancelled", "reopen"),
    ("cancelled", "raise"),
    ("missed", "satisfy"),
    ("draft", "satisfy"),
    ("draft", "resolve"),
    ("scheduled", "snooze"),
    ("raised", "raise"),
    ("resolved", "change"),
]


@pytest.mark.parametrize(("state", "act", "then"), WAYS)
def test_an_act_leads_from_one_state_to_another(state, act, then) -> None:
    assert after(State(state), Act(act)) is State(then)


@pytest.mark.parametrize(("state", "act"), NO_WAYS)
def test_what_leads_nowhere_is_told_as_a_fact_and_raises_nothing(state, act) -> None:
    assert after(State(state), Act(act)) == Illegal(state=State(state), act=Act(act))


def test_every_state_belongs_to_one_part_of_an_alerts_life() -> None:
    assert sorted([*NEVER_RAISED, *LIVE, *OVER]) == sorted(State)


@given(st.lists(st.sampled_from(Act), max_size=30))
def test_whatever_is_done_in_any_order_what_was_cancelled_stays_so(acts) -> None:
    state = State.DRAFT
    for act in acts:
        then = after(state, act)
        if isinstance(then, State):
            assert state is not State.CANCELLED
            state = then
    assert state in State


@given(st.lists(st.sampled_from(Act), max_size=30))
def test_only_raising_makes_an_alert_live_and_only_a_reopening_brings_it_back(acts) -> None:
    state = State.DRAFT
    for act in acts:
        then = after(state, act)
        if not isinstance(then, State):
            continue
        if then in LIVE and state not in LIVE:
            assert act in (Act.RAISE, Act.REOPEN)
        state = then
