"""A directory survives its file and its rows, and a difference says what changes."""

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text, write_text
from policies.community.difference import difference
from policies.community.directory import Directory
from policies.community.people import (
    Organisation,
    OrganisationKind,
    Permission,
    Person,
    Role,
    Wall,
)
from policies.community.places import Bridge, Mode, Place, PlaceKind
from policies.community.rows import from_rows, to_rows
from policies.labels import Label
from tests.in_full import DEAR

LETTERS = string.ascii_lowercase + string.digits
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
# The words of a name: anything on one line, quotation marks, backslashes and emoji included.
NAMES = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)
TAGS = st.lists(
    st.from_regex(r"[a-z][a-z0-9_-]{0,5}:[A-Za-z0-9][A-Za-z0-9._-]{0,5}", fullmatch=True),
    unique=True,
    max_size=3,
).map(tuple)
USERS = st.text(string.ascii_uppercase + string.digits, min_size=2, max_size=8)


@st.composite
def directories(draw):
    ids = draw(st.lists(IDS, unique=True, min_size=2, max_size=9))
    cut = draw(st.integers(1, len(ids)))
    organisations, people = ids[:cut], ids[cut:]
    some = st.lists(st.sampled_from(organisations), unique=True, min_size=1, max_size=3).map(tuple)
    maybe = some | st.just(())

    def organisation(at, name):
        # Clients stand further on in the list alone: no circle.
        later = organisations[at + 1 :]
        return Organisation(
            id=name, name=draw(NAMES), shown_as=draw(st.just("") | NAMES),
            kind=draw(st.sampled_from(OrganisationKind)), tags=draw(TAGS),
            clients=tuple(later[: draw(st.integers(0, 2))]), keeps_records=draw(st.booleans()),
        )  # fmt: skip

    def person(at, name):
        return Person(
            id=name, organisation=draw(st.sampled_from(organisations)), name=draw(NAMES),
            shown_as=draw(st.just("") | NAMES), seat=draw(st.booleans()),
            risk=draw(st.booleans()), tags=draw(TAGS),
            roles=draw(st.lists(st.sampled_from(Role), unique=True).map(tuple)),
            telegram=draw(st.none() | st.just(at + 1)),
            slack=tuple((draw(st.sampled_from(["main", "two"])), f"U{at}{user}")
                        for user in draw(st.lists(USERS, unique=True, max_size=2))),
        )  # fmt: skip

    def place(at, name):
        whose, platform = draw(maybe), draw(st.sampled_from(["slack", "telegram"]))
        mode = draw(st.sampled_from(Mode))
        kind = draw(st.sampled_from(PlaceKind)) if whose else PlaceKind.ROOM
        labels = st.sampled_from([one for one in Label if one is not Label.CLEAR])
        telegram = platform == "telegram"
        return Place(
            id=name, platform=platform, account=draw(st.sampled_from(["main", "two"])),
            address=f"-{at + 1}" if telegram else f"0{at}", organisations=whose,
            topic=draw(st.none() | st.integers(0, 9).map(str)) if telegram else None,
            public=draw(st.booleans()) or not whose, exercise=draw(st.booleans()),
            members=draw(st.none() | st.integers(0, 99)), mode=mode,
            default=draw(st.none() | labels) if mode is Mode.DESK or kind is PlaceKind.INTAKE
            else None, kind=kind,
        )  # fmt: skip

    rooms = draw(st.lists(IDS, unique=True, min_size=2, max_size=5))
    named = st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=2).map(
        tuple
    ) | TAGS.filter(len)
    return Directory(
        organisations=tuple(organisation(at, name) for at, name in enumerate(organisations)),
        people=tuple(person(at, name) for at, name in enumerate(people)),
        places=tuple(place(at, name) for at, name in enumerate(rooms)),
        bridges=tuple(
            Bridge(
                id=name, agreed=draw(maybe), ceiling=draw(st.sampled_from(Label)),
                channels=tuple(draw(st.permutations(rooms)))[: draw(st.integers(2, 5))],
            )
            for name in draw(st.lists(IDS, unique=True, max_size=3))
        ),
        permissions=tuple(
            Permission(
                by=draw(st.sampled_from(organisations)), to=draw(named),
                label=draw(st.sampled_from(Label)), until=draw(st.none() | st.dates()),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        walls=tuple(
            Wall(organisation=draw(st.sampled_from(organisations)), not_to=draw(named))
            for _ in range(draw(st.integers(0, 2)))
        ),
    )  # fmt: skip


@DEAR
@given(directories())
def test_what_is_written_is_the_same_directory_again(directory):
    assert load_text(write_text(directory), "f", None) == directory
    accounts = {"slack": ["main", "two"], "telegram": ["main", "two"]}
    assert load_text(write_text(directory), "f", accounts) == directory


@DEAR
@given(directories(), directories())
def test_rows_are_the_directory_and_a_difference_is_empty_for_the_same_alone(one, other):
    assert from_rows(to_rows(one)) == one
    assert difference(one, one) == []
    assert bool(difference(one, other)) == (one != other)


def test_rows_that_are_not_sound_are_refused(issue):
    rows = to_rows(load_text(issue, "f", None))
    without = [row for row in rows if row[0] != "organisation"]
    with pytest.raises(ValueError, match="is not sound"):
        from_rows(without)


def test_a_difference_names_what_is_added_removed_and_changed(issue):
    before = load_text(issue, "f", None)
    desk, group = before.places
    extra = replace(group, id="more", address="-5")
    after = replace(
        before,
        places=(replace(desk, members=26, mode=Mode.STRICT, default=None), group, extra),
        walls=(),
        permissions=(replace(before.permissions[0], until=date(2028, 1, 1)),),
    )
    assert difference(before, after) == [
        "- wall 1",
        "~ channel institute-desk: default, members, mode",
        "+ channel more",
        "~ permission 1: until",
    ]
    turned = replace(before, places=(group, desk))
    assert difference(before, turned) == ["~ the order of the tables"]
