"""An alert follows its source afterwards: it becomes as strict as what it was made of is now.

What may not stand any more is taken away wherever it does; author and owner are told. What its
source took back is passed on by nobody any more, and its author is asked to correct or cancel it.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from bot import cards, derived, lanes, reaching
from bot.alerts import approving, filing, paging, previewing, schedules
from bot.alerts.sources import floor_of, limits_of
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.inheriting import WIDE, WITHDRAWN, Source, inherited
from policies.alerts.schedule import Schedule
from policies.alerts.states import State
from policies.community.people import Person, Role
from policies.intake.report import Report
from policies.intake.sharing import addressed
from policies.labels import strictest
from policies.messages.message import Message
from policies.readings import together
from policies.sharing.spreading import walls_of
from storage.store import Due, Filed, Notice, Transaction

TOLD: Final = "alert-narrowed"
"""The kind of the card that tells author and owner that an alert became stricter."""
SWEEP: Final = "narrowed"
"""The kind of the due look at all that tells of an alert besides its cards: (alert,)."""
_REPORT: Final = "report"
_BATCH: Final = 200
_WHY: Final = ("stricter", "withdrawn")


async def follow(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Make whatever was made of a source at least as strict as that is now."""
    (source,) = due.subject
    woken: list[str] = []
    for thing in await derived.made_of(tx, source):
        kind, _, item = thing.partition(" ")
        if kind == filing.KIND:
            filed = await tx.docket.by_id(item, Alert)
            if filed is not None:
                woken += await _alert(tx, services, filed, source)
            continue
        series = await tx.docket.by_id(item, Schedule)
        if series is not None and series.open:
            woken += await _schedule(tx, services, series, source)
    return woken


async def _alert(
    tx: Transaction, services: Services, filed: Filed[Alert], name: str
) -> Collection[str]:
    source, why = await _source(tx, services, filed.value, name)
    if source is None:
        return ()
    before = filed.value
    after = inherited(services.directory, before, source)
    if after == before and why != "withdrawn":
        return ()
    entry = Entry(what="narrowed", at=tx.now, to=why)
    filed = await filing.keep(tx, filed, after, entry)
    if before.state is State.DRAFT:
        return await _drafted(tx, filed, source)
    filed, woken = await approving.changed(tx, services, before, filed)
    woken += await paging.refresh(tx, services, filed)
    tx.agenda.put(Due(kind=SWEEP, subject=(filed.id,), due=tx.now))
    return woken + await _tell(tx, services, filed, why)


async def _drafted(tx: Transaction, filed: Filed[Alert], source: Source) -> Collection[str]:
    """Have what a draft may be changed to be bound as its source is, and its author see it."""
    beside = await previewing.drafted(tx, filed.id)
    if beside is None:
        return ()
    bound = beside.source
    if not source.own:
        floor = source.label if bound.floor is None else strictest(bound.floor, source.label)
        wide = floor in WIDE
        bound = replace(
            bound,
            floor=floor,
            addressed=bound.addressed if wide else source.addressed,
            not_to=tuple(dict.fromkeys((*bound.not_to, *source.not_to))),
        )
    bound = replace(bound, restrictions=together((bound.restrictions, source.restrictions)))
    beside = replace(beside, source=bound)
    await previewing.keep_drafted(tx, filed.id, beside)
    return await previewing.renew(tx, filed, beside)


async def _schedule(
    tx: Transaction, services: Services, filed: Filed[Schedule], name: str
) -> Collection[str]:
    source, why = await _source(tx, services, filed.value.alert, name)
    if source is None:
        return ()
    value = filed.value
    after = inherited(services.directory, value.alert, source)
    if after == value.alert:
        return ()
    filed = await schedules.keep(tx, filed, replace(value, alert=after))
    door, user = value.shown
    await cards.renew(tx, schedules.PREVIEW, door=door, user=user, key=(filed.id,))
    author = services.directory.person_by_id(after.author)
    told = [] if author is None else await _to(tx, services, author, filed.id, _number(filed), why)
    return [lanes.private(door, user), *told]


async def _source(
    tx: Transaction, services: Services, alert: Alert, name: str
) -> tuple[Source | None, str]:
    """Return what binds an alert by a source now, and why it became stricter."""
    if name.startswith("R-"):
        filed = await tx.docket.numbered(_REPORT, int(name[2:]), Report)
        return (None, "") if filed is None else _of_report(services, alert, filed.value)
    stored = await tx.messages.known(name)
    return (None, "") if stored is None else _of_message(services, alert, stored.message)


def _of_message(services: Services, alert: Alert, message: Message) -> tuple[Source, str]:
    addressed_, not_to = limits_of(services, message)
    label = floor_of(message.reading, message.label)
    return (
        Source(
            label=strictest(label, WITHDRAWN) if message.withdrawn else label,
            restrictions=message.reading.restrictions,
            addressed=addressed_,
            not_to=not_to,
            own=_own(services, alert, message.author.person or "", message.organisation),
        ),
        _WHY[message.withdrawn],
    )


def _of_report(services: Services, alert: Alert, report: Report) -> tuple[Source | None, str]:
    directory = services.directory
    if report.label is None:
        # It cannot be read for certain; what bound it before does so still.
        return None, ""
    label = strictest(report.label, WITHDRAWN) if report.withdrawn else report.label
    return (
        Source(
            label=label,
            restrictions=report.restrictions,
            addressed=tuple(sorted(addressed(directory, report))),
            not_to=tuple(sorted(walls_of(directory, frozenset({report.origin})))),
            own=_own(services, alert, report.reporter, report.origin),
        ),
        _WHY[report.withdrawn],
    )


def _own(services: Services, alert: Alert, author: str, organisation: str) -> bool:
    """Tell whether an alert is by its source, or by whom its source's organisation lets speak."""
    if author and author == alert.author:
        return True
    person = services.directory.person_by_id(alert.author)
    theirs = person is not None and person.organisation == organisation and not person.seat
    return theirs and person is not None and Role.RELEASER in person.roles


async def _tell(tx: Transaction, services: Services, filed: Filed[Alert], why: str) -> list[str]:
    alert = filed.value
    woken: list[str] = []
    for name in dict.fromkeys((alert.author, alert.owner)):
        person = services.directory.person_by_id(name)
        if person is not None:
            woken += await _to(tx, services, person, filed.id, f"A-{filed.number}", why)
    return woken


async def _to(
    tx: Transaction, services: Services, person: Person, item: str, number: str, why: str
) -> list[str]:
    way = reaching.way(services, person)
    if way is None:
        return []
    about = (item, number, why, person.id)
    return await cards.show(tx, TOLD, door=way[0], user=way[1], key=(item,), about=about, anew=True)


def _number(filed: Filed[Schedule]) -> str:
    return f"S-{filed.number}"


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Tell an author or owner that an alert became stricter with its source; no word of it."""
    del tx
    _, number, why, reader = notice.about
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if person is None or person.id != reader:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    return Card(text=phrases.alert_changes.narrowed(number, withdrawn=why == "withdrawn"))


async def sweep(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Write anew whatever stands of an alert besides its cards: rings, histories, questions."""
    del services
    (item,) = due.subject
    batch = await tx.copies.standing(due.note, _BATCH)
    for one in batch:
        notice = await tx.notices.by_id(one)
        if notice is not None and notice.about[:1] == (item,) and notice.kind not in _ITS_OWN:
            await cards.again(tx, notice)
    if len(batch) == _BATCH:
        tx.agenda.put(Due(kind=SWEEP, subject=(item,), due=tx.now, note=batch[-1]))
    return ()


_ITS_OWN: Final = frozenset({filing.CARD, TOLD})
"""They are written anew by themselves, or stand as they were."""
