"""The one clock of the program: the machine's, but for the demo, which turns it forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final


def _not_at_all() -> timedelta:
    return timedelta()


class _Clock:
    """How far it is turned forward, asked for each time."""

    __slots__ = ("ahead",)

    def __init__(self) -> None:
        self.ahead: Callable[[], timedelta] = _not_at_all


_CLOCK: Final = _Clock()


def now() -> datetime:
    """Return this instant in UTC."""
    return datetime.now(UTC) + _CLOCK.ahead()


def turned(ahead: Callable[[], timedelta]) -> None:
    """Have this process's clock go ahead by what `ahead` returns; the demo alone asks for it."""
    _CLOCK.ahead = ahead
