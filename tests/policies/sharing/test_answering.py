"""What an answer would do: the labels that may be given, and what no button stands in for."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text
from policies.composites import combine
from policies.labels import Label, stricter_than
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import read_text
from policies.sharing.answering import (
    OFFERED,
    Waiting,
    answered,
    audience_mark,
    certain,
    group,
    labelled,
    may_be_red,
    may_restrict,
    offers,
    reach,
)
from policies.sharing.spreading import decide_message, destinations
from policies.text import Text

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DIRECTORY = """
[[organisation]]
id = "institute"
name = "Institute"
[[organisation]]
id = "watch"
name = "Watch"
[[organisation]]
id = "third"
name = "Third"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "U0ANN"
[[channel]]
id = "strict"
platform = "slack"
address = "C0STRICT"
organisation = "institute"
members = 3
mode = "strict"
[[channel]]
id = "group"
platform = "telegram"
address = -1001
organisation = "watch"
members = 3
[[channel]]
id = "wide"
platform = "telegram"
address = -1002
organisation = "third"
members = 3
[[channel]]
id = "open"
platform = "telegram"
address = -1003
public = true
[[bridge]]
id = "near"
channels = ["strict", "group"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]
[[bridge]]
id = "far"
channels = ["strict", "wide", "open"]
ceiling = "TLP:GREEN"
"""
HERE = load_text(DIRECTORY, "directory.toml", {"slack": ["main"], "telegram": ["main"]})


def message(text: str, number: int = 1, **changed: object) -> Message:
    part = Part(
        kind=PartKind.OWN, text=Text.of(text), reading=read_text(Text.of(text), known=HERE.known)
    )
    reading = combine((part,))
    values: dict[str, object] = {
        "id": f"{number:032x}",
        "place": "strict",
        "organisation": "institute",
        "author": Author(person="ann", organisation="institute", name="Ann", address="U0ANN"),
        "number": f"C0STRICT:{number}",
        "written": NOW,
        "parts": (part,),
        "reading": reading,
        "label": reading.label,
    }
    return Message(**(values | changed))  # type: ignore[arg-type]


def offered(*texts: str) -> dict[str, tuple[int, bool]]:
    asked = group([Waiting(message=message(text, at)) for at, text in enumerate(texts, start=1)])
    return {
        one.label.value: (len(one.reach.organisations), one.reach.public)
        for one in offers(HERE, asked, NOW)
    }


def test_every_label_that_a_bridge_allows_says_who_would_have_it() -> None:
    assert offered("a heron") == {
        "TLP:AMBER": (1, False), "TLP:GREEN": (2, False), "TLP:CLEAR": (2, True)
    }  # fmt: skip


def test_what_is_labelled_already_is_loosened_one_step_at_most_from_amber_to_the_public() -> None:
    assert offered("TLP:AMBER a heron") == {"TLP:GREEN": (2, False)}
    assert offered("TLP:GREEN a heron") == {"TLP:CLEAR": (2, True)}
    assert offered("TLP:CLEAR a heron") == {}


def test_one_answer_never_loosens_what_has_a_label_with_what_has_none() -> None:
    waiting = [
        Waiting(message=message("TLP:AMBER one", 1)),
        Waiting(message=message("two", 2)),
        Waiting(message=message("TLP:GREEN? three", 3)),
    ]
    assert [one.message.number[-1] for one in group(waiting)] == ["2", "3"]


@pytest.mark.parametrize(
    ("text", "red"),
    [
        ("a heron", False),
        ("Is it TLP:RED?", True),
        ("TLP:GREEN one\nTLP:RED", True),
        ("TLP:GREEN one\nTLP:AMBER", False),
        ("Is it TLP:GREEN?", False),
        ("TLP:R3D heron", True),
        ("TLP: heron", True),
    ],
)
def test_what_may_be_red(text: str, *, red: bool) -> None:
    assert may_be_red(message(text)) is red


@pytest.mark.parametrize(
    ("text", "restricts"),
    [
        ("a heron", False),
        ("not to worry", False),
        ("a heron, not to watch", True),
        ("a heron without Third", True),
        ("TLP:GREEN not to nobody-known heron", True),
        ("Is it TLP:GREEN? not to them", True),
        ("under the Chatham House rule", True),
        ("TLP:GREEN not to watch heron", False),
    ],
)
def test_where_somebody_may_be_left_out_nothing_is_guessed(text: str, *, restricts: bool) -> None:
    found = message(text)
    if restricts is False and "TLP" in text:
        assert certain(found) is Label.GREEN
    assert may_restrict(found, HERE.known) is restricts


def test_what_it_answers_binds_it_still() -> None:
    root = message("TLP:AMBER the question", 9)
    after = labelled(message("the answer"), Label.CLEAR, root)
    assert (after.label, after.given) == (Label.AMBER, Label.CLEAR)
    assert reach(HERE, after, NOW).organisations == {"watch"}


TEXTS = st.sampled_from(
    ["a heron", "Is it TLP:RED?", "TLP:GREEN one\nTLP:AMBER", "Is it TLP:GREEN?", "TLP:GREEN? hm"]
)


@given(texts=st.lists(TEXTS, min_size=1, max_size=6), label=st.sampled_from(OFFERED))
def test_an_answer_reaches_exactly_whom_its_button_named(texts: list[str], label: Label) -> None:
    asked = [Waiting(message=message(text, at)) for at, text in enumerate(texts, start=1)]
    for offer in offers(HERE, asked, NOW):
        if offer.label is not label:
            continue
        these = answered(HERE, asked, label, offer.token, NOW)
        assert [one.message.id for one in these] == [one.message.id for one in asked]
        got = set()
        for one in these:
            after = labelled(one.message, label, None)
            for to in destinations(HERE, "strict"):
                if decide_message(HERE, after, to, now=NOW, previous=None).outcome == "allow":
                    got.add(to.id)
        assert got == offer.reach.places


@given(texts=st.lists(TEXTS, min_size=1, max_size=5), more=TEXTS, at=st.integers(0, 4))
def test_a_press_answers_what_stood_on_the_card_and_nothing_else(
    texts: list[str], more: str, at: int
) -> None:
    asked = [Waiting(message=message(text, n)) for n, text in enumerate(texts, start=1)]
    offer = offers(HERE, asked, NOW)[0]
    grown = [*asked, Waiting(message=message(more, 99))]
    assert answered(HERE, grown, offer.label, offer.token, NOW) == asked
    changed = list(asked)
    place = at % len(asked)
    changed[place] = Waiting(message=message(texts[place], place + 1, revision=2))
    assert answered(HERE, changed, offer.label, offer.token, NOW) == []
    wider = DIRECTORY.replace(
        'channels = ["strict", "group"]', 'channels = ["strict", "group", "wide"]'
    )
    wider = wider.replace(
        'agreed = ["institute", "watch"]', 'agreed = ["institute", "watch", "third"]'
    )
    there = load_text(wider, "directory.toml", {"slack": ["main"], "telegram": ["main"]})
    before, after = (
        reach(d, labelled(asked[0].message, offer.label, None), NOW) for d in (HERE, there)
    )
    if before != after:
        assert answered(there, asked, offer.label, offer.token, NOW) == []


@given(label=st.sampled_from(OFFERED), other=st.sampled_from(OFFERED))
def test_a_stricter_answer_never_reaches_a_place_that_a_looser_one_does_not(
    label: Label, other: Label
) -> None:
    if stricter_than(label, other):
        strict = reach(HERE, labelled(message("heron"), label, None), NOW)
        loose = reach(HERE, labelled(message("heron"), other, None), NOW)
        assert strict.places <= loose.places


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('organisation = "watch"\nmembers = 3', 'organisation = "watch"\nmembers = 4'),
        ('ceiling = "TLP:AMBER"', 'ceiling = "TLP:GREEN"'),
        ('agreed = ["institute", "watch"]', 'agreed = ["institute"]'),
        ("public = true", "public = true\nexercise = true"),
    ],
)  # fmt: skip
def test_whoever_comes_or_goes_changes_the_mark_of_an_audience(before: str, after: str) -> None:
    assert before in DIRECTORY
    there = load_text(
        DIRECTORY.replace(before, after), "d.toml", {"slack": ["main"], "telegram": ["main"]}
    )
    place, again = HERE.place_by_id("strict"), there.place_by_id("strict")
    assert place is not None
    assert again is not None
    assert audience_mark(HERE, place) == audience_mark(HERE, place)
    assert audience_mark(HERE, place) != audience_mark(there, again)
