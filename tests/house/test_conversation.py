"""The page of what crosses says what is tested: each line of its table names a test."""

import re
from pathlib import Path

import pytest

from bot.messages.reactions import EVERY
from handlers.slack.reactions import MARKS as SLACK
from handlers.telegram.reactions import MARKS as TELEGRAM
from policies.messages.emoji import CHARACTERS, NAMES, of_character, of_name
from policies.phrases import ENGLISH

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8")
TESTED = re.findall(r"^\| (.+?) \| `(tests/\S+?\.py)::(\w+)` \|$", PAGE, re.MULTILINE)
# What the platforms' checklist asks for, by a word of each of its lines.
ASKED = (
    "same numbers", "after a restart", "months later", "before its original", "redelivered",
    "partial failure", "39,000", "cut", "split", "literally", "masked link", "map both ways",
    "unthreaded", "own label", "channel too", "deleted root", "preview", "Unfolded", "Topics",
    "migration", "removed link", "Own posts", "ring of bridges", "Another bridge", "429", "parked",
    "21 messages", "burst", "type", "name is cleaned", "attributed", "imitates", "Right-to-left",
    "200 characters", "header", "Webhooks", "Anonymous", "23 hours", "Beyond a day", "decided",
)  # fmt: skip


@pytest.mark.parametrize(("line", "path", "name"), TESTED, ids=[one[2] for one in TESTED])
def test_each_line_names_a_test_that_is_there(line: str, path: str, name: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE), line


def test_no_line_of_the_table_is_left_without_a_test() -> None:
    table = PAGE.split("## What goes wrong elsewhere")[1]
    rows = [one for one in table.splitlines() if one.startswith("| ")][1:]
    assert len(rows) == len(TESTED)


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_that_the_checklist_asks_for_is_missing(asked: str) -> None:
    assert any(asked.lower() in line.lower() for line, _, _ in TESTED)


def test_the_marks_and_words_are_those_of_the_program() -> None:
    receipts = PAGE.split("## Receipts")[1].split("\n## ")[0]
    for name in SLACK.values():
        assert CHARACTERS[name] in receipts
    for character in TELEGRAM.values():
        assert character in receipts
    said = ENGLISH.conversation
    assert said.stays() in PAGE
    assert said.forwarded('"…" (unverified)') in PAGE
    assert said.quoted('"…" (unverified)') in PAGE
    assert said.reactions("").strip() in PAGE
    assert EVERY <= 5


def test_every_emoji_has_a_name_and_every_name_leads_back() -> None:
    for name, character in CHARACTERS.items():
        assert of_name(name) == character
        assert of_character(character) == character
        assert CHARACTERS[NAMES[character]] == character
    assert of_name(":Party-Parrot:") == ":party-parrot:"
    assert (of_name("<!channel>"), of_character("text"), of_character("")) == ("", "", "")
