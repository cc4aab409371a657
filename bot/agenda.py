"""What time tells us: whatever falls due is a row, and each kind of it has its act.

The scheduler only wakes us. A row, what its act changes and the deliveries that it asks for are one
transaction; an act that fails is undone, and tried again later, and stops no other.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog

from bot.services import Services
from policies.audit import AuditKind
from storage.store import Due, Store, StoreFault, Transaction

_log = structlog.get_logger("agenda")
EVERY: Final = 0.25
"""Seconds between two looks."""
_MOST: Final = 64
"""Rows of one look, each in a transaction of its own."""
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_JUMP: Final = timedelta(seconds=5)
"""The clock has jumped where it went so much further, or less far, than time did."""

DueAct: TypeAlias = Callable[[Transaction, Services, Due], Awaitable[Collection[str]]]
"""Does what has fallen due; returns the lanes that have work. Its row is gone by then: what comes
next the act puts there itself."""


class Agenda:
    """Looks at what is due, again and again."""

    def __init__(
        self,
        store: Store,
        services: Services,
        acts: Mapping[str, DueAct],
        wake: Callable[[Collection[str]], object],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._services = services
        self._acts = acts
        self._wake = wake
        self._monotonic = monotonic
        self._seen: tuple[datetime, float] | None = None
        self.looked: datetime | None = None
        """When it last looked to the end: the heartbeat of the desk."""
        self.beat = monotonic()
        """When it last came on, in seconds of the monotonic clock: it stands still where one act
        hangs."""

    async def look(self) -> None:
        """Do everything that is due now, the highest rank first; raises StoreFault."""
        self._notice_a_jump()
        for _ in range(_MOST):
            now = self._services.now()
            following = await self._store.read(lambda tx: tx.agenda.next())
            if following is None or following > now:
                break
            if not await self._one(now):
                break
            self.beat = self._monotonic()
        self.looked = self._services.now()
        self.beat = self._monotonic()

    async def _one(self, now: datetime) -> bool:
        tried: list[Due] = []

        async def act(tx: Transaction) -> Collection[str] | None:
            tried.clear()
            dues = await tx.agenda.due(now, most=1)
            if not dues:
                return None
            tried.append(dues[0])
            tx.agenda.done(dues[0])
            woken = await self._acts[dues[0].kind](tx, self._services, dues[0])
            about = tx.audit.about
            if about:
                tx.audit.add(AuditKind.DUE, organisation=None, due=dues[0].kind, about=about)
            return woken

        try:
            woken = await self._store.write(act)
        except StoreFault:
            raise
        except Exception:
            if not tried:
                raise
            _log.exception("what was due could not be done; it is tried again", kind=tried[0].kind)
            await self._put_off(tried[0])
            return True
        if woken:
            self._wake(woken)
        return woken is not None

    async def _put_off(self, due: Due) -> None:
        pause = min(_LONGEST_PAUSE, timedelta(seconds=2.0 ** min(due.attempts, 10)))

        async def act(tx: Transaction) -> None:
            standing = await tx.agenda.find(due.kind, *due.subject)
            if standing is not None and standing.due == due.due:
                later = self._services.now() + pause
                tx.agenda.put(replace(due, due=later, attempts=due.attempts + 1))

        await self._store.write(act)

    def _notice_a_jump(self) -> None:
        """Log where the clock jumped (NTP, a machine that slept); what is due is due still."""
        now, tick = self._services.now(), self._monotonic()
        if self._seen is not None:
            jump = (now - self._seen[0]) - timedelta(seconds=tick - self._seen[1])
            if abs(jump) >= _JUMP:
                _log.warning("the clock has jumped", seconds=round(jump.total_seconds(), 1))
        self._seen = (now, tick)
