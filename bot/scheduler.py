"""When: APScheduler only wakes us; what falls due is read from the database.

Jobs live in memory, missed runs are coalesced, and nothing is pickled.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = structlog.get_logger("scheduler")
_GRACE_SECONDS: Final = 3600
_FIRST_SECONDS: Final = 20.0
"""However rare an act is, it is done this soon after a start: who starts often forgets too."""


class Scheduler:
    """Runs each act again after its seconds, until closed."""

    def __init__(self, acts: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for name, (seconds, act) in acts.items():
            self._scheduler.add_job(
                _guarded(name, act),
                "interval",
                seconds=seconds,
                next_run_time=datetime.now(UTC) + timedelta(seconds=min(seconds, _FIRST_SECONDS)),
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=_GRACE_SECONDS,
            )

    def start(self) -> None:
        """Begin; must be called inside the running loop."""
        self._scheduler.start()

    def close(self) -> None:
        """End without waiting for a run under way."""
        self._scheduler.shutdown(wait=False)


def _guarded(name: str, act: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await act()
        except Exception:  # noqa: BLE001 - one failed run ends no other
            _log.exception("a scheduled act failed; it runs again", act=name)

    return run
