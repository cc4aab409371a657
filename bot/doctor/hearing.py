"""Whether events come: what people wrote in Slack, held against what the running bot has heard.

Slack lists no bot's event subscriptions. But what is said in a room of the directory leaves its
event's id in the database, whether it came as an event or was read from the history afterwards. A
message that stands in Slack, written while the bot was connected, and is not known there, came
neither way: the history is read only after a time away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from handlers.slack.examining import SlackRoom

GRACE: Final = 60.0
"""Seconds after which a message that has not come will not come by itself."""
_MARGIN: Final = 60.0
"""Seconds before the end of the time that a room was surely heard."""
_LOOKED_BACK: Final = 7 * 86_400.0
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the database knows of one workspace: `now` and all times are Unix seconds.

    `floors` tells for each room what was there before it was first looked at, `until` until when it
    was surely heard, `connected` whether it is heard now.
    """

    now: float
    told: frozenset[str] = field(repr=False)
    floors: Mapping[str, float] = field(repr=False)
    until: Mapping[str, float] = field(repr=False)
    connected: bool


def unheard(room: SlackRoom, skews: Sequence[float], heard: Heard) -> str | None:
    """Return how long ago the newest message was written that never came; None without any.

    `skews` tell by how much our clock is ahead of Slack's, which dates the messages.
    """
    skew = median(skews) if skews else 0.0
    now = heard.now - skew
    floor = _floor(room, heard, skew)
    if floor is None:
        return None
    end = now - GRACE
    if not heard.connected:
        end = min(end, heard.until.get(room.address, 0.0) - skew - _MARGIN)
    for one in room.spoken:
        if one.event in heard.told:
            return None  # a newer one came: events do come
        if max(floor, now - _LOOKED_BACK) < one.at < end:
            return said(now - one.at)
    return None


def _floor(room: SlackRoom, heard: Heard, skew: float) -> float | None:
    """Return the time after which everything written should have come; None where none is sure.

    Where the bot was invited after the room was first looked at, that is its coming in, as long as
    it has surely been connected since.
    """
    floor = heard.floors.get(room.address)
    if floor is None and room.joined and heard.connected and room.address in heard.until:
        floor = heard.until[room.address] - skew
    return None if floor is None else max(floor, room.joined)


def said(seconds: float) -> str:
    """Return a time that has passed, in the largest unit that says something."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute"), (1, "second")):
        count = int(seconds // unit)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "a moment"
