"""What a new directory hides of organisations and people that was shown before."""

from policies.community.directory import Directory
from policies.community.risk import at_risk


def hides(before: Directory, after: Directory) -> bool:
    """Tell whether a name, or what somebody did, may be shown now to fewer than before.

    A wall was put up, somebody is at risk by now, or another name was chosen to be shown.
    """
    return (
        not _walled(after) <= _walled(before)
        or any(_unlike(before, after, one.id) for one in after.people)
        or any(
            one.shown_as and one.shown_as != before.shown_organisation(one.id)
            for one in after.organisations
            if before.organisation(one.id) is not None
        )
    )


def _walled(directory: Directory) -> set[tuple[str, str]]:
    return {(wall.organisation, name) for wall in directory.walls for name in wall.not_to}


def _unlike(before: Directory, after: Directory, person: str) -> bool:
    was, now = before.person_by_id(person), after.person_by_id(person)
    if was is None or now is None:
        return False
    if now.shown_as:
        return now.shown_as != before.shown_person(person)
    return at_risk(after, now) and not at_risk(before, was)


def shown(directory: Directory) -> tuple[object, ...]:
    """Return all that `hides` looks at, to be compared with what it was before a restart."""
    return (
        sorted(_walled(directory)),
        [
            (one.id, directory.shown_person(one.id), at_risk(directory, one))
            for one in directory.people
        ],
        [(one.id, directory.shown_organisation(one.id)) for one in directory.organisations],
    )
