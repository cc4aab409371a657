"""This machine's clock, held against the dates of the platforms' answers."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from bot.doctor.finding import Finding

MOST: Final = 30.0
"""Seconds; Slack refuses signatures that are five minutes off."""


def judge(skews: Sequence[float]) -> list[Finding]:
    """Return the finding for a clock that is off; `skews` are seconds by which it was ahead."""
    if not skews:
        return []
    off = median(skews)
    if abs(off) <= MOST:
        return []
    return [
        Finding(
            subject="clock",
            line=f"this machine's clock is {abs(off):.0f} seconds "
            f"{'ahead of' if off > 0 else 'behind'} the platforms'",
            remedy="let it be set by NTP: timedatectl set-ntp true",
        )
    ]
