"""Whom an alert goes to: frozen when it is raised, and who that is, asked when it is sent (C9)."""

from bot import reaching
from bot.alerts.paging import Recipient
from bot.alerts.ways import open_ways
from bot.community.flags import flagged
from bot.duty import oncall
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.approval import SECONDS
from policies.alerts.chain import Chain, Step
from policies.alerts.escalation import chain_of
from policies.alerts.severity import Severity
from policies.community.directory import Directory
from policies.community.people import Person
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

    People at risk and people locked out are passed over, and so is who can be paged by no way that
    they chose for the severity; whether each may have the alert, `paging` asks. Empty where nobody
    is meant.
    """
    found: dict[str, Recipient] = {}
    for target in step.whom:
        kind, _, name = target.partition(":")
        if kind == "channel":
            room = await _room(tx, services, organisation, name)
            if room is not None:
                found.setdefault(room.lane, room)
            continue
        for person in await _people(tx, services, kind, name, organisation):
            if at_risk(services.directory, person) or person.id in services.directory.locked:
                continue
            ways = await open_ways(tx, services, person, severity)
            if ways:
                one = to_person(person, ways[0])
                found.setdefault(one.target, one)
    return list(found.values())


def to_person(person: Person, way: tuple[str, str]) -> Recipient:
    """Return a person as somebody to page, by a door and a platform user id."""
    return Recipient(
        organisation=person.organisation,
        target=f"person:{person.id}",
        door=way[0],
        user=way[1],
    )


async def _room(
    tx: Transaction, services: Services, organisation: str, name: str
) -> Recipient | None:
    place = services.directory.place_by_id(name)
    if place is None or place.door not in services.doors or await flagged(tx, (place.id,)):
        return None
    return Recipient(
        organisation=organisation, target=f"channel:{name}", door=place.door, place=place
    )


async def _people(
    tx: Transaction, services: Services, kind: str, name: str, organisation: str
) -> list[Person]:
    directory = services.directory
    match kind:
        case "person":
            person = directory.person_by_id(name)
            return [] if person is None else [person]
        case "rota":
            rota = oncall.rota_named(directory, name)
            found = None if rota is None else await oncall.on_rota(tx, services, rota, tx.now)
            return [] if found is None else [found]
        case "duty":
            return await on_call(tx, services, name or organisation)
        case "stewards":
            answering = list(reaching.stewards(directory, name or organisation))
            return answering or ([] if name else _without_roles(directory, organisation))
    return []


def _without_roles(directory: Directory, organisation: str) -> list[Person]:
    """Return the people of an organisation that has no room, nobody on duty and no steward.

    Such as one with a single phone: somebody of it has to hear (C8).
    """
    theirs = [one for one in directory.people if one.organisation == organisation and not one.seat]
    rooms = any(organisation in one.organisations for one in directory.places)
    answering = any(not SECONDS.isdisjoint(one.roles) for one in theirs)
    return [] if rooms or answering else theirs


async def on_call(tx: Transaction, services: Services, organisation: str) -> list[Person]:
    """Return who is on duty in an organisation now: by its rotas, else all with the role of duty.

    The same that displays show (C9).
    """
    return list(await oncall.on_duty(tx, services, organisation, tx.now))
