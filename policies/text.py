r"""Text as the house keeps it: runs of literal characters with styles, of no platform's markup.

Offsets are Unicode code points into `Text.plain`. Human text is never interpreted: what looks like
markup inside a run stays the characters it is. Lines end with an explicit "\n", inside blocks too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Text:
    """A sequence of runs."""

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, plain: str) -> "Text":
        """Return `plain` as one run without style; the empty string as no run."""
        return cls((Run(text=plain),) if plain else ())

    @classmethod
    def join(cls, texts: Iterable["Text"]) -> "Text":
        """Return the texts one behind the other."""
        return cls(tuple(run for text in texts for run in text.runs))

    @property
    def plain(self) -> str:
        """The characters alone."""
        return "".join(run.text for run in self.runs)
