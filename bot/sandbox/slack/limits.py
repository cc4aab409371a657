"""Slack's rate limits, with tolerance for a network's jitter.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack.refusals import RateLimited

_TIERS: Final = {
    "apps.connections.open": "tier2",
    "auth.test": "tier4",
    "bots.info": "tier3",
    "chat.delete": "tier3",
    "chat.getPermalink": "tier4",
    "chat.postEphemeral": "tier4",
    "chat.update": "tier3",
    "conversations.history": "tier3",
    "conversations.info": "tier3",
    "conversations.list": "tier2",
    "conversations.members": "tier4",
    "conversations.open": "tier3",
    "conversations.replies": "tier3",
    "reactions.add": "tier3",
    "team.info": "tier3",
    "users.info": "tier4",
    "users.list": "tier2",
}


@dataclass(slots=True, kw_only=True)
class Limits:
    """What a workspace allows; 0 switches a limit off.

    Tiers are calls a minute. Posting is about one message a second and channel, with `burst`.
    """

    per_channel_per_second: float = 1
    burst: int = 5
    tier2: int = 20
    tier3: int = 50
    tier4: int = 100


class _Bucket:
    __slots__ = ("at", "level")

    def __init__(self, level: float, at: float) -> None:
        self.level = level
        self.at = at

    def take(self, size: float, rate: float, now: float) -> float:
        """Take one; returns 0, or the seconds until one may be taken."""
        self.level = min(size, self.level + (now - self.at) * rate)
        self.at = now
        if self.level >= 1 - 1e-9:
            self.level -= 1
            return 0.0
        return (1 - self.level) / rate


class Gauge:
    """Counts the calls of every workspace; raises RateLimited."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self.limits = limits
        self._now = now
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self.refused: dict[str, int] = defaultdict(int)

    def call(self, team: str, method: str) -> None:
        """Count a call of a method by its tier."""
        tier = _TIERS.get(method)
        allowed = getattr(self.limits, tier) if tier else 0
        if allowed:
            self._take((team, method), allowed, allowed / 60, method)

    def post(self, team: str, channel: str) -> None:
        """Count a post in a channel."""
        rate = self.limits.per_channel_per_second
        if rate:
            self._take((team, channel), self.limits.burst, rate, "chat.postMessage")

    def _take(self, key: tuple[str, str], size: float, rate: float, method: str) -> None:
        now = self._now()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(size, now)
        wait = bucket.take(size, rate, now)
        if wait > 0:
            self.refused[method] += 1
            raise RateLimited(wait)
