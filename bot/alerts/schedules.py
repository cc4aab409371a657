"""Schedules in the docket: found by what somebody says, kept, and whose they are to change."""

import re
from datetime import timedelta
from typing import Final

from bot.calls import Call
from policies.alerts.schedule import Schedule
from policies.community.people import Person, Role
from storage.store import Filed, Transaction

KIND: Final = "series"
PREVIEW: Final = "schedule"
"""The kind of the card that stands for a schedule in its author's conversation."""
RUN: Final = "schedule"
"""The kind of the due run of a schedule: (schedule,)."""
KEPT: Final = timedelta(days=90)
_NUMBER: Final = re.compile(r"[sS]-?(?:([0-9]{1,9})|[0-9]+)")
"""One that is longer names what is not there, as 0 does; it is no word of a note."""
_LOOK_AFTER: Final = frozenset({Role.DUTY, Role.STEWARD, Role.DEPUTY})
_MOST: Final = 1_000


def number_of(word: str) -> int | None:
    """Return the number that `S4` or `S-4` names, None for other words."""
    found = _NUMBER.fullmatch(word)
    return None if found is None else int(found[1] or 0)


async def own(tx: Transaction, call: Call) -> Filed[Schedule] | None:
    """Return the schedule that the first word names, None where it is not its caller's to change.

    It is its author's, and of those who are on duty for that organisation or answer for it; what is
    not there is the same.
    """
    word = call.line.words[0] if call.line.words else ""
    # Without its letter too: who pauses or plans can mean nothing else.
    number = number_of(f"S{word}" if word[:1].isdecimal() else word)
    if number is None or call.person is None:
        return None
    filed = await tx.docket.numbered(KIND, number, Schedule)
    if filed is None or not may(call.person, filed.value):
        return None
    tx.docket.concern(filed)
    return filed


def may(person: Person, schedule: Schedule) -> bool:
    """Tell whether a schedule is somebody's to see and change."""
    if person.id == schedule.alert.author:
        return True
    theirs = person.organisation == schedule.alert.origin and not person.seat
    return theirs and schedule.progress != "draft" and not _LOOK_AFTER.isdisjoint(person.roles)


async def listed(tx: Transaction, person: Person) -> list[Filed[Schedule]]:
    """Return the schedules of somebody that are planned or wait, by number."""
    every = await tx.docket.opened(KIND, Schedule, most=_MOST)
    return [one for one in every if one.value.progress != "draft" and may(person, one.value)]


async def keep(tx: Transaction, filed: Filed[Schedule], value: Schedule) -> Filed[Schedule]:
    """Keep a schedule as it is now; one that is over or cancelled is closed."""
    over = value.progress in ("cancelled", "over")
    return await tx.docket.put(filed, value, ends=tx.now + KEPT if over else None)
