"""An alert as it is written: what is understood, what is refused, and never a looser label."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text
from policies.alerts.addressing import Names
from policies.alerts.audience import Audience
from policies.alerts.draft import Desk, Draft
from policies.alerts.faults import Fault, Wrong
from policies.alerts.interference import Interference
from policies.alerts.reading import read_form, read_line
from policies.alerts.severity import Severity
from policies.community.risk import named
from policies.labels import Label, stricter_than
from policies.readings import Kind, read
from policies.times.elections import Election
from tests.bot.coalition import COALITION
from tests.bot.small_house import ACCOUNTS

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DIRECTORY = load_text(COALITION, "directory.toml", ACCOUNTS)
NAMES = Names(
    directory=DIRECTORY,
    person=lambda word: named(DIRECTORY, "slack", "slack.main", word),
)
ELECTION = Election(id="ke2027", name="Kenya", zone="Africa/Nairobi", day="2027-08-10")
DESK = Desk(names=NAMES, now=NOW, elections=(ELECTION,))


def draft(line: str, **other: str) -> Draft:
    found = read_line(line, DESK, **other)
    assert isinstance(found, Draft), found
    return found


def fault(line: str) -> Fault:
    found = read_line(line, DESK)
    assert isinstance(found, Wrong), found
    return found.fault


@pytest.mark.parametrize(
    "line",
    [
        "high TLP:GREEN to watch, radio: Ballots are missing.",
        "high TLP:GREEN to watch and radio Ballots are missing.",
        "TLP:GREEN high to watch, radio: Ballots are missing.",
        "to watch & radio; high; TLP:GREEN: Ballots are missing.",
        "high to Watch, RADIO TLP:GREEN Ballots are missing.",
        "high TLP:GREEN to watch, radio\nBallots are missing.",
        "high [TLP:GREEN] to watch and radio; Ballots are missing.",
        "high tlp:green to: watch, radio Ballots are missing.",
    ],
)
def test_severity_label_and_audience_stand_in_front_in_any_order(line: str) -> None:
    """However they are set apart, what is left is the text."""
    found = draft(line)
    assert found.severity is Severity.HIGH
    assert found.label is Label.GREEN
    assert set(found.audience.organisations) == {"watch", "radio"}
    assert found.text == "Ballots are missing."


@pytest.mark.parametrize(
    ("words", "audience"),
    [
        ("everybody", Audience(everybody=True)),
        ("to everybody", Audience(everybody=True)),
        ("to country:KE", Audience(tags=("country:KE",))),
        ("to country:ke", Audience(tags=("country:KE",))),
        ("to bridge:elections", Audience(bridges=("elections",))),
        ("to @bo, @Night", Audience()),
        ("to @bo", Audience(people=("bo",))),
        ("to bo", Audience(people=("bo",))),
        ("to <@U0ANN|ann>", Audience(people=("ann",))),
        ("to ministry", Audience(organisations=("ministry",))),
        ("to Ministry", Audience(organisations=("ministry",))),
        (
            "to country:KE not to sector:government",
            Audience(tags=("country:KE",), not_to=("sector:government",)),
        ),
        (
            "to country:KE, bridge:elections, @rita; not to ministry, sector:media",
            Audience(
                tags=("country:KE",),
                bridges=("elections",),
                people=("rita",),
                not_to=("ministry", "sector:media"),
            ),
        ),
    ],
)
def test_an_audience_is_named_by_ids_tags_bridges_people_and_everybody(
    words: str, audience: Audience
) -> None:
    """The same words in a line and in the field of a form."""
    line = read_line(f"TLP:GREEN {words}: Ballots are missing.", DESK)
    form = read_form(
        (("text", ("Ballots.",)), ("label", ("TLP:GREEN",)), ("audience", (words,))), DESK
    )
    if audience.empty:
        assert isinstance(line, Wrong)
        assert line.fault is Fault.UNKNOWN_NAME
        assert isinstance(form, Wrong)
        assert form.fault is Fault.UNKNOWN_NAME
        assert line.word == form.word == "@Night"
        return
    assert isinstance(line, Draft)
    assert isinstance(form, Draft)
    assert line.audience == form.audience == audience
    # Whom somebody leaves out by name, nobody passes it on to either.
    assert line.restrictions.not_to == form.restrictions.not_to == audience.not_to


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Fault.NO_LABEL),
        ("high to watch Ballots are missing.", Fault.NO_LABEL),
        ("high TLP:GREN to watch Ballots are missing.", Fault.LABEL_UNCLEAR),
        ("high TLP:AMBER? to watch Ballots are missing.", Fault.LABEL_UNCLEAR),
        ("high to watch Ballots are missing, TLP:GREEN I think", Fault.LABEL_UNCLEAR),
        ("TLP:GREEN to watch TLP:RED Ballots are missing.", Fault.LABELS_CONFLICT),
        ("TLP:CLEAR TLP:AMBER to watch Ballots are missing.", Fault.LABELS_CONFLICT),
        ("high TLP:GREEN Ballots are missing.", Fault.NO_AUDIENCE),
        ("high TLP:GREEN not to ministry Ballots are missing.", Fault.NO_AUDIENCE),
        ("TLP:GREEN to nowhere Ballots are missing.", Fault.UNKNOWN_NAME),
        ("TLP:GREEN to country:XX Ballots are missing.", Fault.UNKNOWN_NAME),
        ("TLP:GREEN to bridge:none Ballots are missing.", Fault.UNKNOWN_NAME),
        ("TLP:GREEN to @nobody Ballots are missing.", Fault.UNKNOWN_NAME),
        ("TLP:GREEN to watch not to everybody Ballots are missing.", Fault.UNKNOWN_NAME),
        ("TLP:GREEN to watch radio Ballots are missing.", Fault.NO_COMMA),
        ("TLP:GREEN to watch; radio Ballots are missing.", Fault.NO_COMMA),
        ("TLP:GREEN to watch", Fault.NO_TEXT),
        ("TLP:GREEN to watch " + "x" * 3_001, Fault.TOO_LONG),
        ("TLP:RED to watch The source is Jane.", Fault.RED_TO_MANY),
        ("TLP:RED everybody The source is Jane.", Fault.RED_TO_MANY),
        ("TLP:RED to @bo, watch The source is Jane.", Fault.RED_TO_MANY),
        ("TLP:GREEN to watch until 25:00: Ballots.", Fault.TIME),
        ("TLP:GREEN to watch until yesterday: Ballots.", Fault.TIME),
        ("TLP:GREEN to watch Ballots.\nuntil: yesterday", Fault.TIME),
        ("TLP:GREEN to watch Ballots.\nuntil: every day 06:00", Fault.TIME),
        ("TLP:GREEN to watch Ballots.\nneeds: 0", Fault.UNKNOWN_NEED),
        ("TLP:GREEN to watch Ballots.\nneeds: some", Fault.UNKNOWN_NEED),
        ("TLP:GREEN to watch Ballots.\nkinds: magic", Fault.UNKNOWN_KIND),
        ("TLP:GREEN to watch Ballots.\nelections: mars2030", Fault.UNKNOWN_ELECTION),
        ("TLP:AMBER to watch Ballots.\nsummary: Trouble.", Fault.SUMMARY_LABEL),
        ("TLP:AMBER to watch Ballots.\nsummary: TLP:AMBER Trouble.", Fault.SUMMARY_LABEL),
        ("TLP:AMBER to watch Ballots.\nsummary: TLP:RED Trouble.", Fault.SUMMARY_LABEL),
        ("TLP:AMBER to watch Ballots.\nsummary: TLP:GREEN", Fault.SUMMARY_LABEL),
    ],
)
def test_what_is_missing_or_doubtful_is_named(line: str, expected: Fault) -> None:
    """One fault at a time, each its own."""
    assert fault(line) is expected


def test_a_severity_that_is_left_out_is_medium_and_a_word_of_the_text_is_none() -> None:
    """ "High" in front of anything else is the severity; behind the audience it is a word."""
    assert draft("TLP:GREEN to watch High water.").severity is Severity.MEDIUM
    assert draft("TLP:GREEN to watch High water.").text == "High water."
    assert draft("TLP:GREEN critical to watch: Water.").severity is Severity.CRITICAL


def test_what_else_there_is_to_say_stands_on_lines_at_the_end() -> None:
    """In any order, each once; a line of that form further up is text."""
    found = draft(
        "critical TLP:AMBER to country:KE\n"
        "ask: is no question of ours here.\n"
        "Ballots are missing in Kisumu.\n"
        "ask: Who can send an observer?\n"
        "needs: every\n"
        "kinds: cyber, violence\n"
        "places: Kisumu, Siaya\n"
        "elections: KE2027\n"
        "valid until: 18:00 Nairobi\n"
        "summary: TLP:GREEN Trouble in the west."
    )
    assert found.text == "ask: is no question of ours here.\nBallots are missing in Kisumu."
    assert found.asked == "Who can send an observer?"
    assert found.need.of == "every"
    assert found.interference == (Interference.CYBER, Interference.VIOLENCE)
    assert found.places == ("Kisumu", "Siaya")
    assert found.elections == ("ke2027",)
    assert found.until == datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    assert (found.summary, found.summary_label) == ("Trouble in the west.", Label.GREEN)


@pytest.mark.parametrize(
    "line",
    [
        "TLP:GREEN to watch until 18:00 Nairobi: Ballots are missing.",
        "TLP:GREEN until 18:00 Nairobi to watch: Ballots are missing.",
        "until 18:00 Nairobi: TLP:GREEN to watch: Ballots are missing.",
        "TLP:GREEN to watch until 2026-11-26 18:00 Nairobi Ballots are missing.",
        "TLP:GREEN to watch until in 3h: Ballots are missing.",
    ],
)
def test_until_when_it_holds_may_stand_in_front_too(line: str) -> None:
    """A colon ends a time."""
    found = draft(line)
    assert found.until == datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    assert found.text == "Ballots are missing."


def test_until_is_a_word_of_the_text_where_no_time_follows() -> None:
    """ "Until further notice" is nobody's time."""
    assert draft("TLP:GREEN to watch until further notice").text == "until further notice"


def test_a_restriction_behind_the_label_leaves_out_whom_it_names() -> None:
    """It binds everybody who gets the alert, and Chatham House is read there too."""
    found = draft("TLP:AMBER TLP:EX:CHR to country:KE not to sector:government: Ballots.")
    assert found.restrictions.not_to == ("sector:government",)
    assert found.restrictions.chatham
    assert found.audience.not_to == ("sector:government",)
    assert found.text == "Ballots."


def test_the_text_of_a_message_that_it_answers_stands_behind_its_own() -> None:
    """With no words of its own it stands alone."""
    assert draft("TLP:GREEN to watch", taken="Ballots.").text == "Ballots."
    assert draft("TLP:GREEN to watch Look:", taken="Ballots.").text == "Look:\n\nBallots."


def test_a_text_that_is_taken_and_shows_a_stricter_label_is_a_conflict() -> None:
    """Whoever's it is: a looser one than its own is no doubt."""
    line = "TLP:GREEN to watch"
    assert read_line(line, DESK, taken="TLP:RED or TLP:GREEN? Ballots.") == Wrong(
        fault=Fault.LABELS_CONFLICT
    )
    assert draft(line, taken="It was TLP:CLEAR before.").text == "It was TLP:CLEAR before."


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("Ballots.", "TLP:GREEN", "Ballots."),
        ("TLP:GREEN Ballots.", "TLP:GREEN", "Ballots."),
        ("TLP:RED Ballots.", "TLP:GREEN", Fault.LABELS_CONFLICT),
        ("TLP:CLEAR Ballots.", "TLP:AMBER", Fault.LABELS_CONFLICT),
        ("TLP:GREN Ballots.", "TLP:GREEN", Fault.LABEL_UNCLEAR),
        ("It was TLP:AMBER before.", "TLP:GREEN", Fault.LABELS_CONFLICT),
        ("Ballots.", "TLP:WHITE", Fault.LABEL_UNCLEAR),
        ("Ballots.", "", Fault.NO_LABEL),
        ("", "TLP:GREEN", Fault.NO_TEXT),
    ],
)
def test_a_form_says_its_label_and_a_text_that_says_another_is_a_conflict(
    text: str, label: str, expected: str | Fault
) -> None:
    """The text of a form is read as any other."""
    fields = (("text", (text,)), ("label", (label,)), ("audience", ("everybody",)))
    found = read_form(fields, DESK)
    assert (found.text if isinstance(found, Draft) else found.fault) == expected


def test_a_form_holds_what_a_line_can_say() -> None:
    """Field by field."""
    found = read_form(
        (
            ("text", ("Ballots are missing.",)),
            ("severity", ("high",)),
            ("label", ("TLP:AMBER",)),
            ("audience", ("country:KE not to ministry",)),
            ("asked", ("Who can go?",)),
            ("needs", ("2",)),
            ("until", ("18:00 Nairobi",)),
            ("kinds", ("cyber", "coercion")),
            ("places", ("Kisumu, Siaya",)),
            ("elections", ("ke2027",)),
            ("summary", ("Trouble.",)),
            ("summary_label", ("TLP:CLEAR",)),
        ),
        DESK,
    )
    assert isinstance(found, Draft)
    assert found.severity is Severity.HIGH
    assert found.need.count == 2
    assert found.interference == (Interference.CYBER, Interference.ECONOMIC)
    assert found.places == ("Kisumu", "Siaya")
    assert (found.summary, found.summary_label) == ("Trouble.", Label.CLEAR)


_WORDS = st.lists(
    st.sampled_from(
        ["high", "critical", "TLP:RED", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR", "tlp:white", "to",
         "watch", "radio", "@bo", "everybody", "not", "to ministry", "until 18:00", ":", ",", "\n",
         "TLP:", "AMBER", "TLP : RED", "ballots", "summary: TLP:CLEAR x", "ask: who"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@given(_WORDS)
def test_no_line_is_read_looser_than_any_label_that_it_shows(line: str) -> None:
    """Whatever stands where: of all labels but a summary's the strictest binds, or none is read."""
    found = read_line(line, DESK)
    if isinstance(found, Draft):
        shown = "\n".join(one for one in line.split("\n") if not one.strip().startswith("summary:"))
        everything = read(shown, known=DIRECTORY.known)
        assert not any(stricter_than(one, found.label) for one in everything.mentioned)
        assert not found.audience.empty
        assert found.label is not Label.RED or found.audience.people
        inner = read(found.text, known=DIRECTORY.known)
        assert inner.kind is Kind.NONE or inner.label in (None, found.label)
