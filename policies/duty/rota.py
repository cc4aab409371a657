"""A rota: people who follow one another on duty, handing over by the wall clock of a zone.

A shift ends where the next begins, also in the two nights a year that are an hour longer or
shorter: both edges are the same moment.
"""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from policies.times.moments import MINUTES_A_DAY, at_day
from policies.times.windows import DailyWindow
from policies.times.zones import zone

DAYS_A_WEEK: Final = 7
BETWEEN: Final = ".."
"""What stands in an id between an organisation and a name that another has taken."""
_DAY: Final = timedelta(days=1)
_WEEK_MINUTES: Final = DAYS_A_WEEK * MINUTES_A_DAY


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Handover:
    """When one hands over to the next: `at` minutes since midnight, every day or on one (0-6)."""

    at: int
    day: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.at < MINUTES_A_DAY:
            raise ValueError("a handover is at a time of day")
        if self.day is not None and not 0 <= self.day < DAYS_A_WEEK:
            raise ValueError("a handover is on a day of the week, or on every day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """People in the order in which they take turns; `hours` leaves the rest of the day to others.

    `hours` are two minutes since midnight, half-open, over midnight where the second is less.
    """

    people: tuple[str, ...]
    handovers: tuple[Handover, ...]
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """One rota of an organisation, from the first handover on `start` (an ISO date) on.

    Its `id` is like no other's; its organisation calls it by its `name`, as others may theirs.

    Of its layers the first that has somebody on duty at an instant counts.
    """

    id: str
    organisation: str
    zone: str
    start: str
    layers: tuple[Layer, ...]

    @property
    def name(self) -> str:
        """What its own organisation calls it."""
        return self.id.removeprefix(f"{self.organisation}{BETWEEN}")

    @property
    def first_day(self) -> date:
        """The day on which it starts, by the clock of its zone."""
        return date.fromisoformat(self.start)


def id_of(organisation: str, name: str, taken: Container[str]) -> str:
    """Return the id for a rota of this name, where some are taken by others.

    Whoever names it learns nothing of that: it is called by its name in either case.
    """
    return f"{organisation}{BETWEEN}{name}" if name in taken else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody on duty in the place of the rota, from one instant until another (half-open)."""

    rota: str
    starts: datetime
    ends: datetime
    person: str

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("an override lies between two instants")
        if self.ends <= self.starts:
            raise ValueError("an override ends after it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who is on duty from one instant until another (UTC, half-open); None: nobody."""

    starts: datetime
    ends: datetime
    person: str | None
    override: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """Who holds an instant and by what: the turn of a layer, or the override of that number."""

    person: str | None
    by: tuple[str, int, int]


_NOBODY: Final = _Held(None, ("nobody", 0, 0))


def on_duty(rota: Rota, overrides: Sequence[Override], instant: datetime) -> str | None:
    """Return who is on duty at an instant, None for nobody.

    Pages and displays ask this and nothing else. Of several overrides the last given wins.
    """
    return _held(rota, overrides, instant).person


def shifts(
    rota: Rota, overrides: Sequence[Override], starts: datetime, ends: datetime
) -> tuple[Shift, ...]:
    """Return the shifts between two instants, cut at both: without a gap and without an overlap.

    A time in which nobody is on duty is a shift of nobody.
    """
    if ends <= starts:
        return ()
    edges = sorted({starts, *_edges(rota, overrides, starts, ends)})
    found: list[Shift] = []
    before: _Held | None = None
    for start, end in zip(edges, [*edges[1:], ends], strict=True):
        held = _held(rota, overrides, start)
        if held == before:
            start = found.pop().starts  # noqa: PLW2901 - the same shift goes on
        before = held
        found.append(
            Shift(starts=start, ends=end, person=held.person, override=held.by[0] == "override")
        )
    return tuple(found)


def shift_at(rota: Rota, overrides: Sequence[Override], instant: datetime) -> Shift:
    """Return the shift in which an instant lies, of at most eight days before and after it."""
    around = timedelta(days=DAYS_A_WEEK + 1)
    for one in shifts(rota, overrides, instant - around, instant + around):
        if one.starts <= instant < one.ends:
            return one
    raise ValueError("shifts leave no gap")


def of_the_rota(rota: Rota, overrides: Sequence[Override], shift: Shift) -> bool:
    """Tell whether a shift is a turn of the rota, or a whole one that was swapped.

    What somebody took for some hours, or was handed the rest of, is none.
    """
    if not shift.override:
        return True
    held, turn = (shift_at(rota, standing, shift.starts) for standing in (overrides, ()))
    return (held.starts, held.ends) == (turn.starts, turn.ends)


def swapped(rota: Rota, one: Shift, other: Shift) -> tuple[Override, ...]:
    """Return the overrides by which two people take each other's shifts; none where one has nobody.

    Both must be shifts of this rota as they stand now.
    """
    if one.person is None or other.person is None or one.person == other.person:
        return ()
    return (
        Override(rota=rota.id, starts=one.starts, ends=one.ends, person=other.person),
        Override(rota=rota.id, starts=other.starts, ends=other.ends, person=one.person),
    )


def _held(rota: Rota, overrides: Sequence[Override], instant: datetime) -> _Held:
    for at in range(len(overrides) - 1, -1, -1):
        one = overrides[at]
        if one.rota == rota.id and one.starts <= instant < one.ends:
            return _Held(one.person, ("override", at, 0))
    for at, layer in enumerate(rota.layers):
        turn = _turn(rota, layer, instant)
        if turn is not None:
            return _Held(layer.people[turn % len(layer.people)], ("turn", at, turn))
    return _NOBODY


def _turn(rota: Rota, layer: Layer, instant: datetime) -> int | None:
    """Return the number of handovers since the start, None before the first or out of hours."""
    if not layer.people or not layer.handovers:
        return None
    if layer.hours is not None and not _window(layer.hours, rota.zone).contains(instant):
        return None
    today = instant.astimezone(zone(rota.zone)).date()
    # What comes later on the clock may come earlier in time where the clock leaves out an hour.
    for turn in range(_turn_before(rota, layer, today + 2 * _DAY), -1, -1):
        if _handover(rota, layer, turn) <= instant:
            return turn
    return None


def _edges(
    rota: Rota, overrides: Sequence[Override], starts: datetime, ends: datetime
) -> Iterator[datetime]:
    """Return every instant between two at which somebody else may be on duty."""
    there = zone(rota.zone)
    first, last = starts.astimezone(there).date() - _DAY, ends.astimezone(there).date() + _DAY
    found = [edge for one in overrides if one.rota == rota.id for edge in (one.starts, one.ends)]
    for layer in rota.layers:
        found += _edges_of(rota, layer, first, last)
    return (edge for edge in found if starts < edge < ends)


def _edges_of(rota: Rota, layer: Layer, first: date, last: date) -> Iterator[datetime]:
    if not layer.people or not layer.handovers:
        return
    earliest = max(0, _turn_before(rota, layer, first))
    for turn in range(earliest, _turn_before(rota, layer, last + _DAY) + 1):
        yield _handover(rota, layer, turn)
    if layer.hours is None:
        return
    window = _window(layer.hours, rota.zone)
    for at in range((last - first).days + 1):
        yield from window.on(first + at * _DAY)


def _window(hours: tuple[int, int], name: str) -> DailyWindow:
    return DailyWindow(start=hours[0], end=hours[1], zone=name)


@lru_cache(maxsize=1_024)
def _slots(handovers: tuple[Handover, ...]) -> tuple[int, ...]:
    """Return a week's handovers in minutes since Monday's midnight, in their order."""
    days = range(DAYS_A_WEEK)
    return tuple(
        sorted(
            {
                day * MINUTES_A_DAY + one.at
                for one in handovers
                for day in (days if one.day is None else (one.day,))
            }
        )
    )


def _behind(rota: Rota, slots: tuple[int, ...]) -> tuple[date, int]:
    """Return the Monday of the first week, and how many of its handovers come before the start."""
    start = rota.first_day
    monday = start - start.weekday() * _DAY
    return monday, bisect_right(slots, start.weekday() * MINUTES_A_DAY - 1)


def _handover(rota: Rota, layer: Layer, turn: int) -> datetime:
    """Return the instant at which a turn begins, turn 0 being the first after the start."""
    slots = _slots(layer.handovers)
    monday, behind = _behind(rota, slots)
    week, at = divmod(turn + behind, len(slots))
    days, minutes = divmod(slots[at], MINUTES_A_DAY)
    return _instant(monday + timedelta(weeks=week, days=days), minutes, rota.zone)


@lru_cache(maxsize=4_096)
def _instant(day: date, minutes: int, name: str) -> datetime:
    """Return the instant of a handover: whoever asks for one shift asks for each many times."""
    return at_day(day, minutes, name).instant


def _turn_before(rota: Rota, layer: Layer, day: date) -> int:
    """Return the last turn that begins before a day does, by the clock; negative before all."""
    slots = _slots(layer.handovers)
    monday, behind = _behind(rota, slots)
    week, days = divmod((day - monday).days, DAYS_A_WEEK)
    return week * len(slots) + bisect_right(slots, days * MINUTES_A_DAY - 1) - behind - 1
