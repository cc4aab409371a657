"""The bot's clock on the page: what it shows, what falls due next by it, and turning it forward."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.demo.page.acts import Acts
from bot.demo.page.typed import Unfit
from bot.demo.stage import Stage

LONGEST: Final = 24 * 60
"""Minutes by which it may be turned at once."""
_PLANNED: Final = "schedule"
_AFTER: Final = timedelta(seconds=1)
WORDS: Final = {
    "raise": "an alert leaves",
    "escalate": "an alert goes one step further",
    "ack-timeout": "an acknowledgement runs out",
    "unanswered": "an alert that nobody answered is told again",
    "approval": "an approval runs out",
    "quiet-end": "quiet hours end",
    "wake": "an alert that was put off comes again",
    "reminder-over": "a reminder ends",
    "claimed report": "a report that somebody took is free again",
    "old report": "an old report is put away",
    "shift": "another shift begins",
    _PLANNED: "what was planned goes out",
}
"""What falls due that people hear of; the house's own work, such as a new board, is not told."""

Dues = Iterable[tuple[str, float]]


def told(now: datetime, ahead: timedelta, dues: Dues) -> dict[str, Any]:
    """Return what the page shows of the clock: to the minute, or all would be told each second."""
    found = _in_order(dues)
    planned = [due for due in found if due[0] == _PLANNED]
    return {
        "now": now.strftime("%Y-%m-%dT%H:%MZ"),
        "ahead": round(ahead.total_seconds()),
        "next": _due(found[0]) if found else None,
        "planned": _due(planned[0]) if planned else None,
    }


class Clock:
    """Turns the bot's clock forward; the platforms' stays as it is."""

    def __init__(self, stage: Stage, acts: Acts) -> None:
        self._stage = stage
        self._acts = acts

    def forward(self, minutes: int) -> None:
        """Turn it forward by so many minutes; raises Unfit."""
        if not 1 <= minutes <= LONGEST:
            raise Unfit(f"minutes: must be from 1 to {LONGEST}; choose another")
        self._turn(timedelta(minutes=minutes))

    def to_what_is_due(self, which: str, dues: Dues) -> None:
        """Turn it to what falls due `next`, or to what was `planned`; raises Unfit."""
        if which not in ("next", "planned"):
            raise Unfit("which: is neither next nor planned; name one of them")
        now = self._stage.now()
        ahead = [
            one
            for one in _in_order(dues)
            if one[1] > now.timestamp() and (which == "next" or one[0] == _PLANNED)
        ]
        if not ahead:
            raise Unfit("which: nothing of that kind is due; raise an alert, or plan something")
        self._turn(datetime.fromtimestamp(ahead[0][1], UTC) - now + _AFTER)

    def _turn(self, forward: timedelta) -> None:
        self._stage.turn(forward)
        self._acts.began()


def _in_order(dues: Dues) -> list[tuple[str, float]]:
    return sorted((one for one in dues if one[0] in WORDS), key=lambda one: one[1])


def _due(one: tuple[str, float]) -> dict[str, str]:
    at = datetime.fromtimestamp(one[1], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"words": WORDS[one[0]], "at": at}
