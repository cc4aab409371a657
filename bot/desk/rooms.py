"""Where the desk stands: the rooms of those who look at what comes in, and who is on duty."""

from collections.abc import Iterator
from datetime import datetime

from bot.reaching import ways
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.community.places import Place, PlaceKind


def duty_rooms(directory: Directory) -> tuple[Place, ...]:
    """Return the rooms of kind duty, in the directory's order."""
    return tuple(one for one in directory.places if one.kind is PlaceKind.DUTY)


def on_duty(services: Services, organisation: str, now: datetime) -> tuple[Person, ...]:
    """Return who of an organisation is on duty at an instant."""
    del now
    return tuple(_duty(services.directory, organisation))


def watching(services: Services, now: datetime) -> tuple[Person, ...]:
    """Return whoever is on duty in any organisation and can be reached."""
    found = {
        person.id: person
        for organisation in services.directory.organisations
        for person in on_duty(services, organisation.id, now)
        if ways(services, person)
    }
    return tuple(found.values())


def _duty(directory: Directory, organisation: str) -> Iterator[Person]:
    for person in directory.people:
        theirs = person.organisation == organisation and Role.DUTY in person.roles
        if theirs and person.id not in directory.locked:
            yield person
