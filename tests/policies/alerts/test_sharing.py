"""Whom an alert may reach: the one decision, for rooms and people, and what it never does."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.sharing import for_person, for_place, organisations_of
from policies.community.directory import Directory
from policies.community.exercises import Exercise
from policies.community.people import Organisation, Person, Wall
from policies.community.places import Bridge, Place
from policies.labels import Label, stricter_than
from policies.readings import Restrictions

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NAMES = ("institute", "watch", "ministry", "helpers")
TAGS = {"institute": ("country:KE",), "watch": ("country:KE", "sector:ngo"),
        "ministry": ("country:KE", "sector:government"), "helpers": ("country:UA",)}  # fmt: skip
PEOPLE = tuple(Person(id=f"p-{one}", organisation=one, name=one, telegram=at)
               for at, one in enumerate(NAMES, start=1))  # fmt: skip
PLACES = tuple(
    Place(id=f"r-{one}", platform="telegram", account="main", address=f"-{at}",
          organisations=(one,), members=3)
    for at, one in enumerate(NAMES, start=1)
)  # fmt: skip
DIRECTORY = Directory(
    organisations=tuple(
        Organisation(id=one, name=one.title(), tags=TAGS[one], risk=one == "helpers")
        for one in NAMES
    ),
    people=PEOPLE,
    places=(*PLACES, Place(id="drill", platform="telegram", account="main", address="-9",
                           organisations=("watch",), members=3, exercise=True)),
    bridges=(Bridge(id="two", channels=("r-institute", "r-watch"), agreed=("institute", "watch")),),
    walls=(Wall(organisation="watch", not_to=("sector:government",)),),
    exercises=(Exercise(id="x1", name="x", organisations=NAMES, channels=("drill",)),),
)  # fmt: skip
ALERT = Alert(severity=Severity.HIGH, label=Label.AMBER, text="t", origin="institute",
              author="p-institute", audience=Audience(everybody=True), made=NOW)  # fmt: skip
AUDIENCES = st.builds(
    Audience,
    everybody=st.booleans(),
    bridges=st.sampled_from([(), ("two",)]),
    organisations=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    people=st.lists(st.sampled_from([one.id for one in PEOPLE]), max_size=2, unique=True).map(
        tuple
    ),
    tags=st.lists(st.sampled_from(["country:KE", "sector:ngo"]), max_size=1).map(tuple),
    not_to=st.lists(st.sampled_from([*NAMES, "country:UA"]), max_size=1).map(tuple),
)
ALERTS = st.builds(
    lambda audience, label, origin, not_to, exercise: replace(
        ALERT, audience=audience, label=label, origin=origin, author=f"p-{origin}",
        restrictions=Restrictions(not_to=not_to), exercise=exercise,
    ),
    AUDIENCES, st.sampled_from(Label), st.sampled_from(NAMES),
    st.lists(st.sampled_from(["sector:ngo", "ministry"]), max_size=1).map(tuple),
    st.sampled_from(["", "", "x1"]),
)  # fmt: skip


def person(one, alert):
    who = DIRECTORY.person_by_id(f"p-{one}")
    return for_person(DIRECTORY, alert, who, "telegram", NOW)


def room(one, alert):
    return for_place(DIRECTORY, alert, DIRECTORY.place_by_id(one), NOW)


@pytest.mark.parametrize(
    ("audience", "whose"),
    [
        (Audience(everybody=True), "institute watch ministry helpers"),
        (Audience(bridges=("two",)), "institute watch"),
        (Audience(tags=("country:KE",), not_to=("sector:government",)), "institute watch"),
        (Audience(organisations=("helpers",)), "helpers"),
        (Audience(people=("p-ministry",)), "ministry"),
        (Audience(everybody=True, not_to=("watch",)), "institute ministry helpers"),
        (Audience(), ""),
    ],
)
def test_an_audience_means_these_organisations(audience, whose) -> None:
    assert organisations_of(DIRECTORY, replace(ALERT, audience=audience)) == tuple(whose.split())


def test_a_wall_of_its_origin_leaves_out_whom_the_audience_names() -> None:
    theirs = replace(ALERT, origin="watch", author="p-watch", audience=Audience(everybody=True))
    assert "ministry" not in organisations_of(DIRECTORY, theirs)
    assert not person("ministry", theirs).goes
    assert not room("r-ministry", theirs).goes


def test_red_reaches_the_people_whom_it_names_and_no_room_and_no_colleague() -> None:
    red = replace(ALERT, label=Label.RED, audience=Audience(people=("p-watch",)))
    assert person("watch", red).portion == "text"
    assert not room("r-watch", red).goes
    assert not person("ministry", red).goes


def test_whoever_is_left_out_stays_so_also_where_the_same_alert_names_them() -> None:
    for label in Label:
        named = replace(ALERT, label=label, audience=Audience(
            people=("p-ministry",), not_to=("sector:government",)))  # fmt: skip
        assert not person("ministry", named).goes


def test_who_may_not_have_the_text_gets_the_summary_under_its_own_label() -> None:
    torn = replace(ALERT, label=Label.RED, audience=Audience(
        people=("p-watch",), organisations=("ministry",)), summary="s",
        summary_label=Label.GREEN)  # fmt: skip
    assert person("watch", torn).portion == "text"
    assert person("ministry", torn).portion == "summary"
    assert room("r-ministry", torn).portion == "summary"
    assert not person("helpers", torn).goes


def test_an_exercise_and_a_real_room_never_meet_and_nobody_at_risk_is_disturbed_for_it() -> None:
    drill = replace(ALERT, exercise="x1")
    assert not room("r-watch", drill).goes
    assert room("drill", drill).goes
    assert not room("drill", ALERT).goes
    assert not person("helpers", drill).goes
    assert person("helpers", ALERT).goes


def test_an_organisation_that_has_stopped_everything_gets_nothing() -> None:
    frozen = replace(DIRECTORY, frozen=frozenset({"watch"}))
    assert not for_person(frozen, ALERT, PEOPLE[1], "telegram", NOW).goes


@given(ALERTS, st.sampled_from(Label))
def test_a_stricter_label_reaches_nobody_whom_the_looser_one_does_not(alert, label) -> None:
    if label is alert.label or not stricter_than(label, alert.label):
        return
    stricter = replace(alert, label=label)
    for one in NAMES:
        assert person(one, alert).goes or not person(one, stricter).goes
        assert room(f"r-{one}", alert).goes or not room(f"r-{one}", stricter).goes


@given(ALERTS)
def test_whoever_is_left_out_gets_nothing_in_a_room_or_in_private(alert) -> None:
    meant = set(organisations_of(DIRECTORY, alert)) | {alert.origin}
    for one in NAMES:
        if one not in meant and alert.label is not Label.CLEAR:
            assert not person(one, alert).goes
            assert not room(f"r-{one}", alert).goes


@given(ALERTS)
def test_a_summary_is_never_looser_shared_than_its_own_label_allows(alert) -> None:
    torn = replace(alert, summary="s", summary_label=Label.AMBER)
    plain = replace(alert, label=Label.AMBER)
    for one in NAMES:
        given_ = person(one, torn)
        assert given_.portion != "summary" or person(one, plain).goes
