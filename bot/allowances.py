"""What each platform's doors may send, by the settings."""

from typing import Final

from bot.budgets import Rates
from bot.config import Config

SLACK_POSTS_PER_MINUTE: Final = 300
SLACK_TIER_3: Final = 50
"""Calls of one method in a minute."""
SLACK_TIER_4: Final = 100


def budgets_of(config: Config) -> dict[str, Rates]:
    """Return what each platform's doors may send."""
    rates = config.rates
    return {
        "slack": _of_slack(rates.slack_per_channel_per_second),
        "telegram": Rates(
            per_second=rates.telegram_per_second,
            per_room_per_second=rates.telegram_per_chat_per_second,
            per_group_per_minute=rates.telegram_per_group_per_minute,
            marks_per_minute=2 * rates.telegram_per_second,
        ),
    }


def _of_slack(per_channel: float) -> Rates:
    """Return a workspace's budgets; without one for its channels there is none at all.

    https://docs.slack.dev/apis/web-api/rate-limits: "several hundred messages per minute" in a
    workspace; chat.update and chat.delete are of Tier 3, 50 calls a minute, views.publish of Tier
    4, 100.
    """
    if not per_channel:
        return Rates()
    return Rates(
        per_room_per_second=per_channel,
        posts_per_minute=SLACK_POSTS_PER_MINUTE,
        edits_per_minute=SLACK_TIER_3,
        marks_per_minute=SLACK_TIER_3,
        deletions_per_minute=SLACK_TIER_3,
        homes_per_minute=SLACK_TIER_4,
    )
