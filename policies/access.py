"""Who may call a command at all; what it may be done to is the command's own question."""

from enum import StrEnum
from typing import Final

from policies.community.people import Person, Role

_STEWARDS: Final = frozenset({Role.STEWARD, Role.DEPUTY})


class Who(StrEnum):
    """Who may call a command, from the widest circle to the narrowest."""

    ANYONE = "anyone"
    LINKED = "linked"
    DUTY = "duty"
    STEWARD = "steward"
    MANAGER = "manager"
    """A steward or a deputy, for their own organisation, or an operator."""
    OPERATOR = "operator"


_ROLES: Final = {
    Who.DUTY: _STEWARDS | {Role.DUTY},
    Who.STEWARD: _STEWARDS,
    Who.MANAGER: _STEWARDS | {Role.OPERATOR},
    Who.OPERATOR: frozenset({Role.OPERATOR}),
}


def may(who: Who, person: Person | None, *, seats: bool = False) -> bool:
    """Tell whether a person belongs to the circle; None is somebody whom the directory lacks.

    A seat (one account that several people use) counts only where `seats` says so, and never as a
    steward, deputy or operator (tlp.md section 4 of the design).
    """
    if who is Who.ANYONE:
        return True
    if person is None or (person.seat and not (seats and who in (Who.LINKED, Who.DUTY))):
        return False
    return who is Who.LINKED or not _ROLES[who].isdisjoint(person.roles)
