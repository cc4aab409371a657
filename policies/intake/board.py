"""The board: which reports stand on it, within what one message holds; the texts stand nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from policies.alerts.alert import Verdict
from policies.intake.report import Status
from policies.labels import Label, strictest

OLDEST: Final = 10
NEWEST: Final = 3
IN_WORK: Final = 8
"""So many of each stand on the board; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One report as its row shows it; `owner` is the name that others see, "" for nobody's."""

    number: int
    label: Label
    place: str = field(default="", repr=False)
    status: Status
    verdict: Verdict
    owner: str = ""
    made: datetime
    since: datetime | None = None
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a room sees of the reports that it may have; nothing else is counted.

    `waiting` and `taken` are how many nobody and somebody has; `oldest` and `newest` those of the
    first that are shown, `between` how many lie between them; `in_work` the last that somebody has.
    """

    waiting: int
    taken: int
    oldest: tuple[Line, ...]
    newest: tuple[Line, ...]
    in_work: tuple[Line, ...]
    age: timedelta

    @property
    def between(self) -> int:
        """How many that nobody has are not shown."""
        return self.waiting - len(self.oldest) - len(self.newest)

    @property
    def more(self) -> int:
        """How many that somebody has are not shown."""
        return self.taken - len(self.in_work)

    @property
    def exercise(self) -> bool:
        """Whether something of it is only practised."""
        return any(one.exercise for one in (*self.oldest, *self.newest, *self.in_work))

    @property
    def label(self) -> Label | None:
        """The strictest label of what is shown, None where nothing is."""
        shown = (*self.oldest, *self.newest, *self.in_work)
        return strictest(*(one.label for one in shown)) if shown else None


def laid_out(lines: Sequence[Line], now: datetime) -> Board:
    """Return the board of the open reports that a room may have, in any order."""
    waiting = sorted((one for one in lines if not one.owner), key=lambda one: one.number)
    taken = sorted((one for one in lines if one.owner), key=lambda one: one.since or one.made)
    oldest = waiting[:OLDEST]
    newest = waiting[OLDEST:][-NEWEST:]
    return Board(
        waiting=len(waiting),
        taken=len(taken),
        oldest=tuple(oldest),
        newest=tuple(newest),
        in_work=tuple(taken[-IN_WORK:]),
        age=now - min(one.made for one in waiting) if waiting else timedelta(),
    )
