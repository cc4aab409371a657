"""Every worked line of docs/labels.md is read as it says, here and by `tocsin label --json`."""

import json
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from policies.composites import combine
from policies.messages.message import Part, PartKind
from policies.readings import Where, read, read_text
from policies.text import Quote, Run, Text
from tests.bot.forks import Forks
from tests.policies.labels.worked_lines import GUIDE, KNOWN, Line, composites, lines
from tests.stage import settings

LINES, COMPOSITES = lines(), composites()
DIRECTORY = """
[[organisation]]
id = "watch"
name = "Ballot Watch"
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "volunteers"
name = "Volunteers"
kind = "client"
[[organisation]]
id = "ministry"
name = "Ministry"
tags = ["sector:government"]
"""
_KINDS = {
    "quote": (PartKind.QUOTE, Where.TEXT),
    "forward": (PartKind.FORWARD, Where.TEXT),
    "file name": (PartKind.ATTACHMENT, Where.FILENAME),
}


def known(name: str) -> bool:
    return name in KNOWN


def test_the_tables_are_long_and_no_line_stands_twice() -> None:
    assert len(LINES) > 400
    assert len(COMPOSITES) > 20
    told = [(line.text, line.where) for line in LINES]
    assert sorted(one for one in set(told) if told.count(one) > 1) == []


def test_every_sentence_has_lines_on_both_sides_of_it() -> None:
    sides = defaultdict(set)
    for line in [*LINES, *COMPOSITES]:
        sides[line.sentence].add((line.reading, line.label, tuple(line.restrictions)))
    assert len(sides) > 25
    assert sorted(sentence for sentence, several in sides.items() if len(several) < 2) == []


def test_what_cannot_be_seen_is_written_as_its_code() -> None:
    for row in GUIDE.read_text(encoding="utf-8").splitlines():
        for character in row if row.startswith("|") else ():
            assert unicodedata.category(character) not in {"Cf", "Cc", "Mn", "Me", "Zl", "Zp"}, row
            assert character == " " or not character.isspace(), row


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(f"{line.where}: {line.text}"))
def test_a_worked_line_is_read_as_the_guide_says(line: Line) -> None:
    reading = read(line.text, where=Where(line.where), known=known)
    assert (reading.kind, reading.label) == (line.reading, line.label), line.sentence
    assert list(reading.restrictions.words()) == line.restrictions
    assert bool(reading.warnings) == line.warned, reading.warnings


@pytest.mark.parametrize("line", COMPOSITES, ids=lambda line: ascii(f"{line.text} {line.parts}"))
def test_a_worked_composite_is_read_as_the_guide_says(line: Line) -> None:
    blocks = [text for kind, text in line.parts if kind == "block"]
    own = Text.of(f"{line.text}\n" if blocks else line.text)
    own = Text((*own.runs, *(Run(text=text, block=Quote()) for text in blocks)))
    parts = [(PartKind.OWN, Where.TEXT, own)]
    parts += [(*_KINDS[kind], Text.of(text)) for kind, text in line.parts if kind != "block"]
    reading = combine(
        [
            Part(kind=kind, text=text, reading=read_text(text, where=where, known=known))
            for kind, where, text in parts
            if text.plain
        ]
    )
    assert (reading.kind, reading.label) == (line.reading, line.label), line.sentence
    assert sorted(reading.restrictions.words()) == sorted(line.restrictions)


def test_the_command_answers_every_worked_line_as_the_guide_says(
    tmp_path: Path, forks: Forks
) -> None:
    nowhere = "http://127.0.0.1:9"
    (tmp_path / "tocsin.toml").write_text(settings(f"{nowhere}/api/", nowhere, 8686))
    (tmp_path / "directory.toml").write_text(DIRECTORY)
    for words in (["init"], ["directory", "apply", "directory.toml"]):
        done = forks.start(words, tmp_path, tmp_path / words[0]).wait()
        assert done.returncode == 0, done.stderr
    asked = "".join(json.dumps({"text": one.text, "where": one.where}) + "\n" for one in LINES)
    done = forks.start(["label", "--json"], tmp_path, tmp_path / "label", asked).wait(60)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    assert len(answers) == len(LINES)
    wrong = []
    for line, answer in zip(LINES, answers, strict=True):
        assert list(answer) == ["reading", "label", "restrictions", "warnings"]
        assert all(isinstance(warning, str) and warning for warning in answer["warnings"])
        told = (answer["reading"], answer["label"], answer["restrictions"])
        warned = bool(answer["warnings"])
        if (*told, warned) != (line.reading, line.label, line.restrictions, line.warned):
            wrong.append((line.text, answer))
    assert wrong == []
