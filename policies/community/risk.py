"""People at risk: who they are, who may lock somebody out, and who lets them in again."""

import re
from collections.abc import Iterable
from typing import Final

from policies.community.directory import Directory
from policies.community.people import Person, Role

_STEWARDS: Final = frozenset({Role.STEWARD, Role.DEPUTY})
_WATCHFUL: Final = _STEWARDS | {Role.DUTY}
_MENTION: Final = re.compile(r"<@([A-Z0-9]{2,64})(?:\|[^>]*)?>")


def at_risk(directory: Directory, person: Person | None) -> bool:
    """Tell whether somebody's phone may be taken: by their own profile or their organisation's."""
    if person is None:
        return False
    return person.risk or organisation_at_risk(directory, person.organisation)


def organisation_at_risk(directory: Directory, organisation: str) -> bool:
    """Tell whether everybody of an organisation is at risk."""
    found = directory.organisation(organisation)
    return found is not None and found.risk


def owners(directory: Directory, platform: str, user: str) -> tuple[Person, ...]:
    """Return everybody whose account this may be, however it is bound to a workspace.

    Who is behind a private conversation is asked so, where the workspace is not told: it is better
    to be careful with one too many.
    """
    key = ("owners", platform, user)
    found = directory.derived.get(key)
    if found is None:
        found = directory.derived[key] = tuple(
            one
            for one in directory.people
            if (platform == "telegram" and str(one.telegram) == user)
            or (platform == "slack" and any(user == theirs for _, theirs in one.slack))
        )
    return found  # type: ignore[return-value] # what stands under "owners" was put there above


def nobodys(directory: Directory, platform: str, user: str) -> bool:
    """Tell whether an account is that of somebody who is locked out."""
    if not directory.locked:
        return False
    return any(one.id in directory.locked for one in owners(directory, platform, user))


def named(
    directory: Directory, platform: str, door: str, word: str, *, asker: str | None = None
) -> Person | None:
    """Return the one person whom a word names: an id, the name that others see, or a mention.

    Locked people are found too. None where nobody or more than one is meant. With the organisation
    of whoever asks nobody is found by a name that is not shown to it; without, where a phone may
    have been taken, by her own too.
    """
    mention = _MENTION.fullmatch(word)
    if mention is not None:
        return directory.account(platform, door, "", mention[1])
    name = word.removeprefix("@").casefold()
    if not name:
        return None
    people = directory.people

    def shown(one: Person) -> str:
        if asker is None:
            return one.shown_as or one.name
        return directory.shown_person(one.id, to=asker)

    found = [one for one in people if one.id.casefold() == name] or [
        one for one in people if shown(one).casefold() == name
    ]
    return found[0] if len(found) == 1 else None


def may_ask_to_lock(caller: Person, who: Person) -> bool:
    """Tell whether somebody's word counts at all when a person is to be locked out."""
    return caller.id == who.id or _watchful(caller)


def locks(who: Person, callers: Iterable[Person]) -> bool:
    """Tell whether these people together may lock somebody out.

    She herself may, and who answers for her organisation; of others it takes two: duty, and a
    steward or deputy of another organisation than that one's.
    """
    given = list(callers)
    for one in given:
        if one.id == who.id or (one.organisation == who.organisation and _watchful(one)):
            return True
    return any(
        _watchful(one)
        and not other.seat
        and not _STEWARDS.isdisjoint(other.roles)
        and one.organisation != other.organisation
        for one in given
        for other in given
    )


def may_ask_to_unlock(caller: Person, who: Person) -> bool:
    """Tell whether somebody's word counts when a person is to be let in again."""
    return caller.id != who.id and _watchful(caller)


def unlocks(directory: Directory, who: Person, callers: Iterable[Person]) -> bool:
    """Tell whether these people together may let somebody in again: two who answer for others.

    One of them is of her own organisation where anybody there could be.
    """
    given = {one.id: one for one in callers if may_ask_to_unlock(one, who)}
    if len(given) < 2:  # noqa: PLR2004 - two people
        return False
    own = [
        one
        for one in directory.people
        if one.organisation == who.organisation
        and one.id not in directory.locked
        and may_ask_to_unlock(one, who)
    ]
    return not own or any(one.organisation == who.organisation for one in given.values())


def colleagues(directory: Directory, who: Person) -> list[Person]:
    """Return those of the same organisation who are to be told what became of somebody."""
    return [
        one
        for one in directory.people
        if one.organisation == who.organisation
        and one.id != who.id
        and one.id not in directory.locked
        and not one.seat
    ]


def _watchful(one: Person) -> bool:
    """Tell whether somebody answers for others; an account that several people use does not."""
    return not one.seat and not _WATCHFUL.isdisjoint(one.roles)
