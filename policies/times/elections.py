"""Elections, and times that are told from them: "E-1 20:00", "polls open -2h"."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from policies.times.moments import MINUTES_A_DAY, Moment, at_day, at_instant
from policies.times.refusals import Fault, Refusal, refused
from policies.times.zones import is_zone

MOST_DAYS: Final = 366
"""So many days before or after an election something can be told from it."""
_LONGEST: Final = 60
"""An election lasts no more days."""
_CHOICES: Final = 8
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """One election; it lasts from `day` to `last`, ISO dates, by the clock of its zone.

    `polls_open` and `polls_close` are minutes since midnight, the same on each of its days, None
    where they are not known. `places` are tags such as "country:KE".
    """

    id: str
    name: str = field(repr=False)
    zone: str
    day: str
    last: str = ""
    polls_open: int | None = None
    polls_close: int | None = None
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise ValueError("zone: is not the name of a zone")
        if not 0 <= (self.last_day - self.first_day).days < _LONGEST:
            raise ValueError(f"last: must be the day itself or one of the {_LONGEST} from it on")
        opening, closing = self.polls_open, self.polls_close
        if (opening is None) != (closing is None):
            raise ValueError("polls: both their times are given, or none")
        if opening is None or closing is None:
            return
        if not 0 <= opening < closing <= MINUTES_A_DAY:
            raise ValueError("polls: must open before they close, on one day")

    @property
    def first_day(self) -> date:
        """The first day on which people vote."""
        return date.fromisoformat(self.day)

    @property
    def last_day(self) -> date:
        """The last day on which people vote."""
        return date.fromisoformat(self.last or self.day)

    def window(self) -> tuple[datetime, datetime]:
        """Return the days around it in which somebody must be on duty (UTC, half-open).

        They begin with the day before it and end with the day after it.
        """
        return (
            at_day(self.first_day - _DAY, 0, self.zone).instant,
            at_day(self.last_day + 2 * _DAY, 0, self.zone).instant,
        )


class Polls(StrEnum):
    """The two edges of the voting: the first morning, the last evening."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """A time of day (minutes since midnight), some days before (-) or after an election.

    Days before are counted from its first, days after from its last; 0 is the first. `zone` is
    empty for the election's own.
    """

    election: str
    days: int
    at: int
    zone: str = ""

    def __post_init__(self) -> None:
        if abs(self.days) > MOST_DAYS or not 0 <= self.at < MINUTES_A_DAY:
            raise ValueError("lies too far from the election, or is no time of day")
        if self.zone and not is_zone(self.zone):
            raise ValueError("zone: is not the name of a zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPolls:
    """So many minutes before (-) or after the polls open first or close last."""

    election: str
    edge: Polls
    minutes: int = 0


Relative = OnDay | OnPolls
"""A time told from an election; where its day moves, so does the time."""


def resolved(when: Relative, elections: Iterable[Election]) -> Moment | Refusal:
    """Return the moment that a relative time means as the elections stand now.

    What is told from the polls is elapsed time from the minute at which they open or close.
    """
    known = tuple(elections)
    one = next((each for each in known if each.id == when.election), None)
    if one is None:
        return unknown_election(when.election, known)
    try:
        if isinstance(when, OnDay):
            start = one.last_day if when.days > 0 else one.first_day
            return at_day(start + when.days * _DAY, when.at, when.zone or one.zone)
        return _at_polls(when, one)
    except OverflowError:
        return refused(Fault.NO_SUCH_DAY)


def _at_polls(when: OnPolls, one: Election) -> Moment | Refusal:
    opening = when.edge is Polls.OPEN
    day, minutes = (one.first_day, one.polls_open) if opening else (one.last_day, one.polls_close)
    if minutes is None:
        return refused(Fault.NO_POLLS, one.id)
    edge = at_day(day, minutes, one.zone)
    if not when.minutes:
        return edge
    return at_instant(edge.instant + timedelta(minutes=when.minutes), one.zone)


def found_election(word: str, elections: Iterable[Election], now: datetime) -> Election | Refusal:
    """Return the election that a word names, in any case; with no word the only one to come.

    One is to come until its last day and the day after it are over.
    """
    known = tuple(elections)
    if word:
        one = next((each for each in known if each.id == word.lower()), None)
        return one or unknown_election(word, known)
    coming = [each for each in known if each.window()[1] > now.astimezone(UTC)]
    if len(coming) == 1:
        return coming[0]
    if not coming:
        return refused(Fault.NO_ELECTION)
    return refused(Fault.WHICH_ELECTION, choices=_ids(coming))


def unknown_election(word: str, known: Iterable[Election]) -> Refusal:
    """Return the refusal of an election that nobody knows, with those there are."""
    return refused(Fault.UNKNOWN_ELECTION, word, choices=_ids(known))


def _ids(elections: Iterable[Election]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in elections)[:_CHOICES])
