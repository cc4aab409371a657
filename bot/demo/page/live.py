"""Keeps every browser as new as the stage: looks again and again, and tells what changed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from bot.demo.page.telling import Telling

RETRY: Final = 500
"""Milliseconds after which a browser looks again for a demo that has ended."""
_TICK: Final = 0.12
_QUIET: Final = 5.0
"""Seconds after which a browser is told something even if nothing changed."""


class Live:
    """What is to be told now, and those who listen."""

    def __init__(self, telling: Telling, wall: Callable[[], float] = time.time) -> None:
        self._telling = telling
        self._wall = wall
        self._told = ""
        self._version = 0
        self._changed = asyncio.Event()
        self.ended = False

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(_TICK)

    def look(self) -> None:
        """Look once, and wake those who listen when something changed."""
        told = json.dumps(self._telling.now(self._wall()), separators=(",", ":"))
        if told != self._told:
            self._told = told
            self._wake()

    def end(self) -> None:
        """Tell everybody that the demo has ended."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def listen(self) -> AsyncIterator[str]:
        """Yield what is to be told, as server-sent events, until the demo ends.

        https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        yield f"retry: {RETRY}\n\n"
        seen = -1
        while not self.ended:
            if seen != self._version:
                seen = self._version
                yield f"data: {self._told}\n\n"
                continue
            try:
                await asyncio.wait_for(self._changed.wait(), _QUIET)
            except TimeoutError:
                yield ": still here\n\n"
        yield "event: ended\ndata: ended\n\n"
