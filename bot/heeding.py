"""How many lines of one account are heeded: a hundred in a minute, then none until it is quieter.

What protects people (stopping, locking, hiding) has a budget of its own each, which no other line
uses up: whoever holds an account cannot keep its owner from stopping everything.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from bot.services import Services

MOST: Final = 100
WITHIN: Final = timedelta(minutes=1)
_OF_THEIR_OWN: Final = frozenset({"freeze", "lock", "hide"})
_MOST_ACCOUNTS: Final = 10_000

Heed: TypeAlias = Literal["yes", "told", "no"]
"""It is heeded; it is one too many, and its author is told so; nothing is done or said any more."""


class _Account:
    __slots__ = ("times", "told")

    def __init__(self) -> None:
        self.times: deque[datetime] = deque(maxlen=MOST)
        self.told = False


class Heeding:
    """Counts lines in memory, by account; a start begins anew."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._accounts: dict[tuple[str, ...], _Account] = {}

    def line(self, account: tuple[str, ...], verb: str) -> Heed:
        """Count a line that an account types or presses, and return what becomes of it."""
        now = self._services.now()
        one = self._of((*account, verb) if verb in _OF_THEIR_OWN else account)
        if len(one.times) < MOST or now - one.times[0] >= WITHIN:
            one.times.append(now)
            one.told = False
            return "yes"
        if one.told:
            return "no"
        one.told = True
        return "told"

    def _of(self, key: tuple[str, ...]) -> _Account:
        found = self._accounts.pop(key, None) or _Account()
        if len(self._accounts) >= _MOST_ACCOUNTS:
            # The one that has been quiet for longest.
            self._accounts.pop(next(iter(self._accounts)))
        self._accounts[key] = found
        return found
