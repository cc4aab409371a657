"""What is read when somebody asks: from the doors as they are, and from the database.

So they are right after a restart. The database is asked every five seconds at most; where it cannot
be read its gauges are left out, not guessed. `door`, `state` and `kind` are as safe to show as the
labels of the counters.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.lanes import door_of
from bot.messages.parking import PARKED_FROM
from bot.services import Services
from handlers.door import Door
from storage.store import SealFault, Still, Store, StoreFault, Transaction

_FRESH: Final = 5.0
"""Seconds for which what was read from the database is told again."""
_PATIENCE: Final = 3.0
"""Seconds in which the database must answer, once to a read and once to a write: Prometheus itself
waits for ten."""
_STATES: Final = ("starting", "connected", "down", "locked out")

_log = structlog.get_logger("metrics")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the database held when it was last read, by door where it is in a lane."""

    waiting: Mapping[str, int]
    oldest: Mapping[str, datetime]
    parked: Mapping[str, int]
    still: Still
    files: int
    kept: int


class Gauges(Collector):
    """The gauges of one process.

    `beat` tells when the courier last came round, `looked` when the agenda did, in seconds of the
    clock `monotonic`.
    """

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        *,
        beat: Callable[[], float],
        looked: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._beat = beat
        self._looked = looked
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._read_at: float | None = None
        self._seen: _Seen | None = None
        self._writable = False

    async def refresh(self) -> None:
        """Ask the database again, unless it has just been asked; returns within six seconds."""
        async with self._lock:
            if self._read_at is None or self._monotonic() - self._read_at >= _FRESH:
                await self._look()
                self._read_at = self._monotonic()

    async def _look(self) -> None:
        self._seen, self._writable = None, False
        try:
            async with asyncio.timeout(_PATIENCE):
                self._seen = await self._store.read(self._read)
            async with asyncio.timeout(_PATIENCE):
                await self._store.check()
        except (StoreFault, SealFault, TimeoutError) as error:
            _log.warning("the database was not read or written", error=type(error).__name__)
            return
        self._writable = True

    async def _read(self, tx: Transaction) -> _Seen:
        directory = self._services.directory
        waiting: Counter[str] = Counter()
        oldest: dict[str, datetime] = {}
        for lane in await tx.backlog.lanes():
            door = door_of(directory, lane.place) or "none"
            waiting[door] += lane.count
            oldest.setdefault(door, lane.since)
        parked = {
            one.place: door_of(directory, one.place) or "none"
            for one in await tx.deliveries.parked(PARKED_FROM)
        }
        return _Seen(
            waiting=waiting,
            oldest=oldest,
            parked=Counter(parked.values()),
            still=await tx.backlog.still(),
            files=await tx.files.awaited(),
            kept=await tx.blobs.weight(),
        )

    def collect(self) -> Iterator[Metric]:
        """Return what is so now, and what was so when the database was last read."""
        age = self._monotonic() - self._beat()
        yield _one(
            "tocsin_courier_beat_age_seconds", "Since the courier last came round.", max(0.0, age)
        )
        yield _one(
            "tocsin_agenda_look_age_seconds",
            "Since the agenda last came on with what falls due.",
            max(0.0, self._monotonic() - self._looked()),
        )
        yield _one("tocsin_database_writable", "Whether the database takes writes.", self._writable)
        states = GaugeMetricFamily(
            "tocsin_door_state", "Which of its states a door is in.", labels=["door", "state"]
        )
        for name, door in self._doors.items():
            for state in _STATES:
                here = door.health.state == state
                states.add_metric([name, state.replace(" ", "_")], float(here))
        yield states
        if self._seen is not None:
            yield from self._from_the_database(self._seen)

    def _from_the_database(self, seen: _Seen) -> Iterator[Metric]:
        now = self._services.now()
        doors = dict.fromkeys((*self._doors, *seen.waiting, *seen.parked))
        ages = {
            door: max(0.0, (now - since).total_seconds()) for door, since in seen.oldest.items()
        }
        yield _some(
            "tocsin_waiting_deliveries",
            "Deliveries in the lanes, waiting or under way.",
            "door",
            {door: seen.waiting.get(door, 0) for door in doors},
        )
        yield _some(
            "tocsin_oldest_waiting_age_seconds",
            "How long the oldest of them has been there; 0 where nothing waits.",
            "door",
            {door: ages.get(door, 0.0) for door in doors},
        )
        yield _some(
            "tocsin_parked_lanes",
            "Lanes whose platform asked them to wait for more than ten minutes.",
            "door",
            {door: seen.parked.get(door, 0) for door in doors},
        )
        still = seen.still
        by_error = {one.by_error: one.count for one in still.deliveries}
        yield _some(
            "tocsin_held",
            "What is held: for a person, or by an error for the operator.",
            "kind",
            {
                "message": 0 if still.messages is None else still.messages.count,
                "delivery": by_error.get(False, 0),
                "edit": 0 if still.edits is None else still.edits.count,
                "error": by_error.get(True, 0),
            },
        )
        yield _some(
            "tocsin_dead_letters",
            "Letters that go no further by themselves.",
            "kind",
            {
                "delivery": 0 if still.dead_deliveries is None else still.dead_deliveries.count,
                "event": 0 if still.dead_events is None else still.dead_events.count,
            },
        )
        set_aside = 0 if still.set_aside is None else still.set_aside.count
        yield _one("tocsin_set_aside", "Deliveries that were edited in the database.", set_aside)
        yield _one("tocsin_waiting_files", "Files that are still to be fetched.", seen.files)
        yield _one("tocsin_kept_file_bytes", "What the contents of files take.", seen.kept)


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=float(value))


def _some(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for one, value in values.items():
        family.add_metric([one], float(value))
    return family
