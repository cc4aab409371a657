"""Whether a case is whole: a decision is made from what is known to be what it says (rule 1)."""

from datetime import date
from types import NoneType
from typing import Final

from policies.community.places import Mode
from policies.labels import Label
from policies.readings import Kind, Restrictions
from policies.sharing.audiences import Audience
from policies.sharing.case import Case
from policies.sharing.decision import Action
from policies.sharing.permissions import Grant

_CASE: Final = (
    Action, Kind, bool, Restrictions, bool, str, bool, bool, bool, bool, Mode, bool, Label,
    frozenset, frozenset, bool, tuple, frozenset, bool, bool, Audience, str, date,
)  # fmt: skip
_AUDIENCE: Final = (
    int, int, int, bool, bool, bool, bool, tuple, tuple, tuple, int, frozenset, frozenset,
)  # fmt: skip
_LABEL_OR_NONE: Final = frozenset({Label, NoneType})


def unsound(case: Case) -> bool:
    """Tell whether something that decides is missing, or is not of its own kind.

    Kinds are compared exactly: the word "TLP:RED" is no label, and 1 is no truth value.
    """
    there = case.audience
    return (
        type(case.label) not in _LABEL_OR_NONE
        or type(case.previous) not in _LABEL_OR_NONE
        or _kinds_of_case(case) != _CASE
        or _kinds_of_audience(there) != _AUDIENCE
        or there.linked < 0
        or there.vouched < 0
        or there.outsiders < 0
        or there.seats < 0
        or _kinds_of_restrictions(case.restrictions) != (tuple, bool)
        or (case.label is None and case.reading is Kind.LABEL)
        or (case.permissions != () and any(not _is_grant(one) for one in case.permissions))
    )


def _kinds_of_case(case: Case) -> tuple[type, ...]:
    return (
        type(case.action), type(case.reading), type(case.mere_mention), type(case.restrictions),
        type(case.label_removed), type(case.source), type(case.author_known),
        type(case.actor_is_source), type(case.actor_is_releaser), type(case.answers),
        type(case.mode), type(case.exercise), type(case.ceiling), type(case.addressed),
        type(case.named), type(case.private), type(case.permissions), type(case.walls),
        type(case.conflict_opt_in), type(case.alike), type(case.audience), type(case.platform),
        type(case.today),
    )  # fmt: skip


def _kinds_of_audience(there: Audience) -> tuple[type, ...]:
    return (
        type(there.linked), type(there.vouched), type(there.outsiders), type(there.known),
        type(there.public), type(there.exercise), type(there.pending),
        type(there.organisations), type(there.clients), type(there.vendors),
        type(there.seats), type(there.people), type(there.names),
    )  # fmt: skip


def _kinds_of_restrictions(restrictions: Restrictions) -> tuple[type, ...]:
    return type(restrictions.not_to), type(restrictions.chatham)


def _is_grant(one: object) -> bool:
    return type(one) is Grant and type(one.organisations) is frozenset and type(one.label) is Label
