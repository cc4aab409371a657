"""A permission never widens beyond whom it names, nor beyond its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text
from policies.labels import Label
from policies.messages.message import Author, Leave, Message
from policies.readings import Kind, Reading
from policies.sharing.decision import Outcome
from policies.sharing.permissions import Unreadable, recipients, resolved, span, until
from policies.sharing.privately import decide_person
from policies.sharing.spreading import (
    decide_message,
    destinations,
    permitted_by,
)
from policies.sharing.vanishing import over, runs_out

NOW = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
ORGANISATIONS = ("institute", "watch", "maker", "peer")
KINDS = {"maker": "vendor"}
DIRECTORY = load_text(
    "".join(
        f'[[organisation]]\nid = "{one}"\nname = "{one}"\nkind = "{KINDS.get(one, "member")}"\n'
        f'tags = ["country:{one[:2].upper()}"]\n'
        f'[[person]]\nid = "p-{one}"\norganisation = "{one}"\nname = "P"\ntelegram = {7000 + at}\n'
        f'tags = ["sector:{one}"]\n'
        f'[[channel]]\nid = "r-{one}"\nplatform = "telegram"\naddress = -10010000000{at}\n'
        f'organisation = "{one}"\nmembers = 3\n'
        for at, one in enumerate(ORGANISATIONS)
    )
    + '[[person]]\nid = "seat"\norganisation = "watch"\nname = "S"\nseat = true\ntelegram = 7100\n'
    + '[[bridge]]\nid = "b"\nceiling = "TLP:AMBER+STRICT"\nagreed = ["institute", "watch"]\n'
    'channels = ["r-institute", "r-watch", "r-maker", "r-peer"]\n',
    "directory.toml",
    None,
)
NAMES = st.sampled_from(
    [*ORGANISATIONS, *(f"p-{one}" for one in ORGANISATIONS), "seat", "country:MA", "sector:peer"]
)
ENDS = st.none() | st.integers(-48, 48).map(lambda hours: NOW + timedelta(hours=hours))
LEAVES = st.builds(
    Leave,
    to=st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple),
    by=st.just("p-institute"),
    given=st.just(NOW),
    until=ENDS,
)
LABELS = st.sampled_from(Label)
GOES = (Outcome.ALLOW, Outcome.REDACT)


def message(label, **other):
    reading = Reading(kind=Kind.LABEL, label=label)
    values = {
        "id": "m", "place": "r-institute", "organisation": "institute",
        "author": Author(person="p-institute", organisation="institute", address="7000"),
        "number": "C:1", "written": NOW, "parts": (), "reading": reading, "label": label,
    }  # fmt: skip
    return Message(**(values | other))


def rooms(one, now=NOW):
    return {
        to.id
        for to in destinations(DIRECTORY, one.place)
        if decide_message(DIRECTORY, one, to, now=now, previous=None).outcome in GOES
    }


def people(one, now=NOW):
    return {
        who.id
        for who in DIRECTORY.people
        if decide_person(DIRECTORY, one, who, "telegram", now=now).outcome in GOES
    }


def named_in(leaves):
    """Return whom the permissions name that are in force."""
    return {name for one in leaves if one.until is None or one.until > NOW for name in one.to}


@given(LABELS, st.lists(LEAVES, max_size=3).map(tuple))
def test_a_permission_brings_it_to_no_room_but_of_those_whom_it_names(label, leaves):
    before = message(label)
    after = replace(before, leave=leaves)
    named = resolved(DIRECTORY, named_in(leaves))
    for more in rooms(after) - rooms(before):
        assert set(DIRECTORY.place_by_id(more).organisations) <= named
        assert permitted_by(DIRECTORY, after, DIRECTORY.place_by_id(more), NOW) == "own"
    assert rooms(before) <= rooms(after)


@given(LABELS, st.lists(LEAVES, max_size=3).map(tuple))
def test_a_permission_brings_it_to_nobody_in_private_but_those_whom_it_names(label, leaves):
    before = message(label)
    after = replace(before, leave=leaves)
    names = named_in(leaves)
    named = resolved(DIRECTORY, names)
    for more in people(after) - people(before):
        who = DIRECTORY.person_by_id(more)
        assert who.id in names or who.organisation in named or names & set(who.tags)
    # Nor is anybody written to who is not named as a person, or by a tag of one's own where no
    # organisation of theirs has it in a room.
    for who in recipients(DIRECTORY, after, NOW):
        by_tag = names & set(who.tags) and who.organisation not in {*named, "institute"}
        assert not who.seat
        assert who.id in names or by_tag


@given(st.lists(LEAVES, max_size=3).map(tuple))
def test_red_is_widened_by_no_permission(leaves):
    red = message(Label.RED, leave=leaves, passed=("p-watch",))
    assert rooms(red) == people(red) == set()


@given(st.lists(NAMES, max_size=3, unique=True).map(tuple))
def test_red_reaches_the_named_people_and_nobody_else(names):
    red = message(Label.RED, named=names)
    assert rooms(red) == set()
    assert people(red) == {one for one in names if one.startswith("p-")}


@given(LABELS, LEAVES)
def test_what_has_run_out_is_as_if_it_had_never_been(label, leave):
    if leave.until is None or leave.until > NOW:
        return
    bare = message(label)
    one = replace(bare, leave=(leave,))
    assert (rooms(one), people(one)) == (rooms(bare), people(bare))


@given(LABELS, LEAVES)
def test_copies_are_looked_at_again_when_a_permission_ends(label, leave):
    due = runs_out(DIRECTORY, message(label, leave=(leave,)), NOW)
    ends = [leave.until] if leave.until is not None and leave.until > NOW else []
    if label is Label.RED:
        ends.append(NOW + timedelta(days=1))
    assert due == min(ends, default=None)


def test_red_is_over_after_a_day_and_anything_else_when_it_says():
    assert not over(message(Label.RED), NOW + timedelta(hours=23))
    assert over(message(Label.RED), NOW + timedelta(hours=24))
    assert not over(message(Label.AMBER), NOW + timedelta(days=999))
    assert over(message(Label.RED, ends=NOW + timedelta(hours=1)), NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2026-12-01", "2026-12-02T00:00"),
        ("2026-11-03", "2026-11-04T00:00"),
        ("2026-12-01 23:00 UTC", "2026-12-01T23:00"),
        ("23:00 UTC", "2026-11-03T23:00"),
        ("05:59 utc", "2026-11-04T05:59"),
        ("6:00 UTC", "2026-11-04T06:00"),
    ],
)
def test_a_time_is_read(words, instant):
    assert until(words.split(), NOW) == datetime.fromisoformat(f"{instant}+00:00")


@pytest.mark.parametrize(
    "words",
    ["", "tomorrow", "23:00", "UTC", "2026-12-01 UTC", "2026-13-01", "2026-02-30", "24:00 UTC",
     "2026-11-02", "2026-11-03 05:00 UTC", "2029-01-01", "2026-12-01 23:00", "01.12.2026",
     "2026-12-01 2026-12-02", "23:00 UTC UTC", "soon UTC", "２０２６-12-01 23:00"],
)  # fmt: skip
def test_a_time_that_is_not_certain_is_refused(words):
    with pytest.raises(Unreadable):
        until(words.split(), NOW)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_time_ahead_or_refused(typed):
    try:
        found = until(typed.split(), NOW)
    except Unreadable:
        return
    assert found > NOW


@pytest.mark.parametrize(("word", "hours"), [("30m", 0.5), ("2h", 2), ("1D", 24)])
def test_a_span_is_read(word, hours):
    assert span(word, longest=timedelta(hours=47)) == timedelta(hours=hours)


@pytest.mark.parametrize("word", ["", "0m", "48h", "2d", "2", "h", "-1h", "1.5h", "2 h", "99999h"])
def test_a_span_that_is_not_certain_or_too_long_is_refused(word):
    with pytest.raises(Unreadable):
        span(word, longest=timedelta(hours=47))
