"""Whom an alert goes to: frozen when it is raised, and who that is, asked when it is sent (C9)."""

from collections.abc import Iterator

from bot import reaching
from bot.alerts.paging import Recipient
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.chain import Chain, Step
from policies.alerts.escalation import chain_of
from policies.alerts.severity import Severity
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.community.risk import at_risk
from storage.store import Transaction


def chain_for(services: Services, alert: Alert, organisation: str) -> Chain:
    """Return whom an alert goes to at an organisation, to be frozen into it as it is raised."""
    return chain_of(services.directory, alert, organisation)


async def targets_of(
    tx: Transaction,
    services: Services,
    organisation: str,
    step: Step,
    severity: Severity | None = None,
) -> list[Recipient]:
    """Return the rooms and people that a step means now, each once, in its order.

    People at risk and people locked out are passed over, and so is who takes no private message;
    whether each may have the alert, `paging` asks. Empty where nobody is meant.
    """
    del severity
    found: dict[str, Recipient] = {}
    for target in step.whom:
        for one in _meant(tx, services, organisation, target):
            found.setdefault(one.lane, one)
    return list(found.values())


def _meant(
    tx: Transaction, services: Services, organisation: str, target: str
) -> Iterator[Recipient]:
    directory = services.directory
    kind, _, name = target.partition(":")
    if kind == "channel":
        place = directory.place_by_id(name)
        if place is not None and place.door in services.doors:
            yield Recipient(organisation=organisation, target=target, door=place.door, place=place)
        return
    for person in _people(tx, directory, kind, name, organisation):
        if at_risk(directory, person) or person.id in directory.locked:
            continue
        way = reaching.way(services, person)
        if way is not None:
            yield Recipient(
                organisation=person.organisation,
                target=f"person:{person.id}",
                door=way[0],
                user=way[1],
            )


def _people(
    tx: Transaction, directory: Directory, kind: str, name: str, organisation: str
) -> Iterator[Person]:
    del tx
    match kind:
        case "person":
            person = directory.person_by_id(name)
            if person is not None:
                yield person
        case "duty":
            yield from on_call(directory, name or organisation)
        case "stewards":
            yield from reaching.stewards(directory, name or organisation)


def on_call(directory: Directory, organisation: str) -> Iterator[Person]:
    """Return the people of an organisation who have the role of duty."""
    for person in directory.people:
        if person.organisation == organisation and Role.DUTY in person.roles:
            yield person
