"""What was said while nobody listened, from Slack's own history.

Of each room that the directory knows: every top-level message since the cursor (with ten minutes of
overlap), the replies in threads that stirred since, edits, and deletions of what was relayed in the
last 14 days. Everything has the identity that its event had or would have had, so what was received
before is recognised. Nothing here is insisted on: a failure leaves a line in the log.

https://docs.slack.dev/reference/methods/conversations.history and conversations.replies
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError, Later, LockedOut
from handlers.incoming import Cursor, Inbox, Incoming, Unread
from handlers.slack.errors import NO_HISTORY, asked
from handlers.slack.intake import Intake
from handlers.slack.messages import Json, Malformed, deleted, edited_at, order, said, stamp
from handlers.slack.pages import GONE, messages_of, pages
from handlers.slack.presence import AWAY, REACH, Back, Presence, heard_until

_log = structlog.get_logger("slack.history")

OVERLAP: Final = 600
"""Seconds before the cursor that are read again."""
_ABREAST: Final = 4
_CHUNK: Final = 100
_MOST_CHECKED: Final = 200
"""Messages of one room looked up one by one, because they may have been deleted."""
FLOOR: Final = "floor:"
"""The cursor, followed by a room's id, that says what was there when it was first looked at."""


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the history of one room holds: `events` by time, and what is known to exist."""

    oldest: tuple[int, int]
    events: list[tuple[tuple[int, int], int, Incoming]] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)
    threads: dict[str, str] = field(default_factory=dict)
    """Roots with answers, by the ts of the latest of them ("" where Slack does not say)."""

    def add(self, ts: str, rank: int, event: Incoming) -> None:
        """Add an event of the message `ts`; service messages and our own posts are left out."""
        if not isinstance(event, Unread):
            self.events.append((order(ts), rank, event))

    def newest(self) -> str | None:
        """Return the ts of the newest message."""
        return max(self.alive, key=order, default=None)


class History:
    """Reads the rooms of one workspace."""

    def __init__(
        self,
        door: str,
        client: AsyncWebClient,
        intake: Intake,
        presence: Presence,
        clock: Clock,
    ) -> None:
        self._door = door
        self._client = client
        self._intake = intake
        self._presence = presence
        self._clock = clock
        self._abreast = asyncio.Semaphore(_ABREAST)
        self._floors: set[str] = set()

    async def lay_floors(self, inbox: Inbox) -> None:
        """Remember where each room stood when it was first seen: nothing older is ever fetched."""
        cursors = await inbox.cursors(self._door)
        self._floors.update(name.removeprefix(FLOOR) for name in cursors)
        fresh = inbox.rooms(self._door) - self._floors
        await asyncio.gather(*(self._lay_floor(inbox, room) for room in fresh))

    def unknown(self, rooms: frozenset[str]) -> bool:
        """Tell whether there is a room without a floor."""
        # One that was taken out of the directory is looked at anew when it comes back.
        self._floors &= rooms
        return not rooms <= self._floors

    async def _lay_floor(self, inbox: Inbox, room: str) -> None:
        try:
            async with self._abreast:
                answer = await asked(self._client.conversations_history(channel=room, limit=1))
            newest = messages_of(answer)
            ts = stamp(newest[0].get("ts")) if newest else "0.000000"
            await inbox.receive(self._door, (), Cursor(name=f"{FLOOR}{room}", value=ts))
        except Later as error:
            _log.info("a room is looked at later", door=self._door, code=error.code)
            return
        except (DoorError, Malformed) as error:
            _log.info("a room's history cannot be read", door=self._door, code=_code(error))
        self._floors.add(room)
        self._presence.joined(room)

    async def catch_up(self, inbox: Inbox) -> bool:
        """Fetch what was missed in every room; returns whether nothing is left to try again."""
        back = self._presence.back()
        cursors = await inbox.cursors(self._door)
        rooms = [
            room
            for room in sorted(inbox.rooms(self._door))
            if _begins(room, cursors) or room in self._floors
        ]
        done = await asyncio.gather(
            *(self._room(inbox, room, cursors, back) for room in rooms), return_exceptions=True
        )
        for result in done:
            if isinstance(result, asyncio.CancelledError):
                raise result
            if isinstance(result, BaseException):
                _log.error("catch-up broke off", door=self._door, error=type(result).__name__)
        return all(result is True for result in done)

    async def _room(self, inbox: Inbox, room: str, cursors: dict[str, str], back: Back) -> bool:
        reach: float | None = None
        # A room that was looked at and has no beginning could not be read even then.
        if _begins(room, cursors):
            try:
                async with self._abreast:
                    reach = await self._fetch(inbox, room, cursors)
            except (DoorError, Malformed) as error:
                code = _code(error)
                if code not in NO_HISTORY and not isinstance(error, LockedOut):
                    _log.warning("catch-up is tried again", door=self._door, code=code)
                    return False
                _log.warning("no history to catch up from", door=self._door, code=code)
                if code not in NO_HISTORY:
                    # The door itself is locked out: what it missed is looked at when it is back.
                    return True
        await self._presence.caught_up(inbox, room, cursors, back, reach)
        return True

    async def _fetch(self, inbox: Inbox, room: str, cursors: dict[str, str]) -> float | None:
        """Hand over what is new; return from when on it was compared with what was relayed.

        None where it could not be read before, and was written to before it could.
        """
        floor = order(stamp(cursors.get(f"{FLOOR}{room}", "0.0")))
        seconds, micro = max(floor, order(stamp(cursors.get(room, "0.0"))))
        found = _Found(oldest=max(floor, (max(seconds - OVERLAP, 0), micro)))
        reach = max(floor, (max(seconds - int(REACH.total_seconds()), 0), micro))
        await self._top_level(room, found, oldest=_ts(found.oldest))
        newest = found.newest()
        await self._hand_over(inbox, room, found)
        if reach < found.oldest:
            await self._top_level(room, found, oldest=_ts(reach), latest=_ts(found.oldest))
        since = datetime.fromtimestamp(seconds, UTC) if seconds else datetime.now(UTC)
        relayed = await inbox.threads(self._door, room, since - REACH)
        await self._replies(room, found, relayed)
        await self._hand_over(inbox, room, found)
        await self._deletions(room, found, relayed, reach)
        await self._hand_over(inbox, room, found)
        if newest is not None:
            await inbox.receive(self._door, (), Cursor(name=room, value=newest))
            self._intake.read_to(room, newest)
        heard = heard_until(cursors, room)
        unread = heard is not None and floor[0] - heard > AWAY
        return None if unread else float(reach[0])

    async def _top_level(self, room: str, found: _Found, **span: str) -> None:
        """Note the room's messages: those since the cursor, edits since then, and threads."""
        async for message in pages(self._client, self._clock, "history", channel=room, **span):
            self._note(room, found, message)
            if message.get("reply_count") or message.get("latest_reply"):
                latest = message.get("latest_reply")
                root = str(message.get("ts"))
                found.threads[root] = latest if isinstance(latest, str) else ""

    async def _replies(self, room: str, found: _Found, relayed: Sequence[str]) -> None:
        """Note the answers in every thread that stirred, or may hold a relayed message."""
        missing = sorted(order(number) for number in relayed if number not in found.alive)
        for root, latest in found.threads.items():
            last = order(latest) if latest else None
            stirred = last is None or last >= found.oldest
            first = missing[(at := bisect_right(missing, order(root))) : at + 1]
            holds = bool(first) and (last is None or first[0] <= last)
            if not (stirred or holds):
                continue
            oldest = min(found.oldest, first[0]) if holds else found.oldest
            await self._thread(room, found, root, _ts(oldest))

    async def _deletions(
        self, room: str, found: _Found, relayed: Sequence[str], reach: tuple[int, int]
    ) -> None:
        """Note as deleted what was relayed and certainly is not there any more.

        What is there, an answer in a thread that began before all that was read, leads to the
        answers beside it.
        """
        missing = [
            number for number in relayed if number not in found.alive and order(number) > reach
        ]
        for number in missing[-_MOST_CHECKED:]:
            if number in found.alive:
                continue
            call = self._client.conversations_replies(channel=room, ts=number, limit=1)
            try:
                answer = await asked(call)
            except DoorError as error:
                if error.code != GONE:
                    raise
                found.add(number, 2, deleted(room, number))
            else:
                await self._old_thread(room, found, number, messages_of(answer))

    async def _old_thread(
        self, room: str, found: _Found, number: str, messages: Sequence[Json]
    ) -> None:
        """Note the answers in the thread of one that was relayed, whose root is beyond reach."""
        root = next((one.get("thread_ts") for one in messages if one.get("ts") == number), None)
        if not isinstance(root, str) or root == number or root in found.threads:
            return
        found.threads[root] = ""
        oldest = _ts(min(found.oldest, order(number)))
        await self._thread(room, found, root, oldest)

    async def _thread(self, room: str, found: _Found, root: str, oldest: str) -> None:
        async for message in pages(
            self._client, self._clock, "replies", channel=room, ts=root, oldest=oldest
        ):
            if message.get("ts") != root:
                self._note(room, found, message)

    def _note(self, room: str, found: _Found, message: Json) -> None:
        try:
            ts = stamp(message.get("ts"))
            found.alive.add(ts)
            if message.get("subtype") == "tombstone":
                found.add(ts, 2, deleted(room, ts))
                return
            if order(ts) > found.oldest:
                found.add(ts, 0, said(room, message, self._intake.me, caught_up=True))
            edit = edited_at(message)
            if edit is not None and order(edit) > found.oldest:
                change = said(room, message, self._intake.me, edit=edit, caught_up=True)
                found.add(ts, 1, change)
        except Malformed as error:
            # It has no name of its own to be recognised by: said in the log, not kept.
            _log.warning("unreadable in the history", door=self._door, error=str(error))

    async def _hand_over(self, inbox: Inbox, room: str, found: _Found) -> None:
        events = [event for _, _, event in sorted(found.events, key=lambda one: one[:2])]
        found.events.clear()
        for start in range(0, len(events), _CHUNK):
            chunk = events[start : start + _CHUNK]
            named = await self._intake.named(chunk, frozenset((room,)))
            await inbox.receive(self._door, named)
        if events:
            _log.info("read from the history", door=self._door, events=len(events))


def _begins(room: str, cursors: dict[str, str]) -> bool:
    return room in cursors or f"{FLOOR}{room}" in cursors


def _ts(when: tuple[int, int]) -> str:
    return f"{when[0]}.{when[1]:06d}"


def _code(error: Exception) -> str:
    return error.code if isinstance(error, DoorError) else str(error)
