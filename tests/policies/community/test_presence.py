"""Who is in a room is reckoned from what was told and attested: laws over any history."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from policies.community.directory import Directory
from policies.community.people import Organisation, Person
from policies.community.places import Place
from policies.community.presence import (
    MOST_NAMED,
    Attested,
    Errand,
    Member,
    Pause,
    Presence,
    Standing,
    asked,
    came,
    counted,
    hosted,
    left,
    opened,
    paused,
    reckon,
    vouched,
)
from policies.sharing.audiences import audience_of, unjudged

NOW = datetime(2026, 11, 3, tzinfo=UTC)
LINKED = frozenset({"a", "b", "c"})
USERS = st.sampled_from(["a", "b", "c", "x", "y", "z"])
STEPS = st.lists(st.tuples(st.sampled_from(["come", "go"]), USERS), max_size=30)


def attested(number: int, *members: str) -> Presence:
    people = tuple(Member(user=one) for one in members)
    before = Presence(place="room", members=people, count=number, seen=NOW)
    said = Attested(number=number, by="ann", organisation="institute", at=NOW)
    return vouched(before, said, LINKED)


def told(presence: Presence, what: str, user: str) -> Presence:
    inside = presence.member(user) is not None
    if what == "come":
        return came(presence, Member(user=user), LINKED, counted=True)
    return left(presence, user, LINKED) if inside else presence


@given(STEPS)
def test_exactly_those_are_outsiders_whom_nobody_knows(steps: list[tuple[str, str]]) -> None:
    presence = attested(2, "a", "b")
    there = {"a", "b"}
    for what, user in steps:
        presence = told(presence, what, user)
        there = there | {user} if what == "come" else there - {user}
    found = reckon(presence, LINKED, None)
    assert found.linked == len(there & LINKED)
    assert found.outsiders == len(there - LINKED)
    assert presence.count == len(there)


@given(STEPS, st.integers(0, 4))
def test_nobody_slips_in_unseen_for_somebody_who_left(
    steps: list[tuple[str, str]], strangers: int
) -> None:
    presence = attested(5, "a", "b")
    for what, user in steps:
        if user in LINKED:
            presence = told(presence, what, user)
    honest = reckon(presence, LINKED, None)
    assert honest.outsiders == 0
    grown = counted(
        presence,
        [],
        (presence.count or 0) + strangers,
        LINKED,
        asked_for=frozenset(),
        at=NOW,
    )
    assert reckon(grown, LINKED, None).outsiders == strangers


@given(st.integers(0, 30), st.integers(0, 30))
def test_the_number_in_the_directory_is_compared_with_the_platforms_count(
    count: int, members: int
) -> None:
    presence = counted(Presence(place="room"), [], count, LINKED, asked_for=frozenset(), at=NOW)
    found = reckon(presence, LINKED, members)
    assert found.outsiders == max(0, count - members)
    assert found.vouched == min(count, members)


def test_a_first_list_counts_people_and_a_later_one_makes_the_new_outsiders() -> None:
    first = counted(
        Presence(place="room"), [Member(user="a"), Member(user="x")], 2, LINKED,
        asked_for=None, at=NOW,
    )  # fmt: skip
    assert reckon(first, LINKED, 2).outsiders == 0
    found = [Member(user="a"), Member(user="y")]
    later = counted(first, found, 2, LINKED, asked_for=None, at=NOW)
    assert later.of(Standing.OUTSIDER) == (Member(user="y", standing=Standing.OUTSIDER),)


def test_without_an_attestation_the_number_is_known_only_where_all_are_linked() -> None:
    alone = Presence(place="room", members=(Member(user="a"),), count=1)
    assert reckon(alone, LINKED, None).known
    assert not reckon(replace(alone, count=2), LINKED, None).known
    assert not reckon(Presence(place="room"), LINKED, None).known


def test_a_pause_is_counted_once_and_ends_a_closed_room() -> None:
    closed = replace(attested(2, "a", "b"), gate=True, named=frozenset({"ann"}))
    once = paused(closed, Pause.OUTSIDER, NOW)
    twice = paused(once, Pause.COUNT, NOW)
    assert (once.lowered, twice.lowered, twice.pause) == (1, 1, Pause.OUTSIDER)
    assert not once.named
    assert opened(twice).pause is None


def test_who_was_counted_at_the_beginning_is_an_outsider_once_his_coming_is_told() -> None:
    found = [Member(user="a"), Member(user="x")]
    first = counted(Presence(place="room"), found, 2, LINKED, asked_for=None, at=NOW)
    after = came(first, Member(user="x"), LINKED, counted=True, attested=2)
    assert (reckon(first, LINKED, 2).outsiders, reckon(after, LINKED, 2).outsiders) == (0, 1)
    assert after.count == 2
    assert came(after, Member(user="x"), LINKED, counted=True) == after
    assert came(after, Member(user="a"), LINKED, counted=True) == after


def test_guests_stay_outsiders_and_are_judged() -> None:
    presence = hosted(told(attested(2, "a", "b"), "come", "x"), LINKED, None)
    assert reckon(presence, LINKED, None).outsiders == 1
    assert unjudged(DIRECTORY, ROOM, presence) == 0


def test_each_person_has_one_errand_and_few_people_are_kept() -> None:
    errand = Errand(what="remove", user="x")
    presence = asked(asked(Presence(place="room"), errand), errand)
    assert presence.errands == (errand,)
    crowd = tuple(Member(user=f"u{number}") for number in range(MOST_NAMED + 50))
    full = came(replace(presence, members=crowd), Member(user="x"), LINKED, counted=False)
    assert len(full.members) == MOST_NAMED
    assert full.member("x") is not None


ROOM = Place(
    id="room", platform="slack", account="main", address="C0", organisations=("institute",)
)
DIRECTORY = Directory(
    organisations=(Organisation(id="institute", name="I"), Organisation(id="far", name="F")),
    people=(
        Person(id="ann", organisation="institute", name="Ann", slack=(("", "a"),)),
        Person(id="fay", organisation="far", name="Fay", slack=(("", "f"),)),
    ),
    places=(ROOM,),
)


def test_a_linked_guest_counts_for_the_organisation_that_the_directory_names() -> None:
    members = (Member(user="a"), Member(user="f", guest=True, team="T0FAR"))
    presence = Presence(place="room", members=members, count=2)
    there = audience_of(replace(DIRECTORY, presences=(presence,)), ROOM)
    assert (there.linked, there.outsiders, there.known) == (2, 0, True)
    assert there.organisations == ("institute", "far")
    assert there.people == {"ann", "fay"}


def test_without_any_presence_the_file_is_believed_as_before() -> None:
    there = audience_of(DIRECTORY, replace(ROOM, members=4))
    assert (there.linked, there.vouched, there.outsiders, there.known) == (1, 3, 0, True)
    assert not there.pending
