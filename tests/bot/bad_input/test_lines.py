"""`tocsin explain` and `tocsin label` on lines that cannot be used: each answered, 1 at the end."""

import json

import pytest

from tests.stage import Stage

GOOD = {"channel": "desk", "author": "ann", "text": "TLP:GREEN hello"}


def ask(stage: Stage, *lines: str, words: tuple[str, ...] = ("explain", "--json")) -> list[dict]:
    """Answer these lines, a good one before and after; the good ones must be answered well."""
    good = json.dumps(GOOD if words[0] == "explain" else {"text": "TLP:GREEN hello"})
    before = stage.bytes()
    done = stage.tocsin(*words, given="\n".join([good, *lines, good]) + "\n")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    first, *answers, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == last
    assert (first["reading"], first["label"]) == ("label", "TLP:GREEN")
    assert stage.bytes() == before
    return answers


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "nowhere"}, "channel"),
        ({"author": "nobody"}, "author"),
        ({"channel": None}, "channel"),
        ({"author": 7}, "author"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"smoke": 1}, "smoke"),
    ],
)
def test_a_bad_line_is_answered_with_field_and_remedy_and_ends_with_1(
    made: Stage, change: dict, field: str
) -> None:
    (answer,) = ask(made, json.dumps({**GOOD, **change}))
    assert list(answer) == ["error"]
    assert field in answer["error"]


def test_lines_that_are_no_objects_are_answered(made: Stage) -> None:
    answers = ask(made, "{", "[]", '"x"', "[" * 5000)
    assert [list(one) for one in answers] == [["error"]] * 4
    labels = ask(
        made, "{", json.dumps({"text": "x", "where": "footnote"}), words=("label", "--json")
    )
    assert [list(one) for one in labels] == [["error"]] * 2


def test_a_good_line_is_answered_with_every_destination_in_order(made: Stage) -> None:
    done = made.tocsin("explain", "--json", given=json.dumps(GOOD) + "\n")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert [one["channel"] for one in answer["destinations"]] == ["team", "group"]
    assert {one["outcome"] for one in answer["destinations"]} == {"allow"}


def test_half_a_utf16_pair_in_a_line_is_answered(made: Stage) -> None:
    line = '{"channel": "desk", "author": null, "text": "TLP:GREEN \\ud83d"}'
    done = made.tocsin("explain", "--json", given=line + "\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["label"] == "TLP:GREEN"
