"""The tables of docs/labels.md as values: what people are promised is what the tests expect."""

import re
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "labels.md"
KNOWN = frozenset({"watch", "institute", "volunteers", "sector:government"})
"""Whom the guide's directory knows."""
_LINES = "| Text | Where | Reading | Label | Restrictions | Warned |"
_PARTS = "| Own text | Parts | Reading | Label | Restrictions |"
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt\\]))")
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
_CODE = re.compile(r"(`+)(.+?)\1(?!`)")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: what is written, and what is read. `sentence` is the policy's, which it proves."""

    sentence: str
    text: str
    where: str
    parts: tuple[tuple[str, str], ...]
    reading: str
    label: str | None
    restrictions: list[str]
    warned: bool


def lines() -> list[Line]:
    """Return the rows of the tables of single texts."""
    return [_line(sentence, cells) for sentence, cells in _rows(_LINES)]


def composites() -> list[Line]:
    """Return the rows of the tables of messages that have parts."""
    return [_composite(sentence, cells) for sentence, cells in _rows(_PARTS)]


def _rows(head: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    sentence, inside = "", False
    above = ""
    for row in GUIDE.read_text(encoding="utf-8").splitlines():
        if row.startswith("> "):
            sentence = f"{sentence} {row[2:]}" if above.startswith("> ") else row[2:]
        if not row.startswith("|"):
            inside = False
        elif row == head:
            inside = True
        elif inside and not row.startswith("|---"):
            cells = [cell.strip(" ") for cell in _BAR.split(row)[1:-1]]
            found.append((sentence, cells))
        above = row
    return found


def _line(sentence: str, cells: list[str]) -> Line:
    text, where, reading, label, restrictions, warned = cells
    assert warned in {"yes", "no"}, cells
    return Line(
        sentence=sentence,
        text=_text(text),
        where=where,
        parts=(),
        reading=reading,
        label=_label(label),
        restrictions=re.findall(r"`([^`]+)`", restrictions),
        warned=warned == "yes",
    )


def _composite(sentence: str, cells: list[str]) -> Line:
    own, parts, reading, label, restrictions = cells
    named = re.findall(r"(block|quote|forward|file name) (`+.+?`+)(?:; |$)", parts)
    assert named, cells
    return Line(
        sentence=sentence,
        text=_text(own),
        where="text",
        parts=tuple((kind, _text(text)) for kind, text in named),
        reading=reading,
        label=_label(label),
        restrictions=re.findall(r"`([^`]+)`", restrictions),
        warned=False,
    )


def _label(cell: str) -> str | None:
    return None if cell == "—" else cell.strip("`")


def _text(cell: str) -> str:
    """Return the characters that a cell stands for."""
    if cell == "*(nothing)*":
        return ""
    whole = _CODE.fullmatch(cell)
    assert whole, cell
    fence, inner = whole.groups()
    if len(fence) > 1:
        inner = inner.removeprefix(" ").removesuffix(" ")
    inner = inner.replace("\\|", "|")
    return _ESCAPE.sub(
        lambda m: _NAMED[m[3]] if m[3] else chr(int(m[1] or m[2], 16)),
        inner,
    )
