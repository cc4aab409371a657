"""Until when each room was heard, and what cannot be known of the time since.

Of a time away the history tells what was newly written. It tells nothing where it may not be read,
and after a long time nothing of what became of older messages: that is said, once for each room.
"""

import asyncio
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.door import Clock
from handlers.incoming import Cursor, Inbox, Missed

HEARD: Final = "heard:"
"""The cursor, followed by a room's id, that says until when it was heard (Unix seconds)."""
HEARD_EVERY: Final = 300.0
"""Seconds between two such cursors."""
AWAY: Final = 600.0
"""Seconds after which something was missed: a cursor may be 300 s old, and Slack tells an event
again for as long: https://docs.slack.dev/apis/events-api, "Retries"."""
REACH: Final = timedelta(days=14)
"""How far before a time away the history is compared with what was relayed."""


@dataclass(frozen=True, slots=True)
class Back:
    """A time away that has ended: at the Unix time `at`; `gap` tells it from other times."""

    at: float
    gap: int


def heard_until(cursors: dict[str, str], room: str) -> float | None:
    """Return the Unix time until when a room was heard; None for one that never was."""
    cursor = cursors.get(f"{HEARD}{room}")
    return None if cursor is None else float(cursor)


class Presence:
    """The rooms of one workspace in which nothing is being missed."""

    def __init__(self, door: str, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self._gap = 0
        self._heard: dict[str, float] = {}

    def lost(self) -> None:
        """Know of no room any more: events may have been missed in every one."""
        self._gap += 1
        self._heard.clear()

    def joined(self, room: str) -> None:
        """Hear a room from now on: nobody was in it before."""
        self._heard.setdefault(room, -math.inf)

    def back(self) -> Back:
        """Return the time away that ends now."""
        return Back(self._clock.now(), self._gap)

    async def caught_up(
        self, inbox: Inbox, room: str, cursors: dict[str, str], back: Back, reach: float | None
    ) -> None:
        """Hear a room again, and say what of its time away could not be read.

        `reach` is the Unix time from which on its messages were compared, None where its history
        could not be read. Raises what the inbox raises: then it is said the next time.
        """
        heard = heard_until(cursors, room)
        missed = [] if heard is None else _missed(room, heard, back.at, reach)
        if heard is None or not 0 <= back.at - heard < HEARD_EVERY:
            await inbox.receive(self._door, missed, _cursor(room, back.at))
            heard = back.at
        if back.gap == self._gap:
            self._heard[room] = heard

    async def keep(self, inbox: Inbox) -> None:
        """Keep, where it is time, until when the rooms were heard; raises what the inbox raises."""
        now, gap = self._clock.now(), self._gap
        rooms = inbox.rooms(self._door)
        due = [
            room
            for room, heard in self._heard.items()
            if room in rooms and not 0 <= now - heard < HEARD_EVERY
        ]
        await asyncio.gather(*(inbox.receive(self._door, (), _cursor(room, now)) for room in due))
        if gap == self._gap:
            self._heard.update(dict.fromkeys(due, now))


def _missed(room: str, heard: float, back: float, reach: float | None) -> list[Missed]:
    away = back - heard
    event = f"missed:{room}:{int(heard)}"
    since, until = _utc(heard), _utc(back)
    if reach is None and away > AWAY:
        return [Missed(event=event, since=since, until=until, channel=room, what="meanwhile")]
    # Where the reach begins with the room itself, nothing older was ever there.
    if reach and away > REACH.total_seconds():
        return [
            Missed(
                event=event,
                since=since,
                until=until,
                channel=room,
                what="older",
                before=_utc(reach),
            )
        ]
    return []


def _cursor(room: str, heard: float) -> Cursor:
    return Cursor(name=f"{HEARD}{room}", value=str(int(heard)))


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
