"""A bot's updates that wait to be fetched: https://core.telegram.org/bots/api#getting-updates."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence

from bot.sandbox.telegram.refusals import Refusal, conflict

KEPT = 24 * 3600
"""Seconds that an update is kept: "Incoming updates are stored … not longer than 24 hours"."""
QUESTION_KEPT = 150
"""Seconds that a pressed button waits to be fetched (tdlib/telegram-bot-api, `Client.cpp`)."""
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that come only when listed: https://core.telegram.org/bots/api#getupdates."""
ANSWER = 1 << 22
"""Characters of updates in one answer, as the server cuts it."""
AHEAD = 10
"""An offset further ahead of the next id than this is not taken, and nothing is confirmed."""


class UpdateQueue:
    """Updates in order, confirmed by the next offset."""

    def __init__(self, now: Callable[[], float], first: int) -> None:
        self._now = now
        self.next_id = first
        self.kinds: frozenset[str] | None = None
        self._waiting: deque[tuple[int, float, str]] = deque()
        self._soonest = math.inf
        self._poller: asyncio.Future[None] | None = None
        self.pushed: Callable[[], None] = lambda: None
        """Called when an update was added."""

    def __len__(self) -> int:
        """Return how many updates wait."""
        self._expire()
        return len(self._waiting)

    def wants(self, kind: str) -> bool:
        """Tell whether updates of this kind are kept for the bot."""
        return kind not in UNASKED if self.kinds is None else kind in self.kinds

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember `allowed_updates`; an empty list means all but the unasked kinds."""
        self.kinds = frozenset(kinds) or None

    def push(self, body: Callable[[int], str], kept: float = KEPT) -> int:
        """Add an update, whose text `body` makes from its id, and return the id.

        `kept` is how many seconds it waits to be fetched.
        """
        number = self.next_id
        self.next_id += 1
        until = self._now() + kept
        self._soonest = min(self._soonest, until)
        self._waiting.append((number, until, body(number)))
        self._wake()
        self.pushed()
        return number

    def waiting(self) -> list[tuple[int, float, str]]:
        """Return the updates that wait: number, until when each is kept, text."""
        self._expire()
        return list(self._waiting)

    def drop(self, number: int) -> None:
        """Forget one update."""
        self._waiting = deque(one for one in self._waiting if one[0] != number)

    def restart(self, number: int) -> None:
        """Give the next update this id, as after a quiet week; it may lie below earlier ones."""
        self.next_id = number

    def clear(self, keep: int = 0) -> None:
        """Forget all updates but the last `keep`."""
        while len(self._waiting) > keep:
            self._waiting.popleft()

    def _expire(self) -> None:
        now = self._now()
        if self._soonest < now:
            self._waiting = deque(one for one in self._waiting if one[1] >= now)
            self._soonest = min((until for _, until, _ in self._waiting), default=math.inf)

    def _take(self, offset: int, limit: int) -> list[str]:
        self._expire()
        if offset < 0:
            self.clear(keep=-offset)
        elif 0 < offset <= self.next_id + AHEAD:
            while self._waiting and self._waiting[0][0] < offset:
                self._waiting.popleft()
        taken: list[str] = []
        left = ANSWER
        for _, _, text in self._waiting:
            left -= 50 + len(text)
            if len(taken) == limit or left <= 0:
                break
            taken.append(text)
        return taken

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def end_poll(self, refusal: Refusal) -> None:
        """Answer the request that waits, if one does, with `refusal`."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(refusal)

    async def fetch(self, offset: int, limit: int, patience: int) -> list[str]:
        """Return waiting updates, or what comes within `patience` seconds.

        A second request ends the first with 409: one poller per token.
        """
        self.end_poll(
            conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        )
        taken = self._take(offset, limit)
        if taken or patience == 0:
            return taken
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait_for(poller, patience)
        except TimeoutError:
            return []
        finally:
            if self._poller is poller:
                self._poller = None
        return self._take(max(offset, 0), limit)
