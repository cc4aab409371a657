"""Durations as people write them: "30m", "2h", "2h 15m", "1d". Elapsed time, a day of 24 hours."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from policies.times.refusals import Fault, Refusal, refused

MINUTE: Final = timedelta(minutes=1)
_UNITS: Final = {"w": 7 * 24 * 60, "d": 24 * 60, "h": 60, "m": 1}
"""Minutes of a unit, the greatest first."""
_PART: Final = re.compile(r"([0-9]{1,5})([wdhm])")
_WHOLE: Final = re.compile(r"(?:[0-9]{1,5}[wdhm])+")
LONGEST: Final = timedelta(days=366)


def is_duration(word: str) -> bool:
    """Tell whether a word is a duration or a part of one."""
    return _WHOLE.fullmatch(word.lower()) is not None


def read_duration(
    words: Sequence[str] | str, *, least: timedelta = MINUTE, most: timedelta = LONGEST
) -> timedelta | Refusal:
    """Return what words such as "2h 15m" last, from `least` to `most`; units fall in size."""
    text = words if isinstance(words, str) else " ".join(words)
    close = "".join(text.lower().split())
    if not close:
        return refused(Fault.EMPTY)
    if not _WHOLE.fullmatch(close):
        return refused(Fault.DURATION_FORM, text)
    parts = _PART.findall(close)
    order = [list(_UNITS).index(unit) for _, unit in parts]
    if order != sorted(set(order)):
        return refused(Fault.DURATION_FORM, text)
    minutes = sum(int(count) * _UNITS[unit] for count, unit in parts)
    if minutes < least / MINUTE:
        return Refusal(fault=Fault.TOO_SHORT, limit=round(least / MINUTE))
    if minutes > most / MINUTE:
        return Refusal(fault=Fault.TOO_LASTING, limit=round(most / MINUTE))
    return timedelta(minutes=minutes)


def written_duration(lasts: timedelta) -> str:
    """Return whole minutes as "1d 2h 15m", in the form that is read; "0m" for none."""
    left = max(0, round(lasts / MINUTE))
    parts = []
    for unit, size in _UNITS.items():
        count, left = (0, left) if unit == "w" else divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0m"
