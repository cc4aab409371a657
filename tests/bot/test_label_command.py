"""`tocsin label`: what it answers to whom, with a directory and without, sending nothing."""

import json

import pytest

from tests.bot.conftest import Stage

KEYS = ["reading", "label", "restrictions", "warnings"]


def ask(stage: Stage, *lines: object, code: int = 0) -> list[dict]:
    """Answer these lines, values written as JSON and texts as they are."""
    given = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = stage.tocsin("label", "--json", given=given)
    assert (done.returncode, done.stderr) == (code, "")
    return [json.loads(answer) for answer in done.stdout.splitlines()]


@pytest.fixture
def nothing(bare: Stage) -> Stage:
    """A folder with no file in it."""
    for file in bare.folder.iterdir():
        file.unlink()
    return bare


def test_each_reading_has_the_same_four_keys_in_order(nothing: Stage) -> None:
    answers = ask(
        nothing,
        {"text": "TLP:GREEN polls"},
        {"text": "polls"},
        {"text": "TLP:GREEN?"},
        {"text": "TLP:GREEN polls\nTLP:RED"},
    )
    assert [list(answer) for answer in answers] == [KEYS] * 4
    assert [(one["reading"], one["label"]) for one in answers] == [
        ("label", "TLP:GREEN"),
        ("none", None),
        ("suspicious", None),
        ("conflict", None),
    ]
    assert [bool(one["warnings"]) for one in answers] == [False, False, True, True]
    assert list(nothing.folder.iterdir()) == []


def test_where_may_be_missing_and_then_it_is_the_text(nothing: Stage) -> None:
    missing, text, caption, name = ask(
        nothing,
        {"text": "report TLP-RED.pdf"},
        {"text": "report TLP-RED.pdf", "where": "text"},
        {"text": "report TLP-RED.pdf", "where": "caption"},
        {"where": "filename", "text": "report TLP-RED.pdf"},
    )
    assert missing == text == caption
    assert missing["reading"] == "suspicious"
    assert (name["reading"], name["label"]) == ("label", "TLP:RED")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('"TLP:RED"', "object"),
        ("null", "object"),
        ({}, "text"),
        ({"where": "text"}, "text"),
        ({"text": None}, "text"),
        ({"text": 7}, "text"),
        ({"text": ["TLP:RED"]}, "text"),
        ({"text": "x", "where": "footnote"}, "where"),
        ({"text": "x", "where": None}, "where"),
        ({"text": "x", "where": ["text"]}, "where"),
        ({"text": "x", "author": "ann"}, "author"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_code_is_1(
    nothing: Stage, line: object, field: str
) -> None:
    good = {"text": "TLP:GREEN polls"}
    before, bad, after = ask(nothing, good, line, good, code=1)
    assert before == after
    assert before["label"] == "TLP:GREEN"
    assert list(bad) == ["error"]
    assert field in bad["error"]


def test_empty_lines_are_no_lines_and_broken_utf16_is_read(nothing: Stage) -> None:
    answers = ask(nothing, "", '{"text": "TLP:GREEN \\ud83d polls"}', "  ")
    assert [one["label"] for one in answers] == ["TLP:GREEN"]


def test_a_megabyte_is_answered(nothing: Stage) -> None:
    (answer,) = ask(nothing, {"text": "TLP:GREEN " + "polls " * 170_000 + "\nTLP:RED"})
    assert answer["reading"] == "conflict"


def test_whom_the_directory_knows_may_be_left_out_and_nobody_else(made: Stage) -> None:
    organisation, person, unknown, tag, below = ask(
        made,
        {"text": "TLP:AMBER not to watch\npolls"},
        {"text": "TLP:AMBER TLP:EX:CHR not to ann, watch: polls"},
        {"text": "TLP:AMBER not to nobody\npolls"},
        {"text": "TLP:AMBER not to country:KE\npolls"},
        {"text": "polls\nTLP:AMBER not to watch"},
    )
    assert organisation == {
        "reading": "label",
        "label": "TLP:AMBER",
        "restrictions": ["not to watch"],
        "warnings": [],
    }
    assert person["restrictions"] == ["TLP:EX:CHR", "not to ann", "not to watch"]
    for one in (unknown, tag):
        assert (one["reading"], one["label"], one["restrictions"]) == ("suspicious", None, [])
    assert below["restrictions"] == ["not to watch"]
    assert below["warnings"]


def test_without_a_directory_an_organisation_is_unknown_and_chatham_house_is_not(
    nothing: Stage,
) -> None:
    organisation, chatham = ask(
        nothing,
        {"text": "TLP:AMBER not to watch\npolls"},
        {"text": "TLP:AMBER TLP:EX:CHR polls"},
    )
    assert organisation["reading"] == "suspicious"
    assert (chatham["label"], chatham["restrictions"]) == ("TLP:AMBER", ["TLP:EX:CHR"])


def test_people_get_lines_that_say_the_same(made: Stage) -> None:
    done = made.tocsin("label", "polls\nTLP:AMBER not to watch")
    assert done.returncode == 0
    first, *rest = done.stdout.splitlines()
    assert first == "label: TLP:AMBER"
    assert [line.split()[0] for line in rest] == ["restriction", "warning"]
    assert "not to watch" in rest[0]
    piped = made.tocsin("label", given="polls\nTLP:AMBER not to watch")
    assert piped.stdout == done.stdout


@pytest.mark.parametrize(
    ("text", "noted"), [("TLP:AMBER not to watch hours", True), ("TLP:GREN hours", False)]
)
def test_who_was_not_looked_up_is_said_where_it_matters(
    nothing: Stage, text: str, *, noted: bool
) -> None:
    shown = nothing.tocsin("label", text).stdout
    assert ("`tocsin explain` does" in shown) is noted
