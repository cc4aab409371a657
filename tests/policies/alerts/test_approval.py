"""When a second person is needed, who may be it, and what an approval is bound to (C10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.community.directory import load_text
from policies.alerts.alert import Alert
from policies.alerts.approval import bound, holds, named_directly, needed, seconds
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.labels import Label
from policies.readings import Restrictions
from tests.bot.coalition import COALITION

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DIRECTORY = load_text(COALITION, "f", None)
ALL = ("institute", "watch", "radio", "ministry")


def alert(**other: object) -> Alert:
    values = {
        "severity": Severity.CRITICAL,
        "label": Label.GREEN,
        "text": "4 boxes were taken in Kisumu.",
        "origin": "institute",
        "author": "ann",
        "audience": Audience(everybody=True),
        "made": NOW,
    }
    return Alert(**(values | other))


@pytest.mark.parametrize(
    ("other", "needs"),
    [
        ({}, True),
        ({"severity": Severity.HIGH}, False),
        ({"exercise": "night"}, False),
        ({"audience": Audience(everybody=True, not_to=("radio",))}, True),
        ({"audience": Audience(organisations=ALL)}, True),
        ({"audience": Audience(organisations=ALL[1:])}, True),
        ({"audience": Audience(organisations=ALL[1:3])}, False),
        ({"audience": Audience(tags=("country:KE", "country:UA"))}, True),
        ({"audience": Audience(tags=("country:KE",))}, False),
        ({"audience": Audience(people=("bo",))}, False),
    ],
)
def test_a_critical_one_for_everybody_needs_a_second_person_however_that_is_named(other, needs):
    assert needed(alert(**other), DIRECTORY) is needs


def test_organisations_named_beside_everybody_have_it_at_once_and_a_list_of_all_is_no_such():
    both = Audience(everybody=True, organisations=("watch",))
    assert named_directly(alert(audience=both)) == {"watch"}
    assert named_directly(alert(audience=Audience(organisations=ALL))) == frozenset()


def test_the_second_is_on_duty_or_a_steward_elsewhere_and_may_read_it():
    assert [one.id for one in seconds(DIRECTORY, alert(), NOW)] == ["dora", "wes", "rosa", "mads"]
    # Behind a wall nobody reads it, and so nobody approves it.
    ray = alert(origin="radio", author="ray")
    assert [one.id for one in seconds(DIRECTORY, ray, NOW)] == ["nia", "stan", "dora", "wes"]
    locked = replace(DIRECTORY, locked=frozenset({"wes"}))
    assert [one.id for one in seconds(locked, alert(), NOW)] == ["dora", "rosa", "mads"]


def test_where_a_posture_names_the_pool_it_is_that_unless_nobody_of_it_may():
    named = replace(DIRECTORY, approvers=frozenset({"bo", "mads", "rita"}))
    # Rita is at risk, and is asked for nothing.
    assert [one.id for one in seconds(named, alert(), NOW)] == ["bo", "mads"]
    named = replace(DIRECTORY, approvers=frozenset({"ann", "rita"}))
    assert [one.id for one in seconds(named, alert(), NOW)] == ["dora", "wes", "rosa", "mads"]


CHANGES = [
    ("text", "4 boxes were taken in Kisumo.", 59, True),
    ("text", "4 boxes were taken in Kisumo.", 61, False),
    ("text", "5 boxes were taken in Kisumu.", 5, False),
    ("text", "4 boxes were found again in Kisumu.", 5, False),
    ("label", Label.AMBER, 5, False),
    ("label", Label.CLEAR, 5, False),
    ("restrictions", Restrictions(not_to=("radio",)), 5, False),
    ("audience", Audience(everybody=True, not_to=("radio",)), 5, False),
    ("severity", Severity.HIGH, 5, False),
    ("summary", "Boxes.", 5, False),
    ("summary_label", Label.CLEAR, 5, False),
    ("asked", "Send an observer", 5, False),
    ("owner", "nia", 900, True),
    ("places", ("Kisumu",), 900, True),
]


@pytest.mark.parametrize(("key", "value", "after", "stands"), CHANGES)
def test_an_approval_holds_for_what_was_read_and_for_a_mended_typing_error(
    key, value, after, stands
):
    changed = replace(alert(), **{key: value})
    assert holds(alert(), changed, NOW, NOW + timedelta(seconds=after)) is stands


@pytest.mark.parametrize(("key", "value"), [(one[0], one[1]) for one in CHANGES[:12]])
def test_what_is_approved_by_a_button_is_exactly_what_stood_above_it(key, value):
    assert bound(replace(alert(), **{key: value})) != bound(alert())
    assert bound(replace(alert(), owner="nia")) == bound(alert())
