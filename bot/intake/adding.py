"""What belongs to a report that is there: pictures of one album, and what is written below it."""

from dataclasses import dataclass, replace
from typing import Final

from bot.intake import reports
from bot.messages.relay import Heard
from bot.services import Services
from policies.alerts.alert import LONGEST_NOTE, Entry
from policies.intake.reading import words_of
from policies.intake.report import Report
from policies.labels import stricter_than
from policies.readings import Kind
from storage.store import Filed, Transaction

_ADDED: Final = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """To which report a message was added."""

    report: str


def of_album(album: str) -> str:
    """Return what stands for the posts of an album in the place of a message's number."""
    return f"album:{album}"


async def joined(tx: Transaction, heard: Heard) -> bool:
    """Tell whether a post belongs to an album of which a report was made; it is counted there."""
    said = heard.said
    item = await reports.of_message(tx, heard.place.id, of_album(said.album)) if said.album else ""
    filed = await tx.docket.by_id(item, Report) if item else None
    if filed is None:
        return False
    report = filed.value
    text = report.text or words_of(heard.parts)[:LONGEST_NOTE]
    label = report.label
    if heard.reading.kind is Kind.LABEL and heard.reading.label is not None:
        tighter = label is not None and stricter_than(heard.reading.label, label)
        label = heard.reading.label if tighter else label
    elif heard.reading.kind is not Kind.NONE:
        label = None
    files = report.files + len(said.files)
    after = replace(report, files=files, text=text, label=label, floor=report.label or report.floor)
    await reports.keep(tx, filed, after)
    return True


async def answered(tx: Transaction, services: Services, heard: Heard) -> bool:
    """Tell whether a message answers a report's; what it says stands in that report's story.

    One with a label of its own that is stricter, or in doubt, is a report by itself.
    """
    del services
    said = heard.said
    if said.reply_to is None or said.edited:
        return False
    number = f"{said.room.channel}:{said.reply_to}"
    item = await reports.of_message(tx, heard.place.id, number)
    filed = await tx.docket.by_id(item, Report) if item else None
    if filed is None or filed.value.withdrawn or not _fits(filed, heard):
        return False
    by = "" if heard.person is None else heard.person.id
    entry = Entry(what=_ADDED, at=tx.now, organisation=heard.organisation, by=by, note=_note(heard))
    after = replace(filed.value, files=filed.value.files + len(said.files))
    await tx.sheets.add(filed, reports.ENTRY, entry, key=(heard.number,))
    await reports.keep(tx, filed, after)
    key = (heard.place.id, heard.number)
    ends = tx.now + reports.KEPT
    tx.affairs.put(_ADDED, tx.new_id(), _Added(report=filed.id), ends=ends, key=key, loose=True)
    return True


def _fits(filed: Filed[Report], heard: Heard) -> bool:
    label, own = filed.value.label, heard.reading.label
    if heard.reading.kind is Kind.NONE:
        return True
    if heard.reading.kind is not Kind.LABEL or own is None or label is None:
        return False
    return not stricter_than(own, label)


async def changed(tx: Transaction, heard: Heard) -> bool:
    """Tell whether a message was added to a report before; it says there what it says now."""
    found = await tx.affairs.find(_ADDED, (heard.place.id, heard.number), _Added)
    if found is None:
        return False
    filed = await tx.docket.by_id(found[1].report, Report)
    note = _note(heard) if filed is not None and _fits(filed, heard) else ""
    await _put(tx, filed, heard.number, note)
    return True


async def withdrawn(tx: Transaction, room: str, number: str) -> None:
    """Let nothing remain of what was added to a report and is deleted."""
    found = await tx.affairs.find(_ADDED, (room, number), _Added)
    if found is not None:
        await _put(tx, await tx.docket.by_id(found[1].report, Report), number, "")


async def _put(tx: Transaction, filed: Filed[Report] | None, number: str, note: str) -> None:
    if filed is None:
        return
    sheet = await tx.sheets.find(filed.id, reports.ENTRY, (number,), Entry)
    if sheet is not None:
        await tx.sheets.put(sheet, replace(sheet.value, note=note))
        await reports.keep(tx, filed, filed.value)


def _note(heard: Heard) -> str:
    words = words_of(heard.parts)
    return words if len(words) <= LONGEST_NOTE else words[: LONGEST_NOTE - 1] + "…"
