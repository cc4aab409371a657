"""Since when Telegram may have thrown away what we did not take.

https://core.telegram.org/bots/api#getting-updates: updates are kept for a day.
"""

from datetime import UTC, datetime
from typing import Final

import structlog

from handlers.door import Clock
from handlers.incoming import Cursor, Inbox, Missed

_log = structlog.get_logger("telegram.gaps")

POLLED: Final = "polled"
"""The cursor that says when updates last came in, or could have (Unix seconds)."""
POLLED_EVERY: Final = 600.0
KEPT: Final = 86_400.0


class Gaps:
    """The times in which one bot took no updates."""

    def __init__(self, door: str, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self._polled: float | None = None

    def begin(self, cursors: dict[str, str]) -> None:
        """Start from what is remembered."""
        try:
            self._polled = float(cursors.get(POLLED, ""))
        except ValueError:
            self._polled = None

    async def noted(self, inbox: Inbox) -> None:
        """Keep that updates come in now; say so where Telegram has thrown some away since."""
        now, polled = self._clock.now(), self._polled
        if polled is not None and now - polled < POLLED_EVERY:
            return
        missed = []
        if polled is not None and now - polled > KEPT:
            since, until = (datetime.fromtimestamp(one, UTC) for one in (polled, now - KEPT))
            missed = [Missed(event=f"missed:{int(polled)}", since=since, until=until)]
        try:
            await inbox.receive(self._door, missed, Cursor(name=POLLED, value=str(int(now))))
        except Exception as error:  # noqa: BLE001 - it is tried again with the next answer
            _log.warning("not kept", door=self._door, error=type(error).__name__)
            return
        self._polled = now
