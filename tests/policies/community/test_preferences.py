"""What people chose for themselves survives its row, and holds a page in a half-open window."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.community.preferences import Preference, preference_of

MINUTES = st.integers(0, 1439)
WINDOWS = st.tuples(MINUTES, MINUTES).filter(lambda one: one[0] != one[1])
ZONES = st.sampled_from(["", "UTC", "Europe/Kyiv", "Asia/Kathmandu", "America/New_York"])
DOORS = st.lists(st.sampled_from(["telegram.main", "slack.main", "slack.two"]), min_size=1,
                 unique=True).map(tuple)  # fmt: skip
PREFERENCES = st.builds(
    Preference,
    person=st.just("ann"),
    language=st.sampled_from(["", "uk"]),
    zone=ZONES,
    quiet=st.none() | WINDOWS,
    strict=st.booleans(),
    ways=st.dictionaries(st.sampled_from(["", "low", "critical"]), DOORS).map(
        lambda one: tuple(one.items())
    ),
)
INSTANTS = st.integers(1_767_225_600, 1_830_297_600).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
"""Every second of two years."""


@given(PREFERENCES)
def test_what_was_chosen_is_read_again(one):
    assert preference_of("ann", one.body()) == one


@given(PREFERENCES, INSTANTS, st.sampled_from(["low", "medium", "high", "critical"]))
def test_a_page_is_held_to_an_end_that_lies_ahead_and_at_which_it_is_held_no_more(one, now, word):
    until = one.held_until(word, now)
    if until is None:
        return
    assert one.quiet is not None
    assert word != "critical"
    assert now < until
    assert one.held_until(word, until) is None


@pytest.mark.parametrize("body", [{"quiet": [1]}, {"quiet": ["a", 2]}, {"quiet": [5, 5]},
                                  {"ways": "all"}, {"ways": {"": 3}}, {"quiet": 7},
                                  {"quiet": [1, 2], "zone": "Moon"}])  # fmt: skip
def test_what_is_no_preference_is_refused(body):
    with pytest.raises(ValueError, match=r".+"):
        preference_of("ann", body)


def test_a_severity_without_a_choice_has_that_for_every_one_and_else_there_is_none():
    one = Preference(person="ann", ways=(("", ("slack.main",)), ("critical", ("telegram.main",))))
    assert one.doors("critical") == ("telegram.main",)
    assert one.doors("low") == ("slack.main",)
    assert Preference(person="ann").doors("low") is None
