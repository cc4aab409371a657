"""docs/labels.md says of labels, rooms, decisions and handling what the code does."""

import re

from policies.community.places import Mode
from policies.labels import Label
from policies.sharing.handling import RED_STAYS, handling_for
from policies.sharing.rules import RULES
from tests.policies.labels.worked_lines import GUIDE

TEXT = GUIDE.read_text(encoding="utf-8")
WORDS = {
    "plain": ("preview", True),
    "no preview of links": ("preview", False),
    "cannot be forwarded or saved": ("protect", True),
    "deleted after a day": ("delete_after", RED_STAYS),
}


def rows(head: str) -> list[list[str]]:
    table = re.search(rf"(?m)^\| {re.escape(head)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT)
    assert table, head
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in table[1].splitlines()]


def test_every_label_is_explained_from_the_strictest_to_the_loosest() -> None:
    assert [row[0].strip("`") for row in rows("Label | Who may have it")] == list(Label)


def test_every_mode_is_explained() -> None:
    assert [row[0].strip("`") for row in rows("Mode")] == list(Mode)


def test_the_table_of_rules_is_the_table_that_decides() -> None:
    told = [(int(number), outcome, why) for number, outcome, why in rows("Rule")]
    there = [(rule.number, rule.outcome.value, rule.why) for rule in RULES]
    assert told == there


def test_the_handling_is_the_handling_of_copies() -> None:
    told = {row[0].strip("`"): row[1:] for row in rows("Label | Slack copy")}
    assert set(told) == set(Label)
    for label in Label:
        for platform, words in zip(("slack", "telegram"), told[label], strict=True):
            said = dict(WORDS[word] for word in words.split(", "))
            handling = handling_for(label, platform)
            assert handling.preview is said["preview"]
            assert handling.protect is said.get("protect", False)
            assert handling.delete_after == said.get("delete_after")


def test_the_sections_that_the_code_points_to_are_there() -> None:
    for section in (
        "Reading a label", "Rooms", "The label that binds", "Deciding", "Handling", "Parts",
    ):  # fmt: skip
        assert re.search(rf"(?m)^#+ {section}$", TEXT), section
