"""Calendars that are sent as files: fetched from the platform, taken whole or refused by a line.

What came is read in memory and kept nowhere; whoever sent it is told in private what became of it.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from bot import cards, lanes
from bot.calls import Call
from bot.cards import Card
from bot.community.remembered import read_directory
from bot.duty.calendars import election_line, keep
from bot.services import Services
from handlers.door import Door, DoorError, Later, Unfit
from handlers.incoming import Room, SaidFile
from policies.access import Who, may
from policies.messages.files import Refusal
from policies.phrases import Phrases
from policies.text import Text
from policies.times.folds import MOST_BYTES, BadCalendar, Reason
from policies.times.ics import read_calendar
from storage.store import Notice, Store, Transaction

CARD: Final = "calendar"
_KIND: Final = "calendar"
_PATIENCE: Final = timedelta(minutes=15)
_KEPT: Final = timedelta(days=1)
_SECONDS: Final = 30.0
_TOGETHER: Final = 5
_TOO_LARGE: Final = BadCalendar(line=0, reason=Reason.TOO_LARGE)

_log = structlog.get_logger("duty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A calendar that is to be fetched for somebody, or what became of it.

    `room` is where it was sent, and `number` its message there; None for a private conversation.
    """

    door: str
    user: str = field(repr=False)
    person: str
    room: Room | None = field(default=None, repr=False)
    number: str = field(default="", repr=False)
    handle: str = field(repr=False)
    zone: str
    since: datetime
    state: Literal["waiting", "kept", "bad", "unsound", "lost"] = "waiting"
    fault: BadCalendar | None = None
    reasons: tuple[str, ...] = field(default=(), repr=False)
    elections: tuple[str, ...] = ()


def want(tx: Transaction, call: Call, file: SaidFile, zone: str) -> None:
    """Have a calendar fetched that somebody sent."""
    errand = Errand(
        door=call.door,
        user=call.sender.user,
        person="" if call.person is None else call.person.id,
        room=None if call.private else call.room,
        number="" if call.private else call.number,
        handle=file.handle,
        zone=zone,
        since=tx.now,
    )
    tx.affairs.put(_KIND, tx.new_id(), errand, ends=tx.now + _KEPT)


class Calendars:
    """Fetches what is wanted."""

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        wake: Callable[[Collection[str]], object],
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._wake = wake

    async def look(self) -> None:
        """Fetch what waits, a few at a time; raises StoreFault."""
        listed = await self._store.read(lambda tx: tx.affairs.listed(_KIND, Errand))
        waiting = [(affair, one) for affair, one in listed if one.state == "waiting"]
        for affair, one in waiting[:_TOGETHER]:
            data = await self._fetched(one)
            if data is not None:
                self._wake(await self._store.write(lambda tx: self._taken(tx, affair, data)))  # noqa: B023 - awaited here

    async def _fetched(self, one: Errand) -> bytes | BadCalendar | Literal["lost"] | None:
        """Return a file's bytes, one more than may be at the most; None to try again."""
        door = self._doors.get(one.door)
        if door is None:
            return "lost"
        found = bytearray()
        try:
            async with asyncio.timeout(_SECONDS), door.fetch(one.handle) as fetched:
                async for piece in fetched.pieces:
                    found += piece
                    if len(found) > MOST_BYTES:
                        break
        except (Later, TimeoutError):
            late = self._services.now() - one.since > _PATIENCE
            return "lost" if late else None
        except Unfit as error:
            return _TOO_LARGE if error.reason is Refusal.TOO_LARGE else "lost"
        except DoorError as error:
            _log.info("a calendar could not be fetched", door=one.door, code=error.code)
            return "lost"
        return bytes(found[: MOST_BYTES + 1])

    async def _taken(
        self, tx: Transaction, affair: str, data: bytes | BadCalendar | Literal["lost"]
    ) -> list[str]:
        one = await tx.affairs.get(_KIND, affair, Errand)
        if one is None or one.state != "waiting":
            return []
        done = await self._done(tx, one, data)
        tx.affairs.put(_KIND, affair, replace(done, handle=""), ends=tx.now + _KEPT)
        return await cards.show(
            tx,
            CARD,
            door=one.door,
            user=one.user,
            room=one.room,
            number=one.number,
            key=(affair,),
            about=(affair,),
        )

    async def _done(
        self, tx: Transaction, one: Errand, data: bytes | BadCalendar | Literal["lost"]
    ) -> Errand:
        person = self._services.directory.person_by_id(one.person)
        locked = one.person in self._services.directory.locked
        if isinstance(data, str) or locked or not may(Who.STEWARD, person):
            return replace(one, state="lost")
        found = read_calendar(data, one.zone) if isinstance(data, bytes) else data
        if isinstance(found, BadCalendar):
            return replace(one, state="bad", fault=found)
        reasons = await keep(tx, self._services, found, person)
        if reasons:
            return replace(one, state="unsound", reasons=tuple(reasons))
        return replace(one, state="kept", elections=tuple(each.id for each in found))


def too_large(file: SaidFile) -> BadCalendar | None:
    """Return the refusal of a file that is said to be larger than a calendar may be."""
    large = file.size is not None and file.size > MOST_BYTES
    return _TOO_LARGE if large else None


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what became of a calendar for whoever sent it."""
    one = await tx.affairs.get(_KIND, notice.about[0], Errand)
    if one is None or one.state == "waiting":
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    # In a room stands no more than that there is an answer.
    here = None if one.room is None else phrases.answers.in_private()
    return Card(text=await _told(tx, phrases, one), here=here)


async def _told(tx: Transaction, phrases: Phrases, one: Errand) -> Text:
    """Return what became of a calendar."""
    if one.fault is not None:
        return phrases.times.bad_calendar(one.fault)
    match one.state:
        case "kept":
            # The directory in memory may not have them yet.
            known = {each.id: each for each in (await read_directory(tx)).elections}
            lines = [
                election_line(phrases.rotas, known[name]) if name in known else name
                for name in one.elections
            ]
            return phrases.rotas.added(lines)
        case "unsound":
            return phrases.rotas.unsound(one.reasons)
    return phrases.rotas.not_fetched()
