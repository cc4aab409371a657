"""Whether a room or a person may know of a report now: the same decision as for everything else."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.intake.report import Report
from policies.labels import Label, stricter_than
from policies.readings import Kind
from policies.sharing.audiences import Audience, audience_of, audience_of_one
from policies.sharing.case import Case
from policies.sharing.deciding import UNDECIDED, decide
from policies.sharing.decision import Action, Decision, Outcome
from policies.sharing.spreading import FROZEN, GOES, grants_by, walls_of

NOT_ENROLLED: Final = Decision(
    outcome=Outcome.DENY, rule=2, why="it is only practised, and not there"
)
UNREAD: Final = Decision(outcome=Outcome.HOLD, rule=6, why="its label cannot be read for certain")
NO_EXERCISE: Final = Decision(
    outcome=Outcome.DENY, rule=2, why="nobody at risk is disturbed for an exercise"
)


def addressed(directory: Directory, report: Report) -> frozenset[str]:
    """Return the organisations that a report addresses: its source, and those of its room.

    A bridge that leads out of the room carries nothing by itself; it is an announced agreement all
    the same, so up to its ceiling those who agreed are addressed too.
    """
    found = {report.origin}
    place = directory.place_by_id(report.room)
    if place is not None:
        found |= set(place.organisations)
        for bridge in directory.bridges_of(place.id):
            if report.label is not None and not stricter_than(report.label, bridge.ceiling):
                found |= set(bridge.agreed)
    return frozenset(found)


def for_place(directory: Directory, report: Report, place: Place, now: datetime) -> Decision:
    """Return whether a report may stand on the board of a room now."""
    try:
        audience = audience_of(directory, place)
        known = report.reporter != "" or place.organisations == (report.origin,)
        return _decided(
            directory, report, audience, place.platform, now, known=known, private=False
        )
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED


def for_person(
    directory: Directory, report: Report, person: Person, platform: str, now: datetime
) -> Decision:
    """Return whether one person may have a report in private now."""
    try:
        if report.exercise and at_risk(directory, person):
            return NO_EXERCISE
        if report.exercise and not _enrolled(directory, report, person):
            return NOT_ENROLLED
        audience = replace(audience_of_one(directory, person), exercise=report.exercise)
        known = report.reporter != "" or person.organisation == report.origin
        return _decided(directory, report, audience, platform, now, known=known, private=True)
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED


def _enrolled(directory: Directory, report: Report, person: Person) -> bool:
    """Tell whether somebody takes part in what is practised in the room of a report.

    Where no exercise has that room it is for those whose room it is, as everything said there is.
    """
    practised = [one for one in directory.exercises if report.room in one.channels]
    if practised:
        return any(one.enrols(person) for one in practised)
    place = directory.place_by_id(report.room)
    return place is not None and person.organisation in place.organisations


def _decided(
    directory: Directory,
    report: Report,
    audience: Audience,
    platform: str,
    now: datetime,
    *,
    known: bool,
    private: bool,
) -> Decision:
    """Decide; whoever is not known was taken in by the room's own organisation, and vouched for."""
    if report.label is None:
        return UNREAD
    found = decide(
        Case(
            action=Action.PERSON if private else Action.RELAY,
            reading=Kind.LABEL,
            label=report.label,
            restrictions=report.restrictions,
            source=report.origin,
            author_known=known,
            exercise=report.exercise,
            ceiling=Label.RED,
            addressed=addressed(directory, report),
            private=private,
            permissions=grants_by(directory, report.origin),
            walls=walls_of(directory, frozenset({report.origin})),
            audience=audience,
            platform=platform,
            today=now.date(),
        )
    )
    stopped = directory.stopped({report.origin, *audience.organisations})
    return FROZEN if stopped and found.outcome in GOES else found
