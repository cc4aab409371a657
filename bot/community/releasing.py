"""What waited for a room, or for an organisation, goes on its way: what is still valid."""

import contextlib
from collections.abc import Collection
from datetime import datetime
from typing import Final

from bot.lanes import room_of
from bot.messages.asides import NEWEST, YOUNG
from bot.messages.spread import spread
from bot.services import Services
from policies.sharing.decision import Outcome
from policies.sharing.spreading import decide_message, destinations
from storage.store import Due, SealFault, Stored, Transaction

REOPENED: Final = "reopened"
"""What falls due where alerts are to be brought to a room again: (room,)."""
_RULES: Final = frozenset({1, 12, 14, 15})
"""By these something waits for who is in a room, or for an organisation that has stopped."""


async def release(
    tx: Transaction, services: Services, places: Collection[str]
) -> tuple[int, Collection[str]]:
    """Release what waits for these rooms and may go now; returns how many copies, and the lanes.

    What is older than a day stays where it is: it is given up, and its author told; of much that
    waits for one room only the newest goes.
    """
    for place in places:
        tx.agenda.put(Due(kind=REOPENED, subject=(place,), due=tx.now, loose=True))
    count, woken = 0, set[str]()
    waiting: dict[str, list[tuple[datetime, str, str]]] = {}
    for one in await tx.deliveries.listed("held"):
        place = room_of(one.place)
        if place not in places or one.error or one.rule not in _RULES:
            continue
        stored = await _stored(tx, one.message)
        if stored is not None and _goes(tx, services, stored, place):
            waiting.setdefault(place, []).append((stored.message.written, one.id, one.place))
    for found in waiting.values():
        newest = sorted(found)[-NEWEST:]
        for _, delivery, lane in newest:
            tx.deliveries.retry(delivery)
            woken.add(lane)
        count += len(newest)
    for held in await tx.messages.held():
        source = services.directory.place_by_id(held.place)
        if source is None or held.rule not in _RULES:
            continue
        reached = {one.id for one in destinations(services.directory, held.place)} & set(places)
        stored = await _stored(tx, held.id) if reached else None
        going = [to for to in reached if stored is not None and _goes(tx, services, stored, to)]
        if stored is not None and going:
            woken |= set(await spread(tx, services, source, stored.message, stored))
            count += len(going)
    return count, woken


async def _stored(tx: Transaction, message_id: str) -> Stored | None:
    with contextlib.suppress(SealFault):
        return await tx.messages.get(message_id)
    return None


def _goes(tx: Transaction, services: Services, stored: Stored, place: str) -> bool:
    message = stored.message
    to = services.directory.place_by_id(place)
    if to is None or message.withdrawn or tx.now - message.written > YOUNG:
        return False
    decision = decide_message(services.directory, message, to, now=tx.now, previous=None)
    return decision.outcome in (Outcome.ALLOW, Outcome.REDACT)
