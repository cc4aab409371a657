"""What is written is read back the same, and nothing else is read."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import Kind, Reading, Restrictions
from policies.text import Date, Emoji, Item, Link, Mention, Pre, Quote, Run, Style, Text
from storage.faults import Tampered
from storage.repositories.forms import dump, load, strings

WORDS = st.text(st.characters(), max_size=12)  # lone surrogates too
INSTANTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.integers(-(2**53), 2**53)
BLOCKS = st.none() | st.builds(Pre, language=WORDS) | st.builds(Quote) | st.builds(
    Item, ordered=st.booleans(), indent=NUMBERS, number=NUMBERS
)  # fmt: skip
THINGS = (
    st.none()
    | st.builds(Link, url=WORDS)
    | st.builds(Mention, of=st.sampled_from(["person", "room", "group", "everyone"]), address=WORDS)
    | st.builds(Emoji, name=WORDS)
    | st.builds(Date, instant=INSTANTS, pattern=WORDS)
)
RUNS = st.builds(
    Run,
    text=WORDS,
    styles=st.frozensets(st.sampled_from(Style), max_size=3),
    block=BLOCKS,
    thing=THINGS,
)
TEXTS = st.lists(RUNS, max_size=3).map(lambda runs: Text(tuple(runs)))
READINGS = st.builds(
    Reading,
    kind=st.sampled_from(Kind),
    label=st.none() | st.sampled_from(Label),
    restrictions=st.builds(
        Restrictions, not_to=st.lists(WORDS, max_size=2).map(tuple), chatham=st.booleans()
    ),
    warnings=st.lists(WORDS, max_size=2).map(tuple),
    mentioned=st.frozensets(st.sampled_from(Label)),
    mere_mention=st.booleans(),
    cut=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=2).map(tuple),
)
PARTS = st.builds(Part, kind=st.sampled_from(PartKind), text=TEXTS, reading=READINGS)
AUTHORS = st.builds(
    Author,
    person=st.none() | WORDS,
    organisation=st.none() | WORDS,
    name=WORDS,
    tag=WORDS,
    address=WORDS,
)
MESSAGES = st.builds(
    Message,
    id=WORDS,
    place=WORDS,
    organisation=WORDS,
    author=AUTHORS,
    number=WORDS,
    written=INSTANTS,
    sequence=NUMBERS,
    parts=st.lists(PARTS, max_size=2).map(tuple),
    reading=READINGS,
    label=st.none() | st.sampled_from(Label),
    root=st.none() | WORDS,
    reply_to=st.none() | WORDS,
    revision=NUMBERS,
    withdrawn=st.booleans(),
    edited=st.booleans(),
    answers_unknown=st.booleans(),
)


@given(MESSAGES)
def test_a_message_written_is_the_message_read(message: Message) -> None:
    assert load(dump(message, Message), Message) == message


def whole() -> dict[str, object]:
    written = datetime(2026, 11, 3, tzinfo=UTC)
    run = Run(text="t", block=Quote(), thing=Link(url="u"))
    message = Message(
        id="i", place="p", organisation="o", author=Author(person="x"), number="n", written=written,
        parts=(Part(kind=PartKind.OWN, text=Text((run,)),
                    reading=Reading(kind=Kind.LABEL, cut=((0, 1),))),),
        reading=Reading(kind=Kind.NONE), label=Label.RED,
    )  # fmt: skip
    return json.loads(dump(message, Message))


def paths(value: object, path: tuple = ()) -> list[tuple]:
    found = [path]
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in inner:
        found += paths(one, (*path, key))
    return found


@pytest.mark.parametrize("wrong", [7.5, {"a": 1}, [[]], True, -1, "wrong"], ids=repr)
def test_a_value_of_the_wrong_type_anywhere_is_tampered(wrong: object) -> None:
    free = {str: {"id", "place", "organisation", "number", "text", "url", "person"}, int: {"cut"}}
    for path in paths(whole()):
        if not path or any(name in path for name in free.get(type(wrong), ())):
            continue
        value = whole()
        inner = value
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = wrong
        with pytest.raises(Tampered):
            load(json.dumps(value).encode(), Message)


def test_an_unknown_and_a_missing_key_are_tampered() -> None:
    with pytest.raises(Tampered):
        load(json.dumps(whole() | {"more": 1}).encode(), Message)
    for name in ("id", "written", "parts", "reading", "label"):
        value = whole()
        del value[name]
        with pytest.raises(Tampered):
            load(json.dumps(value).encode(), Message)


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[]", b"\xff", b"[" * 100_000, b'{"a":NaN}'])
def test_what_is_no_json_of_ours_is_tampered(data: bytes) -> None:
    with pytest.raises(Tampered):
        load(data, Message)


@pytest.mark.parametrize("value", [[], "x", {"a": []}, {"a": 1.5}, {"a": True}])
def test_fields_of_an_entry_are_flat(value: object) -> None:
    with pytest.raises(Tampered):
        strings(value)
