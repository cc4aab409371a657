"""Who reads a card of an alert, what of it they may have, in which words and on which clock."""

from dataclasses import dataclass
from typing import Final

from bot import lanes
from bot.services import Services
from policies import names
from policies.alerts.alert import Alert
from policies.alerts.knowing import Reader, knows, reading
from policies.alerts.sharing import Given, for_person, for_place
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.phrases import Phrases
from policies.sharing.decision import Outcome
from storage.store import Notice, Transaction

_UTC: Final = "UTC"
_PHONES: Final = frozenset({"telegram"})
"""Platforms whose private conversations are read on a phone, text first and little of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An alert as one reader sees it; `short` where little is shown at first."""

    directory: Directory
    alert: Alert
    reader: Reader
    given: Given
    phrases: Phrases
    zone: str
    lane: str
    short: bool

    @property
    def named(self) -> bool:
        """Whether its source may be named: under the Chatham House rule it is not."""
        return self.given.decision.outcome is not Outcome.REDACT

    def knows(self, organisation: str) -> bool:
        """Tell whether the reader may know what an organisation has done."""
        return knows(self.directory, self.reader, organisation)

    def organisation(self, organisation: str) -> str:
        """Return the name of an organisation for this reader, "" where it is not shown."""
        source = organisation == self.alert.origin and not self.named
        if source or not self.knows(organisation):
            return ""
        return names.organisation(self.directory.shown_organisation(organisation))

    def person(self, person: str) -> str:
        """Return the name of a person for this reader, "" where it is not shown.

        Of somebody at risk others see the name that was chosen for that, and no other.
        """
        found = self.directory.person_by_id(person)
        if found is None:
            return ""
        source = found.organisation == self.alert.origin and not self.named
        if source or not self.knows(found.organisation):
            return ""
        if at_risk(self.directory, found) and not found.shown_as:
            return ""
        return names.cleaned(self.directory.shown_person(person))


def view(
    tx: Transaction, services: Services, alert: Alert, notice: Notice, *, short: bool = True
) -> View | None:
    """Return an alert as the reader of a card sees it; None where there is nobody, or no more."""
    directory = services.directory
    platform = services.doors.get(notice.door, "")
    if notice.user:
        person = directory.person(platform, notice.door, "", notice.user)
        if person is None:
            return None
        given = for_person(directory, alert, person, platform, tx.now)
        lane = lanes.private(notice.door, notice.user)
        return _view(services, alert, person, given, lane, short=short and platform in _PHONES)
    place = directory.place_by_id(notice.place)
    if place is None:
        return None
    given = for_place(directory, alert, place, tx.now)
    return _view(services, alert, place, given, place.id, short=False)


def of_person(
    tx: Transaction, services: Services, alert: Alert, person: Person, door: str, user: str
) -> View:
    """Return an alert as one person sees it who asks by a door."""
    given = for_person(services.directory, alert, person, services.doors.get(door, ""), tx.now)
    return _view(services, alert, person, given, lanes.private(door, user), short=False)


def _view(
    services: Services,
    alert: Alert,
    who: Person | Place,
    given: Given,
    lane: str,
    *,
    short: bool,
) -> View:
    return View(
        directory=services.directory,
        alert=alert,
        reader=reading(services.directory, who),
        given=given,
        phrases=services.phrases(lane),
        zone=zone_of(services.directory, who),
        lane=lane,
        short=short,
    )


def zone_of(directory: Directory, who: Person | Place) -> str:
    """Return the zone on whose clock somebody reads times: their own, else their organisation's.

    An organisation's is that of its rota; without one it is UTC.
    """
    if isinstance(who, Person):
        own = directory.preference(who.id).zone
        if own:
            return own
        theirs: tuple[str, ...] = (who.organisation,)
    else:
        theirs = who.organisations
    zones = {one.zone for one in directory.rotas if one.organisation in theirs}
    return zones.pop() if len(zones) == 1 else _UTC
