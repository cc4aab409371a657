"""Alerts in the docket: found by what somebody says, and kept with their timeline."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import derived, lanes
from bot.alerts import waiting
from bot.alerts.stale import stale
from bot.calls import Call
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.severity import NOT_RAISED
from policies.alerts.sharing import for_person
from policies.alerts.states import NEVER_RAISED, OVER, State
from policies.community.people import Person
from policies.phrases import Phrases
from storage.store import Filed, Transaction

KIND: Final = "alert"
ENTRY: Final = "entry"
CARD: Final = "alert"
"""The kind of the card that stands for an alert, one in each room or conversation."""
RING: Final = "page"
"""The kind of the short card that rings for one."""
_STAND_FOR: Final = frozenset({CARD, RING})
_ITS_AUTHORS: Final = frozenset({State.DRAFT, State.CANCELLED})
"""What was never raised is seen by nobody else while it is drafted, and once it was given up."""
KEPT: Final = timedelta(days=90)
"""How long an alert is kept after its end."""
_NUMBER: Final = re.compile(r"(?:#|[Aa]-)?(?:([0-9]{1,9})|[0-9]+)")
"""One that is longer names what is not there, as 0 does; it is no word of a note."""


def number_of(word: str) -> int | None:
    """Return the number that `17`, `#17` or `A-17` names, None for other words."""
    found = _NUMBER.fullmatch(word)
    return None if found is None else int(found[1] or 0)


async def meant(tx: Transaction, services: Services, call: Call) -> Filed[Alert] | None:
    """Return the alert that a call is about, None where it names none that its caller may see.

    By its number, else that of the card whose button was pressed or to which the line answers;
    never the latest.
    """
    number = number_of(call.line.words[0]) if call.line.words else None
    if number is not None:
        filed = await tx.docket.numbered(KIND, number, Alert)
    else:
        item = await _of_the_card(tx, call)
        filed = await tx.docket.by_id(item, Alert) if item else None
    if filed is None or not may_see(tx, services, filed, call.person):
        return None
    tx.docket.concern(filed)
    return filed


async def _of_the_card(tx: Transaction, call: Call) -> str:
    card = call.card
    if not card and call.reply_to:
        place = "" if call.place is None else call.place.id
        lane = lanes.private(call.door, call.sender.user) if call.private else place
        copy = await tx.copies.by_number(lane, call.room.channel, call.reply_to) if lane else None
        card = "" if copy is None else copy.message_id
    notice = await tx.notices.by_id(card) if card else None
    theirs = notice is not None and notice.kind in _STAND_FOR and bool(notice.about)
    return notice.about[0] if notice is not None and theirs else ""


def may_see(
    tx: Transaction, services: Services, filed: Filed[Alert], person: Person | None
) -> bool:
    """Tell whether somebody may know of an alert at all: its author, or who may have it now."""
    if person is None:
        return False
    alert = filed.value
    if person.id == alert.author:
        return True
    if alert.raised is None and alert.state in _ITS_AUTHORS:
        return False
    if alert.state in NEVER_RAISED and person.organisation != alert.origin:
        return False
    return for_person(services.directory, alert, person, "", tx.now).goes


def called(phrases: Phrases, filed: Filed[Alert]) -> str:
    """Return how an alert is called in a sentence: by its number, with the mark of an exercise."""
    return phrases.raising.number(filed.number, exercise=bool(filed.value.exercise))


def rest_of(call: Call) -> str:
    """Return what stands behind the number of a line, or all of it where it has none."""
    if call.line.words and number_of(call.line.words[0]) is not None:
        return call.line.rest[len(call.line.words[0]) :].strip()
    return call.line.rest


async def file(tx: Transaction, alert: Alert, *entries: Entry) -> Filed[Alert]:
    """Give an alert its number and keep it with its first entries."""
    filed = await tx.docket.add(KIND, alert, organisation=alert.origin, rank=rank_of(alert))
    for one in entries:
        await tx.sheets.add(filed, ENTRY, one)
    await follows(tx, KIND, filed.id, alert)
    await stale(tx)
    return filed


async def follows(tx: Transaction, kind: str, item: str, alert: Alert) -> None:
    """Have an alert, or a schedule of one, follow what it was made of."""
    for source in (*alert.sources, *map(derived.report, alert.reports)):
        await derived.remember(tx, source, f"{kind} {item}")


async def keep(tx: Transaction, filed: Filed[Alert], alert: Alert, *entries: Entry) -> Filed[Alert]:
    """Keep an alert as it is now, and what was done to it; one that is over is closed.

    What nobody waits for any more falls due no more. Raises Stale where somebody else has changed
    it since.
    """
    if alert.exercise != filed.value.exercise:
        raise ValueError("an exercise never becomes real, nor what is real an exercise")
    over = alert.state in OVER
    if over and alert.ended is None:
        alert = replace(alert, ended=tx.now)
    for one in entries:
        await tx.sheets.add(filed, ENTRY, one)
    if (alert.sources, alert.reports) != (filed.value.sources, filed.value.reports):
        await follows(tx, KIND, filed.id, alert)
    ends = tx.now + KEPT if over else None
    await waiting.settle(tx, filed, alert)
    await stale(tx)
    return await tx.docket.put(filed, alert, rank=rank_of(alert), ends=ends)


def rank_of(alert: Alert) -> int:
    """Return the rank under which an alert stands in the docket."""
    return NOT_RAISED if alert.state in NEVER_RAISED else alert.severity.rank


async def timeline(tx: Transaction, filed: Filed[Alert]) -> list[Entry]:
    """Return what was done about an alert, in order."""
    return [sheet.value for sheet in await tx.sheets.of(filed.id, ENTRY, Entry)]
