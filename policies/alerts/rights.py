"""Who may do what with an alert that is theirs to see."""

from enum import StrEnum
from typing import Final

from policies.alerts.alert import Alert
from policies.community.people import Person, Role

_WATCHFUL: Final = frozenset({Role.DUTY, Role.STEWARD, Role.DEPUTY})


class Deed(StrEnum):
    """What somebody would do."""

    ANSWER = "answer"
    """Acknowledge, take that back, decline: for an organisation that is asked."""
    OWN = "own"
    """Take it in hand: whoever is asked, and who is watchful at its origin, to whom it falls."""
    NOTE = "note"
    CALL = "call"
    """Page somebody, or give it to somebody."""
    END = "end"
    """Resolve it, open it again, merge it into another."""
    GRADE = "grade"
    """Raise its severity; to lower it is a change."""
    TELL = "tell"
    """Say something new to everybody who was reached."""
    CHANGE = "change"
    """Correct or cancel it: what it says is its origin's."""


def may(deed: Deed, alert: Alert, person: Person) -> bool:
    """Tell whether somebody who may see an alert may do something with it.

    A seat answers for its organisation as one who is on duty there does.
    """
    origin = person.organisation == alert.origin
    asked = alert.standing(person.organisation) is not None
    watchful = person.seat or not _WATCHFUL.isdisjoint(person.roles)
    theirs = person.id == alert.owner or (person.id == alert.author and origin)
    match deed:
        case Deed.ANSWER:
            return asked
        case Deed.OWN:
            return asked or theirs or (origin and watchful)
        case Deed.NOTE:
            return asked or origin
        case Deed.CALL | Deed.END | Deed.GRADE:
            return theirs or ((asked or origin) and watchful)
        case Deed.TELL:
            return theirs or (origin and watchful)
        case Deed.CHANGE:
            return origin and (person.id == alert.author or watchful)
