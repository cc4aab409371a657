"""`next`, `claim`, `same`, `close`: what those do who look at reports."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.calls import Answer, Asks, Call
from bot.community import doorkeeping, replies
from bot.intake import naming, reports, showing
from bot.intake.reports import entry
from bot.services import Services
from policies.access import Who, may
from policies.alerts.alert import LONGEST_NOTE, Entry
from policies.alerts.knowing import reading
from policies.intake.reading import fits
from policies.intake.report import MOST_SAME, OPEN, WAITING, Report, Status
from storage.store import Due, Filed, Transaction

IDLE: Final = "claimed report"
"""The kind of what falls due once somebody has had a report for long and did nothing with it."""
PATIENCE: Final = timedelta(minutes=30)
ASKED_FOR: Final = timedelta(hours=24)
"""So long an answer of the reporter is waited for."""
_IN_WORK: Final = frozenset({Status.CLAIMED, Status.ASKED})
_SAME: Final = "same 31 as 12"
_CLOSE: Final = "close 31 why"
_MOST_HOPS: Final = 50


async def next_(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give the caller the oldest report that nobody has and that she may have."""
    words = replies.phrases(services, call).intake
    drill: Filed[Report] | None = None
    async for one in reports.in_order(tx, WAITING):
        if not reports.may_see(tx, services, one, call.person, call.platform):
            continue
        if not one.value.exercise:
            return await _give(tx, services, call, one)
        drill = drill or one
    if drill is not None:
        # What is real goes first (C11).
        return await _give(tx, services, call, drill)
    return Answer(text=words.nothing_waits())


async def claim(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give the caller a report, unless somebody has it or it is over."""
    filed = await reports.meant(tx, services, call)
    if filed is None:
        return which(services, call, "claim 31")
    hindered = taken(services, call, filed)
    return hindered or await _give(tx, services, call, filed)


async def _give(tx: Transaction, services: Services, call: Call, filed: Filed[Report]) -> Answer:
    words = replies.phrases(services, call).intake
    if filed.value.status is Status.NEW:
        after = replace(filed.value, status=Status.CLAIMED, owner=_by(call))
        filed = await reports.keep(tx, filed, after, entry(tx, call, "claimed"))
        patient(tx, filed)
    woken = await showing.show(tx, call, filed)
    # The card says it; whoever typed it in a room is told that it came.
    return Answer(
        text=None if call.card or call.private else words.claimed(filed.number), woken=woken
    )


def _by(call: Call) -> str:
    return "" if call.person is None else call.person.id


def patient(tx: Transaction, filed: Filed[Report], span: timedelta = PATIENCE) -> None:
    """Let a report go back to those that nobody has, unless something is done with it till then."""
    tx.agenda.put(Due(kind=IDLE, subject=(filed.id,), due=tx.now + span))


async def idle(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Let go of a report with which its owner did nothing."""
    del services
    filed = await tx.docket.by_id(due.subject[0], Report)
    if filed is None or filed.value.status not in _IN_WORK or filed.value.alert:
        return []
    after = replace(filed.value, status=Status.NEW, owner="")
    await reports.keep(tx, filed, after, Entry(what="let go", at=tx.now))
    return []


def which(services: Services, call: Call, usage: str) -> Answer:
    """Return the answer where no report is meant: how one is named, else that there is none."""
    named = bool(call.line.words) and reports.number_of(call.line.words[0]) is not None
    if named or call.card or call.reply_to:
        return replies.refused(services, call)
    return replies.usage(services, call, usage)


def taken(services: Services, call: Call, filed: Filed[Report]) -> Answer | None:
    """Return the answer where somebody else has a report, or it is over; None where neither."""
    phrases, report = replies.phrases(services, call), filed.value
    if report.status not in OPEN:
        return Answer(text=phrases.intake.over(filed.number, report.status), wrong="")
    if report.owner and report.owner != _by(call):
        reader = None if call.person is None else reading(services.directory, call.person)
        name = "" if reader is None else naming.officer(services, phrases, report.owner, reader)
        since = report.since or report.made
        return Answer(text=phrases.intake.with_other(filed.number, name, since), wrong="")
    return None


async def same(tx: Transaction, services: Services, call: Call) -> Answer:
    """Close a report as the same as another; neither goes to anybody who did not have it."""
    words = replies.phrases(services, call).intake
    filed = await reports.meant(tx, services, call)
    if filed is None:
        return which(services, call, _SAME)
    hindered = taken(services, call, filed)
    if hindered is not None:
        return hindered
    rest = reports.rest_of(call).split() or list(call.held("into"))
    if not rest:
        return Answer(asks=Asks(command="same", line=f"same {filed.number}"))
    number = reports.number_of(rest[-1]) if rest[:-1] in ([], ["as"]) else None
    if number is None:
        return replace(replies.usage(services, call, _SAME), wrong="into")
    into = await _root(tx, services, call, number)
    if into is None or into.value.exercise != filed.value.exercise:
        return replace(replies.refused(services, call), wrong="into")
    tx.docket.concern(into)
    if into.id == filed.id:
        return Answer(text=words.same_as_itself(), wrong="into")
    if into.value.status is Status.CLOSED:
        return Answer(text=words.over(into.number, into.value.status), wrong="into")
    note = f"R-{into.number}"
    merged = replace(
        filed.value, status=Status.MERGED, same_as=into.number, owner=_by(call), others=()
    )
    await reports.keep(tx, filed, merged, entry(tx, call, "merged", note))
    others = tuple(dict.fromkeys((*into.value.others, filed.number, *filed.value.others)))
    after = replace(into.value, others=others[-MOST_SAME:])
    await reports.keep(tx, into, after, entry(tx, call, "joined", f"R-{filed.number}"))
    await tx.agenda.drop(IDLE, filed.id)
    return Answer(text=words.merged(filed.number, into.number))


async def _root(
    tx: Transaction, services: Services, call: Call, number: int
) -> Filed[Report] | None:
    """Return the report that a number means now, where it was the same as another.

    None where one of them on the way is none that the caller may see.
    """
    for _ in range(_MOST_HOPS):
        filed = await reports.numbered(tx, number)
        if filed is None:
            return None
        if not reports.may_see(tx, services, filed, call.person, call.platform):
            return None
        if not filed.value.same_as:
            return filed
        number = filed.value.same_as
    return None


async def close(tx: Transaction, services: Services, call: Call) -> Answer:
    """Close a report with a reason; other words than a report's number make a closed room."""
    words = replies.phrases(services, call).intake
    named = bool(call.line.words) and reports.number_of(call.line.words[0]) is not None
    if not named and not await reports.pointed(tx, call):
        return await _room(tx, services, call)
    filed = await reports.meant(tx, services, call)
    if filed is None:
        return replies.refused(services, call)
    why = reports.rest_of(call) or "".join(call.held("why"))
    if len(why) > LONGEST_NOTE:
        return Answer(text=words.too_long(LONGEST_NOTE), wrong="why")
    if not fits(why, filed.value.label):
        return Answer(text=words.stricter(), wrong="why")
    hindered = taken(services, call, filed)
    if hindered is not None:
        return hindered
    if not why:
        return Answer(asks=Asks(command="close", line=f"close {filed.number}"))
    after = replace(filed.value, status=Status.CLOSED, owner=_by(call), why=why)
    await reports.keep(tx, filed, after, entry(tx, call, "closed", why))
    await tx.agenda.drop(IDLE, filed.id)
    return Answer(text=words.closed(filed.number))


async def _room(tx: Transaction, services: Services, call: Call) -> Answer:
    """Close a room: a steward's, and in that room alone."""
    if not may(Who.STEWARD, call.person):
        bare = not call.line.words and may(Who.DUTY, call.person, seats=True)
        return replies.usage(services, call, _CLOSE) if bare else replies.refused(services, call)
    if call.private:
        return Answer(text=replies.phrases(services, call).answers.only_room())
    return await doorkeeping.ACTS["close"](tx, services, call)
