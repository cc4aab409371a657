"""Who may know of a report: the same decision as for everything else, and never a wider one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text
from policies.community.directory import Directory
from policies.intake.report import Report
from policies.intake.sharing import addressed, for_person, for_place
from policies.labels import Label, stricter_than
from policies.readings import Restrictions
from policies.sharing.spreading import GOES
from tests.bot.coalition import COALITION
from tests.bot.intake.conftest import ROOMS
from tests.bot.small_house import ACCOUNTS

NOW = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)
BRIDGE = """
[[bridge]]
id = "watching"
channels = ["tips", "watchduty"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]
"""
DIRECTORY = load_text(COALITION + ROOMS, "f", ACCOUNTS)
BRIDGED = load_text(COALITION + ROOMS + BRIDGE, "f", ACCOUNTS)
ROOM = st.sampled_from([one.id for one in DIRECTORY.places])
PERSON = st.sampled_from([one.id for one in DIRECTORY.people])
LABELS = st.sampled_from(Label)


def report(**other: object) -> Report:
    values = {"text": "x", "label": Label.GREEN, "origin": "institute", "room": "tips",
              "reporter": "ann", "made": NOW}  # fmt: skip
    return Report(**(values | other))  # type: ignore[arg-type] # its own fields


def goes(made: Report, room: str, directory: Directory = DIRECTORY) -> bool:
    place = directory.place_by_id(room)
    assert place is not None
    return for_place(directory, made, place, NOW).outcome in GOES


@pytest.mark.parametrize(
    ("label", "rooms"),
    [
        (Label.CLEAR, {"duty", "watchduty", "officeduty"}),
        (Label.GREEN, {"duty", "watchduty", "officeduty"}),
        (Label.AMBER, {"duty"}),
        (Label.AMBER_STRICT, {"duty"}),
        (Label.RED, set()),
        (None, set()),
    ],
)
def test_a_label_lets_it_stand_in_some_duty_rooms(label: Label | None, rooms: set[str]) -> None:
    made = report(label=label)
    assert {one for one in ("duty", "watchduty", "officeduty") if goes(made, one)} == rooms


def test_a_bridge_addresses_those_who_agreed_up_to_its_ceiling() -> None:
    assert addressed(BRIDGED, report(label=Label.AMBER)) == {"institute", "watch"}
    assert addressed(BRIDGED, report(label=Label.AMBER_STRICT)) == {"institute"}
    assert goes(report(label=Label.AMBER), "watchduty", BRIDGED)
    assert not goes(report(label=Label.AMBER_STRICT), "watchduty", BRIDGED)


def test_walls_and_restrictions_hold() -> None:
    assert not goes(report(origin="radio", reporter="ray", room="radiotips"), "officeduty")
    kept = Restrictions(not_to=("watch",))
    assert not goes(report(restrictions=kept), "watchduty")
    assert goes(report(restrictions=kept), "officeduty")


def test_somebody_unknown_is_believed_by_the_rooms_own_organisation_alone() -> None:
    made = report(reporter="", label=Label.AMBER)
    assert goes(made, "duty")
    assert not goes(made, "watchduty", BRIDGED)


@given(ROOM, LABELS, LABELS, st.sampled_from([DIRECTORY, BRIDGED]))
def test_a_stricter_label_never_reaches_a_room_that_the_looser_does_not(
    room: str, one: Label, other: Label, directory: Directory
) -> None:
    strict, loose = (one, other) if stricter_than(one, other) else (other, one)
    made = report(label=strict)
    if goes(made, room, directory):
        assert goes(replace(made, label=loose), room, directory)


@given(PERSON, LABELS)
def test_nobody_has_in_private_what_no_room_of_theirs_may_have(name: str, label: Label) -> None:
    person = DIRECTORY.person_by_id(name)
    assert person is not None
    made = report(label=label)
    if for_person(DIRECTORY, made, person, "slack", NOW).outcome in GOES:
        assert label in (Label.CLEAR, Label.GREEN) or person.organisation == "institute"


@given(ROOM)
def test_an_exercise_and_a_real_room_never_meet(room: str) -> None:
    assert not goes(report(exercise=True), room)
