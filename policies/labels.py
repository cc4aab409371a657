"""The labels of the Traffic Light Protocol, version 2.0 (FIRST, August 2022).

The audiences of the labels are not a strict order: nothing here decides who may have a text.
`strictest` serves inheritance and ceilings only (docs/labels.md, "The label that binds").
"""

from enum import StrEnum
from typing import Final


class Label(StrEnum):
    """One TLP 2.0 label; its value is the written form, never translated, without a space."""

    __hash__ = str.__hash__  # equal to its text, it is also found by it

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"


_FROM_STRICTEST: Final = tuple(Label)

COLOURS: Final = {
    Label.RED: "#FF2B2B",
    Label.AMBER_STRICT: "#FFC000",
    Label.AMBER: "#FFC000",
    Label.GREEN: "#33FF00",
    Label.CLEAR: "#FFFFFF",
}
"""The standard's colours, each to be shown on black (TLP 2.0, section 3)."""
SIGNS: Final = {
    Label.RED: "\N{LARGE RED CIRCLE}",
    Label.AMBER_STRICT: "\N{LARGE ORANGE CIRCLE}",
    Label.AMBER: "\N{LARGE YELLOW CIRCLE}",
    Label.GREEN: "\N{LARGE GREEN CIRCLE}",
    Label.CLEAR: "\N{MEDIUM WHITE CIRCLE}",
}
"""What stands beside the word where no colour can: never instead of it."""


def strictest(first: Label, *others: Label) -> Label:
    """Return the strictest of the labels: RED, AMBER+STRICT, AMBER, GREEN, CLEAR."""
    return min((first, *others), key=_FROM_STRICTEST.index)


def stricter_than(label: Label, other: Label) -> bool:
    """Tell whether `label` stands before `other` in the order that ceilings use."""
    return _FROM_STRICTEST.index(label) < _FROM_STRICTEST.index(other)


def canonical(written: str) -> Label:
    """Return the label that a configuration file names exactly.

    Raises ValueError, naming the labels there are, for anything else.
    """
    try:
        return Label(written)
    except ValueError:
        names = ", ".join(_FROM_STRICTEST)
        raise ValueError(f"must be one of {names}") from None
