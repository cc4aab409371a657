"""Cutting a text into parts that fit, at the kindest place: a line, a word, at least a grapheme."""

from collections.abc import Callable, Iterator
from typing import Final

import regex

from policies.text import Text

_GRAPHEME: Final = regex.compile(r"\X")
_KINDEST: Final = 0.5
"""A line may end this early in a part before a word is cut off instead."""
_KIND: Final = 0.8


def cut(
    text: Text,
    *,
    size: int,
    measure: Callable[[Text], int],
    entities: int | None = None,
    entity_count: Callable[[Text], int] | None = None,
) -> tuple[Text, ...]:
    """Return the text in parts of at most `size` (in `measure`'s unit) and `entities` each.

    Nothing is lost but the white space at a cut. No grapheme, link, mention or emoji is cut, unless
    it is larger than a part by itself.
    """

    def fits(part: Text) -> bool:
        if measure(part) > size:
            return False
        return entities is None or entity_count is None or entity_count(part) <= entities

    if fits(text):
        return (text,)
    return tuple(_cut(text, fits, size))


def _cut(text: Text, fits: Callable[[Text], bool], size: int) -> Iterator[Text]:
    plain = text.plain
    atoms = _atoms(text)
    start = 0
    while start < len(plain):
        # Nothing measures less than one a character, so more than `size` of them never fit.
        most = min(len(plain), start + size)
        rest = text.slice(start, most)
        if most == len(plain) and fits(rest):
            yield from _unless_empty(rest)
            return
        end = start + _largest(rest, fits, most - start)
        end = _kind_place(plain, start, end, atoms)
        yield from _unless_empty(text.slice(start, end))
        start = end
        while start < len(plain) and plain[start].isspace():
            start += 1


def _unless_empty(part: Text) -> Iterator[Text]:
    stripped = _without_end(part)
    if stripped.plain.strip():
        yield stripped


def _without_end(part: Text) -> Text:
    plain = part.plain
    return part.slice(0, len(plain.rstrip()))


def _largest(window: Text, fits: Callable[[Text], bool], most: int) -> int:
    """Return how many characters of the window fit, at least one."""
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        if fits(window.slice(0, middle)):
            low = middle
        else:
            high = middle - 1
    return low


def _atoms(text: Text) -> list[tuple[int, int]]:
    """Return the spans of links, mentions and other things that are not cut."""
    spans = []
    at = 0
    for run in text.runs:
        if run.thing is not None:
            spans.append((at, at + len(run.text)))
        at += len(run.text)
    return spans


def _kind_place(plain: str, start: int, end: int, atoms: list[tuple[int, int]]) -> int:
    """Return where to cut, at most at `end`: behind a line, a word, or a whole grapheme."""
    if end >= len(plain):
        return end
    end = _outside_atoms(start, end, atoms)
    length = end - start
    line = plain.rfind("\n", start, end)
    if line >= start + length * _KINDEST:
        return line + 1
    word = max(plain.rfind(" ", start, end), line)
    if word >= start + length * _KIND:
        return word + 1
    last = start
    for match in _GRAPHEME.finditer(plain, start, min(len(plain), end + 64)):
        if match.end() > end:
            break
        last = match.end()
    return last if last > start else end


def _outside_atoms(start: int, end: int, atoms: list[tuple[int, int]]) -> int:
    for first, last in atoms:
        if first < end < last and first > start:
            return first
    return end
