"""The lanes by which a person, or those who answer for an organisation, are told in private."""

from collections.abc import Collection, Iterator
from typing import Final

from bot import lanes
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person, Role

_ANSWERABLE: Final = frozenset({Role.STEWARD, Role.DEPUTY})


def ways(services: Services, person: Person) -> list[tuple[str, str]]:
    """Return the doors and platform user ids by which a person takes private messages.

    In the order of the doors; a Slack account that is bound to no workspace counts in each, one
    that is bound by Slack's own id of a workspace in none: no door knows that id by itself. Whoever
    is locked out takes none.
    """
    if person.id in services.directory.locked:
        return []
    found: list[tuple[str, str]] = []
    for door, platform in services.doors.items():
        account = door.partition(".")[2]
        if platform == "telegram" and person.telegram is not None:
            found.append((door, str(person.telegram)))
        if platform == "slack":
            found += [(door, user) for bound, user in person.slack if bound in ("", account)]
    return found


def way(
    services: Services, person: Person, door: str = "", *, turned: Collection[str] = ()
) -> tuple[str, str] | None:
    """Return one way to a person: through `door` where it is one, else the first.

    None of those that took nothing (`turned`, by their lanes), where there is another.
    """
    every = ways(services, person)
    every = [one for one in every if lanes.private(*one) not in turned] or every
    return next((one for one in every if one[0] == door), every[0] if every else None)


def stewards(directory: Directory, organisation: str) -> Iterator[Person]:
    """Return the stewards and deputies of an organisation; a seat is neither, nor the locked."""
    for person in directory.people:
        theirs = person.organisation == organisation and not person.seat
        if (
            theirs
            and person.id not in directory.locked
            and not _ANSWERABLE.isdisjoint(person.roles)
        ):
            yield person


def accounts(services: Services, person: Person) -> list[tuple[str, str]]:
    """Return every door and platform user id that may be a person's, locked out or not.

    However an account is bound: whoever is to be reached by none is looked for behind each door.
    """
    theirs = {"slack": [user for _, user in person.slack]}
    theirs["telegram"] = [] if person.telegram is None else [str(person.telegram)]
    return [
        (door, user)
        for door, platform in services.doors.items()
        for user in theirs.get(platform, ())
    ]
