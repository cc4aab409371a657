"""Pages that wait at a platform which went down: they go by the next way that somebody chose.

They are marked so there, and what waited is not sent once the platform is back. Of low severity
nothing is: what may have come already is not sent again (C3), and what waits is no hurry.
"""

from dataclasses import replace
from typing import Final

from bot import cards
from bot.alerts import paging, tracking
from bot.alerts.chains import to_person
from bot.alerts.filing import KIND, RING, keep
from bot.alerts.ringing import WAITS
from bot.alerts.waiting import REACH
from bot.alerts.ways import open_ways
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reach
from policies.alerts.severity import Severity
from policies.alerts.states import LIVE
from policies.alerts.waiting import waits
from storage.store import Due, Filed, Sheet, Transaction

AROUND: Final = "around"
"""The kind of the due look for pages that wait at a door which is down: (door,)."""
_BATCH: Final = 20
_WORST: Final = Severity.CRITICAL.rank


def look(tx: Transaction, door: str) -> None:
    """Have pages looked for now that wait at a door which is down."""
    tx.agenda.put(Due(kind=AROUND, subject=(door,), due=tx.now, rank=_WORST))


async def around(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Send by other ways what waits at a door, while it is down; returns the lanes with work.

    A few alerts at a time, the worst first: `due` notes the rank and the number behind which it
    goes on.
    """
    (door,) = due.subject
    if not services.shut(door):
        return []
    rank, number = map(int, due.note.split()) if due.note else (_WORST, 0)
    found = await tx.docket.opened_behind(KIND, Alert, rank=rank, number=number, most=_BATCH)
    woken: list[str] = []
    for filed in found:
        if filed.value.state in LIVE and filed.value.severity is not Severity.LOW:
            woken += await _around(tx, services, filed, door)
    onward = f"{rank} {found[-1].number}" if len(found) == _BATCH else f"{rank - 1} 0"
    if len(found) == _BATCH or rank > 0:
        tx.agenda.put(replace(due, due=tx.now, note=onward))
    return woken


async def _around(tx: Transaction, services: Services, filed: Filed[Alert], door: str) -> list[str]:
    woken: list[str] = []
    entries: list[Entry] = []
    for sheet in await paging.reached(tx, filed):
        one = sheet.value
        asked = bool(one.user) and one.door == door and waits(filed.value, one.organisation)
        if asked and await _waits_there(tx, filed, one):
            more = await _by_another_way(tx, services, filed, sheet)
            if more is not None:
                woken += more
                entries.append(Entry(what="detoured", at=tx.now, organisation=one.organisation))
    if entries:
        await keep(tx, filed, filed.value, *entries)
        tracking.told(tx, filed.id)
    return woken


async def _waits_there(tx: Transaction, filed: Filed[Alert], one: Reach) -> bool:
    """Tell whether a page has not come there: the card, or what rings for it once more."""
    if one.state == "waiting" or not one.rang:
        return one.state == "waiting"
    key = (filed.id, WAITS, str(one.rang), one.target)
    return not await cards.standing(tx, RING, door=one.door, user=one.user, key=key)


async def _by_another_way(
    tx: Transaction, services: Services, filed: Filed[Alert], sheet: Sheet[Reach]
) -> list[str] | None:
    """Page somebody by the next way that takes something; None where they chose none such."""
    one = sheet.value
    person = services.directory.person_by_id(one.target.partition(":")[2])
    if person is None:
        return None
    for way in await open_ways(tx, services, person, filed.value.severity):
        to = to_person(person, way)
        if services.shut(to.door) or not paging.may_have(tx, services, filed, to):
            continue
        woken = await paging.page(tx, services, filed, [to], step=one.step)
        there = await tx.sheets.find(filed.id, REACH, (to.lane,), Reach)
        if there is not None:
            await tx.sheets.put(there, replace(there.value, instead=one.door))
        moved = replace(one, state="elsewhere") if one.state == "waiting" else replace(one, rang=0)
        await tx.sheets.put(sheet, moved)
        return woken
    return None
