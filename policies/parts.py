"""Cutting a text into parts that fit, at the kindest place: a line, a word, at least a grapheme."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

import regex

from policies.text import Link, Text, Thing, like

_GRAPHEME: Final = regex.compile(r"\X")
_SIMPLE: Final = regex.compile(
    r"[\t\n\x20-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e]*"
)
"""Latin, Greek, Cyrillic, Armenian and their signs: each is a grapheme by itself."""
_KIND: Final = 0.5
"""A line or a word may end this early in a part before something inside it is cut."""
_BEYOND: Final = 64
"""Characters that are looked at behind a part to see whether a grapheme goes on."""
_FIRST_GUESS: Final = 256
_COARSE: Final = 32
"""A part may be shorter than it could by this fraction: looking for more costs too much."""


def cut(
    text: Text,
    *,
    size: int,
    measure: Callable[[Text], int],
    entities: int | None = None,
    entity_count: Callable[[Text], int] | None = None,
) -> tuple[Text, ...]:
    """Return the text in parts of at most `size` (in `measure`'s unit) and `entities` each.

    Nothing is lost but white space: the line end or the space at a cut, and parts that would be
    nothing else. No grapheme, link, mention or emoji is cut, unless it is larger than a part by
    itself; what is cut keeps its style and block on both sides. `measure` gives at least 1 for
    every character. A text that fits is returned as it is, an empty one too.
    """

    def fits(part: Text) -> bool:
        if measure(part) > size:
            return False
        return entities is None or entity_count is None or entity_count(part) <= entities

    if fits(text):
        return (text,)
    return tuple(_Cutter(text, fits, max(size, 1)).parts())


class _Cutter:
    def __init__(self, text: Text, fits: Callable[[Text], bool], size: int) -> None:
        self._runs = text.runs
        self._plain = text.plain
        self._starts = [0, *accumulate(len(run.text) for run in text.runs)]
        self._things = _things(text)
        self._fits = fits
        self._size = size

    def parts(self) -> Iterator[Text]:
        """Return the parts one after the other."""
        start = 0
        guess = _FIRST_GUESS
        while start < len(self._plain):
            most = self._most(start, guess)
            guess = max(most - start, 1)
            end, following = self._kind_place(start, most)
            while end > start + 1 and not self._fits(self._slice(start, end)):
                # A link that is cut may show more than before: take less until it fits.
                end, following = self._kind_place(start, start + (end - start) * 3 // 4)
            part = self._slice(start, end)
            if part.plain.strip():
                yield part
            start = following

    def _slice(self, start: int, end: int) -> Text:
        """Return what stands there without walking over what stands before."""
        runs = []
        for index in range(bisect_right(self._starts, start) - 1, len(self._runs)):
            at = self._starts[index]
            if at >= end:
                break
            run = self._runs[index]
            part = run.text[max(start - at, 0) : end - at]
            if part:
                runs.append(run if len(part) == len(run.text) else like(run, part))
        return Text(tuple(runs))

    def _most(self, start: int, guess: int) -> int:
        """Return the furthest end that fits, found near `guess` characters; at least one."""
        limit = min(len(self._plain), start + self._size)
        low, high = start + 1, min(start + guess, limit)
        while self._fits(self._slice(start, high)):
            low = high
            if high == limit:
                return limit
            high = min(limit, start + 2 * (high - start))
        while high - low > max(1, (high - start) // _COARSE):
            middle = (low + high) // 2
            if self._fits(self._slice(start, middle)):
                low = middle
            else:
                high = middle
        return low

    def _kind_place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part ends, at most at `end`, and where the next one begins."""
        plain = self._plain
        if end >= len(plain):
            return len(plain), len(plain)
        furthest = end
        end = self._outside_things(start, end)
        between = _between_graphemes(plain, start, end)
        earliest = start + max(1, int((end - start) * _KIND))
        for sign in ("\n", " "):
            at = plain.rfind(sign, earliest, end + 1)
            while at >= 0:
                whole = between is None or (at in between and at + 1 in between)
                if whole and not self._inside_a_thing(at, start, end):
                    return at, at + 1
                at = plain.rfind(sign, earliest, at)
        if between is None or end in between:
            return end, end
        last = max((at for at in between if at < end), default=None)
        if last is None:
            # The first grapheme goes on into the thing: it is kept whole, the thing is not.
            between = _between_graphemes(plain, start, furthest) or frozenset()
            last = max((at for at in between if at <= furthest), default=furthest)
        return last, last

    def _thing_around(self, at: int) -> tuple[int, int] | None:
        """Return the span of the link, mention or emoji that a cut at `at` would part."""
        index = bisect_right(self._things, (at, len(self._plain) + 1)) - 1
        if index < 0:
            return None
        first, last = self._things[index]
        return (first, last) if first < at < last else None

    def _outside_things(self, start: int, end: int) -> int:
        """Return the same end, or where that begins which it would part."""
        around = self._thing_around(end)
        return end if around is None or around[0] <= start else around[0]

    def _inside_a_thing(self, at: int, start: int, end: int) -> bool:
        """Tell whether something would be parted there that need not be."""
        around = self._thing_around(at)
        return around is not None and not (around[0] <= start and end < around[1])


def _things(text: Text) -> list[tuple[int, int]]:
    """Return the spans of what is not cut; neighbours with one address are one link."""
    spans: list[tuple[int, int]] = []
    at = 0
    before: Thing = None
    for run in text.runs:
        end = at + len(run.text)
        if run.thing is not None and run.text:
            if isinstance(run.thing, Link) and run.thing == before:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((at, end))
        before = run.thing if run.text else before
        at = end
    return spans


def _between_graphemes(plain: str, start: int, end: int) -> frozenset[int] | None:
    """Return the places behind `start`, up to just behind `end`, where no grapheme is cut.

    None where that is everywhere.
    """
    window = plain[start : end + _BEYOND]
    if _SIMPLE.fullmatch(window):
        return None
    ends = (found.end() for found in _GRAPHEME.finditer(window))
    return frozenset(start + one for one in ends if one < len(window) or end + _BEYOND > len(plain))
