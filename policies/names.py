"""Names of people and organisations, made harmless: they stand in one quoted slot of our header."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import regex

from policies.disguises import fold
from policies.phrases import Phrases

_LONGEST: Final = 40
_SHORTENED: Final = 37
"""Graphemes; a longer name keeps so many and an ellipsis."""
_MOST_READ: Final = 1_000
_MOST_KEPT: Final = 1_024
_GAPS: Final = re.compile(r"\s+")
_LABEL: Final = re.compile(r"(?i)t(?=[^a-z\s.]{0,2}l[^a-z\s.]{0,2}p)")
_GRAPHEME: Final = regex.compile(r"\X")
_PILED: Final = regex.compile(r"(\p{M}{2})\p{M}+")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys('"“”„‟«»＂〝〞〟″‶❝❞', "'"),
        **dict.fromkeys("·•‧∙⋅・･ᐧ", "-"),
        "@": "\N{FULLWIDTH COMMERCIAL AT}",
        "<": "(",
        ">": ")",
    }
)


def cleaned(name: str) -> str:
    """Return a name without what could pretend to be something else.

    Line breaks, control, bidirectional and invisible characters are gone; quotation marks and the
    header's own sign are replaced; a label inside, in look-alikes too, is broken up; at most 40
    graphemes.
    """
    kept = "".join(_seen(one) for one in name[:_MOST_READ])
    flat = _GAPS.sub(" ", kept.translate(_SIGNS)).strip()
    flat = str(_PILED.sub(r"\1", _unlabelled(flat)))
    letters = _GRAPHEME.findall(flat)
    if len(letters) <= _LONGEST:
        return flat
    return "".join(letters[:_SHORTENED]).rstrip() + "…"


def _seen(one: str) -> str:
    if one in _FILLERS:
        return ""
    if unicodedata.category(one) not in _HIDDEN:
        return one
    return " " if one.isspace() else ""


def _unlabelled(name: str) -> str:
    """Return the name with dots in whatever could be read as the beginning of a label."""
    folded = fold(name)
    at = 0
    pieces = []
    for found in _LABEL.finditer(folded.plain):
        behind = folded.original(found.start()) + 1
        pieces += [name[at:behind], "."]
        at = behind
    return "".join((*pieces, name[at:]))


@lru_cache(_MOST_KEPT)
def person(name: str, phrases: Phrases, *, verified: bool, tag: str) -> str:
    """Return the slot for a person: `"L."`, `"Bob" (unverified)`, `"member 7f3a" (unverified)`."""
    shown = cleaned(name)
    if not verified:
        # Nobody takes the place of those who have no name.
        shown = phrases.without_pretence(shown)
    slot = f'"{_isolated(shown or phrases.member(tag))}"'
    return slot if verified else f"{slot} {phrases.unverified}"


@lru_cache(_MOST_KEPT)
def organisation(name: str) -> str:
    """Return the slot for an organisation, "" where nothing of its name can be shown."""
    return _isolated(cleaned(name))


def _isolated(name: str) -> str:
    """Return a right-to-left name in isolates, so that it turns nothing around it."""
    if any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name
