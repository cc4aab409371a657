"""Names are made harmless: no quotation mark, label, line or turn of direction gets through."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from policies import names
from policies.disguises import fold
from policies.phrases import ENGLISH
from tests.any_character import ANY_CHARACTER
from tests.policies.text.any_text import FAMILY, NASTY


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bob", "Bob"),
        ("  Ana   María ", "Ana María"),
        ("Олена Ґ.", "Олена Ґ."),
        ("Bob <b", "Bob (b"),
        ('L." · TLP:CLEAR', "L.' - T.LP:CLEAR"),
        ("“Admin” (bridge)", "'Admin' (bridge)"),
        ("a\nb\r\nc\u2028d", "a b c d"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("@channel", "＠channel"),
        ("ТLР:СLЕАR", "Т.LР:СLЕАR"),
        ("ＴＬＰ：ＲＥＤ", "Ｔ.ＬＰ：ＲＥＤ"),
        ("T\u200dL\u200dP", "T.LP"),
        ("Atlas Platform", "Atlas Platform"),
        ("\ud83d", ""),
    ],
)
def test_a_name_is_cleaned(name, shown):
    assert names.cleaned(name) == shown


def test_two_hundred_characters_become_a_short_name_that_is_cut_between_graphemes():
    assert names.cleaned("x" * 200) == "x" * 37 + "…"
    assert names.cleaned("e\u0301" * 200) == "e\u0301" * 37 + "…"
    assert len(names.cleaned("Z" + "\u0301" * 200)) <= 3


@given(st.sampled_from(NASTY) | st.text(ANY_CHARACTER, max_size=300))
def test_a_cleaned_name_holds_nothing_that_pretends(name):
    shown = names.cleaned(name)
    assert "\n" not in shown
    assert not set(shown) & set('"“”„«»·•@<>')
    assert "tlp" not in fold(shown).plain.lower()
    assert len(regex.findall(r"\X", shown)) <= 40
    assert names.cleaned(shown) == shown or shown.endswith("…")
    shown.encode()


def test_a_right_to_left_name_turns_nothing_around_it():
    assert names.person("שלום", ENGLISH, verified=True, tag="") == '"\u2068שלום\u2069"'
    assert names.organisation("منظمة") == "\u2068منظمة\u2069"


def test_only_names_of_the_directory_stand_without_a_mark():
    assert names.person("L.", ENGLISH, verified=True, tag="") == '"L."'
    assert names.person("L.", ENGLISH, verified=False, tag="7f3a") == '"L." (unverified)'
    assert names.person("", ENGLISH, verified=False, tag="7f3a") == '"member 7f3a" (unverified)'


def test_nobody_takes_the_place_of_those_without_a_name():
    assert (
        names.person("Member 7f3a", ENGLISH, verified=False, tag="0000")
        == '"person 7f3a" (unverified)'
    )


def test_a_family_in_a_name_stays_visible():
    assert names.cleaned(FAMILY)
