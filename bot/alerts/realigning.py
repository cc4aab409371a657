"""Cards of alerts and reports are brought in line with a directory that has changed.

Where nothing of an alert may stand now (a wall was put up, an outsider came in, a bridge ended,
somebody was removed), its card is taken away, and so is what rang and what was asked about it;
where only the summary may, that is what stands. What an organisation has stopped stays as it is
until something changes in it, as messages do.
"""

from collections.abc import Mapping
from typing import Final

import structlog

from bot import cards, lanes
from bot.alerts import paging, tracking
from bot.alerts.filing import CARD, KIND, RING
from bot.alerts.readers import view
from bot.alerts.stale import stale
from bot.cards import Writer
from bot.services import Services
from policies.alerts.alert import Alert, Reach
from policies.alerts.sharing import for_place
from policies.alerts.states import LIVE
from policies.sharing.spreading import FROZEN
from storage.store import Due, Filed, Notice, SealFault, Store, Transaction

_log = structlog.get_logger("realigning")

_HOUSE: Final = "house"
_CURSOR: Final = "realigned cards"
_BATCH: Final = 100
_BEHIND: Final = -1
"""The priority of what is taken away: what is raised goes first."""
_MOST: Final = 10_000
_STAND_FOR: Final = frozenset({CARD, RING})


class Realigning:
    """Looks through the cards that stand anywhere, once for each version of the directory.

    `writers` has those of the kinds that say something of an alert or a report besides its card:
    what they would not write any more is taken away.
    """

    def __init__(self, store: Store, services: Services, writers: Mapping[str, Writer]) -> None:
        self._store = store
        self._services = services
        self._writers = writers
        self._done: int | None = None

    async def bring(self, version: int) -> None:
        """Take away what a directory of this version denies; goes on after a restart."""
        if self._done is None:
            cursors = await self._store.read(lambda tx: tx.cursors.all(_HOUSE))
            self._done = int(cursors.get(_CURSOR, "-1"))
        if self._done == version:
            return
        after, count = "", 0
        while batch := await self._batch(after):
            after = batch[-1]
            count += await self._realigned(batch)

        async def note(tx: Transaction) -> None:
            tx.cursors.set(_HOUSE, _CURSOR, str(version))
            await stale(tx)

        await self._store.write(note)
        self._done = version
        if count:
            _log.info("cards are written anew for the new directory", cards=count)

    async def _batch(self, after: str) -> list[str]:
        return await self._store.read(lambda tx: tx.copies.standing(after, _BATCH))

    async def _realigned(self, batch: list[str]) -> int:
        """Bring a batch in line; nothing is written where nothing is. Returns how many it was."""
        found = await self._store.read(lambda tx: self._denied(tx, batch))
        if found:
            await self._store.write(lambda tx: self._bring(tx, found))
        return len(found)

    async def _denied(self, tx: Transaction, batch: list[str]) -> list[Notice]:
        """Return what stands of a batch and may not stay as it is."""
        found = []
        for item in batch:
            try:
                notice = await tx.notices.by_id(item)
                if notice is not None and await self._goes(tx, notice):
                    found.append(notice)
            except SealFault:
                # What does not open is set apart when it is next to be sent.
                continue
        return found

    async def _goes(self, tx: Transaction, notice: Notice) -> bool:
        if notice.kind not in _STAND_FOR:
            writer = self._writers.get(notice.kind)
            return writer is not None and await writer(tx, self._services, notice) is None
        filed = await tx.docket.by_id(notice.about[0], Alert)
        seen = None if filed is None else view(tx, self._services, filed.value, notice)
        if seen is None:
            return True
        return seen.given.portion == "summary" or not (
            seen.given.goes or seen.given.decision == FROZEN
        )

    async def _bring(self, tx: Transaction, notices: list[Notice]) -> None:
        for one in notices:
            filed = await tx.docket.by_id(one.about[0], Alert) if one.kind == CARD else None
            if filed is not None and await self._shown(tx, filed, one):
                continue
            lane = _lane(one)
            await tx.deliveries.want(
                one.id,
                lane,
                lane,
                priority=_BEHIND,
                written=lanes.moment(tx.now),
                sequence=tx.turn(),
                thing="card",
            )

    async def _shown(self, tx: Transaction, filed: Filed[Alert], notice: Notice) -> bool:
        """Write the card of an alert anew, which may say less; tells whether it has a place."""
        sheet = await tx.sheets.find(filed.id, tracking.REACH, (_lane(notice),), Reach)
        if sheet is None:
            return False
        return bool(await paging.show(tx, self._services, filed, sheet.value))


async def reopened(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Bring what is open to a room again that may have it by now, and had lost it meanwhile."""
    room = due.subject[0]
    place = services.directory.place_by_id(room)
    if place is None:
        return []
    woken: list[str] = []
    for filed in await tx.docket.opened(KIND, Alert, most=_MOST):
        sheet = await tx.sheets.find(filed.id, tracking.REACH, (room,), Reach)
        lost = sheet is not None and sheet.value.sent is not None
        lost = lost and not await cards.standing(
            tx, CARD, door=place.door, place=room, key=(filed.id, f"channel:{room}")
        )
        goes = lost and for_place(services.directory, filed.value, place, tx.now).goes
        if sheet is not None and goes and filed.value.state in LIVE:
            woken += await paging.show(tx, services, filed, sheet.value)
    return woken


def _lane(notice: Notice) -> str:
    return lanes.private(notice.door, notice.user) if notice.user else notice.place
