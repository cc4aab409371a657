"""Bringing copies in line with a directory that has changed.

Where a rule denies now what stands in a room, or with one person in private (a ceiling was lowered,
a wall was put up, a room was made public, an outsider came in, a permission was taken back,
somebody was removed), the copy is withdrawn; so is a file in the chat of somebody who is at risk.
Where no bridge leads any more, what stands there stays: it was shared while there was one; it
follows its author's edits and deletions no further than out of the room. What was held, and what
rooms did not get before, is not sent afterwards. What crossed under a default that its room has no
more stays too.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog

from bot import lanes
from bot.matters import FILES_FROM
from bot.messages import asides, attaching
from bot.messages.asides import UNJUDGED
from bot.messages.privately import GONE
from bot.services import Services
from policies.community.directory import Directory
from policies.community.risk import at_risk, owners
from policies.labels import Label
from policies.messages.message import Message
from policies.readings import Kind
from policies.sharing.decision import Decision, Outcome
from policies.sharing.privately import decide_person
from policies.sharing.spreading import NO_WAY, decide_message
from storage.store import SealFault, Store, Transaction

_log = structlog.get_logger("realigning")

_HOUSE: Final = "house"
_CURSOR: Final = "realigned"
_BATCH: Final = 100
_UNADDRESSED: Final = 15
_BEHIND: Final = -1
"""The priority of what is withdrawn for a new directory: what people say goes first."""


class Realigning:
    """Looks through what stands in the rooms, once for each version of the directory."""

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services
        self._done: int | None = None

    async def bring(self, version: int) -> None:
        """Withdraw what a directory of this version denies; goes on after a restart."""
        if self._done is None:
            cursors = await self._store.read(lambda tx: tx.cursors.all(_HOUSE))
            self._done = int(cursors.get(_CURSOR, "-1"))
        if self._done == version:
            return
        # What was decided before is in a room now, or looked at again when it gets there.
        await self._store.write(_once_more)
        directory = self._services.directory
        after, count = "", 0
        taken: set[tuple[str, str]] = set()
        while batch := await self._batch(after):
            after = batch[-1]
            found = await self._realigned(directory, batch)
            taken |= {(message.id, place) for message, place in found}
            count += len(found)
        if any(one.pause is not None for one in directory.presences):
            await self._one_by_one(taken)

        async def note(tx: Transaction) -> None:
            tx.cursors.set(_HOUSE, _CURSOR, str(version))

        await self._store.write(note)
        self._done = version
        if count:
            _log.info("copies are withdrawn for the new directory", copies=count)

    async def _batch(self, after: str) -> list[str]:
        return await self._store.read(lambda tx: tx.copies.standing(after, _BATCH))

    async def _one_by_one(self, taken: Collection[tuple[str, str]]) -> None:
        """Send what is taken out of rooms that are paused to those in them who may have it.

        After a kill it is found again: it waits for its room.
        """
        found = await self._store.read(lambda tx: asides.meanwhile(tx, self._services, taken))
        if found:
            await self._store.write(lambda tx: asides.send(tx, found))

    async def _realigned(self, directory: Directory, batch: list[str]) -> list[tuple[Message, str]]:
        """Withdraw what is denied of a batch; nothing is written where nothing is."""
        doors = self._services.doors
        denied = await self._store.read(lambda tx: _denied(tx, directory, doors, batch))
        if denied:
            await self._store.write(lambda tx: _withdraw(tx, denied))
        return denied


async def _once_more(tx: Transaction) -> None:
    tx.deliveries.once_more()


async def _denied(
    tx: Transaction, directory: Directory, doors: Mapping[str, str], batch: list[str]
) -> list[tuple[Message, str]]:
    found = []
    for message_id in batch:
        try:
            stored = await tx.messages.get(message_id)
            places = await tx.copies.places(message_id)
        except SealFault:
            # What does not open is set apart when it is next to be sent.
            continue
        if stored is None or stored.message.withdrawn:
            continue
        for name in places:
            decision = _decided(directory, doors, stored.message, name, tx.now)
            if decision is not None and _goes_away(decision):
                found.append((stored.message, name))
            elif await _endangers(tx, directory, doors, message_id, name):
                found.append((stored.message, lanes.files(name)))
    return found


async def _endangers(
    tx: Transaction, directory: Directory, doors: Mapping[str, str], message_id: str, name: str
) -> bool:
    """Tell whether a file stands in the chat of somebody who is at risk by now."""
    door, user = lanes.person_of(name) or ("", "")
    people = owners(directory, doors.get(door, ""), user)
    if not any(at_risk(directory, one) for one in people):
        return False
    return any(one.part >= FILES_FROM for one in await tx.copies.of(message_id, name))


def _decided(
    directory: Directory, doors: Mapping[str, str], message: Message, name: str, now: datetime
) -> Decision | None:
    """Return the decision for a place where a copy stands, None where nobody knows the place."""
    message = _as_bound(message)
    place = directory.place_by_id(name)
    if place is not None:
        return decide_message(directory, message, place, now=now, previous=None)
    found = lanes.person_of(name)
    if found is None:
        return None
    door, user = found
    platform = doors.get(door, "")
    person = directory.person(platform, door, "", user)
    if person is None:
        return GONE
    return decide_person(directory, message, person, platform, now=now)


def _as_bound(message: Message) -> Message:
    """Return what crossed under its room's default as what bears that label.

    So it was shared, whatever the room does with such words since: a posture that ends by itself
    takes nothing back of what was said while it held.
    """
    if message.label in (None, Label.CLEAR) or message.reading.kind is not Kind.NONE:
        # CLEAR has to be written by whoever says it.
        return message
    reading = replace(message.reading, kind=Kind.LABEL, label=message.label)
    return replace(message, reading=reading)


def _goes_away(decision: Decision) -> bool:
    """Tell whether what stands there goes.

    So it does where somebody is there whom nobody has judged: it comes back, while it is young,
    when a steward has looked. And where an organisation is there that is addressed no longer.
    """
    if decision.outcome is Outcome.HOLD:
        return decision.rule in (UNJUDGED, _UNADDRESSED)
    return decision.outcome is Outcome.DENY and decision != NO_WAY


async def _withdraw(tx: Transaction, denied: list[tuple[Message, str]]) -> None:
    for message, place in denied:
        if lanes.room_of(place) != place:
            await attaching.send_files(tx, message.id, message, lanes.room_of(place))
            continue
        await tx.deliveries.want(
            message.id,
            place,
            message.place,
            priority=_BEHIND,
            written=lanes.moment(message.written),
            sequence=message.sequence,
        )
