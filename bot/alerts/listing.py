"""What is open, how one alert stands, and a card unfolded and folded again."""

from dataclasses import replace
from typing import Final

from bot import lanes
from bot.alerts import paging, queue
from bot.alerts.asked import Asked, asked
from bot.alerts.cards import following, others
from bot.alerts.facing import Face, listed
from bot.alerts.filing import CARD, meant, number_of, timeline
from bot.alerts.readers import of_person
from bot.alerts.waiting import REACH
from bot.calls import Answer, Call
from bot.services import Services
from bot.sharing import receipts
from policies.alerts.alert import Reach
from policies.alerts.queue import Line
from policies.alerts.states import State
from policies.commands import LEADS
from storage.store import Transaction

_MOST: Final = 20
_KINDS: Final = ("open", "mine", "overdue")


async def list_(tx: Transaction, services: Services, call: Call) -> Answer:
    """List what is open that the caller may know of: all of it, what is theirs, what is late."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if call.person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    kind = call.line.words[0].lower() if call.line.words else "open"
    if kind not in _KINDS:
        lead = f"{LEADS[call.platform]}list"
        return Answer(text=phrases.alerts.lacks(f"{lead} [{'|'.join(_KINDS)}]"))
    person = call.person

    def wanted(line: Line) -> bool:
        if kind == "mine":
            return line.concerns(person.id, person.organisation)
        return kind == "open" or line.is_overdue(tx.now)

    seen = await queue.seen(tx, services, person, platform=call.platform)
    every = [line for line in seen.lines() if wanted(line)]
    page = await queue.page(tx, iter(every), most=_MOST)
    lines = []
    for _, filed in page:
        view = of_person(tx, services, filed.value, person, call.door, call.sender.user)
        lines.append(listed(filed, view))
    more = len(every) - len(page)
    return Answer(text=phrases.alert_changes.listed(lines, more=more))


async def status(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show how an alert stands; a message's digits show where that went, as `receipt` does."""
    if call.person is None and call.card:
        return Answer(refused=True)
    named = number_of(call.line.words[0]) if call.line.words else None
    filed = await meant(tx, services, call)
    if filed is None and (named is None or not await _is_card(tx, call)):
        answer = await receipts.receipt(tx, services, call)
        if not answer.refused or call.line.words or call.card or call.reply_to:
            return answer
        # Nothing is named, and there is nothing that it could be about: an alert is meant.
    found = await asked(tx, services, call, deed=None)
    if isinstance(found, Answer):
        return found
    lines = await _lines(tx, services, found)
    return Answer(text=found.phrases.alert_changes.status(lines))


async def _is_card(tx: Transaction, call: Call) -> bool:
    notice = await tx.notices.by_id(call.card) if call.card else None
    return notice is not None and notice.kind == CARD


async def _lines(tx: Transaction, services: Services, found: Asked) -> list[str]:
    """Return how it stands; of a cancelled one, who had it and to whom nothing went (C10)."""
    seen, filed = found.seen, found.filed
    entries = await timeline(tx, filed)
    due = await following(tx, filed, seen)
    also = await others(tx, services, seen, entries)
    face = Face(seen, filed.number, entries, now=tx.now, following=due, others=also)
    marks = (one for one in face.marks() if one)
    lines = [face.head(), *marks, *face.standing(), *face.seen()]
    if filed.value.state is not State.CANCELLED:
        return lines
    words = found.phrases.alert_changes
    reaches = [one.value for one in await paging.reached(tx, filed)]
    had = _names(found, [one for one in reaches if one.sent is not None])
    stopped = _names(found, [one for one in reaches if one.sent is None])
    lines += [words.reached(had)] if had else []
    lines += [words.stopped(stopped)] if stopped else []
    return lines


def _names(found: Asked, reaches: list[Reach]) -> list[str]:
    """Return the organisations of these recipients, by name to those of its origin alone.

    To others their own is named, and the rest of whom they may know counted.
    """
    own = found.person.organisation
    every = (one.organisation for one in reaches)
    theirs = dict.fromkeys(one for one in every if found.seen.knows(one))
    if own == found.alert.origin:
        return [name for one in theirs if (name := found.seen.organisation(one))]
    names = [found.seen.organisation(own)] if own in theirs else []
    others = len(theirs) - len(names)
    return [*names, f"+{others}"] if others else names


async def more(tx: Transaction, services: Services, call: Call) -> Answer:
    """Unfold the card: all of the text, and the rest of what may be pressed."""
    return await _fold(tx, services, call, unfolded=True)


async def less(tx: Transaction, services: Services, call: Call) -> Answer:
    """Fold the card again."""
    return await _fold(tx, services, call, unfolded=False)


async def _fold(tx: Transaction, services: Services, call: Call, *, unfolded: bool) -> Answer:
    found = await asked(tx, services, call, deed=None)
    if isinstance(found, Answer):
        return found
    notice = await tx.notices.by_id(call.card) if call.card else None
    if notice is None or notice.kind != CARD:
        return await status(tx, services, call)
    lane = lanes.private(notice.door, notice.user) if notice.user else notice.place
    sheet = await tx.sheets.find(found.filed.id, REACH, (lane,), Reach)
    if sheet is None:
        return Answer(text=found.words.not_there(), refused=True)
    await tx.sheets.put(sheet, replace(sheet.value, more=unfolded))
    return Answer(woken=await paging.show(tx, services, found.filed, sheet.value))
