"""Where the desk stands: the rooms of those who look at what comes in, and who is on duty."""

from datetime import datetime

from bot.duty import oncall
from bot.reaching import ways
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place, PlaceKind
from storage.store import Transaction


def duty_rooms(directory: Directory) -> tuple[Place, ...]:
    """Return the rooms of kind duty, in the directory's order."""
    return tuple(one for one in directory.places if one.kind is PlaceKind.DUTY)


async def on_duty(
    tx: Transaction, services: Services, organisation: str, now: datetime
) -> tuple[Person, ...]:
    """Return who of an organisation is on duty: as pages ask it (C9)."""
    return await oncall.on_duty(tx, services, organisation, now)


async def watching(tx: Transaction, services: Services, now: datetime) -> tuple[Person, ...]:
    """Return whoever is on duty in any organisation and can be reached."""
    found: dict[str, Person] = {}
    for organisation in services.directory.organisations:
        for person in await on_duty(tx, services, organisation.id, now):
            if ways(services, person):
                found.setdefault(person.id, person)
    return tuple(found.values())
