"""Who is in a room, as far as it is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.community.directory import Directory
from policies.community.people import OrganisationKind
from policies.community.places import Place


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
    organisations: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    seats: int = 0
    people: frozenset[str] = frozenset()
    """The ids of everyone there, where each is known by name; else empty."""
    names: frozenset[str] = frozenset()


def audience_of(directory: Directory, place: Place) -> Audience:
    """Return who is in a room by the directory alone.

    Until membership is watched nobody counts as an outsider: with `members` everyone is linked or
    vouched for; without it the number is unknown.
    """
    people = [one for one in directory.people if one.organisation in place.organisations]
    kinds = {
        name: one.kind
        for name in place.organisations
        if (one := directory.organisation(name)) is not None
    }
    members = place.members or 0
    linked = min(len(people), members)
    names = set(place.organisations) | {one.id for one in people}
    names |= set(_tags(directory, place.organisations))
    names |= {tag for one in people for tag in one.tags}
    return Audience(
        linked=linked,
        vouched=members - linked,
        known=place.members is not None,
        public=place.public,
        exercise=place.exercise,
        organisations=place.organisations,
        clients=tuple(n for n, kind in kinds.items() if kind is OrganisationKind.CLIENT),
        vendors=tuple(n for n, kind in kinds.items() if kind is OrganisationKind.VENDOR),
        seats=sum(one.seat for one in people),
        names=frozenset(names),
    )


def _tags(directory: Directory, organisations: Iterable[str]) -> Iterable[str]:
    for name in organisations:
        one = directory.organisation(name)
        if one is not None:
            yield from one.tags
