"""Reports in the docket: found by what somebody says or by their message, and kept."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot import derived, following, lanes
from bot.calls import Call
from bot.intake.stale import stale
from bot.services import Services
from policies.alerts.alert import Entry
from policies.alerts.inheriting import tightened
from policies.community.people import Person
from policies.intake.report import OPEN, Report, Status
from policies.intake.sharing import for_person
from policies.sharing.spreading import GOES
from storage.store import Due, Filed, Transaction

KIND: Final = "report"
ENTRY: Final = "entry"
CARD: Final = "shown report"
"""The kind of the card that shows one report to somebody in private."""
OLD: Final = "old report"
"""The kind of what falls due once a report has been open for so long that nobody will look."""
OPEN_FOR: Final = timedelta(days=14)
KEPT: Final = timedelta(days=90)
"""How long a report is kept after it is closed."""
_SAID: Final = "reported"
_NUMBER: Final = re.compile(r"(?:#|[Rr]-)?(?:([0-9]{1,9})|[0-9]+)")
"""One that is longer names what is not there, as 0 does; it is no word of a note."""
_BATCH: Final = 100
_MOST: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Which report a message of a room is."""

    report: str


def number_of(word: str) -> int | None:
    """Return the number that `31`, `#31` or `R-31` names, None for other words."""
    found = _NUMBER.fullmatch(word)
    return None if found is None else int(found[1] or 0)


async def meant(tx: Transaction, services: Services, call: Call) -> Filed[Report] | None:
    """Return the report that a call is about, None where it names none that its caller may see.

    By its number, else that of the card whose button was pressed or to which the line answers.
    """
    number = number_of(call.line.words[0]) if call.line.words else None
    filed = await (of_the_card(tx, call) if number is None else numbered(tx, number))
    if filed is None or not may_see(tx, services, filed, call.person, call.platform):
        return None
    tx.docket.concern(filed)
    return filed


async def numbered(tx: Transaction, number: int) -> Filed[Report] | None:
    """Return a report by its number."""
    return await tx.docket.numbered(KIND, number, Report)


async def of_the_card(tx: Transaction, call: Call) -> Filed[Report] | None:
    """Return the report of the card that was pressed or answered, or of the message in its room."""
    found = await pointed(tx, call)
    return await tx.docket.by_id(found, Report) if found else None


async def pointed(tx: Transaction, call: Call, kind: str = CARD) -> str:
    """Return what the card of a kind is about that was pressed or answered; "" for no such card."""
    card, place = call.card, "" if call.place is None else call.place.id
    if not card and call.reply_to:
        lane = lanes.private(call.door, call.sender.user) if call.private else place
        copy = await tx.copies.by_number(lane, call.room.channel, call.reply_to) if lane else None
        card = "" if copy is None else copy.message_id
        if not card and place and kind == CARD:
            return await of_message(tx, place, f"{call.room.channel}:{call.reply_to}")
    notice = await tx.notices.by_id(card) if card else None
    return notice.about[0] if notice is not None and notice.kind == kind and notice.about else ""


def may_see(
    tx: Transaction,
    services: Services,
    filed: Filed[Report],
    person: Person | None,
    platform: str = "",
) -> bool:
    """Tell whether somebody may know of a report at all: its reporter, or who may have it now."""
    if person is None:
        return False
    if filed.value.reporter == person.id:
        return True
    return for_person(services.directory, filed.value, person, platform, tx.now).outcome in GOES


def rest_of(call: Call) -> str:
    """Return what stands behind the number of a line, or all of it where it has none."""
    if call.line.words and number_of(call.line.words[0]) is not None:
        return call.line.rest[len(call.line.words[0]) :].strip()
    return call.line.rest


async def file(tx: Transaction, report: Report) -> Filed[Report]:
    """Give a report its number, remember its message, and have the boards show it."""
    filed = await tx.docket.add(KIND, report, organisation=report.origin, rank=report.rank)
    said = Entry(what="reported", at=tx.now, organisation=report.origin, by=report.reporter)
    await tx.sheets.add(filed, ENTRY, said)
    tx.agenda.put(Due(kind=OLD, subject=(filed.id,), due=tx.now + OPEN_FOR))
    if report.room and report.number:
        remember(tx, report.room, report.number, filed.id)
    await stale(tx)
    return filed


def remember(tx: Transaction, room: str, number: str, report: str) -> None:
    """Remember which report a message of a room is, or belongs to."""
    ends = tx.now + KEPT
    value = _Said(report=report)
    tx.affairs.put(_SAID, tx.new_id(), value, ends=ends, key=(room, number), loose=True)


async def old(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Close a report that nobody has looked at to the end for a fortnight."""
    del services
    filed = await tx.docket.by_id(due.subject[0], Report)
    if filed is not None and filed.value.status in OPEN:
        after = replace(filed.value, status=Status.CLOSED)
        await keep(tx, filed, after, Entry(what="given up", at=tx.now))
    return []


async def lost(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Show open reports again to those from whom they were taken while something was stopped."""
    del services, due
    for filed in await tx.docket.opened(KIND, Report, most=_MOST):
        await following.missing(tx, filed.id)
    return []


async def of_message(tx: Transaction, room: str, number: str) -> str:
    """Return the id of the report that a message ("channel:number") is; "" for none."""
    found = await tx.affairs.find(_SAID, (room, number), _Said)
    return "" if found is None else found[1].report


async def keep(
    tx: Transaction, filed: Filed[Report], report: Report, *entries: Entry
) -> Filed[Report]:
    """Keep a report as it is now; boards and cards show it. Raises Stale where it was changed."""
    if report.status is not filed.value.status or report.owner != filed.value.owner:
        report = replace(report, since=tx.now)
    for one in entries:
        await tx.sheets.add(filed, ENTRY, one)
    before = filed.value
    if (
        tightened(before.label, report.label)
        or report.withdrawn is not before.withdrawn
        or report.restrictions != before.restrictions
    ):
        await derived.stricter(tx, derived.report(filed.number))
    ends = None if report.status in OPEN else tx.now + KEPT
    after = await tx.docket.put(filed, report, rank=report.rank, ends=ends)
    await stale(tx)
    await following.changed(tx, filed.id)
    return after


def entry(tx: Transaction, call: Call, what: str, note: str = "") -> Entry:
    """Return an entry of somebody's doing."""
    by = "" if call.person is None else call.person.id
    return Entry(what=what, at=tx.now, organisation=call.organisation, by=by, note=note)


async def timeline(tx: Transaction, filed: Filed[Report]) -> list[Entry]:
    """Return what was done about a report, in order."""
    return [sheet.value for sheet in await tx.sheets.of(filed.id, ENTRY, Entry)]


async def in_order(tx: Transaction, rank: int) -> AsyncIterator[Filed[Report]]:
    """Yield the open reports of a rank, the oldest first."""
    number = 0
    while True:
        found = await tx.docket.opened_behind(KIND, Report, rank=rank, number=number, most=_BATCH)
        for one in found:
            yield one
        if len(found) < _BATCH:
            return
        number = found[-1].number
