"""How people are called beside a report: by the names that they chose, and nobody at risk."""

from bot.services import Services
from policies import names
from policies.alerts.knowing import Reader, knows
from policies.community.risk import at_risk
from policies.intake.report import Report
from policies.phrases import Phrases


def officer(services: Services, phrases: Phrases, person: str, reader: Reader) -> str:
    """Return the name of whoever works on a report; of somebody at risk the organisation's.

    Where a wall is between them and the reader, it is somebody.
    """
    directory = services.directory
    found = directory.person_by_id(person)
    if found is None:
        return phrases.reports.somebody() if person else ""
    if not knows(directory, reader, found.organisation):
        return phrases.reports.somebody()
    if at_risk(directory, found):
        shown = directory.shown_organisation(found.organisation)
        return phrases.reports.somebody_of(names.cleaned(shown))
    return names.cleaned(directory.shown_person(person))


def reporter(services: Services, phrases: Phrases, report: Report, *, named: bool) -> str:
    """Return whose report it is: by a name only where that was chosen to be shown.

    Under the Chatham House rule nobody is `named`.
    """
    directory, words = services.directory, phrases.reports
    if not named:
        return ""
    found = directory.person_by_id(report.reporter)
    shown = names.cleaned(directory.shown_organisation(report.origin))
    if found is None:
        return words.somebody()
    if not found.shown_as or at_risk(directory, found):
        return words.somebody_of(shown)
    return f"{names.cleaned(found.shown_as)}, {shown}"
