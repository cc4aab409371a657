"""Whose affairs somebody may manage, and whom a word means."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.calls import Call
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.community.rows import to_rows
from policies.community.tables import ID

ANSWERABLE: Final = frozenset({Role.STEWARD, Role.DEPUTY})
"""Who answers for an organisation."""
WEIGHTY: Final = frozenset({Role.STEWARD, Role.OPERATOR, Role.RELEASER})
"""Roles that a second person has to agree to: a releaser loosens what others of hers wrote."""
_NAMES_DEPUTIES: Final = frozenset({Role.STEWARD, Role.OPERATOR})
_MENTION: Final = re.compile(r"<@([A-Z0-9]{2,32})(?:\|[^>]*)?>|@([UW][A-Z0-9]{2,31})")
_NOT_IN_AN_ID: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 40


def operator(person: Person | None) -> bool:
    """Tell whether somebody is an operator; a seat is none."""
    return person is not None and not person.seat and Role.OPERATOR in person.roles


def manages(person: Person | None, organisation: str) -> bool:
    """Tell whether somebody may change who belongs to an organisation and what they may do."""
    if person is None or person.seat:
        return False
    theirs = person.organisation == organisation and not ANSWERABLE.isdisjoint(person.roles)
    return theirs or Role.OPERATOR in person.roles


def names_deputies(person: Person | None) -> bool:
    """Tell whether somebody is a steward or an operator: a deputy names no deputies."""
    return person is not None and not _NAMES_DEPUTIES.isdisjoint(person.roles)


def has_account(person: Person) -> bool:
    """Tell whether an account of some platform is somebody's already."""
    return bool(person.slack) or person.telegram is not None


def may_tag(
    directory: Directory, person: Person | None, organisation: str, tags: Iterable[str]
) -> bool:
    """Tell whether somebody may give these tags to people of an organisation.

    A tag that others use in permissions, walls and restrictions may open a door to whoever bears
    it: only an operator gives one that the organisation does not bear already.
    """
    if operator(person):
        return True
    own = {tag for one in directory.organisations if one.id == organisation for tag in one.tags}
    own |= {tag for one in directory.people if one.organisation == organisation for tag in one.tags}
    return all(tag in own or not directory.known(tag) for tag in tags)


def meant(directory: Directory, call: Call, word: str) -> Person | None:
    """Return whom a word means among those whom the caller manages: an id or an account.

    None for everybody else: whether there is such a person is told to nobody.
    """
    mentioned = _MENTION.fullmatch(word)
    person = (
        directory.person(call.platform, call.door, call.sender.team, _user(mentioned))
        if mentioned
        else directory.person_by_id(word.removeprefix("@").lower())
    )
    return person if person is not None and manages(call.person, person.organisation) else None


def account(word: str) -> str | None:
    """Return the user id of a mention in Slack; None for any other word."""
    found = _MENTION.fullmatch(word)
    return None if found is None else _user(found)


def _user(mention: re.Match[str]) -> str:
    return mention[1] or mention[2]


def free_id(name: str, taken: Iterable[str]) -> str:
    """Return an id made of a name that nobody has or had; "person" where no letter is left."""
    stem = _NOT_IN_AN_ID.sub("-", name.lower()).strip("-")[:_LONGEST].strip("-")
    if not ID.fullmatch(stem):
        stem = "person"
    gone, number, found = set(taken), 1, stem
    while found in gone:
        number += 1
        found = f"{stem}-{number}"
    return found


def row(person: Person) -> dict[str, object]:
    """Return the row of the directory for a person."""
    ((_, _, body),) = to_rows(Directory(people=(person,)))
    return body


def with_roles(person: Person, add: Iterable[Role] = (), less: Iterable[Role] = ()) -> Person:
    """Return a person with roles more and less, in their usual order."""
    roles = (set(person.roles) | set(add)) - set(less)
    return replace(person, roles=tuple(one for one in Role if one in roles))
