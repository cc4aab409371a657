"""How often a bot may send: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.

"no more than one message per second" in a chat ("we may allow short bursts"), "not more than 20
messages per minute" in a group, "about 30 messages per second" altogether. Edits have like limits
of their own per chat (platforms' manners, measured; the page does not number them).
"""

import math
from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.telegram.refusals import Refusal, too_many

BURST = 5
"""What "short bursts" in one chat may hold before 1/s is held to."""
JITTER = 0.1
"""Seconds by which the way over a network may bring two sends nearer to each other."""


@dataclass(slots=True, kw_only=True)
class Limits:
    """What one server allows; 0 switches a limit off."""

    per_second: float = 30
    per_chat_per_second: float = 1
    per_group_per_minute: int = 20


@dataclass(slots=True)
class _Bucket:
    level: float = 0
    at: float = 0

    def wait(self, now: float, rate: float, burst: float) -> float:
        """Return the seconds until one more fits."""
        level = max(0.0, self.level - (now - self.at) * rate)
        return max(0.0, (level + 1 - burst) / rate)

    def add(self, now: float, rate: float) -> None:
        self.level = max(0.0, self.level - (now - self.at) * rate) + 1
        self.at = now


@dataclass(slots=True)
class _Counts:
    bucket: _Bucket = field(default_factory=_Bucket)
    recent: deque[float] = field(default_factory=deque)


class Gauge:
    """Counts what was sent and says when it is too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.refused = 0
        self._bots: dict[int, _Bucket] = {}
        self._chats: dict[tuple[int, int, bool], _Counts] = {}

    def count(self, now: float, bot: int, chat: int, *, group: bool, edit: bool) -> None:
        """Count one send or edit, or raise the 429 with the seconds to wait.

        What is refused is not counted. `now` is in seconds of a clock that goes forward.
        """
        limits = self.limits
        whole = self._bots.setdefault(bot, _Bucket())
        counts = self._chats.setdefault((bot, chat, edit), _Counts())
        waits = [0.0]
        if limits.per_second:
            waits.append(whole.wait(now, limits.per_second, limits.per_second))
        if limits.per_chat_per_second:
            waits.append(counts.bucket.wait(now, limits.per_chat_per_second, BURST))
        if group and limits.per_group_per_minute:
            while counts.recent and counts.recent[0] <= now - 60:
                counts.recent.popleft()
            if len(counts.recent) >= limits.per_group_per_minute:
                first = counts.recent[-limits.per_group_per_minute]
                waits.append(first + 60 - now)
        if max(waits) > JITTER:
            raise self._refuse(max(waits))
        if limits.per_second:
            whole.add(now, limits.per_second)
        if limits.per_chat_per_second:
            counts.bucket.add(now, limits.per_chat_per_second)
        if group and limits.per_group_per_minute:
            counts.recent.append(now)

    def _refuse(self, seconds: float) -> Refusal:
        self.refused += 1
        return too_many(max(1, math.ceil(seconds)))
