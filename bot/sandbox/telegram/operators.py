"""What an operator of the platform does: limits, faults, the journal."""

from typing import Any, Literal

from bot.sandbox.faults import Faults, scripted
from bot.sandbox.telegram.limits import Limits
from bot.sandbox.telegram.refusals import conflict
from bot.sandbox.telegram.rooms import Rooms

ELSEWHERE = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Operators(Rooms):
    """The verbs of whoever runs the platform."""

    limits: Limits
    faults: Faults

    def set_limits(self, **limits: float) -> None:
        """Change limits by name (see `Limits`); 0 switches one off."""
        for name, value in limits.items():
            if not hasattr(self.limits, name):
                raise ValueError(f"no limit is called {name}")
            setattr(self.limits, name, value)

    def poll_elsewhere(self, bot: int) -> None:
        """Let another process poll with the same token: the request that waits gets its 409."""
        self.world.bot(bot).queue.end_poll(conflict(ELSEWHERE))

    def fail(
        self,
        method: str,
        *,
        status: int = 500,
        times: int = 1,
        retry_after: float | None = None,
        description: str = "",
        drop: Literal["before", "after"] | None = None,
        slow: float = 0.0,
        garbled: bool = False,
    ) -> None:
        """Let the next calls of a method ("*": of any) fail; see `Fault`.

        `drop` breaks the connection before or after the call is processed, `slow` answers so many
        seconds late, `garbled` with JSON that breaks off. Method names are spelled as in the
        documentation.
        """
        made = scripted(
            status=status, retry_after=retry_after, description=description,
            drop=drop, slow=slow, garbled=garbled,
        )  # fmt: skip
        self.faults.add(method, made, times)

    def delay(self, ms: float) -> None:
        """Let every call take so many milliseconds longer."""
        self.faults.delay_ms = ms

    def clear_faults(self) -> None:
        """Forget the faults that have not happened, and the delay."""
        self.faults.clear()
        self.faults.delay_ms = 0

    def entries(self, since: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the journal from its entry `since` on; the file is brought up to date too."""
        self.journal.flush()
        return [e for e in self.journal.entries[since:] if kind in (None, e["kind"])]

    def pending(self, bot: int) -> int:
        """Return how many updates wait for a bot."""
        return len(self.world.bot(bot).queue)
