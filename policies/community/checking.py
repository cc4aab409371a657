"""What no single table of a directory shows: names twice, names unknown, circles."""

from collections import Counter
from collections.abc import Sequence

from policies.community.calendar_checks import check_calendar
from policies.community.circles import leading_back
from policies.community.contact_checks import check_contacts
from policies.community.directory import Directory
from policies.community.exercises import check_exercises
from policies.community.people import Person
from policies.community.tables import Faults


def check(directory: Directory, faults: Faults) -> None:
    """Note every fault of that kind."""
    _check_twice(directory, faults)
    organisations = {one.id for one in directory.organisations}
    people = {one.id for one in directory.people}
    places = {one.id for one in directory.places}

    def defined(table: str, key: str, names: Sequence[str], among: set[str], what: str) -> None:
        for name in names:
            if name and ":" not in name and name not in among:
                faults.add(
                    table, key, f'names "{name}", which is no {what}; define it or correct it'
                )

    for one in directory.organisations:
        defined(f"organisation {one.id}", "clients", one.clients, organisations, "organisation")
    for who in directory.people:
        defined(
            f"person {who.id}", "organisation", [who.organisation], organisations, "organisation"
        )
    for at in directory.places:
        key = "organisations" if len(at.organisations) > 1 else "organisation"
        defined(f"channel {at.id}", key, at.organisations, organisations, "organisation")
    for span in directory.bridges:
        title = f"bridge {span.id}"
        defined(title, "channels", span.channels, places, "channel")
        defined(title, "agreed", span.agreed, organisations, "organisation")
        defined(title, "paused", span.paused, organisations, "organisation")
    named = organisations | people
    for permission in directory.permissions:
        title = f"permission by {permission.by}"
        defined(title, "by", [permission.by], organisations, "organisation")
        defined(title, "to", permission.to, named, "organisation, person or tag")
    for wall in directory.walls:
        title = f"wall of {wall.organisation}"
        defined(title, "organisation", [wall.organisation], organisations, "organisation")
        defined(title, "not_to", wall.not_to, named, "organisation, person or tag")
    _check_circles(directory, faults)
    check_contacts(directory, faults)
    check_calendar(directory, faults)
    check_exercises(directory.exercises, organisations, people, directory.places, faults)


def _check_twice(directory: Directory, faults: Faults) -> None:
    for kind, things in (
        ("organisation", directory.organisations),
        ("person", directory.people),
        ("channel", directory.places),
        ("bridge", directory.bridges),
    ):
        ids = Counter(one.id for one in things if one.id)
        for name in (name for name, count in ids.items() if count > 1):
            faults.add(f"{kind} {name}", "id", "is given twice; choose another for one of them")
    shared = {one.id for one in directory.organisations} & {one.id for one in directory.people}
    for name in sorted(shared):
        faults.add(f"person {name}", "id", "is an organisation's too; choose another")
    rooms = Counter((one.door, one.address, one.topic) for one in directory.places if one.address)
    for at in directory.places:
        if rooms[at.door, at.address, at.topic] > 1:
            faults.add(f"channel {at.id}", "address", "is another channel's too; keep one of them")
    _check_accounts(directory, faults)


def _check_accounts(directory: Directory, faults: Faults) -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for who in directory.people:
        for account in _accounts_of(who):
            owners.setdefault(account, set()).add(who.id)
    for who in directory.people:
        given = _accounts_of(who)
        if len(set(given)) != len(given):
            faults.add(f"person {who.id}", "slack", "names something twice; keep one")
        for account in dict.fromkeys(given):
            if len(owners[account]) > 1:
                faults.add(f"person {who.id}", account[0], "is another person's too; keep one")


def _accounts_of(who: Person) -> list[tuple[str, ...]]:
    telegram = [] if who.telegram is None else [("telegram", "", str(who.telegram))]
    return [*(("slack", *bound) for bound in who.slack), *telegram]


def _check_circles(directory: Directory, faults: Faults) -> None:
    for start in leading_back({one.id: one.clients for one in directory.organisations}):
        faults.add(f"organisation {start}", "clients", "leads back to itself; remove one step")
