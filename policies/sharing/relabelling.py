"""Giving a message another label afterwards: who may, and what is asked first.

A source may tighten at once and loosen by command; a colleague asks the author; nobody else may
(docs/labels.md, "Changing a label afterwards").
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policies.community.people import Person, Role
from policies.labels import Label
from policies.messages.message import Message

_FROM_HERE_ONE_STEP: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})
_STEWARDS: Final = frozenset({Role.RELEASER, Role.STEWARD, Role.DEPUTY})


class Standing(StrEnum):
    """What somebody is to a message."""

    AUTHOR = "author"
    RELEASER = "releaser"
    COLLEAGUE = "colleague"
    OTHER = "other"


class Verdict(StrEnum):
    """What comes of a wish to relabel."""

    DONE = "done"
    SAME = "same"
    CONFIRM = "confirm"
    """The one who wishes it is asked once more."""
    ASK = "ask"
    """The author is asked."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody's wish to give a message another label; `confirmed` by a button of ours."""

    by: Standing
    before: Label | None
    after: Label
    confirmed: bool = False


def judge(wish: Wish) -> Verdict:
    """Return what comes of a wish; doubtful and unlabelled messages are labelled the same way."""
    if wish.by is Standing.OTHER:
        return Verdict.REFUSED
    if wish.before is wish.after:
        return Verdict.SAME
    if wish.by is Standing.COLLEAGUE:
        return Verdict.ASK
    to_the_public = wish.after is Label.CLEAR and wish.before in _FROM_HERE_ONE_STEP
    if to_the_public and not wish.confirmed:
        return Verdict.CONFIRM
    return Verdict.DONE


def standing_of(
    person: Person | None, message: Message, *, account: str, verified: bool
) -> Standing:
    """Return what somebody is to a message, by who he is and by the account that he used.

    An author whom the directory does not know is known again by the account alone. A seat is the
    author of what it wrote, and neither releaser nor colleague.
    """
    author = message.author
    if person is not None and author.person == person.id:
        return Standing.AUTHOR
    if person is None:
        theirs = verified and author.person is None and account != "" and author.address == account
        return Standing.AUTHOR if theirs else Standing.OTHER
    if person.seat or person.organisation != message.organisation:
        return Standing.OTHER
    return Standing.RELEASER if Role.RELEASER in person.roles else Standing.COLLEAGUE


def may_recall(standing: Standing, person: Person | None) -> bool:
    """Tell whether somebody may take a message back everywhere.

    Its author, and of the author's organisation releasers, stewards and deputies.
    """
    if standing in (Standing.AUTHOR, Standing.RELEASER):
        return True
    if standing is Standing.OTHER or person is None:
        return False
    return not _STEWARDS.isdisjoint(person.roles)
