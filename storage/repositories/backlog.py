"""What waits and what stands still, counted by the database: nothing is opened, nobody is named."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from storage.faults import SealFault
from storage.repositories.lanes import OF, TABLE
from storage.repositories.numbers import PLACE, Numbers
from storage.statements import Read
from storage.work import Work

_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane in which something waits or is under way: how many, and since when the oldest does.

    `since` is exact for what was written in the minute in which it was stored, and otherwise the
    end of that minute: an age made of it is never too great. `error` is the platform's own word at
    the last failed try, "" without one; `due` is when it is tried again.
    """

    place: str
    count: int
    since: datetime
    error: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much of one kind stands still, and since when the oldest does.

    `by_error`: something was wrong with it, and it waits for the operator.
    """

    count: int
    since: datetime
    by_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """All that stands still, by what it is; what there is nothing of is left out."""

    messages: Standing | None = None
    deliveries: tuple[Standing, ...] = ()
    edits: Standing | None = None
    dead_deliveries: Standing | None = None
    dead_events: Standing | None = None
    set_aside: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a message is on its way to a place: a delivery's status, rule, and last error."""

    status: str
    rule: int
    error: str


class _Lane(NamedTuple):
    place: int
    many: int
    since: int


class _Tried(NamedTuple):
    place: int
    error: str
    due: float


class _Some(NamedTuple):
    kind: str
    many: int
    minute: int | None


# The second in which a row came to be: known where it was written in the minute of its storing.
_SINCE: Final = """CASE WHEN written / 60000000 = minute THEN written / 1000000
    ELSE CAST(minute AS BIGINT) * 60 + 59 END"""
_LANES: Final = Read(
    f"""SELECT place, sum(n), min(since) FROM (
    SELECT place, count(*) AS n, min({_SINCE}) AS since FROM deliveries
    WHERE status = 'waiting' GROUP BY place UNION ALL
    SELECT place, count(*) AS n, min({_SINCE}) AS since FROM deliveries
    WHERE status = 'claimed' GROUP BY place) AS lanes GROUP BY place""",  # noqa: S608 - our words
    lambda place, many, since: _Lane(int(place), int(many), int(since)),
    TABLE,
)
_TRIED: Final = Read(
    """SELECT place, error, due FROM deliveries WHERE status = 'waiting' AND error <> ''
    ORDER BY due""",
    _Tried,
    TABLE,
)
_STILL: Final = Read(
    # Two partial indexes, so that what was delivered long ago is not walked through.
    """SELECT CASE WHEN thing = 'edit' THEN 'edit'
    WHEN rule = 1 OR error <> '' THEN 'held by error' ELSE 'held' END AS kind,
    count(*), min(minute) FROM deliveries WHERE status = 'held' GROUP BY kind
    UNION ALL SELECT status, count(*), min(minute) FROM deliveries
    WHERE status IN ('dead', 'quarantined') GROUP BY status""",
    _Some,
    TABLE,
)
_HELD: Final = Read(
    "SELECT 'message', count(*), min(minute) FROM messages WHERE status = 'held'",
    _Some,
    "messages",
)
_EVENTS: Final = Read("SELECT 'event', count(*), min(minute) FROM dead", _Some, "dead")


class Backlog:
    """Counts; it changes nothing."""

    def __init__(self, work: Work, numbers: Numbers) -> None:
        self._work = work
        self._numbers = numbers

    async def lanes(self) -> list[Lane]:
        """Return the lanes that have work, the one whose oldest waits longest first."""
        tried = {row.place: row for row in await self._work.fetch(_TRIED)}
        rows = sorted(await self._work.fetch(_LANES), key=lambda row: (row.since, row.place))
        return [await self._lane(row, tried) for row in rows]

    async def still(self) -> Still:
        """Return how much is held, dead or set aside."""
        found = {row.kind: row for row in await self._work.fetch(_STILL)}
        (messages,) = await self._work.fetch(_HELD)
        (events,) = await self._work.fetch(_EVENTS)
        held = (
            _standing(found.get("held")),
            _standing(found.get("held by error"), by_error=True),
        )
        return Still(
            messages=_standing(messages),
            deliveries=tuple(one for one in held if one is not None),
            edits=_standing(found.get("edit")),
            dead_deliveries=_standing(found.get("dead")),
            dead_events=_standing(events),
            set_aside=_standing(found.get("quarantined")),
        )

    async def _lane(self, row: _Lane, tried: Mapping[int, _Tried]) -> Lane:
        failed = tried.get(row.place)
        place = "?"  # a row that was edited may name a place that there is not
        with contextlib.suppress(SealFault):
            place = await self._numbers.name(PLACE, row.place)
        now = self._work.now.timestamp()
        return Lane(
            place=place,
            count=row.many,
            since=datetime.fromtimestamp(min(row.since, now), UTC),
            error="" if failed is None else failed.error,
            due=None if failed is None else datetime.fromtimestamp(failed.due, UTC),
        )

    async def ways(self, message_id: str) -> dict[str, Way]:
        """Return how far a message is on its way to each place, by the latest delivery there.

        What was set aside, or whose place does not open, is left out.
        """
        found: dict[str, Way] = {}
        for row in await self._work.fetch(OF, message=message_id):
            if row.status != "quarantined":
                # One that is under way is the latest, whatever was settled in the same minute.
                with contextlib.suppress(SealFault):
                    place = await self._numbers.name(PLACE, row.place)
                    before = found.get(place)
                    if before is None or before.status not in ("waiting", "claimed"):
                        found[place] = Way(status=row.status, rule=row.rule, error=row.error)
        return found


def _standing(row: _Some | None, *, by_error: bool = False) -> Standing | None:
    if row is None or not row.many or row.minute is None:
        return None
    since = datetime.fromtimestamp(row.minute * _MINUTE, UTC)
    return Standing(count=row.many, since=since, by_error=by_error)
