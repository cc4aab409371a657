"""Ending the access of a person or an organisation, at once and whole.

Whatever names them in the directory goes with them. What an organisation originated is, on request,
withdrawn where it stands and then made unreadable: its key is deleted.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot import cards
from bot.announcing import ANNOUNCEMENT
from bot.community.changing import put, remove
from bot.community.remembered import PREFERENCE, REMOVED
from bot.custody import matters
from bot.messages.withdrawing import gone
from bot.services import Services
from policies.audit import AuditKind
from policies.community.calendar import rota_without
from policies.community.contacts import contacts_without, escalation_without
from policies.community.exercises import exercise_without
from storage.store import Row, Transaction

_SHREDDING: Final = "shredding"
_PATIENCE: Final = timedelta(hours=24)
"""So long copies may take to be withdrawn; then the key goes all the same."""
_SMALLEST_BRIDGE: Final = 2
_BATCH: Final = 100
_ORDER: Final = ("bridge", "permission", "wall", "channel", "person", "organisation")
"""What names others goes before what they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shredding:
    """What an organisation originated is being withdrawn; then its key is deleted."""

    organisation: str
    since: datetime


async def person_removed(tx: Transaction, services: Services, person: str) -> None:
    """End a person's access; name and accounts are forgotten with the row."""
    await _strip(tx, services, frozenset({person}))
    await tx.directory.remove(PREFERENCE, person)


async def organisation_removed(tx: Transaction, services: Services, organisation: str) -> None:
    """End the access of an organisation: its people, its rooms, its part in every bridge."""
    people = {one.id for one in services.directory.people if one.organisation == organisation}
    await _strip(tx, services, frozenset({organisation, *people}))
    for person in people:
        await tx.directory.remove(PREFERENCE, person)


async def shred(tx: Transaction, services: Services, organisation: str) -> list[str]:
    """Remove an organisation, and begin to withdraw what it originated; returns lanes with work."""
    woken: set[str] = set()
    after = ""
    while batch := await tx.copies.standing(after, _BATCH):
        after = batch[-1]
        for message_id in batch:
            stored = await tx.messages.known(message_id)
            if stored is None:
                woken |= await _told_of(tx, message_id, organisation)
            if stored is None or stored.message.organisation != organisation:
                continue
            place = services.directory.place_by_id(stored.message.place)
            if place is not None:
                woken |= set(await gone(tx, services, place, stored))
    await organisation_removed(tx, services, organisation)
    begun = Shredding(organisation=organisation, since=tx.now)
    tx.affairs.put(_SHREDDING, tx.new_id(), begun, ends=None)
    return list(woken)


async def _told_of(tx: Transaction, card: str, organisation: str) -> set[str]:
    """Take away a card of an alert or a report that an organisation originated."""
    notice = await tx.notices.by_id(card)
    if notice is None or not notice.about:
        return set()
    theirs = await tx.docket.origin(notice.about[0]) == organisation
    return {await cards.away(tx, notice)} if theirs else set()


async def due(tx: Transaction) -> bool:
    """Tell whether the key of an organisation can go now."""
    return any([await _ripe(tx, one) for _, one in await tx.affairs.listed(_SHREDDING, Shredding)])


async def _ripe(tx: Transaction, begun: Shredding) -> bool:
    if await matters.binds(tx, begun.organisation):
        return False
    late = tx.now - begun.since >= _PATIENCE
    return late or not await tx.shredding.standing(begun.organisation)


async def shredded(tx: Transaction) -> None:
    """Delete the keys of organisations whose copies are withdrawn, or were long enough sought."""
    for affair_id, begun in await tx.affairs.listed(_SHREDDING, Shredding):
        if await _ripe(tx, begun):
            await tx.shredding.shred(begun.organisation)
            tx.affairs.remove(affair_id)
            tx.audit.add(AuditKind.KEYS, organisation=None, what="shredded")


async def _strip(tx: Transaction, services: Services, names: frozenset[str]) -> None:
    rows = await tx.directory.load()
    removed = {row.id for row in rows if row.kind == REMOVED}
    left = [row for row in rows if f"{row.kind} {row.id}" not in removed]
    rooms = {
        row.id for row in left if row.kind == "channel" and _without(row, names, set()) is None
    }
    gone = frozenset(_targets(left, names, rooms))
    # A rota that nobody is left in goes once nothing leads to it.
    left.sort(key=lambda one: one.kind == "rota")
    left = [await _reached_without(tx, services, row, gone, names) for row in left]
    touched: set[str] = set()
    for row in sorted(_known(left), key=lambda one: _ORDER.index(one.kind)):
        body = _without(row, names, rooms)
        if row.kind == "bridge" and body != row.body:
            channels: Any = row.body["channels"]
            touched.update(channels)
        if body is None:
            await remove(tx, services, row.kind, row.id)
        elif body != row.body:
            await put(tx, services, row.kind, row.id, body)
    for place in filter(None, map(services.directory.place_by_id, sorted(touched))):
        # What stands pinned there names somebody who is no longer part of it.
        key = (place.id,)
        await cards.renew(tx, ANNOUNCEMENT, door=place.door, user="", key=key)


def _targets(rows: Collection[Row], names: frozenset[str], rooms: Collection[str]) -> Iterator[str]:
    """Return what contacts and policies of escalation call those who go."""
    for name in names:
        yield from (f"person:{name}", f"organisation:{name}")
    yield from (f"channel:{room}" for room in rooms)
    yield from (
        f"rota:{row.id}"
        for row in rows
        if row.kind == "rota" and rota_without(dict(row.body), names) is None
    )


async def _reached_without(
    tx: Transaction, services: Services, row: Row, gone: frozenset[str], names: frozenset[str]
) -> Row:
    """Have contacts and policies lead to none of those who go, before these do; as it is then."""
    body: dict[str, Any] | None = dict(row.body)
    if row.kind == "organisation":
        body = contacts_without(dict(row.body), gone)
    elif row.kind == "escalation":
        body = escalation_without(dict(row.body), gone, names)
    elif row.kind == "rota":
        body = rota_without(dict(row.body), names)
    elif row.kind == "exercise":
        rooms = {one.removeprefix("channel:") for one in gone if one.startswith("channel:")}
        body = exercise_without(dict(row.body), names | rooms)
    if body is None:
        await remove(tx, services, row.kind, row.id)
    elif body != row.body:
        await put(tx, services, row.kind, row.id, body)
    return row if body is None else replace(row, body=body)


def _known(rows: Collection[Row]) -> Iterator[Row]:
    return (row for row in rows if row.kind in _ORDER)


def _without(row: Row, names: frozenset[str], rooms: Collection[str]) -> dict[str, Any] | None:
    """Return a row without these names, None where nothing is left of it."""
    body: dict[str, Any] = dict(row.body)
    match row.kind:
        case "bridge":
            channels = [one for one in body["channels"] if one not in rooms]
            if len(channels) < _SMALLEST_BRIDGE:
                return None
            body["channels"] = channels
            return _less(body, "agreed", names) and _less(body, "paused", names)
        case "permission":
            return None if body["by"] in names else _less(body, "to", names, needed=True)
        case "wall":
            if body["organisation"] in names:
                return None
            return _less(body, "not_to", names, needed=True)
        case "channel":
            if body.get("organisation") in names:
                return None
            return _less(body, "organisations", names, needed="organisations" in body)
        case "person":
            return None if body["id"] in names or body["organisation"] in names else body
    return None if body["id"] in names else _less(body, "clients", names)


def _less(
    body: dict[str, Any], key: str, names: frozenset[str], *, needed: bool = False
) -> dict[str, Any] | None:
    """Return a body whose list is without these names, None where a needed one is empty."""
    if key in body:
        body[key] = [one for one in body[key] if one not in names]
        if not body[key]:
            del body[key]
            return None if needed else body
    return body
