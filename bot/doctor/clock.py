"""This machine's clock, held against the dates of the platforms' answers, and its time zones."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from bot.doctor.finding import Finding
from policies.times.zones import how_many

MOST: Final = 30.0
"""Seconds; Slack refuses signatures that are five minutes off."""


_FEWEST: Final = 300
"""Names of zones; the IANA database has some six hundred."""


def zones(known: int | None = None) -> list[Finding]:
    """Return the finding for a machine without the database of time zones."""
    if (how_many() if known is None else known) >= _FEWEST:
        return []
    return [
        Finding(
            subject="clock",
            line="this machine has no database of time zones: no time in a zone can be read",
            remedy="install it: apt-get install tzdata",
        )
    ]


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
