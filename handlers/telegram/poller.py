"""Fetches updates as raw JSON: each is read alone, and confirmed once the whole batch is durable.

The library's own `get_updates` reads a batch at once, so one malformed update would fail all of
them for ever; its Updater confirms before anything is kept.

https://core.telegram.org/bots/api#getupdates
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog

from handlers.door import Clock, Health, Later, pause
from handlers.http import Route
from handlers.incoming import Cursor, Inbox
from handlers.telegram.buttons import Presses
from handlers.telegram.errors import asked
from handlers.telegram.gaps import Gaps
from handlers.telegram.hearing import HEARD, Me, hear
from handlers.telegram.request import AiohttpRequest

_log = structlog.get_logger("telegram.poller")

CURSOR: Final = "updates"
LONG_POLL: Final = 30
LIMIT: Final = 100
BREATH: Final = 0.1
"""Seconds between two polls of a server that answers an empty one at once."""
QUIET: Final = 6 * 86_400.0
"""Seconds without an update after which the offset is worth nothing: ids may start anew."""
_MOST_TRIES: Final = 3


class Poller:
    """The one poller of a bot."""

    def __init__(
        self, door: str, base_url: str, request: AiohttpRequest, clock: Clock, health: Health
    ) -> None:
        self._door = door
        self._url = f"{base_url}/getUpdates"
        self._request = request
        self._clock = clock
        self._health = health
        self._gaps = Gaps(door, clock)
        self._presses = Presses(base_url, request)
        self.me = Me()

    def routes(self) -> tuple[Route, ...]:
        """Return no address: updates are fetched."""
        return ()

    async def close(self) -> None:
        """Answer no more presses; what was fetched and not stored is fetched again."""
        await self._presses.close()

    async def keep(self, inbox: Inbox, connected: Callable[[], None]) -> None:
        """Fetch until cancelled; `connected` is called after every answer. Raises DoorError.

        What had piled up is fetched first, and marked as caught up.
        """
        self._health.catching_up = "running"
        cursors = await inbox.cursors(self._door)
        offset, last = place(cursors.get(CURSOR, ""))
        self._gaps.begin(cursors)
        while True:
            catching_up = self._health.catching_up == "running"
            if self._clock.now() - last > QUIET:
                offset = None
            asked_at = self._clock.monotonic()
            updates = await self._fetch(offset, 0 if catching_up else LONG_POLL)
            connected()
            await self._gaps.noted(inbox)
            if not updates:
                self._health.catching_up = "done"
                if not catching_up and self._clock.monotonic() - asked_at < BREATH:
                    # Something between us and Telegram does not hold the poll.
                    await self._clock.sleep(BREATH)
                continue
            offset, last = following(updates), self._clock.now()
            await self._keep(inbox, updates, offset, last, caught_up=catching_up)

    async def _fetch(self, offset: int | None, seconds: int) -> list[Any]:
        fields: dict[str, Any] = {
            "timeout": seconds,
            "limit": LIMIT,
            "allowed_updates": HEARD,
            "offset": offset,
        }
        updates = await asked(self._request.call(self._url, fields, patience=seconds + 15.0))
        if not isinstance(updates, list):
            raise Later("unreadable_answer")
        return updates

    async def _keep(
        self, inbox: Inbox, updates: Sequence[Any], offset: int, last: float, *, caught_up: bool
    ) -> None:
        """Store the batch with its offset, however long that takes: it is not confirmed before."""
        events = [hear(update, self.me, caught_up=caught_up) for update in updates]
        cursor = Cursor(name=CURSOR, value=f"{offset}:{int(last)}")
        came = self._clock.monotonic()
        tries = 0
        while True:
            try:
                await inbox.receive(self._door, events, cursor)
            except Exception as error:  # noqa: BLE001 - whatever it was, nothing is confirmed
                _log.error(
                    "not stored; tried again",
                    door=self._door,
                    events=len(events),
                    error=type(error).__name__,
                )
                await self._clock.sleep(pause(min(tries, _MOST_TRIES), None))
                tries += 1
            else:
                self._presses.answer(events)
                for _ in events:
                    self._health.acknowledged(self._clock.monotonic() - came)
                return


def place(cursor: str) -> tuple[int | None, float]:
    """Return the offset and the time of the last update that a cursor holds."""
    offset, _, last = cursor.partition(":")
    try:
        return int(offset), float(last)
    except ValueError:
        return None, float("inf")


def following(updates: Sequence[Any]) -> int:
    """Return the offset that confirms a batch; raises Later where no update in it has a number."""
    for update in reversed(updates):
        number = update.get("update_id") if isinstance(update, dict) else None
        if isinstance(number, int) and not isinstance(number, bool):
            return number + 1
    raise Later("unreadable_answer")
