"""The table of docs/labels.md ("Deciding"), one rule a line: the first that applies decides.

Each rule is a question to the case and what it answers; numbers and words are stable.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from policies.community.places import Mode
from policies.labels import Label, stricter_than
from policies.readings import Kind
from policies.sharing.case import Case
from policies.sharing.decision import Outcome
from policies.sharing.permissions import covered
from policies.sharing.soundness import unsound

ALLOW, HOLD, REDACT, DENY = Outcome.ALLOW, Outcome.HOLD, Outcome.REDACT, Outcome.DENY

_CLOSED: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})
_NOT_FOR_CLIENTS: Final = frozenset({Label.GREEN, Label.AMBER_STRICT})
_MOST_IN_A_CLOSED_ROOM: Final = 10
# A member of an enum is looked up anew each time it is named (Python 3.11): these are named often.
_NONE: Final = Kind.NONE
_SUSPICIOUS: Final = Kind.SUSPICIOUS
_CONFLICT: Final = Kind.CONFLICT
_LABEL: Final = Kind.LABEL
_SHARE: Final = Mode.SHARE
_STRICT: Final = Mode.STRICT
_DESK: Final = Mode.DESK
_RED: Final = Label.RED
_CLEAR: Final = Label.CLEAR
BROKEN: Final = "something went wrong on the way to a decision"


class Rule(NamedTuple):
    """One row of the table."""

    number: int
    applies: Callable[[Case], bool]
    outcome: Outcome
    why: str


def _crosses_the_exercise(case: Case) -> bool:
    return case.exercise != case.audience.exercise


def _loosens(case: Case) -> bool:
    if case.previous is None:
        return False
    return case.label_removed or (
        case.label is not None and stricter_than(case.previous, case.label)
    )


def _another_loosens(case: Case) -> bool:
    return not case.actor_is_source and _loosens(case)


def _edit_loosens(case: Case) -> bool:
    relabels = case.previous is not None and (case.label != case.previous or case.label_removed)
    return _loosens(case) or (relabels and not case.actor_is_releaser)


def _alike(case: Case) -> bool:
    return case.alike


def _unlabelled(case: Case) -> bool:
    return case.reading is _NONE and not (case.answers and case.label is not None)


def _stays_here(case: Case) -> bool:
    return _unlabelled(case) and case.mode is _SHARE


def _must_be_labelled(case: Case) -> bool:
    return _unlabelled(case) and (case.mode is _STRICT or case.label is None)


def _doubtful(case: Case) -> bool:
    settled = case.mode is _DESK and case.mere_mention and case.label is not None
    return case.reading is _SUSPICIOUS and not settled


def _in_conflict(case: Case) -> bool:
    opted = case.conflict_opt_in and not case.audience.public and case.label is not None
    return case.reading is _CONFLICT and not opted


def _red_to_the_named(case: Case) -> bool:
    if case.label is not _RED or not case.named:
        return False
    there = case.audience
    unnamed = there.vouched or there.outsiders or there.linked > len(there.people)
    if there.public or there.seats or unnamed:
        return False
    if case.private:
        return len(there.people) == 1 and there.people <= case.named
    return (
        there.known and len(there.people) <= _MOST_IN_A_CLOSED_ROOM and there.people == case.named
    )


def _red_without_names(case: Case) -> bool:
    return _chatham_house(case) and _red_to_the_named(case)


def _red_elsewhere(case: Case) -> bool:
    return case.label is _RED


def _above_the_ceiling(case: Case) -> bool:
    return case.label is not None and stricter_than(case.label, case.ceiling)


def _public(case: Case) -> bool:
    return case.audience.public and not _clear_in_writing(case)


def _clear_in_writing(case: Case) -> bool:
    """Tell whether somebody wrote CLEAR: its author, or whoever wrote what it answers."""
    written = case.reading is _LABEL or (case.reading is _NONE and case.answers)
    return written and case.label is _CLEAR


def _excluded(case: Case) -> bool:
    there = case.audience.names
    return not there.isdisjoint(case.restrictions.not_to) or not there.isdisjoint(case.walls)


def _unjudged(case: Case) -> bool:
    return case.audience.pending and case.label is not _CLEAR


def _outsider(case: Case) -> bool:
    return bool(case.audience.outsiders) and case.label is not _CLEAR


def _permitted(case: Case, organisation: str) -> bool:
    return case.label is not None and covered(
        organisation, case.label, case.permissions, case.today
    )


def _vendor_or_client(case: Case) -> bool:
    if case.label is _CLEAR:
        return False
    kept = case.audience.vendors
    if case.label in _NOT_FOR_CLIENTS:
        kept += case.audience.clients
    return bool(kept) and any(one != case.source and not _permitted(case, one) for one in kept)


def _uncounted(case: Case) -> bool:
    return case.label in _CLOSED and not case.audience.known


def _unaddressed(case: Case) -> bool:
    if case.label not in _CLOSED:
        return False
    strangers = set(case.audience.organisations) - case.addressed - {case.source}
    return any(not _permitted(case, one) for one in strangers) if strangers else False


def _unknown_author(case: Case) -> bool:
    return case.label in _CLOSED and not case.author_known


def _chatham_house(case: Case) -> bool:
    return case.restrictions.chatham


def _always(case: Case) -> bool:
    del case
    return True


RULES: Final = (
    Rule(1, unsound, HOLD, BROKEN),
    Rule(2, _crosses_the_exercise, DENY, "exercise and real traffic never meet"),
    Rule(3, _another_loosens, DENY, "only the source may loosen or remove a label"),
    Rule(
        4, _edit_loosens, HOLD, "an edit that loosens or removes a label waits for a confirmation"
    ),
    Rule(4, _alike, HOLD, "it reads like something stricter that its organisation was given"),
    Rule(5, _stays_here, DENY, "unlabelled talk stays here"),
    Rule(5, _must_be_labelled, HOLD, "every message here needs a label"),
    Rule(6, _doubtful, HOLD, "it is not certain which label is meant"),
    Rule(7, _in_conflict, HOLD, "it carries two different labels"),
    Rule(8, _red_without_names, REDACT, "RED, to those whom the source named, without names"),
    Rule(8, _red_to_the_named, ALLOW, "RED, to those whom the source named"),
    Rule(8, _red_elsewhere, DENY, "RED goes only to people whom the source named"),
    Rule(9, _above_the_ceiling, DENY, "the label is stricter than this bridge allows"),
    Rule(10, _public, DENY, "the place is public and the label is not CLEAR"),
    Rule(11, _excluded, DENY, "a restriction or a wall excludes somebody there"),
    Rule(12, _unjudged, HOLD, "sharing is paused there until somebody has looked who is there"),
    Rule(12, _outsider, DENY, "an outsider is there"),
    Rule(13, _vendor_or_client, DENY, "a vendor or client is there without permission"),
    Rule(14, _uncounted, HOLD, "how many people are there is not known"),
    Rule(15, _unaddressed, HOLD, "an organisation there was not addressed by the source"),
    Rule(16, _unknown_author, HOLD, "the directory does not know the author"),
    Rule(17, _chatham_house, REDACT, "Chatham House: it goes without names"),
    Rule(18, _always, ALLOW, "nothing stands against it"),
)
"""What raises on the way is a hold by rule 1 too: that stands around the table, in `decide`."""
