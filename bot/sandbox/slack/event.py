"""One event on its way to the app, and when it is sent again.

https://docs.slack.dev/apis/events-api/#retries
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.journal import Journal
from bot.sandbox.slack.clock import Clock, Timer


@dataclass(slots=True, kw_only=True)
class Patience:
    """Seconds: how long an acknowledgement is waited for, and when an event is sent again.

    https://docs.slack.dev/apis/events-api/#responding: "within three seconds"; #retries: "nearly
    immediately", "after 1 minute", "after 5 minutes".
    """

    answer: float = 3.0
    again: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass(slots=True, eq=False)
class Event:
    """What is sent; `attempt` counts how often it was sent again, `reason` says why.

    `answered` is told what came with the acknowledgement (None: nothing), `lost` that there was
    none, by the word that people read.
    """

    payload: dict[str, Any]
    event_id: str
    attempt: int = 0
    reason: str = ""
    envelope: str = ""
    timer: Timer | None = None
    answered: Callable[[Any], None] | None = None
    lost: Callable[[str], None] | None = None
    emitted: float = field(default_factory=time.monotonic)

    def again(
        self,
        clock: Clock,
        patience: Patience,
        journal: Journal,
        send: Callable[["Event"], None],
    ) -> None:
        """Have it sent again when it is time, or give it up after the last time.

        A slash command or a press is not sent again: who did it is told that it failed.
        """
        events = self.payload["type"] == "events_api"
        if not events or self.attempt >= len(patience.again):
            journal.write("given up", event=self.event_id, reason=self.reason)
            if self.lost is not None:
                late = self.reason in ("timeout", "http_timeout")
                self.lost("operation_timeout" if late else "dispatch_failed")
            return
        wait = patience.again[self.attempt]
        self.attempt += 1
        self.timer = clock.after(wait, lambda: send(self))
