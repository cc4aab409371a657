"""What rooms need besides a door: people who answer for them, and who are known there."""

from collections.abc import Iterator
from typing import Final

from bot.doctor.finding import Finding
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.sharing.audiences import audience_of

_ANSWERABLE: Final = frozenset({Role.STEWARD, Role.DEPUTY})
_TWO: Final = 2
_SUBJECT: Final = "directory"


def judge(directory: Directory) -> Iterator[Finding]:
    """Return what needs doing: too few stewards, people without accounts, rooms of strangers.

    Organisations, people and rooms are named by their ids alone.
    """
    agreed = {name for bridge in directory.bridges for name in bridge.agreed}
    for one in directory.organisations:
        if one.id in agreed:
            yield from _organisation(directory, one.id)
    for place in directory.places:
        presence = directory.presence(place.id)
        if presence is None:
            continue
        audience = audience_of(directory, place)
        if presence.pause is not None:
            yield Finding(
                subject=_SUBJECT,
                line=f"sharing into {place.id} is paused ({presence.pause.value})",
                remedy="a steward or deputy of that room answers the card in private, or attests "
                "the room anew (`attest <number>`)",
            )
        elif audience.vouched and presence.members:
            yield Finding(
                subject=_SUBJECT,
                line=f"{place.id}: {_people(audience.vouched)} there without a link to the "
                "directory, only vouched for",
                remedy="a steward invites them (`invite <name>`); whoever is not invited leaves "
                "the room",
            )


def _organisation(directory: Directory, organisation: str) -> Iterator[Finding]:
    members = [one for one in directory.people if one.organisation == organisation]
    stewards = sum(1 for one in members if _answers(one))
    if stewards < _TWO:
        yield Finding(
            subject=_SUBJECT,
            line=f"{organisation} has {stewards or 'no'} "
            f"steward{'' if stewards == 1 else 's'} with an account; there should be two",
            remedy='give roles = ["steward"] to two of its people in the directory, or `deputy '
            "<person>` in chat",
        )
    unlinked = sum(1 for one in members if not _linked(one))
    if unlinked:
        yield Finding(
            subject=_SUBJECT,
            line=f"{organisation}: {_people(unlinked)} without an account: nothing reaches them",
            remedy="a steward invites them in chat (`invite <person>`), or their accounts stand in "
            "the directory",
        )


def _answers(person: Person) -> bool:
    return not person.seat and _linked(person) and not _ANSWERABLE.isdisjoint(person.roles)


def _linked(person: Person) -> bool:
    return person.telegram is not None or bool(person.slack)


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count} people are"
