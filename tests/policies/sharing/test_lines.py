"""JSON lines: every line has its answer in its place, and a bad one ends with exit code 1."""

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.cli.explain import answer
from bot.cli.lines import answer_lines
from bot.community.directory import load_text

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
GOOD = b'{"channel": "watch-group", "author": "watch-lead", "text": "TLP:GREEN a"}\n'


@pytest.fixture
def asked(issue, monkeypatch, capsys):
    directory = load_text(issue, "directory.toml", None)

    def ask(data):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        code = 0
        try:
            answer_lines(lambda line: answer(directory, line, NOW))
        except SystemExit as end:
            code = end.code
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


def test_good_lines_are_answered_in_order_and_end_well(asked):
    code, said = asked(GOOD + GOOD.replace(b"GREEN", b"AMBER"))
    assert code == 0
    assert [one["label"] for one in said] == ["TLP:GREEN", "TLP:AMBER"]


@pytest.mark.parametrize(
    "bad", [b"{\n", b"\xff\xfe\n", b'"a"\n', b"null\n", b'{"channel": "x", "text": "a"}\n', b"9\n"]
)
def test_a_bad_line_spoils_none_beside_it_and_is_seen_at_the_end(asked, bad):
    code, said = asked(GOOD + bad + GOOD)
    assert code == 1
    assert list(said[1]) == ["error"]
    assert said[0] == said[2]
    assert said[0]["label"] == "TLP:GREEN"


def test_an_error_shows_nothing_of_the_text(asked):
    _, (said,) = asked(b'{"channel": "nowhere", "text": "a secret"}')
    assert "secret" not in said["error"]


@pytest.mark.parametrize(
    "text", ["\\ud800 TLP:GREEN", "\\u2028TLP:GREEN a\\u2028", "\\u0000", "a\\r\\nb"]
)
def test_what_no_encoding_takes_is_answered_all_the_same(asked, text):
    code, said = asked(GOOD.replace(b"TLP:GREEN a", text.encode()))
    assert code == 0
    assert len(said) == 1
    assert "reading" in said[0]


def test_empty_lines_and_a_missing_last_line_end_are_fine(asked):
    code, said = asked(b"\n  \n" + GOOD.rstrip() + b"\r\n\n" + GOOD.rstrip())
    assert (code, len(said)) == (0, 2)
