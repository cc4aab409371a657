"""Bringing an alert to rooms and people: one card in each, and a ring where it must be heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot import cards, lanes
from bot.alerts import ringing, tracking
from bot.alerts.filing import CARD
from bot.alerts.waiting import QUIET_END, REACH, lane_of
from bot.alerts.ways import chosen
from bot.services import Services
from policies.alerts.alert import Alert, Reach
from policies.alerts.approval import rings_as
from policies.alerts.severity import Severity
from policies.alerts.sharing import for_person, for_place
from policies.alerts.waiting import waits
from policies.community.places import Place
from storage.store import Due, Filed, Sheet, Transaction

NOT_YET: Final = frozenset({"held", "withdrawn"})
"""It has not come there: somebody slept, or it was stopped on its way."""
_COMES: Final = frozenset({"waiting", "sent", "seen", "elsewhere"})


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


def recipient(
    services: Services, organisation: str, target: str, severity: Severity | None = None
) -> Recipient | None:
    """Return the way to a target ("channel:<id>", "person:<id>"), None where there is none now.

    To somebody it is the first that they chose for a severity.
    """
    kind, _, name = target.partition(":")
    if kind == "channel":
        place = services.directory.place_by_id(name)
        if place is None:
            return None
        return Recipient(organisation=organisation, target=target, door=place.door, place=place)
    person = services.directory.person_by_id(name)
    ways = [] if person is None else chosen(services, person, severity)
    if not ways:
        return None
    return Recipient(organisation=organisation, target=target, door=ways[0][0], user=ways[0][1])


async def page(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    recipients: Iterable[Recipient],
    *,
    step: int = 0,
    unheard: bool = False,
) -> list[str]:
    """Bring an alert's card to each recipient who may have it; returns the lanes that have work.

    Who has it already is brought up to date, is counted as paged once more, and it rings there;
    where only what is `unheard` is to ring, not if it rang there as bad as it is now.
    Where somebody has quiet hours that hold it, it waits for their end.
    """
    woken: list[str] = []
    for one in recipients:
        if not may_have(tx, services, filed, one):
            continue
        found = await tx.sheets.find(filed.id, REACH, (one.lane,), Reach)
        fresh = found is None or found.value.state in (*NOT_YET, "elsewhere")
        held = _held_until(tx, services, filed, one) if fresh else None
        if found is not None and held is None and unheard and heard(filed.value, found.value):
            await tx.sheets.put(found, replace(found.value, step=step))
            woken += await show(tx, services, filed, found.value)
            continue
        if found is not None and held is None and found.value.sent is not None:
            woken += await _ring_again(tx, services, filed, found, step)
            continue
        if found is None:
            reach = Reach(
                organisation=one.organisation,
                target=one.target,
                door=one.door,
                user=one.user,
                state="waiting" if held is None else "held",
                step=step,
                heard=filed.value.severity.rank if held is None else 0,
                asked=tx.now,
            )
            await tx.sheets.add(filed, REACH, reach, key=(one.lane,))
        elif held is None:
            pages = found.value.pages + 1
            rank = filed.value.severity.rank
            again = replace(found.value, pages=pages, step=step, heard=rank)
            await tx.sheets.put(found, replace(again, state="waiting", error=""))
        else:
            await tx.sheets.put(found, replace(found.value, state="held", step=step))
        if held is not None:
            tx.agenda.put(
                Due(
                    kind=QUIET_END,
                    subject=(filed.id, one.lane),
                    due=held,
                    rank=filed.value.rank,
                )
            )
            continue
        woken += await _show(tx, services, filed, one.door, one.user, one.target)
    tracking.told(tx, filed.id)
    return woken


def heard(alert: Alert, one: Reach) -> bool:
    """Tell whether an alert has rung at a recipient, or is on its way, as bad as it is."""
    return one.state in _COMES and one.heard >= alert.severity.rank


async def _ring_again(
    tx: Transaction, services: Services, filed: Filed[Alert], found: Sheet[Reach], step: int
) -> list[str]:
    """Page a recipient who has the card: it rings, and what rang there before is taken away."""
    one = found.value
    pages = one.pages + 1
    quiet = one.user and _held_until(tx, services, filed, _recipient_of(one)) is not None
    rings = waits(filed.value, one.organisation) and not quiet
    rank = filed.value.severity.rank if rings else one.heard
    again = replace(one, pages=pages, step=step, rang=pages if rings else 0, heard=rank)
    await tx.sheets.put(found, again)
    woken = await _show(tx, services, filed, one.door, one.user, one.target)
    if one.rang:
        woken += await ringing.ring(tx, services, filed, one, ringing.WAITS, one.rang)
    if rings:
        woken += await ringing.ring(tx, services, filed, one, ringing.WAITS, pages)
    return woken


async def refresh(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Bring every card of an alert up to date; returns the lanes that have work.

    What rang where no answer is waited for any more is taken away.
    """
    woken: list[str] = []
    for sheet in await reached(tx, filed):
        one = sheet.value
        if one.state in ("held", "elsewhere"):
            continue
        woken += await _show(tx, services, filed, one.door, one.user, one.target)
        if one.rang and not waits(filed.value, one.organisation):
            await tx.sheets.put(sheet, replace(one, rang=0))
            woken += await ringing.ring(tx, services, filed, one, ringing.WAITS, one.rang)
    return woken


async def tell(
    tx: Transaction, services: Services, filed: Filed[Alert], word: str
) -> tuple[int, list[str]]:
    """Ring at everybody who was reached, for what the last entry of that `word` tells.

    Returns how many there are, and the lanes that have work; the cards are brought up to date.
    """
    position = await ringing.last(tx, filed, word)
    woken = await refresh(tx, services, filed)
    told = 0
    for sheet in await reached(tx, filed):
        # Whoever may have nothing of it any more has nothing left there that would be wrong.
        if sheet.value.sent is not None and _may_still(tx, services, filed, sheet.value):
            told += 1
            woken += await ringing.ring(tx, services, filed, sheet.value, word, position)
    return told, woken


def _may_still(tx: Transaction, services: Services, filed: Filed[Alert], one: Reach) -> bool:
    place = None if one.user else services.directory.place_by_id(one.target.partition(":")[2])
    there = bool(one.user) or place is not None
    return there and may_have(tx, services, filed, replace(_recipient_of(one), place=place))


async def lowered(tx: Transaction, filed: Filed[Alert]) -> None:
    """Remember that what was heard of an alert as worse is not so: worse again is news again."""
    rank = filed.value.severity.rank
    for sheet in await reached(tx, filed):
        if sheet.value.heard > rank:
            await tx.sheets.put(sheet, replace(sheet.value, heard=rank))


async def stop(tx: Transaction, filed: Filed[Alert]) -> None:
    """Let nothing of an alert go where nothing has come yet."""
    for sheet in await reached(tx, filed):
        if sheet.value.sent is None:
            await tx.sheets.put(sheet, replace(sheet.value, state="withdrawn"))
            await tx.agenda.drop(QUIET_END, filed.id, lane_of(sheet.value))


def _recipient_of(one: Reach) -> Recipient:
    return Recipient(organisation=one.organisation, target=one.target, door=one.door, user=one.user)


async def reached(tx: Transaction, filed: Filed[Alert]) -> list[Sheet[Reach]]:
    """Return everybody an alert was brought to, in order."""
    return await tx.sheets.of(filed.id, REACH, Reach)


async def show(tx: Transaction, services: Services, filed: Filed[Alert], one: Reach) -> list[str]:
    """Bring the card at one recipient up to date; returns the lanes that have work."""
    return await _show(tx, services, filed, one.door, one.user, one.target)


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
        key=(filed.id, target),
        about=(filed.id,),
        priority=filed.value.rank,
    )


def _held_until(
    tx: Transaction, services: Services, filed: Filed[Alert], one: Recipient
) -> datetime | None:
    """Return when a page may ring at a person who has quiet hours now; None for at once (C6)."""
    if not one.user:
        return None
    preference = services.directory.preference(one.target.partition(":")[2])
    severity = rings_as(filed.value, one.organisation)
    return preference.held_until(severity, tx.now)


def may_have(tx: Transaction, services: Services, filed: Filed[Alert], one: Recipient) -> bool:
    """Tell whether a recipient may have anything of an alert now (C12)."""
    directory, alert = services.directory, filed.value
    if one.place is not None:
        return for_place(directory, alert, one.place, tx.now).goes
    person = directory.person_by_id(one.target.partition(":")[2])
    platform = services.doors.get(one.door, "")
    return person is not None and for_person(directory, alert, person, platform, tx.now).goes
