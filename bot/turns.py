"""Whose turn it is at one door, where more would be sent than the platform allows.

The highest priority goes first; inside one, organisations take turns, however much each of them
would send: start-time fair queueing (Goyal, Vin, Cheng, https://doi.org/10.1109/90.649569).
"""

import itertools
from bisect import bisect_left, insort
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.budgets import Budgets

AHEAD: Final = 0.25
"""Seconds before its turn at which something is claimed and written."""

_Order: TypeAlias = tuple[int, float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a lane would send next: how urgent it is, and on whose account."""

    lane: str
    priority: int
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Seconds until something may go; `for_door` where only the door's own budget is full.

    `rests` tells whether the lane waits for it; behind a mark others are not kept waiting.
    """

    seconds: float = 0.0
    for_door: bool = False
    rests: bool = True

    @property
    def pause(self) -> float:
        """Seconds until it is claimed and written once more, to leave as its turn comes."""
        return max(0.0, self.seconds - AHEAD) if self.for_door else self.seconds


NOW: Final = Wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queued:
    wish: Wish
    order: _Order
    budget: str
    until: float


class Turns:
    """The lanes that wait for one door; times are seconds of the budgets' clock."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets
        self._queued: dict[str, _Queued] = {}
        self._orders: dict[str, list[_Order]] = {}
        self._begun: dict[int, float] = {}
        self._ends: dict[tuple[int, str], float] = {}
        self._numbers = itertools.count()

    def ask(self, wish: Wish, room: str, *, group: bool, kind: str) -> Wait:
        """Return how long a lane waits; nothing where it may send now, which counts as its turn.

        What a lane waits for keeps its place in the queue, unless something more urgent comes for
        that lane. What is less than ordinary (a priority below 0) goes behind all that wait.
        """
        now = self._budgets.now
        queued = self._queued.get(wish.lane)
        if queued is not None and queued.wish.priority > wish.priority and queued.until > now:
            return Wait(seconds=queued.until - now, for_door=True)
        if queued is None or queued.wish != wish:
            self.leave(wish.lane)
            queued = None
        order = self._order(wish) if queued is None else queued.order
        door, budget = self._budgets.wait_of_door(kind, lambda one: self._ahead(one, order))
        here = self._budgets.wait_of_room(room, group=group, kind=kind)
        if here > door:
            # Whoever may not use its turn takes nobody else's.
            self.leave(wish.lane)
            return Wait(seconds=here, rests=wish.priority >= 0)
        if not door:
            self.leave(wish.lane)
            self._served(wish, order)
            return NOW
        if wish.priority >= 0:
            self._queue(_Queued(wish=wish, order=order, budget=budget, until=now + door))
        waits = wish.priority >= 0
        return Wait(seconds=door, for_door=waits, rests=waits)

    def leave(self, lane: str) -> None:
        """Take a lane out of the queue, where it waits."""
        queued = self._queued.pop(lane, None)
        if queued is not None:
            orders = self._orders[queued.budget]
            del orders[bisect_left(orders, queued.order)]

    def _ahead(self, budget: str, order: _Order) -> int:
        return bisect_left(self._orders.get(budget, ()), order)

    def _order(self, wish: Wish) -> _Order:
        """Return where something new of an organisation stands in the queue."""
        begun = self._begun.get(wish.priority, 0.0)
        start = max(begun, self._ends.get((wish.priority, wish.organisation), 0.0))
        return (-wish.priority, start, next(self._numbers))

    def _queue(self, queued: _Queued) -> None:
        wish = queued.wish
        self.leave(wish.lane)
        insort(self._orders.setdefault(queued.budget, []), queued.order)
        self._queued[wish.lane] = queued
        key = (wish.priority, wish.organisation)
        self._ends[key] = max(self._ends.get(key, 0.0), queued.order[1] + 1)

    def _served(self, wish: Wish, order: _Order) -> None:
        start = order[1]
        self._begun[wish.priority] = max(self._begun.get(wish.priority, 0.0), start)
        key = (wish.priority, wish.organisation)
        self._ends[key] = max(self._ends.get(key, 0.0), start + 1)
