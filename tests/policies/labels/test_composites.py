"""A message with parts: the strictest binds, a doubt in one is a doubt in all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.composites import combine
from policies.labels import Label, stricter_than, strictest
from policies.messages.message import Part, PartKind
from policies.readings import NOTHING, Kind, Where, read_text
from policies.text import Text
from tests.policies.labels.any_line import ANYTHING, LABELS, WORDS

BINDING = {Label.RED, Label.AMBER_STRICT, Label.AMBER}
ELSEWHERE = st.sampled_from([PartKind.QUOTE, PartKind.FORWARD])


def known(name):
    return name in {"watch", "volunteers"}


def part(kind, text, where=Where.TEXT):
    made = Text.of(text)
    return Part(kind=kind, text=made, reading=read_text(made, where=where, known=known))


def own(text):
    return part(PartKind.OWN, text)


def named(name):
    return part(PartKind.ATTACHMENT, name, Where.FILENAME)


PARTS = st.one_of(
    st.builds(part, st.sampled_from(PartKind), ANYTHING),
    st.builds(lambda kind, label: part(kind, f"{label} polls"), st.sampled_from(PartKind), LABELS),
)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_composite_is_never_looser_than_any_of_its_parts(parts):
    whole = combine(parts)
    for one in parts:
        if one.reading.kind in (Kind.SUSPICIOUS, Kind.CONFLICT):
            assert whole.kind in (Kind.SUSPICIOUS, Kind.CONFLICT)
        if one.reading.label is not None and whole.label is not None:
            assert not stricter_than(one.reading.label, whole.label)
            assert set(one.reading.restrictions.words()) <= set(whole.restrictions.words())
        if one.reading.label is not None:
            assert whole.kind is not Kind.NONE
    assert whole.mentioned >= {label for one in parts for label in one.reading.mentioned}
    assert not (whole.kind is Kind.LABEL and whole.label not in whole.mentioned)


@given(st.lists(PARTS, min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_parts_changes_neither_kind_nor_label(parts, random):
    mixed = list(parts)
    random.shuffle(mixed)
    one, other = combine(parts), combine(mixed)
    assert (one.kind, one.label, one.mentioned) == (other.kind, other.label, other.mentioned)
    assert set(one.restrictions.words()) == set(other.restrictions.words())
    assert one.mere_mention == other.mere_mention


@given(LABELS, ELSEWHERE, LABELS, WORDS)
def test_beside_a_label_of_ones_own_the_stricter_binds(mine, kind, theirs, words):
    whole = combine([own(f"{mine} {words}"), part(kind, f"{theirs} polls")])
    assert whole.label is strictest(mine, theirs)


@given(LABELS, ELSEWHERE, WORDS)
def test_words_without_a_label_are_never_made_looser_by_somebody_elses(label, kind, words):
    whole = combine([own(words), part(kind, f"{label} polls")])
    assert whole.label is (label if label in BINDING else None)
    assert whole.kind is (Kind.LABEL if label in BINDING else Kind.SUSPICIOUS)


@given(LABELS)
def test_a_forward_without_a_word_of_ones_own_keeps_its_label(label):
    assert combine([part(PartKind.FORWARD, f"{label} polls")]).label is label
    assert combine([own("  "), part(PartKind.FORWARD, f"{label} polls")]).label is label


@given(LABELS, LABELS)
def test_a_file_name_counts_and_one_that_disagrees_is_a_conflict(label, other):
    name = f"report {other.replace(':', '-')}.pdf"
    whole = combine([own(f"{label} polls"), named(name)])
    assert whole.label is (label if label is other else None)
    assert whole.kind is (Kind.LABEL if label is other else Kind.CONFLICT)
    assert combine([own("polls"), named(name)]).label is other
    assert combine([own(f"{label} polls"), named("report.pdf")]).label is label


def test_two_files_that_disagree_are_a_conflict_and_two_that_agree_are_none():
    assert combine([named("TLP-RED.pdf"), named("TLP-AMBER.pdf")]).kind is Kind.CONFLICT
    assert combine([named("TLP-RED.pdf"), named("TLP-RED 2.pdf")]).label is Label.RED


def test_nothing_said_is_no_label():
    assert combine([]) == NOTHING
    assert combine([own("polls"), named("report.pdf")]) == NOTHING


@pytest.mark.parametrize(
    ("mine", "theirs", "mere"),
    [
        ("the TLP:AMBER note is out", "polls", True),
        ("the TLP:AMBER note is out", "the TLP:GREEN one too", True),
        ("is the TLP:AMBER note out?", "polls", False),
        ("the TLP:AMBER note is out", "is it TLP:GREEN?", False),
        ("the TLP:AMBER note is out", "TLP:RED names", False),
        ("TLP:GREEN polls", "the TLP:AMBER note is out", False),
        ("TLP:GREN", "the TLP:AMBER note is out", False),
        ("polls", "TLP:GREEN hours", True),
    ],
)
def test_a_mention_is_mere_only_where_every_doubt_is_one(mine, theirs, mere):
    whole = combine([own(mine), part(PartKind.FORWARD, theirs)])
    assert whole.kind is Kind.SUSPICIOUS
    assert whole.mere_mention is mere
