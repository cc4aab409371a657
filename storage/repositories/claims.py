"""Claiming: what is next in a lane, and that it is what was written."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from policies.audit import AuditKind
from storage.repositories import lanes
from storage.repositories.audit import Audit
from storage.repositories.keys import Keys
from storage.repositories.lanes import TABLE, DeliveryRow
from storage.repositories.numbers import PLACE, Numbers
from storage.sealing.keyring import Root
from storage.work import Change, Values, Work

_log = structlog.get_logger("storage")
_ABOVE_ALL: Final = 2**31 - 1


def state_tag(root: Root, delivery: str, status: str, doubt: int = 0) -> bytes:
    """Return the tag that binds a status, and whether a try may have succeeded, to a delivery."""
    return root.tag("delivery state", delivery, status, doubt)


def genuine(root: Root, row: DeliveryRow) -> bool:
    """Tell whether a row that is open, held or dead says what was written."""
    return root.fits(row.identity, *row.what()) and in_its_state(root, row)


def in_its_state(root: Root, row: DeliveryRow) -> bool:
    """Tell whether a row has the status that it was given."""
    state: object = row.state  # SQLite gives whatever somebody put there
    wanted = state_tag(root, row.id, row.status, row.doubt)
    return isinstance(state, bytes) and hmac.compare_digest(state, wanted)


async def wanted(work: Work, root: Root, row: DeliveryRow, due: float) -> Sequence[Change]:
    """Return what has a delivery wait; one that is open already goes sooner then, never later."""
    want: Change = (lanes.WANT, row._asdict() | {"due": due})
    former = None
    if row.priority > 0:
        former = await work.first(lanes.OPEN, message=row.message, place=row.place)
    if former is None or former.priority >= row.priority or not genuine(root, former):
        return (want,)
    higher = former._replace(priority=row.priority)
    tag = root.tag(*higher.what())
    return ((lanes.RAISE, {"id": higher.id, "priority": higher.priority, "identity": tag}), want)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery that this process alone works on until its lease ends.

    `written` is in microseconds since 1970. `late`: one written later in the same source has been
    sent there. `repeat`: an earlier try may have succeeded; `attempted` is the Unix time in seconds
    of the first such try, None without a doubt. `size_divisor` divides the door's limit.
    """

    id: str
    message_id: str
    thing: str
    place: str
    source: str
    priority: int
    written: int
    sequence: int
    attempts: int
    repeat: bool
    attempted: float | None
    late: bool
    size_divisor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDelivery:
    """A delivery as it is shown to an operator; `error` is the platform's own word."""

    id: str
    message: str
    place: str
    source: str
    minute: datetime
    error: str
    rule: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A lane that waits until `until` because its platform asks for it; `error` is its own word.

    `source` is where the oldest message that waits in the lane was written, None without any.
    """

    delivery: str
    place: str
    until: datetime
    error: str
    source: str | None


class Claims:
    """Claims for one process."""

    def __init__(
        self, work: Work, keys: Keys, numbers: Numbers, audit: Audit, process: str
    ) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers
        self._audit = audit
        self._process = process
        self._now = work.now.timestamp()

    async def next(
        self, place: str, lease_seconds: float, closed_sources: Collection[str]
    ) -> Claim | None:
        """Claim what is next in a lane; None when nothing may be."""
        number = await self._numbers.known(PLACE, place)
        if number is None:
            return None
        while True:
            row = await self._next(number, closed_sources)
            if row is None:
                return None
            if genuine(self._keys.root, row):
                return await self._claimed(row, place, lease_seconds)
            await self._set_aside(row)

    async def _next(self, place: int, closed: Collection[str]) -> DeliveryRow | None:
        rows = await self._work.fetch(lanes.CLAIMED_AND_FIRST, place=place, below=_ABOVE_ALL)
        under_way = next((row for row in rows if row.status == "claimed"), None)
        if under_way is not None:
            alive = under_way.process == self._process and under_way.lease > self._now
            return None if alive else under_way
        if closed:
            return await self._next_of_open_sources(place, closed)
        row = rows[0] if rows else None
        while row is not None and row.due > self._now:
            row = await self._work.first(lanes.FIRST_WAITING, place=place, below=row.priority)
        return row

    async def _next_of_open_sources(
        self, place: int, closed: Collection[str]
    ) -> DeliveryRow | None:
        shut = {await self._numbers.known(PLACE, source) for source in closed}
        blocked: set[int] = set()
        for row in await self._work.fetch(lanes.ALL_WAITING, place=place):
            if row.source in shut or row.priority in blocked:
                continue
            if row.due <= self._now:
                return row
            blocked.add(row.priority)
        return None

    async def _set_aside(self, row: DeliveryRow) -> None:
        _log.error("a delivery was edited in the database; it is set aside", delivery=row.id)
        await self._work.write(lanes.SET_ASIDE, {"id": row.id})
        self._audit.add(AuditKind.QUARANTINED, organisation=None, delivery=row.id)

    async def _claimed(self, row: DeliveryRow, place: str, lease_seconds: float) -> Claim:
        doubt = bool(row.doubt) or row.status == "claimed"
        attempted = row.attempted if doubt and row.attempted else self._now
        change: Values = {
            "id": row.id,
            "state": state_tag(self._keys.root, row.id, "claimed", int(doubt)),
            "lease": self._now + lease_seconds,
            "process": self._process,
            "attempted": attempted,
            "doubt": int(doubt),
        }
        self._work.later(TABLE, (lanes.CLAIM, change))
        source = await self._numbers.name(PLACE, row.source)
        return Claim(
            id=row.id,
            message_id=row.message,
            thing=row.thing,
            place=place,
            source=source,
            priority=row.priority,
            written=row.written,
            sequence=row.sequence,
            attempts=row.attempts,
            repeat=doubt,
            attempted=attempted if doubt else None,
            late=await self._sent_after(row.source, row.place, row.written, row.sequence),
            size_divisor=row.divisor,
        )

    async def _sent_after(self, source: int, place: int, written: int, sequence: int) -> bool:
        """Tell whether one written after this in the same source has been sent to the place."""
        mark = await self._work.first(lanes.MARK, source=source, place=place)
        return mark is not None and (mark.written, mark.sequence) > (written, sequence)
