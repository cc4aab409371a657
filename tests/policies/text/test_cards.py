"""What a copy looks like: the header's line, and the label on every part."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import cards
from policies.labels import Label
from policies.messages.message import PartKind
from policies.phrases import ENGLISH
from policies.readings import Kind, Restrictions, read
from policies.text import Quote, Run, Style, Text
from tests.any_character import ANY_CHARACTER
from tests.policies.text.any_text import NASTY, inked, texts


def units(text):
    return len(text.plain.encode("utf-16-le")) // 2


ANY_NAME = st.text(ANY_CHARACTER, max_size=60)
FIT = cards.Fit(size=200, measure=units, entities=None, entity_count=lambda _: 0)
WIDE = cards.Fit(size=4096, measure=units, entities=None, entity_count=lambda _: 0)
L = cards.Name(text="L.", verified=True)
AMBER = cards.Header(phrases=ENGLISH, label=Label.AMBER, organisation="Partner 14", author=L)


def header(**changed):
    return cards.Header(
        **{"phrases": ENGLISH, "label": Label.AMBER, "organisation": "Partner 14", "author": L}
        | changed
    )


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (header(), 'TLP:AMBER · Partner 14 · "L."'),
        (header(label=Label.AMBER_STRICT), 'TLP:AMBER+STRICT · Partner 14 · "L."'),
        (
            header(author=cards.Name(text="Bob", verified=False)),
            'TLP:AMBER · Partner 14 · "Bob" (unverified)',
        ),
        (
            header(author=cards.Name(text="", tag="7f3a", verified=False)),
            'TLP:AMBER · Partner 14 · "member 7f3a" (unverified)',
        ),
        (
            header(author=cards.Name(text="\u200b\u202e", tag="7f3a", verified=False)),
            'TLP:AMBER · Partner 14 · "member 7f3a" (unverified)',
        ),
        (
            header(late=datetime(2026, 11, 3, 6, 12, 59, tzinfo=UTC)),
            'TLP:AMBER · (late, written 06:12 UTC) · Partner 14 · "L."',
        ),
        (
            header(restrictions=Restrictions(not_to=("k", "sector:government")).words()),
            'TLP:AMBER not to k, sector:government · Partner 14 · "L."',
        ),
        (
            cards.Header(
                phrases=ENGLISH,
                label=Label.GREEN,
                restrictions=Restrictions(not_to=("k",), chatham=True).words(),
            ),
            "TLP:GREEN TLP:EX:CHR not to k",
        ),
        (
            cards.Header(phrases=ENGLISH, label=Label.CLEAR, organisation="\u2066\u2069"),
            "TLP:CLEAR",
        ),
    ],
)
def test_the_header_reads_exactly(made, line):
    assert made.line() == line
    assert [part.plain for part in cards.copy(made, Text(), WIDE)] == [line]
    assert [part.plain for part in cards.copy(made, Text.of("Polls are open."), WIDE)] == [
        f"{line}\nPolls are open."
    ]


@pytest.mark.parametrize("nothing", ["", " ", "\n \n"])
def test_when_nothing_is_left_the_copy_is_the_header_alone(nothing):
    assert [part.plain for part in cards.copy(AMBER, Text.of(nothing), WIDE)] == [
        'TLP:AMBER · Partner 14 · "L."'
    ]


def test_each_part_of_three_carries_the_label_and_its_number():
    parts = cards.copy(AMBER, Text.of("word " * 55), FIT)
    assert [part.plain.splitlines()[0] for part in parts] == [
        f'TLP:AMBER · ({number}/3) · Partner 14 · "L."' for number in (1, 2, 3)
    ]


def test_only_the_part_that_may_stand_twice_is_marked_as_a_repeat():
    one = cards.copy(AMBER, Text.of("x"), WIDE, repeated=0)
    assert one[0].plain == 'TLP:AMBER · (repeat) · Partner 14 · "L."\nx'
    parts = cards.copy(AMBER, Text.of("word " * 55), FIT, repeated=1)
    assert ["(repeat)" in part.plain for part in parts] == [False, True, False]
    assert parts[1].plain.startswith("TLP:AMBER · (2/3) · (repeat) · Partner 14")


def test_parts_that_an_edit_appended_are_marked_as_continuation():
    parts = cards.copy(AMBER, Text.of("word " * 55), FIT, continued=2)
    assert [ENGLISH.continuation in part.plain for part in parts] == [False, False, True]
    assert parts[2].plain.startswith("TLP:AMBER · (3/3) · (continuation) · Partner 14")


def test_a_copy_of_several_thousand_parts_still_fits():
    parts = cards.copy(AMBER, Text.of("x" * 200_000), FIT)
    assert len(parts) > 1_000
    assert all(units(part) <= FIT.size for part in parts)


@given(texts, st.integers(150, 400))
def test_every_part_begins_with_the_label_fits_and_loses_nothing(body, size):
    fit = cards.Fit(size=size, measure=units, entities=None, entity_count=lambda _: 0)
    parts = cards.copy(AMBER, body, fit, repeated=0, continued=1)
    assert all(part.plain.startswith("TLP:AMBER · ") for part in parts)
    assert all(units(part) <= size for part in parts)
    bodies = [part.plain.partition("\n")[2] for part in parts]
    assert inked("".join(bodies)) == inked(body.plain)


def test_the_styles_of_the_text_begin_behind_the_header():
    bold = Text((Run(text="bold", styles=frozenset({Style.BOLD})),))
    (copy,) = cards.copy(AMBER, bold, WIDE)
    assert [(run.text, set(run.styles)) for run in copy.runs] == [
        ('TLP:AMBER · Partner 14 · "L."\n', set()),
        ("bold", {Style.BOLD}),
    ]


@pytest.mark.parametrize("label", Label)
def test_a_copy_that_is_pasted_elsewhere_reads_as_its_label(label):
    made = cards.Header(
        phrases=ENGLISH,
        label=label,
        restrictions=Restrictions(not_to=("country:US", "sector:government")).words(),
        organisation="Partner 14",
        author=L,
    )
    (copy,) = cards.copy(made, Text.of("Polls are open."), WIDE)
    reading = read(copy.plain)
    assert (reading.kind, reading.label) == (Kind.LABEL, label)
    assert reading.restrictions.not_to == ("country:US", "sector:government")


def test_the_tombstone_tells_nothing_but_that_something_was_withdrawn():
    assert cards.tombstone(Label.AMBER, ENGLISH).plain == "TLP:AMBER · withdrawn by its author"


def test_what_is_not_the_authors_own_is_shown_as_a_quotation_or_as_a_file():
    shown = cards.quoted(
        PartKind.FORWARD, Text((Run(text=" said \n", styles=frozenset()),)), ENGLISH
    )
    assert [(run.text, run.block) for run in shown.runs] == [("said", Quote())]
    named = cards.quoted(PartKind.ATTACHMENT, Text.of("plan\u202efdp.exe"), ENGLISH)
    assert named.plain == "[file: planfdp.exe]"


def test_notices_say_how_many_why_and_what_to_do_and_neither_text_nor_label():
    for told in (ENGLISH.held(1), ENGLISH.held(6), ENGLISH.held_here(), ENGLISH.withdrawing()):
        assert told.plain
        assert "TLP:" not in told.plain
    assert ENGLISH.held(6).plain.startswith("6 messages of yours wait and have gone nowhere")
    assert "Edit" in ENGLISH.held(1).plain
    assert "Edit" in ENGLISH.held(2).plain


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (31, "31 people could read this here. It did not leave the room."),
        (1, "1 person could read this here. It did not leave the room."),
        (None, "Everybody in this room could read this. It did not leave the room."),
    ],
)
def test_who_types_red_is_told_who_could_read_it(members, told):
    assert ENGLISH.red_stays(members).plain == told


def test_a_gap_of_time_is_said_with_its_ends_and_what_to_do():
    told = ENGLISH.gap(
        datetime(2026, 11, 3, 6, 12, tzinfo=UTC), datetime(2026, 11, 4, 7, 30, tzinfo=UTC)
    ).plain
    assert "2026-11-03 06:12 UTC and 2026-11-04 07:30 UTC" in told
    assert "send again" in told


def test_a_gap_says_what_was_read_and_what_was_not():
    first, last = datetime(2026, 11, 3, 6, 12, tzinfo=UTC), datetime(2026, 11, 24, 7, tzinfo=UTC)
    older = ENGLISH.gap_of_older(first, last, datetime(2026, 10, 20, 6, 12, tzinfo=UTC)).plain
    assert "between 2026-11-03 06:12 UTC and 2026-11-24 07:00 UTC" in older
    assert "before 2026-10-20 06:12 UTC, and edits and deletions of those, could not be" in older
    unread = ENGLISH.gap_unread(first, last).plain
    assert "at some time between 2026-11-03 06:12 UTC and 2026-11-24 07:00 UTC" in unread
    assert "Please send again" in unread


@given(st.sampled_from(NASTY) | ANY_NAME, ANY_NAME)
def test_whatever_a_name_holds_the_header_stays_one_line_with_one_label(person, organisation):
    made = header(
        author=cards.Name(text=person, tag="7f3a", verified=False), organisation=organisation
    )
    line = made.line()
    assert "\n" not in line
    assert len(line.splitlines()) == 1
    assert line.count(" · ") == line.count("·") <= 2
    assert line.upper().count("TLP") == 1
    assert line.endswith('" (unverified)')
    assert line.count('"') == 2


@pytest.mark.parametrize("body", [" ".join(f"w{at:03}" for at in range(200)), "w" * 900])
def test_marks_move_no_cut(body):
    late = header(late=datetime(2026, 11, 3, 6, 12, tzinfo=UTC))
    whole = [part.plain.split("\n", 1)[1] for part in cards.copy(header(), Text.of(body), FIT)]
    assert len(whole) > 2
    for made, marks in ((late, {}), (header(), {"repeated": 1}), (header(), {"continued": 1})):
        parts = cards.copy(made, Text.of(body), FIT, **marks)
        assert [part.plain.split("\n", 1)[1] for part in parts] == whole
