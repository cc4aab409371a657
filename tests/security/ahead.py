"""Called in the program's own process before it starts: its calendar is `DAYS_AHEAD` days ahead.

What falls due by the clock is looked at every quarter of a second.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import app
from bot.cli import opening
from bot.scheduler import Scheduler


def ahead() -> None:
    """Let the store live so many days later, and retention run at once."""
    span = timedelta(days=int(os.environ["DAYS_AHEAD"]))
    opening.utc_now = lambda: datetime.now(UTC) + span  # type: ignore[assignment] # this process

    class Often(Scheduler):
        def __init__(self, acts: Mapping[str, tuple[float, Any]]) -> None:
            super().__init__({name: (0.25, act) for name, (_, act) in acts.items()})

    app.Scheduler = Often  # type: ignore[misc] # the same
    app.PENDING_PAUSE = 0.2  # type: ignore[misc] # the same
