r"""Text as the house keeps it: runs of literal characters with styles, of no platform's markup.

Offsets are Unicode code points into `Text.plain`. Human text is never interpreted: what looks like
markup inside a run stays the characters it is. Lines end with an explicit "\n", inside blocks too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, TypeAlias

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Span: TypeAlias = tuple[int, int]
"""A half-open range of code points in `Text.plain`."""


class Style(StrEnum):
    """How characters look; a run may have several at once."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKE = "strike"
    CODE = "code"
    SPOILER = "spoiler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pre:
    """The run stands in a preformatted block."""

    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The run stands in a quotation that its author typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The run stands in a list item; the mark (bullet or number) is not part of its text."""

    ordered: bool = False
    indent: int = 0
    number: int = 1


Block: TypeAlias = Pre | Quote | Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The run leads to `url`, which may differ from what it shows."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The run names somebody on the platform it came from; it notifies nobody elsewhere."""

    of: Literal["person", "room", "group", "everyone"]
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emoji:
    """The run shows one emoji; its text is the character where known, else the `:name:`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """The run shows an instant (UTC); its text is the sender's own rendering."""

    instant: datetime
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The run calls somebody on the platform that it is shown on, by the id there.

    Nothing that was heard becomes one: only the directory makes it, where it links two accounts
    and both sides allow it.
    """

    address: str = field(repr=False)


Thing: TypeAlias = Link | Mention | Emoji | Date | Call | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters that share their looks."""

    text: str = field(repr=False)
    styles: frozenset[Style] = frozenset()
    block: Block = None
    thing: Thing = None


def whole(characters: str) -> str:
    """Return characters that every encoding takes: half a surrogate pair becomes U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", characters)


@dataclass(frozen=True, slots=True)
class Text:
    """A sequence of runs."""

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, plain: str) -> "Text":
        """Return `plain` as one run without style; the empty string as no run."""
        return cls((Run(text=whole(plain)),) if plain else ())

    @classmethod
    def join(cls, texts: Iterable["Text"]) -> "Text":
        """Return the texts one behind the other."""
        return cls(tuple(run for text in texts for run in text.runs))

    def __add__(self, other: "Text") -> "Text":
        return Text(self.runs + other.runs)

    @property
    def plain(self) -> str:
        """The characters alone."""
        if len(self.runs) == 1:
            return self.runs[0].text
        return "".join(run.text for run in self.runs)

    def slice(self, start: int, end: int) -> "Text":
        """Return the characters from `start` up to `end`, with their styles."""
        return self._only([(max(start, 0), end)])

    def without(self, spans: Sequence[Span]) -> "Text":
        """Return the text with these spans left out; they may overlap and reach beyond it."""
        if not spans:
            return self
        kept: list[Span] = []
        at = 0
        for start, end in sorted(spans):
            if at < start:
                kept.append((at, start))
            at = max(at, end)
        kept.append((at, sum(len(run.text) for run in self.runs)))
        return self._only(kept)

    def _only(self, kept: Sequence[Span]) -> "Text":
        """Return what stands in these spans, which are in order and do not touch."""
        runs: list[Run] = []
        at = 0
        first = 0
        for run in self.runs:
            end = at + len(run.text)
            while first < len(kept) and kept[first][1] <= at:
                first += 1
            if first == len(kept):
                break
            for index in range(first, len(kept)):
                start, stop = kept[index]
                if start >= end:
                    break
                part = run.text[max(start - at, 0) : stop - at]
                if part:
                    runs.append(run if len(part) == len(run.text) else like(run, part))
            at = end
        return Text(tuple(runs))

    def strip(self) -> "Text":
        """Return the text without white space and empty runs at its ends."""
        plain = self.plain
        start = len(plain) - len(plain.lstrip())
        end = len(plain.rstrip())
        if (start, end) == (0, len(plain)) and all(run.text for run in self.runs):
            return self
        return self.slice(start, end)

    def quoted(self) -> tuple[Span, ...]:
        """Return the spans that stand in a quotation which the author typed."""
        spans: list[Span] = []
        at = 0
        for run in self.runs:
            end = at + len(run.text)
            if isinstance(run.block, Quote) and run.text:
                if spans and spans[-1][1] == at:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((at, end))
            at = end
        return tuple(spans)

    def merged(self) -> "Text":
        """Return the same text with neighbours that look alike as one run.

        Things (links, mentions, emoji, dates) stay apart: two of them are two.
        """
        runs: list[Run] = []
        pieces: list[str] = []
        for run in self.runs:
            if not run.text:
                continue
            if runs and _alike(runs[-1], run):
                pieces.append(run.text)
                continue
            _close(runs, pieces)
            runs.append(run)
            pieces = [run.text]
        _close(runs, pieces)
        return Text(tuple(runs))


def like(run: Run, text: str) -> Run:
    """Return other characters with the looks of a run."""
    return Run(text=text, styles=run.styles, block=run.block, thing=run.thing)


def _alike(one: Run, other: Run) -> bool:
    return (
        one.thing is None
        and other.thing is None
        and one.styles == other.styles
        and one.block == other.block
    )


def _close(runs: list[Run], pieces: Sequence[str]) -> None:
    if len(pieces) > 1:
        runs[-1] = like(runs[-1], "".join(pieces))
