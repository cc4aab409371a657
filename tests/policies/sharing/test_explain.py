"""The decision from end to end, as `tocsin explain --json` answers it."""

import json
from datetime import date

import pytest

from bot.cli.lines import BadLine

MORE = """
[[organisation]]
id = "ministry"
name = "Ministry"
tags = ["sector:government"]
[[organisation]]
id = "seller"
name = "Seller"
kind = "vendor"
[[person]]
id = "analyst"
organisation = "institute"
name = "Analyst"
slack = "U0ANALYST"
[[channel]]
id = "watch-strict"
platform = "slack"
address = "C0STRICT"
organisation = "watch"
members = 3
mode = "strict"
[[channel]]
id = "volunteers-room"
platform = "telegram"
address = -1002
organisation = "volunteers"
members = 40
[[channel]]
id = "ministry-room"
platform = "slack"
address = "C0MINISTRY"
organisation = "ministry"
members = 4
[[channel]]
id = "seller-room"
platform = "slack"
address = "C0SELLER"
organisation = "seller"
members = 2
[[channel]]
id = "website"
platform = "telegram"
address = -1003
public = true
[[channel]]
id = "uncounted"
platform = "slack"
address = "C0UNCOUNTED"
organisation = "institute"
[[channel]]
id = "drill"
platform = "slack"
address = "C0DRILL"
organisation = "institute"
members = 25
exercise = true
[[bridge]]
id = "wide"
channels = ["watch-strict", "watch-group", "institute-desk", "volunteers-room", "ministry-room",
            "seller-room", "website", "uncounted", "drill"]
ceiling = "TLP:RED"
agreed = ["institute", "watch", "ministry"]
"""
PLAIN = {"preview": False, "protect": False, "delete_after": None}


def line(channel, text, author=None):
    return json.dumps({"channel": channel, "author": author, "text": text})


def ways(said):
    return {one["channel"]: (one["outcome"], one["rule"]) for one in said["destinations"]}


def test_the_directory_of_the_issue_word_for_word_both_ways(ask):
    for text, label, outcome, rule in (
        ("TLP:CLEAR a", "TLP:CLEAR", "allow", 18),
        ("TLP:GREEN a", "TLP:GREEN", "allow", 18),
        ("TLP:AMBER a", "TLP:AMBER", "allow", 18),
        ("TLP:AMBER+STRICT a", "TLP:AMBER+STRICT", "deny", 9),
        ("TLP:RED a", "TLP:RED", "deny", 8),
        ("TLP:AMBER not to institute\na", "TLP:AMBER", "deny", 11),
        ("TLP:AMBER TLP:EX:CHR\na", "TLP:AMBER", "redact", 17),
        ("talk", None, "deny", 5),
        ("TLP:PURPLE a", None, "hold", 6),
        ("TLP:GREEN a\nTLP:RED", None, "hold", 7),
    ):
        said = ask(line("watch-group", text, "watch-lead"))
        assert (said["label"], ways(said)) == (label, {"institute-desk": (outcome, rule)}), text


def test_the_answer_has_the_fields_of_the_interface_and_no_other(ask):
    said = ask(line("watch-group", "TLP:GREEN a", "watch-lead"))
    assert said == {
        "reading": "label",
        "label": "TLP:GREEN",
        "destinations": [
            {
                "channel": "institute-desk",
                "outcome": "allow",
                "rule": 18,
                "why": said["destinations"][0]["why"],
                "handling": PLAIN,
            }
        ],
    }


def test_a_desk_room_takes_its_default_and_a_stricter_mention_binds(ask):
    for text, reading, label, expected in (
        ("talk", "none", "TLP:GREEN", ("allow", 18)),
        ("the TLP:CLEAR report is out.", "suspicious", "TLP:GREEN", ("allow", 18)),
        ("the TLP:RED report is out.", "suspicious", "TLP:RED", ("deny", 8)),
        ("TLP:CLEAR? please confirm", "suspicious", None, ("hold", 6)),
    ):
        said = ask(line("institute-desk", text))
        assert (said["reading"], said["label"]) == (reading, label), text
        assert ways(said) == {"watch-group": expected}, text


def test_amber_of_an_author_whom_the_directory_does_not_know_is_held(ask):
    assert ways(ask(line("institute-desk", "TLP:AMBER a"))) == {"watch-group": ("hold", 16)}
    assert ways(ask(line("institute-desk", "TLP:GREEN a"))) == {"watch-group": ("allow", 18)}


WIDE = {
    "TLP:CLEAR": {"ministry-room": ("deny", 11)},
    "TLP:GREEN": {
        "volunteers-room": ("allow", 18), "ministry-room": ("deny", 11),
        "seller-room": ("deny", 13), "website": ("deny", 10),
    },
    "TLP:AMBER": {
        "volunteers-room": ("allow", 18), "ministry-room": ("deny", 11),
        "seller-room": ("deny", 13), "website": ("deny", 10), "uncounted": ("hold", 14),
    },
    "TLP:AMBER+STRICT": {
        "volunteers-room": ("deny", 13), "ministry-room": ("deny", 11),
        "seller-room": ("deny", 13), "website": ("deny", 10), "uncounted": ("hold", 14),
    },
}  # fmt: skip


@pytest.mark.parametrize("label", WIDE)
def test_a_partner_with_a_wall_and_a_permission_reaches_whom_it_may(ask, issue, label):
    said = ask(line("watch-strict", f"{label} a", "watch-lead"), issue + MORE)
    expected = dict.fromkeys(
        ["institute-desk", "watch-group", "volunteers-room", "ministry-room", "seller-room",
         "website", "uncounted", "drill"], ("allow", 18)
    )  # fmt: skip
    assert ways(said) == expected | WIDE[label] | {"drill": ("deny", 2)}


def test_destinations_stand_in_the_order_of_the_directory(ask, issue):
    said = ask(line("watch-strict", "TLP:GREEN a"), issue + MORE)
    names = [one["channel"] for one in said["destinations"]]
    assert names == ["institute-desk", "watch-group", "volunteers-room", "ministry-room",
                     "seller-room", "website", "uncounted", "drill"]  # fmt: skip


def test_red_goes_nowhere_and_its_handling_is_said(ask, issue):
    said = ask(line("watch-strict", "TLP:RED a", "watch-lead"), issue + MORE)
    assert {one["rule"] for one in said["destinations"] if one["channel"] != "drill"} == {8}
    handling = {one["channel"]: one["handling"] for one in said["destinations"]}
    assert handling["institute-desk"] == PLAIN | {"delete_after": 86_400}
    assert handling["watch-group"] == {"preview": False, "protect": True, "delete_after": 86_400}


def test_another_partner_has_neither_the_wall_nor_the_permission(ask, issue):
    said = ways(ask(line("institute-desk", "TLP:AMBER a", "analyst"), issue + MORE))
    assert said["ministry-room"] == ("allow", 18)
    assert said["volunteers-room"] == ("hold", 15)
    green = ways(ask(line("institute-desk", "TLP:GREEN a", "analyst"), issue + MORE))
    assert green["volunteers-room"] == ("deny", 13)


def test_the_author_brings_the_source_whatever_the_room(ask, issue):
    said = ways(ask(line("institute-desk", "TLP:GREEN a", "watch-lead"), issue + MORE))
    assert said["ministry-room"] == ("deny", 11)
    assert said["volunteers-room"] == ("allow", 18)


def test_a_permission_ends_with_its_day(ask, issue):
    for day, expected in (
        (date(2027, 1, 1), ("allow", 18)),
        (date(2027, 1, 2), ("hold", 15)),
    ):
        said = ask(line("watch-strict", "TLP:AMBER a", "watch-lead"), issue + MORE, day)
        assert ways(said)["volunteers-room"] == expected


def test_without_an_agreement_amber_waits(ask, issue):
    text = issue.replace('agreed = ["institute", "watch"]', "agreed = []")
    said = ask(line("watch-group", "TLP:AMBER a", "watch-lead"), text)
    assert ways(said) == {"institute-desk": ("hold", 15)}


def test_of_two_bridges_the_one_that_lets_most_through_decides(ask, issue):
    both = issue + '[[bridge]]\nid = "b"\nchannels = ["watch-group", "institute-desk"]\n'
    assert ways(ask(line("watch-group", "TLP:AMBER a", "watch-lead"), both)) == {
        "institute-desk": ("allow", 18)
    }


def test_an_unknown_author_in_a_shared_room_is_held_to_every_wall_there(ask, issue):
    shared = issue + MORE.replace(
        'organisation = "institute"\nmembers = 25', 'organisations = ["institute", "watch"]'
    ).replace("exercise = true", "")
    said = ways(ask(line("drill", "TLP:GREEN a"), shared))
    assert said["ministry-room"] == ("deny", 11)
    assert said["volunteers-room"] == ("deny", 13)


def test_a_channel_without_a_bridge_reaches_nobody(ask, issue):
    alone = issue.partition("[[bridge]]")[0]
    assert ask(line("watch-group", "TLP:GREEN a"), alone)["destinations"] == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not an object"),
        ("[" * 100_000, "not JSON"),
        ('{"author": null, "text": "a"}', "channel: is missing"),
        ('{"channel": 1, "text": "a"}', "channel: is missing or no string"),
        ('{"channel": "nowhere", "text": "a"}', "channel: is not in the directory"),
        ('{"channel": "watch-group", "author": "nobody", "text": "a"}', "author: is not in the"),
        ('{"channel": "watch-group", "author": 7, "text": "a"}', "author: is no string"),
        ('{"channel": "watch-group", "author": null}', "text: is missing"),
        ('{"channel": "watch-group", "text": ["a"]}', "text: is not a string"),
        ('{"channel": "watch-group", "text": "a", "to": "b"}', "to: is no field"),
    ],
)
def test_a_bad_line_says_its_field_reason_and_remedy(ask, bad, words):
    with pytest.raises(BadLine) as caught:
        ask(bad)
    assert words in str(caught.value)
    assert ";" in str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "TLP:GREEN \udc00 a", "🏳" * 9])
def test_any_text_has_an_answer(ask, text):
    assert ask(line("watch-group", text))["reading"] in ("label", "none", "suspicious", "conflict")
