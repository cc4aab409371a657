"""Bringing an alert to rooms and people: one card in each, and a ring where it must be heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot import cards, lanes
from bot.alerts.filing import CARD
from bot.reaching import way
from bot.services import Services
from policies.alerts.alert import Alert, Reach
from policies.alerts.sharing import for_person, for_place
from policies.community.places import Place
from storage.store import Due, Filed, Sheet, Transaction

REACH: Final = "reach"
QUIET_END: Final = "quiet-end"
"""The kind of the due end of somebody's quiet hours: (alert, lane)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One room or person, with the way there; `target` is "channel:<id>" or "person:<id>"."""

    organisation: str
    target: str
    door: str
    user: str = field(default="", repr=False)
    place: Place | None = None

    @property
    def lane(self) -> str:
        """The lane that leads there."""
        return lanes.private(self.door, self.user) if self.user else self.target.partition(":")[2]


def recipient(services: Services, organisation: str, target: str) -> Recipient | None:
    """Return the way to a target ("channel:<id>", "person:<id>"), None where there is none now."""
    kind, _, name = target.partition(":")
    if kind == "channel":
        place = services.directory.place_by_id(name)
        if place is None:
            return None
        return Recipient(organisation=organisation, target=target, door=place.door, place=place)
    person = services.directory.person_by_id(name)
    found = None if person is None else way(services, person)
    if found is None:
        return None
    return Recipient(organisation=organisation, target=target, door=found[0], user=found[1])


async def page(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    recipients: Iterable[Recipient],
    *,
    step: int = 0,
) -> list[str]:
    """Bring an alert's card to each recipient who may have it; returns the lanes that have work.

    Who has it already is brought up to date, and is counted as paged once more. Where somebody has
    quiet hours that hold it, it waits for their end.
    """
    woken: list[str] = []
    for one in recipients:
        if not may_have(tx, services, filed, one):
            continue
        found = await tx.sheets.find(filed.id, REACH, (one.lane,), Reach)
        fresh = found is None or found.value.state == "held"
        held = _held_until(tx, services, filed, one) if fresh else None
        if found is None:
            reach = Reach(
                organisation=one.organisation,
                target=one.target,
                door=one.door,
                user=one.user,
                state="waiting" if held is None else "held",
                step=step,
                asked=tx.now,
            )
            await tx.sheets.add(filed, REACH, reach, key=(one.lane,))
        elif held is None:
            state = "waiting" if found.value.state == "held" else found.value.state
            again = replace(found.value, pages=found.value.pages + 1, step=step, state=state)
            await tx.sheets.put(found, again)
        if held is not None:
            tx.agenda.put(
                Due(
                    kind=QUIET_END,
                    subject=(filed.id, one.lane),
                    due=held,
                    rank=filed.value.severity.rank,
                )
            )
            continue
        woken += await _show(tx, services, filed, one.door, one.user, one.target)
    return woken


async def refresh(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Bring every card of an alert up to date; returns the lanes that have work."""
    woken: list[str] = []
    for sheet in await reached(tx, filed):
        one = sheet.value
        if one.state == "held":
            continue
        woken += await _show(tx, services, filed, one.door, one.user, one.target)
    return woken


async def reached(tx: Transaction, filed: Filed[Alert]) -> list[Sheet[Reach]]:
    """Return everybody an alert was brought to, in order."""
    return await tx.sheets.of(filed.id, REACH, Reach)


async def _show(
    tx: Transaction, services: Services, filed: Filed[Alert], door: str, user: str, target: str
) -> list[str]:
    place = None if user else services.directory.place_by_id(target.partition(":")[2])
    if not user and place is None:
        return []
    return await cards.show(
        tx,
        CARD,
        door=door,
        user=user,
        place=place,
        key=(filed.id,),
        about=(filed.id,),
        priority=filed.value.severity.rank,
    )


def _held_until(
    tx: Transaction, services: Services, filed: Filed[Alert], one: Recipient
) -> datetime | None:
    """Return when a page may ring at a person who has quiet hours now; None for at once (C6)."""
    if not one.user:
        return None
    preference = services.directory.preference(one.target.partition(":")[2])
    return preference.held_until(filed.value.severity, tx.now)


def may_have(tx: Transaction, services: Services, filed: Filed[Alert], one: Recipient) -> bool:
    """Tell whether a recipient may have anything of an alert now (C12)."""
    directory, alert = services.directory, filed.value
    if one.place is not None:
        return for_place(directory, alert, one.place, tx.now).goes
    person = directory.person_by_id(one.target.partition(":")[2])
    platform = services.doors.get(one.door, "")
    return person is not None and for_person(directory, alert, person, platform, tx.now).goes
