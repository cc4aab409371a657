"""What turns, hides or breaks lines is left out; words, emoji and isolates stay."""

import re

from hypothesis import given
from hypothesis import strategies as st

from policies.turning import straight

TURNING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066\u2067]")


@given(st.text())
def test_nothing_of_it_turns_hides_or_breaks_a_line(said: str) -> None:
    assert not TURNING.search(straight(said))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=80))
def test_words_stay_as_they_are(said: str) -> None:
    assert straight(said) == said


def test_lines_stay_lines_and_joiners_stay() -> None:
    assert straight("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN} \u2068שלום\u2069"
    assert straight(family) == family
