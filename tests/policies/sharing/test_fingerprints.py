"""Texts that are alike but for small changes are found, and others are not; work is bounded."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.sharing.fingerprints import BANDS, LEAST, alike, bands, independent, shingles, words
from tests.benchmarks import rumours

CHANCE = random.Random(7)  # noqa: S311 - a corpus that can be repeated


def made(count):
    return rumours.corpus(count, 3)


def share_a_band(one, other):
    return any(a == b for a, b in zip(bands(one), bands(other), strict=False))


@pytest.mark.parametrize(("share", "found"), [(0, 1.0), (0.02, 0.99), (0.05, 0.95)])
def test_a_text_of_which_few_words_were_changed_is_found(share, found):
    texts = [post.text for post in made(400) if len(words(post.text)) > 30]
    pairs = [(t, rumours.changed(CHANCE, t, share)) for t in texts]
    hits = 0
    for one, other in pairs:
        a, b = shingles(words(one)), shingles(words(other))
        hits += share_a_band(a, b) and alike(a, b)
    assert hits >= found * len(pairs)


def test_other_talk_is_not_alike():
    texts = [post.text for post in made(300) if not post.text.startswith(("BREAKING", "Situation"))]
    texts = [one for one in texts if "BREAKING" not in one]
    cut = [shingles(words(one)) for one in texts]
    pairs = [(a, b) for at, a in enumerate(cut) for b in cut[:at]]
    assert len(pairs) > 20_000
    assert not any(alike(a, b) for a, b in pairs)


def test_a_text_too_short_to_be_anybodys_has_no_fingerprint():
    short = " ".join("abcdefghijk")
    assert len(words(short)) == LEAST + 1
    assert bands(shingles(words(short))) == ()
    assert len(bands(shingles(words(f"{short} l")))) == BANDS


def test_case_spacing_and_invisible_characters_make_no_difference():
    plain = "the results of eleven districts will be held back until thursday morning at nine"
    dressed = plain.upper().replace(" ", " \u200b\n").replace("E", "E\u200d")
    assert words(dressed) == words(plain)


@given(st.text(max_size=300))
def test_whatever_the_text_its_words_are_bounded_and_it_is_like_itself(text):
    some = shingles(words(text * 50))
    assert len(some) <= 256
    if bands(some):
        assert alike(some, some)


def test_a_megabyte_is_cut_before_it_is_looked_at():
    assert len(words("word " * 200_000)) == 2_000


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([], False),
        ([("institute", True, True)], False),
        ([("watch", True, False)], False),
        ([("watch", False, False)], True),
        ([("third", True, False)], True),
        ([("watch", True, True)], True),
    ],
    ids=["nobody else", "the source itself", "the poster, given it", "the poster, before that",
         "somebody else", "vouched for"],
)  # fmt: skip
def test_what_others_had_too_is_nobodys_alone(others, said):
    assert independent("institute", "watch", others) is said


async def test_few_are_asked_in_vain_and_leaks_are_found(tmp_path):
    found = await rumours.measured(tmp_path, rumours.corpus(200, 2, leaks=8))
    # Of each rumour at most the first who repeats it under a looser label.
    assert found.asked["ordinary asked"] <= 2
    assert found.asked["leaks"] == 8
    assert found.asked["leaks asked"] >= 7
