"""What docs/operators.md tells of metrics: names with types and labels, and the values of these."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "operators.md"


def _rows(title: str) -> list[list[str]]:
    """Return the cells of the table whose first column has this title."""
    text = GUIDE.read_text(encoding="utf-8").split(f"\n| {title} |", 1)[1]
    lines = text.split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line[1:].rstrip("|").split("|")] for line in lines]


def _words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


TOLD: dict[str, tuple[str, frozenset[str]]] = {
    name: (row[1], frozenset(_words(row[2]))) for row in _rows("Metric") for name in _words(row[0])
}
LABELS = {
    _words(row[0])[0]: frozenset(_words(row[1])) for row in _rows("Label") if "any" not in row[1]
}
