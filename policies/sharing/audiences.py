"""Who is in a room, as far as it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from policies.community.directory import Directory
from policies.community.people import OrganisationKind, Person
from policies.community.places import Place
from policies.community.presence import Pause, Presence, Reckoning, Standing, reckon
from policies.community.risk import nobodys

_UNKNOWN: Final = frozenset({Pause.DEMOTED, Pause.REMOVED, Pause.MOVED})
"""Why nobody can tell any more who is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The people of a room.

    `linked` accounts are known to the directory; `vouched` a steward attests; `outsiders` are
    neither. `known` says whether these numbers are all there are. `names` holds every id and tag by
    which a restriction may mean somebody there.
    """

    linked: int = 0
    vouched: int = 0
    outsiders: int = 0
    known: bool = False
    public: bool = False
    exercise: bool = False
    pending: bool = False
    organisations: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    seats: int = 0
    people: frozenset[str] = frozenset()
    """The ids of everyone there, where each is known by name; else empty."""
    names: frozenset[str] = frozenset()


def linked_accounts(directory: Directory, place: Place, presence: Presence) -> Mapping[str, Person]:
    """Return the people of the directory whose accounts are in a room, by the platform's user id.

    They count for the organisation that the directory names, whatever the platform calls them.
    """
    found = {}
    for one in presence.members:
        person = directory.person(place.platform, place.door, one.team, one.user)
        if person is not None and not one.bot:
            found[one.user] = person
    return found


def reckoned(directory: Directory, place: Place, presence: Presence) -> Reckoning:
    """Return how many people of a room are what."""
    linked = frozenset(linked_accounts(directory, place, presence))
    return reckon(_judged(directory, place, presence), linked, place.members)


def _judged(directory: Directory, place: Place, presence: Presence) -> Presence:
    """Return the presence in which whoever is locked out is an outsider, whoever vouched before."""
    if not directory.locked:
        return presence
    members = tuple(
        replace(one, standing=Standing.OUTSIDER)
        if nobodys(directory, place.platform, one.user)
        else one
        for one in presence.members
    )
    return replace(presence, members=members)


def unjudged(directory: Directory, place: Place, presence: Presence) -> int:
    """Return how many outsiders are in a room whom no steward has called guests."""
    linked = linked_accounts(directory, place, presence)
    judged = _judged(directory, place, presence)
    guests = sum(one.user not in linked for one in judged.of(Standing.GUEST))
    outsiders = reckoned(directory, place, presence).outsiders
    return max(0, outsiders - guests - presence.guests)


def audience_of(directory: Directory, place: Place) -> Audience:
    """Return who is in a room, now.

    Until its membership is known nobody counts as an outsider: with `members` in the directory
    everyone is linked or vouched for; without it the number is unknown.
    """
    presence = directory.presence(place.id)
    announced = [
        one
        for one in directory.people
        if one.organisation in place.organisations and one.id not in directory.locked
    ]
    if presence is None:
        members = place.members or 0
        linked = min(len(announced), members)
        there = Reckoning(
            linked=linked,
            vouched=members - linked,
            outsiders=0,
            known=place.members is not None,
        )
        return _audience(directory, place, there, announced, announced)
    found = linked_accounts(directory, place, presence)
    present = list({one.id: one for one in found.values()}.values())
    there = reckon(_judged(directory, place, presence), frozenset(found), place.members)
    everyone = {one.id: one for one in (*announced, *present)}
    return _audience(directory, place, there, present, list(everyone.values()), presence)


def audience_of_one(directory: Directory, person: Person) -> Audience:
    """Return the audience of a private conversation with one person."""
    place = Place(id="", platform="", account="", address="", organisations=(person.organisation,))
    there = Reckoning(linked=1, vouched=0, outsiders=0, known=True)
    found = _audience(directory, place, there, [person], [person])
    return replace(found, people=frozenset({person.id}))


def _audience(
    directory: Directory,
    place: Place,
    there: Reckoning,
    present: Sequence[Person],
    meant: Sequence[Person],
    presence: Presence | None = None,
) -> Audience:
    """Return the audience of these people; `meant` are those whom a restriction may mean."""
    theirs = place.organisations
    if presence is not None:
        theirs = tuple(dict.fromkeys((*theirs, *(one.organisation for one in present))))
    kinds = {name: one.kind for name in theirs if (one := directory.organisation(name)) is not None}
    names = set(theirs) | {one.id for one in meant}
    names |= set(_tags(directory, theirs))
    names |= {tag for one in meant for tag in one.tags}
    people = frozenset(one.id for one in present)
    whole = there.known and there.linked == len(present) and not there.vouched + there.outsiders
    lowered = presence is not None and (
        presence.pause is not None or unjudged(directory, place, presence) > 0
    )
    return Audience(
        linked=there.linked,
        vouched=there.vouched,
        outsiders=there.outsiders,
        known=there.known and not (presence is not None and presence.pause in _UNKNOWN),
        public=place.public or (presence is not None and presence.public),
        exercise=place.exercise,
        pending=lowered,
        organisations=theirs,
        clients=tuple(n for n, kind in kinds.items() if kind is OrganisationKind.CLIENT),
        vendors=tuple(n for n, kind in kinds.items() if kind is OrganisationKind.VENDOR),
        seats=sum(one.seat for one in present),
        people=people if whole and presence is not None else frozenset(),
        names=frozenset(names),
    )


def _tags(directory: Directory, organisations: Iterable[str]) -> Iterable[str]:
    for name in organisations:
        one = directory.organisation(name)
        if one is not None:
            yield from one.tags
