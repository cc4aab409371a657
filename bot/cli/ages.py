"""Ages, lanes and lines as the reports of the command line show them."""

import textwrap
from datetime import datetime
from typing import Final

from bot.lanes import door_of
from bot.logs import one_line
from policies.community.directory import Directory

COLUMNS: Final = 80
INDENT: Final = " " * 9
SHOWN: Final = 12
"""Digits of an id that are shown; the command line takes any beginning that only one has."""
_NO_PLACES: Final = Directory()
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def seconds(since: datetime, now: datetime) -> int:
    """Return the whole seconds from one instant to another, 0 where the clocks disagree."""
    return max(0, int((now - since).total_seconds()))


def ago(since: datetime, now: datetime) -> str:
    """Return how long ago something began, in its two greatest units: "3 h 5 min ago"."""
    passed = seconds(since, now)
    if passed < _MINUTE:
        return "just now"
    if passed < _HOUR:
        return f"{passed // _MINUTE} min ago"
    if passed < _DAY:
        return _two(passed // _HOUR, "h", passed % _HOUR // _MINUTE, "min")
    return _two(passed // _DAY, "d", passed % _DAY // _HOUR, "h")


def _two(first: int, unit: str, second: int, other: str) -> str:
    return f"{first} {unit} {second} {other} ago" if second else f"{first} {unit} ago"


def utc(instant: datetime) -> str:
    """Return an instant to the minute."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def person_door(lane: str) -> str | None:
    """Return the door of a lane that leads to one person; None for the lane of a place."""
    return door_of(_NO_PLACES, lane)


def where(lane: str) -> str:
    """Return where a lane leads: the place by its id in the directory; nobody is named."""
    door = person_door(lane)
    return lane if door is None else f"somebody in private by {door}"


def fitted(line: str) -> str:
    """Return a line in eighty columns, on several lines where it needs them; nothing in it acts.

    What goes on is indented, so that every line that begins with a word is an item of the report.
    """
    lines = textwrap.wrap(one_line(line), COLUMNS, subsequent_indent=INDENT, break_on_hyphens=False)
    return "\n".join(lines)
