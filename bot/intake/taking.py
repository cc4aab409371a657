"""What is said in a room that takes in reports becomes a report, and follows its message.

It is relayed nowhere by itself. RED is no report: it goes to people by name alone.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.intake import adding, asking, marks, reports
from bot.messages import excerpts, relay, withdrawing
from bot.messages.relay import Act, Heard
from bot.services import Services
from handlers.incoming import Deleted, Said
from policies.alerts.alert import Entry
from policies.community.places import Place, PlaceKind
from policies.composites import combine
from policies.intake.reading import read_text, words_of
from policies.intake.report import Report, Status
from policies.labels import Label, strictest
from policies.readings import Kind, Reading, together
from storage.store import Filed, Transaction

_FRESH_EDIT: Final = timedelta(hours=1)


def take(services: Services, platform: str, door: str, said: Said) -> Act:
    """Return the act for what was said: a report where reports come from, else what is relayed.

    A report that somebody made of a message elsewhere follows its edits.
    """
    place = services.directory.place(door, said.room.channel, said.room.topic)
    if place is None or place.kind is not PlaceKind.INTAKE:
        told = relay.hear(services.directory, platform, door, said)
        then = relay.nothing if told is None else relay.take(services, told)
        return _edited_elsewhere(services, platform, door, said, then) if said.edited else then
    heard = relay.hear(services.directory, platform, door, said, shared=True)
    if heard is None:
        return relay.nothing

    async def act(tx: Transaction) -> Collection[str]:
        bound = await _bound(tx, services, heard)
        if bound.reading.label is Label.RED:
            return await _red(tx, services, bound)
        if await _ours(tx, bound):
            return ()
        return await _taken(tx, services, bound)

    return act


def _edited_elsewhere(services: Services, platform: str, door: str, said: Said, then: Act) -> Act:
    """Have a report follow the edit of its message; what else the edit does is the relay's."""
    heard = relay.hear(services.directory, platform, door, said, shared=True)
    if heard is None:
        return then

    async def act(tx: Transaction) -> Collection[str]:
        woken: set[str] = set()
        item = await reports.of_message(tx, heard.place.id, heard.number)
        filed = await tx.docket.by_id(item, Report) if item else None
        if filed is not None:
            bound = await _bound(tx, services, heard)
            woken |= set(await _changed(tx, services, filed, bound))
        return woken | set(await then(tx))

    return act


async def _bound(tx: Transaction, services: Services, heard: Heard) -> Heard:
    parts = await excerpts.bound(tx, services.directory, heard.door, heard.said, heard.parts)
    return heard if parts == heard.parts else replace(heard, parts=parts, reading=combine(parts))


async def _ours(tx: Transaction, heard: Heard) -> bool:
    said = heard.said
    if not said.sender.bot:
        return False
    return await tx.copies.by_number(heard.place.id, said.room.channel, said.number) is not None


async def _red(tx: Transaction, services: Services, heard: Heard) -> Collection[str]:
    """Tell the author that RED stays; a report that becomes RED loses its text and is closed."""
    woken: set[str] = set()
    item = await reports.of_message(tx, heard.place.id, heard.number)
    filed = await tx.docket.by_id(item, Report) if item else None
    if filed is not None:
        woken |= set(await gone(tx, services, filed, label=Label.RED))
    return woken | set(await relay.take(services, heard)(tx))


async def _taken(tx: Transaction, services: Services, heard: Heard) -> Collection[str]:
    said, place = heard.said, heard.place
    known = await reports.of_message(tx, place.id, heard.number)
    filed = await tx.docket.by_id(known, Report) if known else None
    if filed is not None:
        return await _changed(tx, services, filed, heard)
    if await adding.changed(tx, heard):
        return ()
    if said.edited:
        # The original may still be on its way: it is not to be taken afterwards.
        tx.received.told(tx.keyed("event", heard.door, heard.number))
        if tx.now - said.written > _FRESH_EDIT:
            return ()
    if await adding.joined(tx, heard) or await adding.answered(tx, services, heard):
        return ()
    filed = await reports.file(tx, _report(tx, heard))
    if said.album:
        reports.remember(tx, place.id, adding.of_album(said.album), filed.id)
    return await _acknowledged(tx, services, filed)


def _report(tx: Transaction, heard: Heard) -> Report:
    said, place, person = heard.said, heard.place, heard.person
    seen = read_text(words_of(heard.parts), tx.now)
    return Report(
        text=seen.text,
        label=label_of(heard.reading, place),
        restrictions=heard.reading.restrictions,
        origin=heard.organisation,
        room=place.id,
        reporter="" if person is None else person.id,
        door=heard.door,
        user=said.sender.user if said.sender.verified and not said.sender.bot else "",
        number=heard.number,
        exercise=place.exercise,
        place=seen.place,
        language=seen.language,
        links=seen.links,
        first_seen=seen.first_seen,
        reach=seen.reach,
        interference=seen.interference,
        files=len(said.files),
        made=tx.now,
    )


def label_of(reading: Reading, place: Place) -> Label | None:
    """Return what binds a report: its own label, else its room's; None where that is in doubt.

    A stricter label merely mentioned binds, as in a room with a default. A room that announces no
    default keeps what has no label among the organisations that it announces.
    """
    default = place.default or Label.AMBER_STRICT
    match reading.kind:
        case Kind.LABEL:
            return reading.label
        case Kind.NONE:
            return default
        case Kind.SUSPICIOUS if reading.mere_mention:
            bound = strictest(default, *reading.mentioned)
            return None if bound is Label.RED else bound
    return None


async def _acknowledged(tx: Transaction, services: Services, filed: Filed[Report]) -> list[str]:
    """Mark the message; where its label cannot be read, ask its author instead."""
    report = filed.value
    woken = await marks.want(tx, services, filed)
    place = services.directory.place_by_id(report.room)
    if not report.user or place is None:
        return woken
    door, user = report.door, report.user
    if report.label is not None:
        await cards.renew(tx, asking.UNREAD, door=door, user=user, key=(filed.id,))
        return [*woken, lanes.private(door, user)]
    return woken + await cards.show(
        tx,
        asking.UNREAD,
        door=door,
        user=user,
        key=(filed.id,),
        place=place,
        number=report.number.rpartition(":")[2],
        about=(filed.id,),
    )


async def _changed(
    tx: Transaction, services: Services, filed: Filed[Report], heard: Heard
) -> Collection[str]:
    """Let a report say what its message says now; an edit loosens nothing."""
    before = filed.value
    if before.withdrawn:
        return ()
    seen = read_text(words_of(heard.parts), tx.now)
    label = label_of(heard.reading, heard.place)
    # What could not be read in between has loosened nothing either.
    held = [one for one in (before.floor, before.label) if one is not None]
    if label is not None and held:
        label = strictest(label, *held)
    after = replace(
        before,
        text=seen.text,
        label=label,
        floor=strictest(*held) if held else None,
        restrictions=together((before.restrictions, heard.reading.restrictions)),
        place=seen.place or before.place,
        language=seen.language or before.language,
        links=seen.links,
        first_seen=seen.first_seen or before.first_seen,
        reach=seen.reach or before.reach,
        interference=seen.interference or before.interference,
        files=max(before.files, len(heard.said.files)),
    )
    if after == before:
        return ()
    kept = await reports.keep(tx, filed, after, Entry(what="edited", at=tx.now))
    if (after.label is None) is (before.label is None):
        return ()
    return await _acknowledged(tx, services, kept)


def withdraw(services: Services, door: str, deleted: Deleted) -> Act:
    """Return the act for a deletion: the text of a report goes, and what else it does."""

    async def act(tx: Transaction) -> Collection[str]:
        place = services.directory.place(door, deleted.room.channel, deleted.room.topic)
        number = f"{deleted.room.channel}:{deleted.number}"
        item = "" if place is None else await reports.of_message(tx, place.id, number)
        filed = await tx.docket.by_id(item, Report) if item else None
        woken: set[str] = set()
        locked = filed is not None and filed.value.reporter in services.directory.locked
        if filed is not None and not filed.value.withdrawn and not locked:
            woken |= set(await gone(tx, services, filed))
        elif place is not None:
            await adding.withdrawn(tx, place.id, number)
        return woken | set(await withdrawing.withdraw(services, door, deleted)(tx))

    return act


async def gone(
    tx: Transaction, services: Services, filed: Filed[Report], *, label: Label | None = None
) -> Collection[str]:
    """Let nothing remain of what was written; one that nobody looks at any more is closed."""
    before = filed.value
    after = replace(
        before,
        text="",
        place="",
        language="",
        reach="",
        links=(),
        label=label or before.label,
        withdrawn=True,
        status=Status.CLOSED if before.status is Status.NEW or label else before.status,
    )
    await reports.keep(tx, filed, after, Entry(what="withdrawn", at=tx.now))
    await cards.renew(tx, asking.UNREAD, door=before.door, user=before.user, key=(filed.id,))
    return await marks.want(tx, services, filed)
