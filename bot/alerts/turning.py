"""What is scheduled, when its time has come: raised as an alert of its own, or told as missed."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.alerts import filing, schedules
from bot.alerts.raising import raise_now, speaks
from bot.alerts.readers import zone_of
from bot.alerts.schedules import KEPT, KIND, PREVIEW, RUN, keep
from bot.cards import Card
from bot.duty import oncall
from bot.reaching import stewards, way
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.schedule import Schedule, following, turn
from policies.alerts.states import State
from policies.audit import AuditKind
from policies.community.people import Person
from policies.times.moments import at_instant
from storage.store import Due, Filed, Notice, Transaction

TOLD: Final = "schedule-told"
"""The kind of the card that tells what became of a schedule's runs."""
ELECTIONS: Final = "schedule-elections"
"""The kind of the due look at whether elections have moved: one row for all schedules."""
_LOOK: Final = timedelta(minutes=1)
_MINUTE: Final = timedelta(minutes=1)


async def plan(tx: Transaction, services: Services, filed: Filed[Schedule]) -> None:
    """Have the next run of a schedule fall due; none, where there is no further one."""
    elections = services.directory.elections
    after = filed.value.last or filed.value.alert.made
    found = following(filed.value, after, 1, elections)
    await tx.agenda.drop(RUN, filed.id)
    if not found:
        return
    rank = filed.value.alert.severity.rank
    tx.agenda.put(Due(kind=RUN, subject=(filed.id,), due=found[0].instant, rank=rank))
    if filed.value.election and await tx.agenda.find(ELECTIONS, "all") is None:
        _look_later(tx, services)


async def run(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Do what a schedule has due: raise the run that is still worth it, count what was missed."""
    filed = await tx.docket.by_id(due.subject[0], Schedule)
    if filed is None or filed.value.progress != "active":
        return ()
    schedule = filed.value
    if not speaks(services.directory, schedule.alert):
        # Whoever was removed or locked out meanwhile says nothing any more.
        await keep(tx, filed, replace(schedule, progress="cancelled"))
        _audited(tx, filed, "silenced")
        return await _tell(tx, services, filed, "silenced", 0)
    done = turn(schedule, tx.now, services.directory.elections)
    woken: list[str] = []
    if done.now is not None:
        raised, woken = await _raise(tx, services, filed, done.late)
        _audited(tx, filed, "raised", alert=f"A-{raised.number}", late=_minutes(done.late))
        if not raised.value.standings:
            woken += await _tell(tx, services, filed, "nobody", raised.number)
    if done.missed:
        _audited(tx, filed, "missed", runs=done.missed)
        woken += await _tell(tx, services, filed, "missed", done.missed)
    after = replace(
        schedule,
        last=max(tx.now, due.due) if done.now is not None or done.missed else schedule.last,
        sent=schedule.sent + (done.now is not None),
        missed=schedule.missed + done.missed,
        progress="active" if done.next is not None else "over",
    )
    filed = await keep(tx, filed, after)
    door, user = after.shown
    await cards.renew(tx, PREVIEW, door=door, user=user, key=(filed.id,))
    woken.append(lanes.private(door, user))
    if done.next is not None:
        await plan(tx, services, filed)
    return woken


def _audited(
    tx: Transaction, filed: Filed[Schedule], what: str, **fields: str | int | None
) -> None:
    tx.audit.add(
        AuditKind.RUN,
        organisation=filed.value.alert.origin,
        what=what,
        about=f"S-{filed.number}",
        **fields,
    )


def _minutes(span: timedelta) -> int:
    return int(span / _MINUTE)


async def _raise(
    tx: Transaction, services: Services, filed: Filed[Schedule], late: timedelta
) -> tuple[Filed[Alert], list[str]]:
    schedule = filed.value
    alert = replace(
        schedule.alert,
        state=State.SCHEDULED,
        made=tx.now,
        series=filed.number,
    )
    entries = [] if not late else [Entry(what="late", at=tx.now, to=str(_minutes(late)))]
    raised = await filing.file(tx, alert, *entries)
    return await raise_now(tx, services, raised)


async def _tell(
    tx: Transaction, services: Services, filed: Filed[Schedule], what: str, count: int
) -> list[str]:
    """Tell its author, and who is there for its organisation, what became of runs; once."""
    woken: list[str] = []
    for person in await _told(tx, services, filed.value):
        found = way(services, person)
        if found is not None:
            woken += await cards.show(
                tx,
                TOLD,
                door=found[0],
                user=found[1],
                key=(filed.id, str(filed.version)),
                about=(filed.id, what, str(count)),
                anew=True,
                priority=filed.value.alert.severity.rank,
            )
    return woken


async def _told(tx: Transaction, services: Services, schedule: Schedule) -> list[Person]:
    directory, alert = services.directory, schedule.alert
    author = directory.person_by_id(alert.author)
    found = {} if author is None else {author.id: author}
    on_duty = [
        one for one in await oncall.on_duty(tx, services, alert.origin, tx.now) if not one.seat
    ]
    for one in on_duty or stewards(directory, alert.origin):
        if one.id not in directory.locked:
            found[one.id] = one
    return list(found.values())


async def told(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what became of runs of a schedule."""
    item, what, count = notice.about
    filed = await tx.docket.by_id(item, Schedule)
    person = services.directory.person(
        services.doors.get(notice.door, ""), notice.door, "", notice.user
    )
    if filed is None or person is None or not schedules.may(person, filed.value):
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    found = await tx.agenda.find(RUN, filed.id)
    following_one = ""
    if found is not None:
        zone = zone_of(services.directory, person)
        following_one = phrases.times.moment(at_instant(found.due, zone))
    words = phrases.scheduling
    number = f"S-{filed.number}"
    return Card(text=words.became(what, number, int(count), following_one))


async def look(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Have what is told from an election fall due where that is now, if one has moved."""
    if due.note == _digest(services):
        # None has moved: of many schedules none is opened for that.
        if await tx.docket.count(KIND):
            _look_later(tx, services)
        return ()
    every = [
        one
        for one in await tx.docket.opened(KIND, Schedule, most=100_000)
        if one.value.election and one.value.progress == "active"
    ]
    woken: list[str] = []
    for one in every:
        woken += await _moved(tx, services, one)
    if every:
        _look_later(tx, services)
    return woken


async def _moved(tx: Transaction, services: Services, filed: Filed[Schedule]) -> list[str]:
    """Plan anew what is told from an election; whom that concerns is told where it changes."""
    before = await tx.agenda.find(RUN, filed.id)
    await plan(tx, services, filed)
    now = await tx.agenda.find(RUN, filed.id)
    if (before and before.due) == (now and now.due):
        return []
    door, user = filed.value.shown
    await cards.renew(tx, PREVIEW, door=door, user=user, key=(filed.id,))
    told = await _tell(tx, services, filed, "moved", 0)
    return [lanes.private(door, user), *told]


def _look_later(tx: Transaction, services: Services) -> None:
    tx.agenda.put(
        Due(
            kind=ELECTIONS,
            subject=("all",),
            due=tx.now + _LOOK,
            note=_digest(services),
            loose=True,
        )
    )


def _digest(services: Services) -> str:
    return hashlib.sha256(repr(services.directory.elections).encode()).hexdigest()


async def over(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Close a draft of a schedule that nobody planned for a day; its words are not kept."""
    del services
    filed = await tx.docket.by_id(due.subject[0], Schedule)
    if filed is not None and filed.value.progress == "draft":
        empty = replace(filed.value.alert, text="", summary="", summary_label=None, asked="")
        value = replace(filed.value, progress="cancelled", alert=empty)
        await tx.docket.put(filed, value, ends=tx.now + KEPT)
    return ()
