"""What is wrong with a time that somebody wrote: a code and facts, no sentence."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from policies.turning import straight

_LONGEST: Final = 40


class Fault(StrEnum):
    """Why a time was not taken."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    UNKNOWN_WORD = "unknown word"
    NO_TIME = "no time"
    TIME_FORM = "time form"
    NO_SUCH_TIME = "no such time"
    DATE_FORM = "date form"
    NO_SUCH_DAY = "no such day"
    PAST = "past"
    TOO_FAR = "too far"
    TOO_OFTEN = "too often"
    TOO_RARE = "too rare"
    DURATION_FORM = "duration form"
    TOO_SHORT = "too short"
    TOO_LASTING = "too lasting"
    WINDOW_FORM = "window form"
    EMPTY_WINDOW = "empty window"
    UNKNOWN_ZONE = "unknown zone"
    AMBIGUOUS_ZONE = "ambiguous zone"
    ABBREVIATED_ZONE = "abbreviated zone"
    NO_ELECTION = "no election"
    UNKNOWN_ELECTION = "unknown election"
    WHICH_ELECTION = "which election"
    NO_POLLS = "no polls"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A time that was not taken.

    `word` is what was typed and not understood, cut short: it is shown to who typed it and to
    nobody else. `choices` are names that could have been meant, or what there is to choose from.
    `limit` is the limit in minutes, `when` the time (ISO 8601, of the zone) that lies in the past.
    """

    fault: Fault
    word: str = field(default="", repr=False)
    choices: tuple[str, ...] = ()
    limit: int = 0
    when: str = ""


def refused(fault: Fault, word: str = "", *, choices: tuple[str, ...] = ()) -> Refusal:
    """Return a refusal that shows a word, cut to forty characters and made harmless."""
    word = " ".join(straight(word).split("\n"))
    shown = word if len(word) <= _LONGEST else word[: _LONGEST - 1] + "…"
    return Refusal(fault=fault, word=shown, choices=choices)
