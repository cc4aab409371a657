"""What no single table shows of contacts and escalation: unknown names, strangers, circles."""

from collections.abc import Iterable
from itertools import product
from typing import Final

from policies.community.circles import leading_back
from policies.community.contacts import SEVERITIES, target_named
from policies.community.directory import Directory
from policies.community.people import Organisation
from policies.community.tables import Faults

_KINDS: Final = ("person", "channel", "organisation", "rota")


def check_contacts(directory: Directory, faults: Faults) -> None:
    """Note every fault of that kind."""
    known = {
        "person": {one.id for one in directory.people},
        "channel": {one.id for one in directory.places},
        "organisation": {one.id for one in directory.organisations},
        "rota": {one.id for one in directory.rotas},
    }

    def defined(title: str, key: str, targets: Iterable[str]) -> None:
        for target, kind in product(targets, _KINDS):
            name = target_named(target, kind)
            if name and name not in known[kind]:
                faults.add(
                    title, key, f'names "{target}", which is no {kind}; define it or correct it'
                )

    for one in directory.organisations:
        for at, contact in enumerate(one.contacts, start=1):
            title = f"organisation {one.id} contacts number {at}"
            defined(title, "to", contact.to)
            _check_own(directory, one, contact.to, title, faults)
    _check_circles(directory, faults)
    for policy in directory.escalations:
        title = f"escalation {policy.id}"
        for at, stage in enumerate(policy.steps, start=1):
            defined(f"{title} steps number {at}", "whom", stage.whom)
        defined(title, "fallback", policy.fallback)
        for name in sorted(set(policy.organisations) - known["organisation"]):
            reason = f'names "{name}", which is no organisation; define it or correct it'
            faults.add(title, "organisations", reason)
    _check_twice(directory, faults)


def _check_own(
    directory: Directory, one: Organisation, targets: Iterable[str], title: str, faults: Faults
) -> None:
    """Note who is somebody else's: nobody but their own organisation has people paged."""
    for target in targets:
        person = directory.person_by_id(target_named(target, "person"))
        place = directory.place_by_id(target_named(target, "channel"))
        if person is not None and person.organisation != one.id:
            faults.add(
                title, "to", f'names "{target}", who belongs to others; name your own people'
            )
        rota = next((r for r in directory.rotas if target == f"rota:{r.id}"), None)
        if rota is not None and rota.organisation != one.id:
            faults.add(title, "to", f'names "{target}", which is no rota of yours; name your own')
        if place is not None and one.id not in place.organisations:
            faults.add(title, "to", f'names "{target}", which is no room of yours; name your own')


def _check_circles(directory: Directory, faults: Faults) -> None:
    """Note every organisation whose contacts lead back to itself, by way of others."""
    onward = {
        one.id: {
            name
            for contact in one.contacts
            for target in contact.to
            if (name := target_named(target, "organisation"))
        }
        for one in directory.organisations
    }
    for start in leading_back(onward):
        faults.add(f"organisation {start}", "contacts", "leads back to itself; remove one step")


def _check_twice(directory: Directory, faults: Faults) -> None:
    """Note where two policies say what happens to the same alerts."""
    first: dict[tuple[str, str], str] = {}
    named: set[str] = set()
    for policy in directory.escalations:
        title = f"escalation {policy.id}"
        if policy.id in named:
            faults.add(title, "id", "is given twice; choose another for one of them")
        named.add(policy.id)
        for organisation in policy.organisations or ("",):
            for severity in policy.severity or SEVERITIES:
                other = first.setdefault((organisation, severity), policy.id)
                if other != policy.id:
                    whom = organisation or "every organisation"
                    faults.add(
                        title,
                        "severity",
                        f"says what {other} says already, of {severity} alerts to {whom}; "
                        "keep one of them",
                    )
