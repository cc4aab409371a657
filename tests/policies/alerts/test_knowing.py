"""Walls hold in counts: of whom a wall keeps from a reader, the reader sees no number."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Alert, Answered, Standing
from policies.alerts.audience import Audience
from policies.alerts.knowing import known, knows, reading
from policies.alerts.needs import count
from policies.alerts.severity import Severity
from policies.community.directory import Directory
from policies.community.people import Organisation, Person, Wall
from policies.community.places import Place
from policies.labels import Label

NAMES = ("a", "b", "c", "d")
TAGS = {"a": ("sector:media",), "b": ("sector:government",), "c": (), "d": ("country:KE",)}
PEOPLE = tuple(
    Person(id=f"of-{one}", organisation=one, name=one, tags=("language:sw",) if one == "c" else ())
    for one in NAMES
)
WALLS = st.lists(
    st.builds(
        lambda by, to: Wall(organisation=by, not_to=tuple(to)),
        st.sampled_from(NAMES),
        st.sets(st.sampled_from((*NAMES, "sector:media", "sector:government", "language:sw"))),
    ),
    max_size=4,
)


def directory(walls: list[Wall]) -> Directory:
    return Directory(
        organisations=tuple(Organisation(id=one, name=one, tags=TAGS[one]) for one in NAMES),
        people=PEOPLE,
        walls=tuple(walls),
    )


def alert(answered: Answered) -> Alert:
    return Alert(
        severity=Severity.HIGH,
        label=Label.GREEN,
        text="words",
        origin="a",
        author="of-a",
        audience=Audience(everybody=True),
        made=datetime(2027, 1, 1, tzinfo=UTC),
        standings=tuple(Standing(organisation=one, answered=answered) for one in NAMES),
    )


@given(WALLS, st.sampled_from(PEOPLE))
def test_nobody_counts_whom_a_wall_keeps_from_them(walls: list[Wall], person: Person) -> None:
    found = directory(walls)
    reader = reading(found, person)
    mine = {person.id, *person.tags, person.organisation, *TAGS[person.organisation]}
    hidden = {
        one.organisation
        for one in walls
        if not mine.isdisjoint(one.not_to) and one.organisation != person.organisation
    }
    shown = known(found, reader, alert(Answered.ACKNOWLEDGED))
    assert {one.organisation for one in shown} == set(NAMES) - hidden
    assert count(shown).of == count(shown).acknowledged == len(NAMES) - len(hidden)


@given(WALLS, st.sampled_from(PEOPLE))
def test_what_happens_behind_a_wall_changes_nothing_that_is_seen(
    walls: list[Wall], person: Person
) -> None:
    found = directory(walls)
    reader = reading(found, person)
    before = alert(Answered.SENT)
    for one in NAMES:
        if not knows(found, reader, one):
            after = before.having(Standing(organisation=one, answered=Answered.DECLINED))
            assert known(found, reader, after) == known(found, reader, before)


@given(WALLS)
def test_a_room_of_two_knows_what_both_may(walls: list[Wall]) -> None:
    found = directory(walls)
    room = Place(
        id="room", platform="slack", account="main", address="C0", organisations=("b", "c")
    )
    both = reading(found, room)
    for one in NAMES:
        alone = [
            knows(found, reading(found, person), one)
            for person in PEOPLE
            if person.organisation in ("b", "c") and person.organisation != one
        ]
        assert knows(found, both, one) <= all(alone)
