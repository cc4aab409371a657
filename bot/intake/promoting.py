"""`promote`: an alert is drafted of a report; nothing leaves before its author has sent it.

While the draft stands its officer has the report still; given up, it is as it was before.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.alerts import drafting, filing, previewing
from bot.alerts.previewing import Drafted
from bot.alerts.sources import Source, bound
from bot.alerts.waiting import GIVEN_UP
from bot.calls import Answer, Call
from bot.community import replies
from bot.intake import reports, working
from bot.intake.reports import entry
from bot.services import Services
from policies.alerts.alert import LONGEST_TEXT, Alert, Entry
from policies.alerts.draft import Draft
from policies.alerts.faults import Fault, Wrong
from policies.alerts.reading import read_line
from policies.alerts.severity import Severity
from policies.alerts.states import NEVER_RAISED, State
from policies.community.people import Person, Role
from policies.intake.report import OPEN, Report, Status
from policies.intake.sharing import addressed
from policies.labels import Label
from policies.readings import Kind, read_text
from policies.sharing.spreading import walls_of
from policies.text import Text
from policies.turning import straight
from storage.store import Due, Filed, Transaction

PROMOTION: Final = "promoted report"
"""The kind of what falls due while a draft that was made of a report stands."""
_SOON: Final = timedelta(seconds=15)
_LATEST: Final = timedelta(minutes=5)
_WIDE: Final = frozenset({Label.GREEN, Label.CLEAR})


async def promote(tx: Transaction, services: Services, call: Call) -> Answer:
    """Draft an alert of a report, with what is known of it; its author sees who would get it."""
    phrases = replies.phrases(services, call)
    filed = await reports.meant(tx, services, call)
    person = call.person
    if filed is None or person is None:
        return working.which(services, call, "promote 31")
    hindered = working.taken(services, call, filed)
    if hindered is not None:
        return hindered
    report = filed.value
    if report.alert:
        return Answer(text=phrases.intake.drafted_already(filed.number, report.alert))
    exercise = _exercise(services, report)
    if exercise is None or report.withdrawn or report.label is None:
        return Answer(text=phrases.intake.no_alert(filed.number))
    found = _draft(tx, services, call, report, report.label)
    if isinstance(found, Wrong):
        return Answer(text=phrases.raising.faults.wrong(found))
    source = _source(services, call, report)
    alert = bound(services, _alert(tx, person, found, filed, exercise), source)
    if isinstance(alert, Wrong):
        return Answer(text=phrases.raising.faults.wrong(alert))
    made = await filing.file(tx, alert)
    tx.agenda.put(Due(kind=GIVEN_UP, subject=(made.id,), due=tx.now + drafting.STANDS))
    beside = Drafted(door=call.door, user=call.sender.user, source=source)
    woken = await previewing.show(tx, services, made, beside)
    after = replace(report, status=Status.CLAIMED, owner=person.id, alert=made.number)
    await reports.keep(tx, filed, after, entry(tx, call, "drafted", f"A-{made.number}"))
    await tx.agenda.drop(working.IDLE, filed.id)
    tx.agenda.put(Due(kind=PROMOTION, subject=(filed.id,), due=tx.now + _SOON))
    called = filing.called(phrases, made)
    return Answer(text=phrases.intake.drafted(filed.number, made.number, called), woken=woken)


def _draft(
    tx: Transaction, services: Services, call: Call, report: Report, label: Label
) -> Draft | Wrong:
    """Return what the words behind the number make of a report.

    Without a label it keeps its own; without an audience it is for the caller's organisation alone.
    """
    desk = drafting.desk_of(tx, services, call)
    rest = reports.rest_of(call)
    first = rest.split()[0] if rest.split() else ""
    front = first if first.lower() in tuple(Severity) else ""
    rest = rest[len(front) :].strip()
    heading = Text.of(rest.partition("\n")[0])
    if read_text(heading, known=services.directory.known).kind is Kind.NONE:
        front = f"{front} {label.value}"
    found = read_line(f"{front} {rest}", desk, taken=_text(report))
    if isinstance(found, Wrong) and found.fault is Fault.NO_AUDIENCE:
        line = f"{front} to {call.organisation}: {rest}"
        found = read_line(line, desk, taken=_text(report))
    return found


def _text(report: Report) -> str:
    left = [one for one in report.links if one not in report.text]
    return straight("\n".join((report.text, *left)))[:LONGEST_TEXT]


def _exercise(services: Services, report: Report) -> str | None:
    """Return the exercise that an alert of a report belongs to, "" for a real one.

    None for a report of an exercise that nobody can name: it can never become a real alert (C11).
    """
    if not report.exercise:
        return ""
    known = services.directory.exercises
    return next((one.id for one in known if report.room in one.channels), None)


def _alert(
    tx: Transaction, person: Person, draft: Draft, filed: Filed[Report], exercise: str
) -> Alert:
    report = filed.value
    kinds = tuple(dict.fromkeys((*draft.interference, *report.interference)))
    places = tuple(dict.fromkeys((*draft.places, *((report.place,) if report.place else ()))))
    alert = drafting.alert_of(tx, person, draft, exercise)
    return replace(
        alert,
        interference=kinds,
        places=places,
        reports=(filed.number, *report.others),
        verification=report.verification,
    )


def _source(services: Services, call: Call, report: Report) -> Source:
    """Return what a report binds whoever makes an alert of it to, as a message would."""
    theirs = report.origin != call.organisation
    person = call.person
    if person is not None and not theirs and _speaks_for(person, report):
        return Source(text="", restrictions=report.restrictions)
    directory = services.directory
    whom = tuple(sorted(addressed(directory, report)))
    walls = tuple(sorted(walls_of(directory, frozenset({report.origin}))))
    return Source(
        text="",
        floor=report.label,
        restrictions=report.restrictions,
        addressed=whom if theirs and report.label not in _WIDE else None,
        not_to=walls if theirs else (),
    )


def _speaks_for(person: Person, report: Report) -> bool:
    """Tell whether somebody is the source of a report, and may loosen what is made of it."""
    releaser = Role.RELEASER in person.roles and not person.seat
    return person.id == report.reporter or releaser


async def look(tx: Transaction, services: Services, due: Due) -> list[str]:
    """See what became of a draft: once it went out the report is closed, given up it is back."""
    del services
    filed = await tx.docket.by_id(due.subject[0], Report)
    if filed is None or not filed.value.alert or filed.value.status not in OPEN:
        return []
    report = filed.value
    made = await tx.docket.numbered(filing.KIND, report.alert, Alert)
    if made is None or (made.value.state is State.CANCELLED and made.value.raised is None):
        after = replace(report, alert=0)
        filed = await reports.keep(tx, filed, after, Entry(what="draft given up", at=tx.now))
        working.patient(tx, filed)
    elif made.value.state in NEVER_RAISED:
        pause = min(_LATEST, timedelta(seconds=int(due.note or "15") * 2))
        note = str(int(pause.total_seconds()))
        tx.agenda.put(replace(due, due=tx.now + pause, note=note))
    else:
        after = replace(report, status=Status.PROMOTED)
        await reports.keep(tx, filed, after, Entry(what="promoted", at=tx.now))
    return []
