"""How often a door may send: sliding windows per bot, per room, per group and per kind of call.

A window of `count` in `seconds` is kept exactly, with a small margin, so that calls which the
network squeezes together do not fall into the platform's window as one too many.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.services import Watch, unwatched
from handlers.door import Door

_MARGIN: Final = 1.02
_LONG_MARGIN: Final = 0.5
_ROOMS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What one door allows; 0 switches a budget off.

    `posts_per_minute`, `edits_per_minute` and `deletions_per_minute` hold for all rooms together;
    so do `marks_per_minute` and `homes_per_minute`, and neither a mark nor a home counts in any
    room's budget: they take no message's turn.
    """

    per_second: float = 0
    per_room_per_second: float = 0
    per_group_per_minute: float = 0
    marks_per_minute: float = 0
    homes_per_minute: float = 0
    posts_per_minute: float = 0
    edits_per_minute: float = 0
    deletions_per_minute: float = 0

    def of_kind(self) -> dict[str, float]:
        """Return what is allowed of each kind of call in a minute."""
        return {
            "post": self.posts_per_minute,
            "edit": self.edits_per_minute,
            "delete": self.deletions_per_minute,
            "react": self.marks_per_minute,
            "publish": self.homes_per_minute,
        }


class _Window:
    """At most `count` in any `seconds`."""

    __slots__ = ("_seconds", "_times")

    def __init__(self, rate: float, seconds: float) -> None:
        count = max(1, int(rate))
        # A rate below one a period stretches the period instead.
        self._seconds = seconds * count / rate * _MARGIN + (_LONG_MARGIN if seconds > 1 else 0)
        self._times: deque[float] = deque(maxlen=count)

    def wait(self, now: float, ahead: int = 0) -> float:
        """Return the seconds until one more may go, where so many others go before it."""
        count = self._times.maxlen or 1
        behind = len(self._times) + ahead - count
        if behind < 0:
            return 0.0
        # Whoever goes before it takes what frees first: then that frees again a period later.
        rounds, at = divmod(behind, count)
        freed = self._times[at] if at < len(self._times) else now
        return max(0.0, freed + self._seconds * (rounds + 1) - now)

    def take(self, now: float) -> None:
        self._times.append(now)


class Budgets:
    """The budgets of one door; times are seconds of the monotonic `clock`."""

    def __init__(self, rates: Rates, clock: Callable[[], float]) -> None:
        self._rates = rates
        self._clock = clock
        self._all = _Window(rates.per_second, 1) if rates.per_second else None
        self._kinds = {kind: _Window(rate, 60) for kind, rate in rates.of_kind().items() if rate}
        self._rooms: dict[str, _Window] = {}
        self._groups: dict[str, _Window] = {}

    def wait(self, room: str, *, group: bool, kind: str = "post") -> float:
        """Return the seconds until a call of this kind may be made for a room; 0 for now."""
        now = self._clock()
        windows = self._windows(room, group=group, kind=kind)
        return max((window.wait(now) for window in windows), default=0.0)

    @property
    def now(self) -> float:
        """The instant by their clock."""
        return self._clock()

    def wait_of_door(self, kind: str, ahead: Callable[[str], int]) -> tuple[float, str]:
        """Return the seconds until a call of this kind may go by the budgets of the whole door.

        And which of them is that one: "all", or the kind. `ahead` tells how many go before it by
        each.
        """
        now = self._clock()
        windows = {"all": self._all, kind: self._kinds.get(kind)}
        waits = [
            (window.wait(now, ahead(name)), name)
            for name, window in windows.items()
            if window is not None
        ]
        return max(waits, default=(0.0, "all"))

    def wait_of_room(self, room: str, *, group: bool, kind: str) -> float:
        """Return the seconds until a call of this kind may go by the budgets of its room alone."""
        now = self._clock()
        windows = self._of_room(room, group=group, kind=kind)
        return max((window.wait(now) for window in windows), default=0.0)

    def take(self, room: str, *, group: bool, kind: str = "post", count: int = 1) -> None:
        """Note that a call of this kind, which makes `count` messages, is being made for a room."""
        now = self._clock()
        for window in self._windows(room, group=group, kind=kind) * count:
            window.take(now)

    def _windows(self, room: str, *, group: bool, kind: str) -> list[_Window]:
        windows = [self._all] if self._all else []
        if kind in self._kinds:
            windows.append(self._kinds[kind])
        return windows + self._of_room(room, group=group, kind=kind)

    def _of_room(self, room: str, *, group: bool, kind: str) -> list[_Window]:
        if kind in ("react", "publish"):
            return []
        windows: list[_Window] = []
        if self._rates.per_room_per_second:
            windows.append(self._of(self._rooms, room, self._rates.per_room_per_second, 1))
        if group and self._rates.per_group_per_minute:
            windows.append(self._of(self._groups, room, self._rates.per_group_per_minute, 60))
        return windows

    @staticmethod
    def _of(kept: dict[str, _Window], room: str, rate: float, seconds: float) -> _Window:
        if room not in kept:
            if len(kept) >= _ROOMS_KEPT:
                kept.pop(next(iter(kept)))
            kept[room] = _Window(rate, seconds)
        return kept[room]


@dataclass(frozen=True, slots=True)
class Line:
    """One door with the budgets that hold for it, and what watches the calls that are sent."""

    door: Door
    budgets: Budgets
    watch: Watch = unwatched
