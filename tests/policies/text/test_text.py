"""The laws of text: offsets are code points, looks stay with their characters."""

from hypothesis import given
from hypothesis import strategies as st

from policies.text import Emoji, Link, Mention, Quote, Run, Style, Text
from tests.policies.text.any_text import looks, texts

BOLD = frozenset({Style.BOLD})


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_a_slice_is_the_slice_of_the_characters_with_their_looks(text, start, end):
    part = text.slice(start, end)
    assert part.plain == text.plain[start:end]
    characters = [(one, run) for run in text.runs for one in run.text][start:end]
    kept = [(one, run) for run in part.runs for one in run.text]
    assert [(one, run.styles, run.block, run.thing) for one, run in characters] == [
        (one, run.styles, run.block, run.thing) for one, run in kept
    ]


@given(texts, st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=5))
def test_what_is_cut_out_is_gone_and_nothing_else(text, spans):
    spans = [(min(span), max(span)) for span in spans]
    gone = {at for start, end in spans for at in range(start, end)}
    kept = "".join(one for at, one in enumerate(text.plain) if at not in gone)
    assert text.without(spans).plain == kept


@given(texts)
def test_stripping_takes_the_white_space_at_the_ends_alone(text):
    stripped = text.strip()
    assert stripped.plain == text.plain.strip()
    assert all(run.text for run in stripped.runs)
    assert looks(stripped) == looks(text)


@given(texts)
def test_merging_changes_no_look_and_leaves_no_empty_run(text):
    merged = text.merged()
    assert merged.plain == text.plain
    assert looks(merged) == looks(text)
    assert all(run.text for run in merged.runs)
    assert merged.merged() == merged


@given(texts, texts)
def test_two_texts_one_behind_the_other(one, other):
    assert (one + other).plain == one.plain + other.plain == Text.join([one, other]).plain


def test_neighbours_that_look_alike_become_one_run_but_two_things_stay_two():
    wave = Emoji(name="wave")
    text = Text((
        Run(text="a", styles=BOLD), Run(text=""), Run(text="b", styles=BOLD), Run(text="c"),
        Run(text="👋", thing=wave), Run(text="👋", thing=wave),
    ))  # fmt: skip
    assert [run.text for run in text.merged().runs] == ["ab", "c", "👋", "👋"]


def test_quotations_are_found_as_spans_of_code_points():
    text = Text((
        Run(text="👍 "), Run(text="said", block=Quote()),
        Run(text=" so", block=Quote(), styles=BOLD),
        Run(text="\nand"), Run(text="again", block=Quote()),
    ))  # fmt: skip
    assert text.quoted() == ((2, 9), (13, 18))
    assert [text.plain[slice(*span)] for span in text.quoted()] == ["said so", "again"]


def test_half_a_surrogate_pair_never_gets_in():
    assert Text.of("a\ud83d b\udc4d").plain == "a\ufffd b\ufffd"
    Text.of("\ud83d\udc4d").plain.encode()


def test_what_people_wrote_is_in_no_representation():
    text = Text((
        Run(text="secret-body", thing=Link(url="https://secret.example")),
        Run(text="x", thing=Mention(of="person", address="U0SECRET")),
    ))  # fmt: skip
    shown = repr(text)
    assert "secret" not in shown
    assert "U0SECRET" not in shown


def test_a_million_small_runs_are_cut_and_merged_in_one_pass():
    count = 0

    class Counted(str):
        __slots__ = ()

        def __len__(self):
            nonlocal count
            count += 1
            return super().__len__()

    text = Text(tuple(Run(text=Counted("ab"), styles=BOLD) for _ in range(20_000)))
    assert len(text.merged().runs) == 1
    text.without([(at, at + 1) for at in range(0, 40_000, 4)])
    assert count < 20 * 20_000
