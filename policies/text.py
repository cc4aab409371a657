r"""Text as the house keeps it: runs of literal characters with styles, of no platform's markup.

Offsets are Unicode code points into `Text.plain`. Human text is never interpreted: what looks like
markup inside a run stays the characters it is. Lines end with an explicit "\n", inside blocks too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
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


Thing: TypeAlias = Link | Mention | Emoji | Date | None


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

    @property
    def plain(self) -> str:
        """The characters alone."""
        if len(self.runs) == 1:
            return self.runs[0].text
        return "".join(run.text for run in self.runs)

    def slice(self, start: int, end: int) -> "Text":
        """Return the characters from `start` up to `end`, with their styles."""
        runs: list[Run] = []
        at = 0
        for run in self.runs:
            first, last = max(start - at, 0), min(end - at, len(run.text))
            if first < last:
                all_of_it = last - first == len(run.text)
                runs.append(run if all_of_it else replace(run, text=run.text[first:last]))
            at += len(run.text)
            if at >= end:
                break
        return Text(tuple(runs))

    def without(self, spans: Sequence[Span]) -> "Text":
        """Return the text with these spans left out."""
        kept: list[Text] = []
        at = 0
        for start, end in sorted(spans):
            kept.append(self.slice(at, start))
            at = max(at, end)
        kept.append(self.slice(at, len(self.plain)))
        return Text.join(kept) if spans else self

    def strip(self) -> "Text":
        """Return the text without white space at its ends."""
        plain = self.plain
        start = len(plain) - len(plain.lstrip())
        end = len(plain.rstrip())
        return self if (start, end) == (0, len(plain)) else self.slice(start, end)

    def quoted(self) -> tuple[Span, ...]:
        """Return the spans that stand in a quotation which the author typed."""
        spans: list[Span] = []
        at = 0
        for run in self.runs:
            end = at + len(run.text)
            if isinstance(run.block, Quote):
                if spans and spans[-1][1] == at:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((at, end))
            at = end
        return tuple(spans)

    def merged(self) -> "Text":
        """Return the same text with neighbours that look alike as one run."""
        runs: list[Run] = []
        for run in self.runs:
            if runs and run.thing is None and replace(runs[-1], text="") == replace(run, text=""):
                runs[-1] = replace(run, text=runs[-1].text + run.text)
            elif run.text:
                runs.append(run)
        return Text(tuple(runs))
