"""A reader whose every visit to a character is counted.

Three counters, none of which is a clock:

- the text is a `str` that counts what its methods and slices run over, and hands on its kind;
- the patterns of the reader are wrapped: a search is charged with what it ran over, and with how
  far ahead a pattern can look where it stopped; a match with how far it can look, or, without a
  bound, with all that it was given. A search by a pattern without a bound might look far from every
  place, which nobody sees from outside: it is refused, unless it begins at the beginning of a line;
- lines of Python executed in the reader's files are counted by a trace function.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from re import _parser  # how far a pattern can look is written nowhere else
from types import ModuleType
from typing import Any, Self

from policies import (
    attempts,
    disguises,
    escapes,
    headers,
    plainly,
    quoting,
    readings,
    restrictions,
    sentences,
)

MODULES: tuple[ModuleType, ...] = (
    attempts, disguises, escapes, headers, plainly, quoting, readings, restrictions, sentences,
)  # fmt: skip
_OVER_ALL = (
    "strip", "lstrip", "rstrip", "lower", "upper", "casefold", "splitlines", "split", "translate",
    "replace", "isascii", "isprintable", "isupper", "isspace", "encode", "partition", "expandtabs",
    "count", "rsplit", "title", "swapcase", "zfill", "join", "__iter__", "__contains__", "__eq__",
    "__add__", "__radd__", "__mul__", "__len__", "__hash__",
)  # fmt: skip
_FREE = {"__len__", "__hash__", "isascii"}
"""What a string knows without looking at its characters."""


class Visits:
    """How many characters were visited, and how many lines executed."""

    def __init__(self) -> None:
        self.characters = 0
        self.lines = 0

    @property
    def all(self) -> int:
        return self.characters + self.lines


class Counted(str):
    """A text that counts."""

    __slots__ = ("visits",)
    visits: Visits

    def __new__(cls, text: str, visits: Visits) -> Self:
        one = super().__new__(cls, text)
        one.visits = visits
        return one

    def _kept(self, made: Any) -> Any:
        return Counted(made, self.visits) if type(made) is str else made

    def __getitem__(self, which: Any) -> Any:
        made = super().__getitem__(which)
        self.visits.characters += len(made)
        return self._kept(made)

    def _searched(self, name: str, what: Any, *bounds: int) -> Any:
        start, end, _ = slice(*((*bounds, None, None)[:2])).indices(len(self))
        found = getattr(super(), name)(what, *bounds)
        if found < 0:
            self.visits.characters += max(0, end - start)
        else:
            self.visits.characters += found - start if name == "find" else end - found
        return found

    def find(self, *asked: Any) -> int:
        return self._searched("find", *asked)

    def rfind(self, *asked: Any) -> int:
        return self._searched("rfind", *asked)


def _over_all(name: str) -> Any:
    def method(self: Counted, *asked: Any, **named: Any) -> Any:
        if name not in _FREE:
            self.visits.characters += len(self)
        return self._kept(getattr(str, name)(self, *asked, **named))

    return method


for _name in _OVER_ALL:
    if _name not in _FREE and hasattr(str, _name):
        setattr(Counted, _name, _over_all(_name))


def _reach(parsed: Any) -> int:
    """Return how far a parsed pattern can look, what it only looks ahead at included."""
    ahead = 0
    waiting = [parsed]
    while waiting:
        one = waiting.pop()
        if isinstance(one, _parser.SubPattern):
            waiting += one.data
        elif isinstance(one, list | tuple):
            if len(one) == 2 and str(one[0]) in {"ASSERT", "ASSERT_NOT"}:
                ahead += one[1][1].getwidth()[1]
            waiting += one
    return int(parsed.getwidth()[1]) + ahead


class CountedPattern:
    """A compiled pattern that counts."""

    def __init__(self, pattern: re.Pattern[str], visits: Visits) -> None:
        self._pattern = pattern
        self._visits = visits
        parsed = _parser.parse(pattern.pattern, pattern.flags)
        self._ahead = _reach(parsed)
        self._boundless = self._ahead >= 2**31
        self._by_line = str(parsed.data[0][1]) == "AT_BEGINNING"

    def _charge(self, given: int, over: int) -> None:
        self._visits.characters += min(given, over if self._boundless else over + self._ahead)

    def _charge_search(self, given: int, over: int) -> None:
        assert self._by_line or not self._boundless, f"cannot be counted: {self._pattern.pattern}"
        self._charge(given, over)

    def _given(self, text: str, bounds: tuple[int, ...]) -> tuple[int, int]:
        start, end, _ = slice(*((*bounds, None, None)[:2])).indices(len(text))
        return start, max(start, end)

    def match(self, text: str, *bounds: int) -> Any:
        return self._anchored("match", text, *bounds)

    def fullmatch(self, text: str, *bounds: int) -> Any:
        return self._anchored("fullmatch", text, *bounds)

    def _anchored(self, how: str, text: str, *bounds: int) -> Any:
        start, end = self._given(text, bounds)
        found = getattr(self._pattern, how)(text, *bounds)
        # Without a bound, a failure may have looked at everything.
        over = (found.end() - start if found else end - start) if self._boundless else 0
        self._charge(end - start, over)
        return found

    def search(self, text: str, *bounds: int) -> Any:
        start, end = self._given(text, bounds)
        found = self._pattern.search(text, *bounds)
        self._charge_search(end - start, (found.end() if found else end) - start)
        return found

    def finditer(self, text: str, *bounds: int) -> Iterator[Any]:
        start, end = self._given(text, bounds)
        self._charge_search(end - start, end - start)
        return self._pattern.finditer(text, *bounds)

    def sub(self, by: Any, text: str) -> str:
        self._charge_search(len(text), len(text))
        made = self._pattern.sub(by, text)
        return Counted(made, self._visits)


@contextmanager
def counted(*modules: ModuleType, lines: bool) -> Iterator[Visits]:
    """Count the visits of every pattern in these modules and, if asked, the lines they execute."""
    visits = Visits()
    replaced = [
        (module, name, pattern)
        for module in modules
        for name, pattern in vars(module).items()
        if isinstance(pattern, re.Pattern)
    ]
    files = {module.__file__ for module in modules}

    def in_frame(frame: Any, event: str, _: Any) -> Any:
        visits.lines += event == "line"
        return in_frame

    def trace(frame: Any, event: str, argument: Any) -> Any:
        return in_frame if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    for module, name, pattern in replaced:
        setattr(module, name, CountedPattern(pattern, visits))
    if lines:
        sys.settrace(trace)
    try:
        yield visits
    finally:
        sys.settrace(before)
        for module, name, pattern in replaced:
            setattr(module, name, pattern)


def visits_of(text: str, *, lines: bool = True) -> Visits:
    """Return the visits that a reading of a text makes."""
    with counted(*MODULES, lines=lines) as visits:
        readings.read(Counted(text, visits), known=lambda name: name == "a")
    return visits
