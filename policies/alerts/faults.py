"""What is wrong with an alert that somebody writes: a code and facts, no sentence."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from policies.labels import Label
from policies.times.refusals import Refusal

_LONGEST: Final = 64


class Fault(StrEnum):
    """Why what somebody wrote makes no alert."""

    NO_TEXT = "no text"
    TOO_LONG = "too long"
    NO_LABEL = "no label"
    LABEL_UNCLEAR = "label unclear"
    LABELS_CONFLICT = "labels conflict"
    NO_AUDIENCE = "no audience"
    UNKNOWN_NAME = "unknown name"
    NO_COMMA = "no comma"
    """Two names stand beside each other, and nobody can tell whether both are meant."""
    RED_TO_MANY = "red to many"
    UNKNOWN_SEVERITY = "unknown severity"
    UNKNOWN_KIND = "unknown kind"
    UNKNOWN_NEED = "unknown need"
    UNKNOWN_ELECTION = "unknown election"
    TIME = "time"
    SUMMARY_LABEL = "summary label"
    """A summary has no label of its own, or one that is no looser than the text's."""
    LOOSER_THAN_SOURCE = "looser than source"
    BEYOND_SOURCE = "beyond source"
    """It would go to organisations to whom the message that it is made of was not addressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """An alert that was not taken.

    `word` is what was typed and not understood, cut short: shown to who typed it and nobody else.
    `limit` is in characters, `label` the one that binds, `when` what is wrong with a time, and
    `choices` what there is to choose from. `of` is the
    field of a form that holds it, where the fault alone does not say.
    """

    fault: Fault
    word: str = field(default="", repr=False)
    limit: int = 0
    label: Label | None = None
    when: Refusal | None = None
    choices: tuple[str, ...] = ()
    of: str = ""


_FIELDS: Final = {
    Fault.NO_LABEL: "label",
    Fault.LOOSER_THAN_SOURCE: "label",
    Fault.NO_AUDIENCE: "audience",
    Fault.UNKNOWN_NAME: "audience",
    Fault.NO_COMMA: "audience",
    Fault.RED_TO_MANY: "audience",
    Fault.BEYOND_SOURCE: "audience",
    Fault.UNKNOWN_SEVERITY: "severity",
    Fault.UNKNOWN_KIND: "kinds",
    Fault.UNKNOWN_NEED: "needs",
    Fault.UNKNOWN_ELECTION: "elections",
    Fault.TIME: "until",
    Fault.SUMMARY_LABEL: "summary_label",
}
"""Where what is wrong stands; the rest is in the text."""


def field_of(one: Wrong) -> str:
    """Return the name of the field of a form in which something is wrong."""
    return one.of or _FIELDS.get(one.fault, "text")


def wrong(fault: Fault, word: str = "", *, choices: tuple[str, ...] = ()) -> Wrong:
    """Return a fault that shows a word, cut to what one sentence holds."""
    shown = word if len(word) <= _LONGEST else word[: _LONGEST - 1] + "…"
    return Wrong(fault=fault, word=shown, choices=choices)
