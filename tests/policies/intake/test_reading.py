"""A report is read as it was written: what cannot be read for certain stays in its text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.interference import Interference
from policies.intake.reading import read_fields, read_past, read_text
from policies.intake.report import LONGEST_TEXT, MOST_LINKS

NOW = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)


def test_lines_of_their_own_say_the_rest() -> None:
    seen = read_text(
        "Ballots are missing.\nPlace:  Kisumu,\u00a0west\nLanguage: sw\nReach: 2,000 shares\n"
        "First seen: 2027-03-28 10:00 Kyiv\nKinds: cyber, information\nLinks: https://a.example/1",
        NOW,
    )
    assert seen.text == "Ballots are missing."
    assert (seen.place, seen.language, seen.reach) == ("Kisumu, west", "sw", "2,000 shares")
    assert seen.first_seen == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    assert seen.interference == (Interference.INFORMATION, Interference.CYBER)
    assert seen.links == ("https://a.example/1",)
    assert seen.wrong == ""


@pytest.mark.parametrize(
    "line",
    [
        "First seen: yesterday",
        "First seen: 2027-03-28 10:00 Springfield",
        "First seen: 2027-03-29 10:00 UTC",
        "Kinds: evil",
        "Kinds: cyber and more",
        "Links: a.example",
        "Place:",
        "My place: Kisumu",
    ],
)
def test_a_line_that_cannot_be_read_stays_in_the_text(line: str) -> None:
    seen = read_text(f"Ballots.\n{line}", NOW)
    assert seen.text == f"Ballots.\n{line}"
    assert (seen.place, seen.first_seen, seen.interference, seen.wrong) == ("", None, (), "")


def test_what_is_said_twice_holds_once_and_a_message_of_lines_alone_is_its_own_text() -> None:
    seen = read_text("Fire.\nPlace: Kisumu\nPlace: Mombasa", NOW)
    assert (seen.place, seen.text) == ("Kisumu", "Fire.\nPlace: Mombasa")
    alone = read_text("Place: Kisumu", NOW)
    assert (alone.place, alone.text) == ("Kisumu", "Place: Kisumu")


@pytest.mark.parametrize(
    ("said", "hour"),
    [("11:00", 11), ("15:00 Kyiv", 12), ("2027-03-28 03:30 Kyiv", 1), ("2027-03-27 23:00", 23)],
)
def test_an_instant_of_the_past_is_read_by_the_clock_of_its_place(said: str, hour: int) -> None:
    """In that night 03:30 does not exist in Kyiv: it is the minute that the clock shows instead."""
    found = read_past(said, NOW)
    assert found is not None
    assert found.hour == hour
    assert found <= NOW


@pytest.mark.parametrize(
    "said", ["", "tomorrow", "6pm", "03/04", "2027-03-28", "2025-01-01 10:00", "10:00 EST", "25:00"]
)
def test_nothing_is_guessed(said: str) -> None:
    assert read_past(said, NOW) is None


def test_a_form_says_which_field_cannot_be_taken() -> None:
    held = (("seen", ("Fire.",)), ("kinds", ("cyber", "violence")), ("first_seen", ("soon",)))
    seen = read_fields(held, NOW)
    assert seen.wrong == "first_seen"
    assert seen.interference == (Interference.CYBER, Interference.VIOLENCE)


@given(st.text(max_size=300) | st.lists(st.sampled_from(
    ["Place: x", "Reach: y", "Kinds: cyber", "Links: https://a.b/c", "", "First seen: 11:00"]
)).map("\n".join))  # fmt: skip
def test_whatever_is_written_is_read_and_none_of_it_is_lost(text: str) -> None:
    seen = read_text(text, NOW)
    assert seen.wrong == ""
    assert bool(seen.text) == bool(text.strip())
    kept = " ".join((seen.text, seen.place, seen.reach, seen.language, *seen.links))
    words = [one for one in text.split() if one.isalnum() and len(one) > 8]
    assert all(one in kept for one in words)


@given(st.integers(1, 40))
def test_it_is_no_longer_than_what_one_message_holds(count: int) -> None:
    text = "\n".join(f"https://a.example/{at} " + "x" * 200 for at in range(count))
    seen = read_text(text, NOW)
    assert len(seen.text) <= LONGEST_TEXT
    assert len(seen.links) <= MOST_LINKS
