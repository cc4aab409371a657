"""Nothing is on its way any more: before a step says that something has not come, it waits for it.

What is missing while others are still under way may come a moment later; where nothing is, it
does not.
"""

from typing import Final

from bot.demo.scene import INSTITUTE_TEAM, OBSERVERS_TEAM
from bot.demo.stage import Stage

_SOON: Final = 5.0
"""Seconds: what is due later than that, as a card that is brought up to date now and then, waits on
purpose."""


async def at_rest(stage: Stage) -> None:
    """Wait until the bot has taken all that it was told, and has sent all that comes of it.

    What happens is taken and its deliveries are durable at once: so who has taken everything is
    asked first, and what waits to be sent afterwards.
    """
    await stage.until(lambda: not _untaken(stage) and not _under_way(stage), "all to be sent")


def _untaken(stage: Stage) -> int:
    """Return how many events of both platforms the bot has not acknowledged."""
    in_slack = sum(stage.slack.pending(team) for team in (INSTITUTE_TEAM, OBSERVERS_TEAM))
    return in_slack + stage.telegram.pending(stage.telegram_bot)


def _under_way(stage: Stage) -> bool:
    soon = stage.now().timestamp() + _SOON
    waiting = stage.rows("SELECT due, error FROM deliveries WHERE status = 'waiting'")
    return bool(
        stage.count("SELECT count(*) FROM deliveries WHERE status = 'claimed'")
        or any(due <= soon or error for due, error in waiting)
    )
