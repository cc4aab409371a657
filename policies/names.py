"""Names of people and organisations, made harmless: they stand in one quoted slot of our header."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 40
_SHORTENED: Final = 37
_GAPS: Final = re.compile(r"\s+")
_LABELS: Final = re.compile(r"(?i)tlp")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SIGNS: Final = str.maketrans(
    {'"': "'", "“": "'", "”": "'", "„": "'", "«": "'", "»": "'", "·": "-", "\N{BULLET}": "-",
     "@": "\N{FULLWIDTH COMMERCIAL AT}", "<": "(", ">": ")"}
)  # fmt: skip
_JOINER: Final = "\N{ZERO WIDTH JOINER}"


def cleaned(name: str) -> str:
    """Return a name without what could pretend to be something else.

    Line breaks, control, bidirectional and invisible characters are gone; quotation marks and the
    header's own sign are replaced; a label inside is broken up; at most 40 characters.
    """
    kept = "".join(
        one if unicodedata.category(one) not in _HIDDEN else " " if one.isspace() else ""
        for one in name
        if one != _JOINER
    )
    flat = _GAPS.sub(" ", kept.translate(_SIGNS)).strip()
    flat = _LABELS.sub(lambda found: ".".join(found[0]), flat)
    return flat if len(flat) <= _LONGEST else flat[:_SHORTENED].rstrip() + "…"


def person(name: str, *, verified: bool, tag: str) -> str:
    """Return the slot for a person: `"L."`, `"Bob" (unverified)`, `"member 7f3a" (unverified)`."""
    shown = cleaned(name) or f"member {tag}"
    slot = f'"{_isolated(shown)}"'
    return slot if verified else f"{slot} (unverified)"


def organisation(name: str) -> str:
    """Return the slot for an organisation."""
    return _isolated(cleaned(name))


def _isolated(name: str) -> str:
    """Return a right-to-left name in isolates, so that it turns nothing around it."""
    if any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name
