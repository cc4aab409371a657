"""Laws of reading: whatever is written, doubt only tightens, and a copy loses no word."""

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from policies.disguises import fold
from policies.labels import Label, stricter_than
from policies.readings import Kind, Where, read, read_closely
from tests.policies.labels.any_line import (
    ANYTHING,
    BELOW,
    DECORATIONS,
    LABELLED,
    LABELS,
    LEAD_INS,
    LOOK_ALIKES,
    UNSEEN,
    WORDS,
)
from tests.policies.labels.worked_lines import KNOWN, lines

RESTRICTIONS = st.lists(
    st.sampled_from(["TLP:EX:CHR", "not to watch", "not to watch, sector:government"]),
    unique=True, max_size=1,
)  # fmt: skip
NO_WORD = re.compile(
    r"(?i)tlp\W*(?:ex\W*chr)?|red|amber|strict|green|clear|white|not\s+to|watch|institute|volunteers"
    r"|sector:government|and|or|nor|_|\W"
)
"""All that a copy may lose: labels, restrictions, signs."""


def known(name):
    return name in KNOWN


def without(text, cut):
    """Return the text as a copy keeps it, and what it loses."""
    kept, lost, at = [], [], 0
    for start, end in cut:
        kept.append(text[at:start])
        lost.append(text[start:end])
        at = end
    return "".join((*kept, text[at:])), "".join(lost)


@given(LABELS, WORDS, st.data())
def test_a_look_alike_in_a_label_leaves_no_label(label, words, data):
    at = data.draw(st.integers(0, len(label) - 1))
    letter = data.draw(st.sampled_from(LOOK_ALIKES[label[at]]))
    reading = read(f"{label[:at]}{letter}{label[at + 1 :]} {words}")
    assert reading.kind is Kind.SUSPICIOUS


@given(LABELS, WORDS, UNSEEN, st.data())
def test_something_unseen_in_a_label_leaves_no_label(label, words, unseen, data):
    at = data.draw(st.integers(1, len(label) - 1))
    reading = read(f"{label[:at]}{unseen}{label[at:]} {words}")
    assert reading.kind is Kind.SUSPICIOUS


@given(LABELS, WORDS, st.lists(st.tuples(UNSEEN, st.integers(0, 15)), max_size=4))
def test_whatever_is_strewn_over_a_label_never_makes_it_another(label, words, strewn):
    disguised = label
    for unseen, at in strewn:
        disguised = f"{disguised[:at]}{unseen}{disguised[at:]}"
    reading = read(f"{disguised} {words}")
    assert reading.kind is not Kind.NONE
    assert reading.label in (label, None)


@given(LABELS, WORDS, st.text(UNSEEN, max_size=3), st.integers(6, 40))
def test_what_is_unseen_in_the_body_changes_nothing(label, words, unseen, at):
    text = f"{label} polls open {words}"
    place = len(label) + at
    assert read(f"{text[:place]}{unseen}{text[place:]}") == read(text)


@given(LEAD_INS, st.lists(DECORATIONS, max_size=2), LABELS, WORDS)
def test_decoration_keeps_the_label_and_a_copy_keeps_lead_in_and_words(
    lead_in, decorations, label, words
):
    decorated = label.value
    for before, after in decorations:
        decorated = f"{before}{decorated}{after}"
    text = f"{lead_in}{decorated} {words}"
    reading = read(text)
    assert (reading.kind, reading.label, reading.warnings) == (Kind.LABEL, label, ())
    kept, lost = without(text, reading.cut)
    assert kept.startswith(lead_in.strip())
    assert kept.endswith(words)
    assert label in lost


@given(st.one_of(DECORATIONS, st.just(("", ""))), LABELS, RESTRICTIONS, WORDS)
def test_of_a_header_in_brackets_nothing_is_left_half(around, label, restrictions, words):
    assume(around[0] not in {"# ", "🚨 ", ":rotating_light: ", "@ana "})
    before, after = around
    header = " ".join([f"{before}{label}{after}", *restrictions])
    for text in (f"{header}\n{words}", f"{header}: {words}"):
        reading = read(text, known=known)
        assert reading.label is label
        assert without(text, reading.cut)[0] == words


@given(LABELS, LABELS, WORDS)
def test_two_labels_are_the_same_conflict_whichever_comes_first(one, other, words):
    there = read(f"{one} {words}\n{other}")
    back = read(f"{other} {words}\n{one}")
    assert (there.kind, there.label, there.mentioned) == (back.kind, back.label, back.mentioned)
    assert there.label == (one if one is other else None)
    assert there.kind is (Kind.LABEL if one is other else Kind.CONFLICT)


@given(ANYTHING)
@example("TLP:GREEN>TLP:RED")
def test_every_text_has_a_reading_and_a_label_only_with_a_sound_one(text):
    reading = read(text, known=known)
    assert (reading.label is None) == (reading.kind is not Kind.LABEL)
    assert bool(reading.warnings) or reading.kind in (Kind.NONE, Kind.LABEL)
    assert reading.kind is Kind.LABEL or not reading.cut
    if reading.label is not None:
        assert reading.label in reading.mentioned
        assert reading.label.removeprefix("TLP:")[:5] in text.upper().replace("WHITE", "CLEAR")


@given(ANYTHING)
def test_of_a_text_only_the_label_is_cut_never_a_word(text):
    reading = read(text, known=known)
    kept, lost = without(text, reading.cut)
    assert NO_WORD.sub("", fold(lost).plain) == ""
    assert all(0 <= start <= end <= len(text) for start, end in reading.cut)
    if reading.kind is Kind.LABEL and reading.cut:
        assert len(kept) < len(text)


@given(ANYTHING, ANYTHING)
@example("> TLP:AMBER", "TLP:GREEN")
@example("TLP:AMBER", "STRICT")
@example("TLP:RED", "> TLP:GREEN")
def test_more_text_never_loosens(text, more):
    alone = read(text, known=known)
    longer = read(f"{text}\n{more}", known=known)
    if alone.label is not None and longer.label is not None:
        assert not stricter_than(alone.label, longer.label)
        assert set(alone.restrictions.words()) <= set(longer.restrictions.words())
    if alone.kind in (Kind.SUSPICIOUS, Kind.CONFLICT) and ">" not in text + more:
        assert longer.kind is not Kind.NONE


@given(LABELLED | BELOW)
def test_the_canonical_header_reads_as_itself(text):
    reading = read(text, known=known)
    assume(reading.label is not None)
    header = " ".join([reading.label, *reading.restrictions.words()])
    again = read(f"{header}\npolls", known=known)
    assert (again.kind, again.label, again.warnings) == (Kind.LABEL, reading.label, ())
    assert set(again.restrictions.words()) == set(reading.restrictions.words())


@given(ANYTHING)
@example("TLP:AMBER \u0455trict names")
@example("TLP:GREEN\nnot to watch")
@example("TLP:RED")
@example("\x1fTLP:RED names")
@example("TLP:RED\u200b names")
@example("TLP:RED \u200bnames")
def test_the_short_way_answers_as_the_long_way(text):
    assert read(text, known=known) == read_closely(
        fold(text), where=Where.TEXT, quoted=(), known=known
    )


def test_the_short_way_answers_every_worked_line_as_the_long_way():
    for line in lines():
        where = Where(line.where)
        near = read(line.text, where=where, known=known)
        far = read_closely(fold(line.text), where=where, quoted=(), known=known)
        assert near == far, line.text


@given(ANYTHING, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_a_quote_block_reads_as_quote_lines_do(text, places):
    size = len(text)
    quoted = [(min(a, size), min(b, size)) for a, b in map(sorted, places)]
    reading = read(text, quoted=quoted, known=known)
    outside = read(text, known=known)
    if reading.label in (Label.GREEN, Label.CLEAR) and outside.label is not None:
        assert not stricter_than(outside.label, reading.label)


@given(LABELS, WORDS, WORDS)
def test_a_label_only_quoted_binds_when_strict_and_is_a_doubt_when_loose(label, theirs, words):
    quotation = f"{label} {theirs}"
    line = read(f"> {quotation}\n{words}")
    block = read(f"{quotation}\n{words}", quoted=[(0, len(quotation))])
    assert (line.kind, line.label) == (block.kind, block.label)
    loose = label in (Label.GREEN, Label.CLEAR)
    assert line.kind is (Kind.SUSPICIOUS if loose else Kind.LABEL)
    assert line.label is (None if loose else label)
