"""What was taken away while it was stopped comes back once it goes on: to rooms, and in private."""

from dataclasses import replace
from typing import Final

from bot import cards
from bot.alerts import paging
from bot.alerts.filing import CARD, KIND
from bot.alerts.waiting import REACH
from bot.services import Services
from policies.alerts.alert import Alert, Reach
from policies.alerts.severity import Severity
from policies.alerts.sharing import for_place
from policies.alerts.states import LIVE
from storage.store import Due, Filed, Transaction

OF_ALERTS: Final = "lost alerts"
OF_REPORTS: Final = "lost reports"
"""The kinds of the due looks for private cards that were taken away; of no subject but itself."""
_MOST: Final = 10_000
_BATCH: Final = 20
_WORST: Final = Severity.CRITICAL.rank


def look(tx: Transaction) -> None:
    """Have private cards looked for now that were taken away and may stand again."""
    for kind in (OF_ALERTS, OF_REPORTS):
        tx.agenda.put(Due(kind=kind, subject=(kind,), due=tx.now, loose=True))


async def alerts(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Bring what is open to everybody again who had it in private and may have it still.

    A few at a time, the worst first: `due` notes the rank and the number behind which it goes on.
    """
    rank, number = map(int, due.note.split()) if due.note else (_WORST, 0)
    found = await tx.docket.opened_behind(KIND, Alert, rank=rank, number=number, most=_BATCH)
    woken: list[str] = []
    for filed in found:
        if filed.value.state in LIVE:
            for sheet in await paging.reached(tx, filed):
                if sheet.value.user and await _is_lost(tx, filed, sheet.value):
                    woken += await paging.show(tx, services, filed, sheet.value)
    if len(found) == _BATCH:
        tx.agenda.put(replace(due, due=tx.now, note=f"{rank} {found[-1].number}"))
    elif rank > 0:
        tx.agenda.put(replace(due, due=tx.now, note=f"{rank - 1} 0"))
    return woken


async def _is_lost(tx: Transaction, filed: Filed[Alert], one: Reach) -> bool:
    if one.sent is None:
        return False
    key = (filed.id, one.target)
    place = "" if one.user else one.target.partition(":")[2]
    door = one.door
    return not await cards.standing(tx, CARD, door=door, user=one.user, place=place, key=key)


async def reopened(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Bring what is open to a room again that may have it by now, and had lost it meanwhile."""
    room = due.subject[0]
    place = services.directory.place_by_id(room)
    if place is None:
        return []
    woken: list[str] = []
    for filed in await tx.docket.opened(KIND, Alert, most=_MOST):
        sheet = await tx.sheets.find(filed.id, REACH, (room,), Reach)
        lost = sheet is not None and await _is_lost(tx, filed, sheet.value)
        goes = lost and for_place(services.directory, filed.value, place, tx.now).goes
        if sheet is not None and goes and filed.value.state in LIVE:
            woken += await paging.show(tx, services, filed, sheet.value)
    return woken
