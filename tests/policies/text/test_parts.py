"""The laws of splitting: every part fits, nothing is lost but white space, nothing is torn."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from policies.parts import cut
from policies.text import Emoji, Link, Pre, Run, Style, Text
from tests.policies.text.any_text import FAMILY, inked, looks, texts


def units(text):
    return len(text.plain.encode("utf-16-le")) // 2


def inks(text):
    return sum(1 for run in text.runs if run.styles or run.block or run.thing)


def places(parts, plain):
    """Return where each part stands in the whole, in order; what lies between is white space."""
    spans = []
    at = 0
    for part in parts:
        found = plain.index(part.plain, at)
        assert not plain[at:found].strip(), "something was lost"
        spans.append((found, found + len(part.plain)))
        at = found + len(part.plain)
    assert not plain[at:].strip(), "the end was lost"
    return spans


@given(texts, st.integers(2, 60))
def test_every_part_fits_and_nothing_is_lost(text, size):
    parts = cut(text, size=size, measure=units)
    assert all(units(part) <= size for part in parts)
    assert inked("".join(part.plain for part in parts)) == inked(text.plain)
    assert [look for part in parts for look in looks(part)] == looks(text)


@given(texts, st.integers(20, 80), st.integers(1, 5))
def test_no_part_has_more_entities_than_it_may(text, size, most):
    parts = cut(text, size=size, measure=units, entities=most, entity_count=inks)
    assert all(inks(part) <= most for part in parts)
    assert inked("".join(part.plain for part in parts)) == inked(text.plain)


@given(texts, st.integers(30, 80))
def test_no_grapheme_is_torn(text, size):
    plain = text.plain
    inside = {
        at
        for found in regex.finditer(r"\X", plain)
        if units(Text.of(found[0])) <= size and not found[0].isspace()
        for at in range(found.start() + 1, found.end())
    }
    giants = [g for g in regex.findall(r"\X", plain) if units(Text.of(g)) > size]
    if giants:
        return
    spans = places(cut(text, size=size, measure=units), plain)
    edges = {edge for span in spans for edge in span}
    assert not edges & inside


@given(texts, st.integers(30, 80))
def test_no_link_mention_or_emoji_is_torn_that_would_fit(text, size):
    spans = places(cut(text, size=size, measure=units), text.plain)
    edges = {edge for span in spans for edge in span}
    at = 0
    for run in text.runs:
        end = at + len(run.text)
        stands_alone = run.thing is not None and units(Text.of(run.text)) <= size
        whole = run.text.strip() == run.text and "\n" not in run.text
        if (
            stands_alone
            and whole
            and not _part_of_a_larger(text, run)
            and not _joined(text, at, end)
        ):
            assert not any(at < edge < end for edge in edges)
        at = end


def _part_of_a_larger(text, run):
    return isinstance(run.thing, Link) and sum(one.thing == run.thing for one in text.runs) > 1


def _joined(text, at, end):
    """Tell whether a grapheme goes over the run's edges: then one of the two is torn."""
    return any(
        found.start() < edge < found.end()
        for found in regex.finditer(r"\X", text.plain)
        for edge in (at, end)
    )


def test_a_text_that_fits_is_the_only_part_as_it_is():
    text = Text.of(" kept \n")
    assert cut(text, size=10, measure=units) == (text,)


def test_lines_are_kept_whole_where_they_fit():
    lines = [f"line {number:02} of the report" for number in range(40)]
    parts = cut(Text.of("\n".join(lines)), size=100, measure=units)
    assert [line for part in parts for line in part.plain.split("\n")] == lines


def test_words_are_kept_whole_where_they_fit():
    words = [f"word{number}" for number in range(200)]
    parts = cut(Text.of(" ".join(words)), size=64, measure=units)
    assert [word for part in parts for word in part.plain.split(" ")] == words


def test_an_indented_line_keeps_its_indent_at_a_cut():
    code = "\n".join("    " * (number % 3) + f"step_{number}()" for number in range(60))
    text = Text((Run(text=code, block=Pre(language="python")),))
    parts = cut(text, size=120, measure=units)
    assert "\n".join(part.plain for part in parts) == code
    assert all(run.block == Pre(language="python") for part in parts for run in part.runs)


def test_families_flags_and_accents_stay_whole_without_a_space_in_sight():
    for one in (FAMILY, "🇺🇦", "e\u0301\u0323", "𝒳"):
        parts = cut(Text.of(one * 300), size=50, measure=units)
        assert all(part.plain == one * (len(part.plain) // len(one)) for part in parts)


def test_what_is_larger_than_a_part_is_cut_all_the_same():
    giant = Text.of("e" + "\u0301" * 500)
    parts = cut(giant, size=100, measure=units)
    assert "".join(part.plain for part in parts) == giant.plain
    link = Text((Run(text="x y " * 100, thing=Link(url="https://a.example")),))
    assert all(units(part) <= 100 for part in cut(link, size=100, measure=units))


def test_a_link_in_several_styles_is_one_link():
    link = Link(url="https://a.example")
    text = Text((
        Run(text="before " * 5), Run(text="one", thing=link),
        Run(text="two", thing=link, styles=frozenset({Style.BOLD})), Run(text="after " * 5),
    ))  # fmt: skip
    for size in range(10, 70):
        parts = cut(text, size=size, measure=units)
        assert sum("onetwo" in part.plain for part in parts) == 1


def test_two_emoji_may_be_parted_but_none_is_torn():
    text = Text(tuple(Run(text=":wave_hello:", thing=Emoji(name="wave")) for _ in range(50)))
    parts = cut(text, size=100, measure=units)
    assert all(part.plain == ":wave_hello:" * 8 for part in parts[:-1])


def test_a_part_of_mere_white_space_is_left_out():
    parts = cut(Text.of("a" + "\n" * 500 + "b"), size=50, measure=units)
    assert all(part.plain.strip() for part in parts)
    assert inked("".join(part.plain for part in parts)) == "ab"


def test_cutting_looks_at_each_character_a_bounded_number_of_times():
    for shape in ("a", "word ", "line\n", FAMILY, "e\u0301", "\u0301", "я", " ", "@ab "):
        seen = 0

        def measure(text):
            nonlocal seen
            seen += len(text.plain)
            return units(text)

        plain = shape * (200_000 // len(shape))
        cut(Text.of(plain), size=4_000, measure=measure)
        assert seen < 40 * len(plain), repr(shape)
