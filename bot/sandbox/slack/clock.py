"""The time of a stand-in: the system's, and what `advance` has added to it."""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any


class Timer:
    """Something that is to happen; `cancel` lets it not happen."""

    __slots__ = ("_clock", "call", "due", "handle", "number")

    def __init__(self, clock: "Clock", due: float, number: int, call: Callable[[], Any]) -> None:
        self._clock = clock
        self.due = due
        self.number = number
        self.call = call
        self.handle: asyncio.TimerHandle | None = None

    def cancel(self) -> None:
        """Let it not happen."""
        self._clock.forget(self)

    def happen(self) -> None:
        """Let it happen now."""
        self._clock.forget(self)
        self.call()


class Clock:
    """Wall clock, monotonic clock and timers, which all jump together.

    Args:
        wall: Unix seconds.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._ahead = 0.0
        self._timers: dict[int, Timer] = {}
        self._number = itertools.count()

    def wall(self) -> float:
        """Return Unix seconds."""
        return self._wall() + self._ahead

    def monotonic(self) -> float:
        """Return seconds of a clock that only goes forward."""
        return time.monotonic() + self._ahead

    def after(self, seconds: float, call: Callable[[], Any]) -> Timer:
        """Call something once so many seconds have passed."""
        timer = Timer(self, self.monotonic() + seconds, next(self._number), call)
        self._timers[timer.number] = timer
        timer.handle = asyncio.get_running_loop().call_later(seconds, timer.happen)
        return timer

    def forget(self, timer: Timer) -> None:
        """Take a timer away."""
        if timer.handle is not None:
            timer.handle.cancel()
        self._timers.pop(timer.number, None)

    def advance(self, seconds: float) -> None:
        """Jump ahead; what falls due on the way happens in its order, each at its own time."""
        target = self._ahead + seconds
        while True:
            due = min(self._timers.values(), key=lambda one: (one.due, one.number), default=None)
            if due is None or due.due > time.monotonic() + target:
                break
            self._ahead = max(self._ahead, due.due - time.monotonic())
            due.happen()
        self._ahead = target
        loop = asyncio.get_running_loop()
        for timer in self._timers.values():
            if timer.handle is not None:
                timer.handle.cancel()
            timer.handle = loop.call_later(max(0.0, timer.due - self.monotonic()), timer.happen)
