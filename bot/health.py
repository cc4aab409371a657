"""Whether the process is sound, as `/healthz` and `/readyz` tell it: no name, no content."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from handlers.door import Door
from handlers.http import Answer, Asked, Route
from storage.store import Store, StoreFault

_HEARTBEAT: Final = 10.0
_PATIENCE: Final = 2.0
"""Seconds that a write may take before the database is said not to take any."""


class Health:
    """Answers for the two addresses.

    `beat` tells when the courier last came round, in seconds of the clock `monotonic`, `looked`
    when the agenda did; `parked` how many lanes of a door were asked to wait.
    """

    def __init__(
        self,
        store: Store,
        beat: Callable[[], float],
        looked: Callable[[], float],
        doors: Mapping[str, Door],
        monotonic: Callable[[], float],
        parked: Callable[[], Mapping[str, int]],
    ) -> None:
        self._store = store
        self._beat = beat
        self._looked = looked
        self._doors = doors
        self._monotonic = monotonic
        self._parked = parked

    def routes(self) -> tuple[Route, ...]:
        """Return the two addresses, for the listener."""
        return (
            Route(method="GET", path="/healthz", answer=self.healthz),
            Route(method="GET", path="/readyz", answer=self.readyz),
        )

    async def healthz(self, _asked: Asked) -> Answer:
        """Answer 200 while the database takes writes, courier and agenda beat, a door is connected.

        `status` is ok, or degraded while a door is down or has lanes that are parked; with 503 it
        is unsound.
        """
        beat = self._monotonic() - self._beat() < _HEARTBEAT
        looking = self._monotonic() - self._looked() < _HEARTBEAT
        database = await self._writable()
        states = {name: door.health for name, door in self._doors.items()}
        connected = [one.state == "connected" for one in states.values()]
        sound = database and beat and looking and any(connected)
        parked = self._parked()
        whole = all(connected) and not parked
        status = "unsound" if not sound else "ok" if whole else "degraded"
        body = {
            "status": status,
            "database": "writable" if database else "not writable",
            "courier": "beating" if beat else "still",
            "agenda": "looking" if looking else "still",
            "doors": {
                name: {"state": one.state}
                | ({"why": one.why} if one.why else {})
                | ({"parked": parked[name]} if name in parked else {})
                for name, one in states.items()
            },
        }
        return Answer(status=200 if sound else 503, body=body)

    async def readyz(self, _asked: Asked) -> Answer:
        """Answer 200 once every door has connected since the start."""
        waiting = [name for name, door in self._doors.items() if not door.health.connected_once]
        body = {"ready": not waiting, "waiting": waiting}
        return Answer(status=503 if waiting else 200, body=body)

    async def _writable(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._store.check()
        except (StoreFault, TimeoutError):
            return False
        return True
