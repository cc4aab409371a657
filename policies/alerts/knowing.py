"""What a reader may know of what others have done: walls hold in counts and names too."""

from dataclasses import dataclass, field

from policies.alerts.alert import Alert, Standing
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.sharing.audiences import Audience, audience_of, audience_of_one
from policies.sharing.spreading import walls_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: one person, or everybody in a room.

    `names` holds every id and tag by which a wall may mean somebody of them.
    """

    organisations: frozenset[str]
    names: frozenset[str] = field(repr=False)
    person: Person | None = None


def reading(directory: Directory, who: Person | Place) -> Reader:
    """Return a person, or the people of a room, as readers."""
    person = who if isinstance(who, Person) else None
    if isinstance(who, Person):
        audience: Audience = audience_of_one(directory, who)
    else:
        audience = audience_of(directory, who)
    return Reader(
        organisations=frozenset(audience.organisations), names=audience.names, person=person
    )


def knows(directory: Directory, reader: Reader, organisation: str) -> bool:
    """Tell whether a reader may know what an organisation has done: no wall of it is between."""
    if not organisation or reader.organisations == {organisation}:
        return True
    return reader.names.isdisjoint(walls_of(directory, frozenset({organisation})))


def known(directory: Directory, reader: Reader, alert: Alert) -> tuple[Standing, ...]:
    """Return the parts of the organisations of which a reader may know.

    Whether a wall kept one from them that has left nobody can tell: its origin alone sees it.
    """
    origins = reader.organisations == {alert.origin}
    return tuple(
        one
        for one in alert.standings
        if knows(directory, reader, one.organisation)
        and (origins or not one.gone or directory.organisation(one.organisation) is not None)
    )
