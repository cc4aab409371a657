"""The ways by which somebody may be paged: those that they chose, in their order, and no others."""

from bot import lanes, reaching
from bot.community.flags import flagged
from bot.services import Services
from policies.alerts.severity import Severity
from policies.community.people import Person
from storage.store import Transaction


def chosen(services: Services, person: Person, severity: Severity | None) -> list[tuple[str, str]]:
    """Return the doors and platform user ids by which a person is paged, in order.

    Those that they chose for the severity, or for every one; all where they chose none. One whose
    platform is down comes behind those that take something now.
    """
    every = reaching.ways(services, person)
    doors = services.directory.preference(person.id).doors(severity or "")
    if doors is not None:
        every = [one for door in doors for one in every if one[0] == door]
    return sorted(every, key=lambda one: services.shut(one[0]))


async def open_ways(
    tx: Transaction, services: Services, person: Person, severity: Severity | None
) -> list[tuple[str, str]]:
    """Return the same without the ways that take nothing any more."""
    ways = chosen(services, person, severity)
    dead = await flagged(tx, (lanes.private(*one) for one in ways))
    return [one for one in ways if lanes.private(*one) not in dead]
