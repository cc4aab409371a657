"""A form is a command that lacks words: what it asks, and what is wrong with what it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.alerts import particulars
from policies.alerts.alert import Reason
from policies.alerts.interference import Interference
from policies.alerts.severity import Severity
from policies.commands import parse
from policies.fields import LONGEST_PARAGRAPH
from policies.forms import FORMS, faults, lacking
from policies.intake import reading
from policies.labels import Label
from policies.speech.words import English

NEW = FORMS["new"]
FILLED = {
    "text": ["Polling station 4 is closed."],
    "severity": ["high"],
    "label": ["TLP:AMBER"],
    "audience": ["everybody"],
}


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/new", "new"),
        ("/NEW", "new"),
        ("/resolve", "resolve"),
        ("/resolve 17", "resolve"),
        ("/resolve #17", "resolve"),
        ("/decline A-17", "decline"),
        ("/snooze a17", "snooze"),
        ("/new high TLP:AMBER the roads are closed", None),
        ("/resolve 17 handled", None),
        ("/resolve handled", None),
        ("/snooze 30m", None),
        ("/schedule list", None),
        ("/handoff @ann", None),
        ("/ack 17", None),
        ("/election add", "election"),
        ("/election ADD", "election"),
        ("/election", None),
        ("/election 17", None),
        ("/election add ke2027", None),
        ("/election import", None),
        ("/receipt", None),
    ],
)
def test_a_line_lacks_words_where_it_is_the_verb_alone_or_only_names_what_it_is_about(
    typed, command
):
    line = parse(typed)
    form = lacking(line.verb, line.words)
    assert (form.command if form else None) == command


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"text": []}, {"text": "empty"}),
        ({"text": ["  \n"]}, {"text": "empty"}),
        ({"text": ["x" * LONGEST_PARAGRAPH]}, {}),
        ({"text": ["x" * (LONGEST_PARAGRAPH + 1)]}, {"text": "long"}),
        ({"text": ["one", "two"]}, {"text": "unknown"}),
        ({"severity": ["urgent"]}, {"severity": "unknown"}),
        ({"severity": ["high", "low"]}, {"severity": "unknown"}),
        ({"label": []}, {"label": "empty"}),
        ({"label": ["TLP:WHITE"]}, {"label": "unknown"}),
        ({"kinds": ["cyber", "finance"]}, {}),
        ({"kinds": ["cyber", "weather"]}, {"kinds": "unknown"}),
        ({"until": ["in 6h"]}, {}),
        ({"until": ["x" * 151]}, {"until": "long"}),
    ],
)
def test_what_is_wrong_with_a_field_is_told_by_its_name(changed, expected):
    assert faults(NEW, NEW.holding(FILLED | changed)) == expected


def test_an_empty_form_lacks_exactly_what_must_be_said():
    assert faults(NEW, ()) == dict.fromkeys(FILLED, "empty")


@given(st.dictionaries(st.sampled_from([one.name for one in NEW.fields]), st.lists(st.text())))
def test_what_a_form_holds_stands_in_its_order_without_blanks(given_words):
    held = NEW.holding(given_words | {"none of the form's": ["x"]})
    assert [name for name, _ in held] == [one.name for one in NEW.fields]
    assert all(value == value.strip() != "" for _, values in held for value in values)


@given(st.text(max_size=4_000))
def test_a_form_begun_with_any_text_holds_no_more_than_its_field_may(text):
    begun = NEW.begun({"text": [text]})
    held = begun.holding({one.name: one.initial for one in begun.fields})
    assert "text" not in faults(begun, held) or not text.strip()
    assert faults(begun, held).get("text") != "long"


def test_a_form_begins_with_what_it_may_hold_and_nothing_else():
    begun = NEW.begun(
        {"severity": ["dreadful", "low", "high"], "kinds": ["cyber", "weather"], "other": ["x"]}
    )
    held = {one.name: one.initial for one in begun.fields if one.initial}
    assert held == {"severity": ("low",), "kinds": ("cyber",)}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_can_be_shown(form):
    names = [one.name for one in form.fields]
    assert len(names) == len(set(names))
    assert form.about in {"", *names}
    assert 0 < len(form.title(English())) <= 24
    for one in form.fields:
        assert one.label(English()).strip()
        assert bool(one.options) is (one.kind in ("choice", "choices"))
        assert 0 < one.longest <= LONGEST_PARAGRAPH
        assert set(one.initial) <= {option.value for option in one.options} or not one.options
        values = [option.value for option in one.options]
        assert len(values) == len(set(values))


@pytest.mark.parametrize(
    ("command", "name", "known"),
    [("new", "severity", Severity), ("resolve", "reason", Reason)],
)
def test_what_is_offered_is_what_an_alert_knows_as_a_word_to_type(command, name, known):
    found = next(one for one in FORMS[command].fields if one.name == name)
    assert [option.value for option in found.options] == [one.replace(" ", "-") for one in known]


def test_a_kind_of_interference_is_chosen_by_the_word_that_alerts_and_reports_read():
    offered = next(one for one in NEW.fields if one.name == "kinds").options
    for known in (particulars.KINDS, reading.KINDS):
        assert {known[one.value] for one in offered} == set(Interference)
    assert len(offered) == len(Interference)


def test_a_label_is_chosen_among_all_of_the_standard():
    label = next(one for one in NEW.fields if one.name == "label")
    shown = [(option.value, option.words(English())) for option in label.options]
    assert shown == [(one.value, one.value) for one in Label]
