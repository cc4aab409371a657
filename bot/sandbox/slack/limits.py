"""Slack's rate limits: buckets that fill steadily, whose size is the burst.

https://docs.slack.dev/apis/web-api/rate-limits; the tier of each method is on the method's page
under https://docs.slack.dev/reference/methods/.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack.refusals import RateLimited

_TIERS: Final = {
    "apps.connections.open": "tier3",
    "bots.info": "tier3",
    "chat.delete": "tier3",
    "chat.postEphemeral": "tier4",
    "chat.update": "tier3",
    "conversations.history": "tier3",
    "conversations.info": "tier3",
    "conversations.invite": "tier3",
    "conversations.join": "tier3",
    "conversations.kick": "tier3",
    "conversations.leave": "tier3",
    "conversations.list": "tier2",
    "conversations.members": "tier4",
    "conversations.open": "tier3",
    "conversations.replies": "tier3",
    "files.completeUploadExternal": "tier4",
    "files.delete": "tier3",
    "files.getUploadURLExternal": "tier4",
    "files.info": "tier4",
    "pins.add": "tier2",
    "pins.list": "tier2",
    "pins.remove": "tier2",
    "reactions.add": "tier3",
    "reactions.get": "tier3",
    "reactions.remove": "tier2",
    "team.info": "tier3",
    "users.info": "tier4",
    "users.list": "tier2",
    "views.open": "tier4",
    "views.publish": "tier4",
    "views.push": "tier4",
    "views.update": "tier4",
}
"""auth.test, chat.getPermalink and chat.postMessage have a special one, api.test has none."""


@dataclass(slots=True, kw_only=True)
class Limits:
    """What a workspace allows; 0 switches a limit off.

    Tiers are calls a minute and method. Posting is about one message a second and channel, with
    `burst` ("We allow bursts over that limit for short periods"), and "several hundred messages per
    minute" over the workspace (https://docs.slack.dev/reference/methods/chat.postMessage
    #rate_limiting); who switches the first off switches off the second too.
    """

    per_channel_per_second: float = 1
    burst: int = 5
    per_workspace_per_minute: int = 600
    tier2: int = 20
    tier3: int = 50
    tier4: int = 100


class _Bucket:
    __slots__ = ("at", "level")

    def __init__(self, level: float, at: float) -> None:
        self.level = level
        self.at = at

    def wait(self, size: float, rate: float, now: float) -> float:
        """Return the seconds until one may be taken; 0 for now."""
        self.level = min(size, self.level + (now - self.at) * rate)
        self.at = now
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) / rate


class Gauge:
    """Counts the calls of every workspace; raises RateLimited. What is refused is not counted.

    Args:
        limits: what is allowed.
        now: seconds of a clock that only goes forward.
    """

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
            self._take(method, ((team, method), allowed, allowed / 60))

    def post(self, team: str, channel: str) -> None:
        """Count a post in a channel; a person's id stands for the conversation with them."""
        limits = self.limits
        if not limits.per_channel_per_second:
            return
        name = f"D{channel[1:]}" if channel[:1] in ("U", "W") else channel
        lane = ((team, name), float(limits.burst), limits.per_channel_per_second)
        whole = limits.per_workspace_per_minute
        if whole:
            self._take("chat.postMessage", lane, ((team, ""), float(whole), whole / 60))
        else:
            self._take("chat.postMessage", lane)

    def _take(self, method: str, *asked: tuple[tuple[str, str], float, float]) -> None:
        now = self._now()
        buckets = []
        wait = 0.0
        for key, size, rate in asked:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = _Bucket(size, now)
            wait = max(wait, bucket.wait(size, rate, now))
            buckets.append(bucket)
        if wait > 0:
            self.refused[method] += 1
            raise RateLimited(wait)
        for bucket in buckets:
            bucket.level -= 1
