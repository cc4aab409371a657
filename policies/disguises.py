"""Letters that pretend to be others, and characters that nobody sees.

Only for finding labels and hosts in disguise; never applied to content.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import disarm

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SEEN_CONTROLS: Final = frozenset("\t\n\r\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks by their category that show nothing."""
_SMALL_CAPITALS: Final = dict(zip("ᴛʟᴘʀᴇᴅᴀᴍʙɢɴᴄꜱᴡʜɪ", "TLPREDAMBGNCSWHI", strict=True))
_CAPITALS: Final = dict(
    zip("ТРЕАМВСНОІЅϹΤΡΕΑΜΒΗΙΝΟᏞᏢᎢᎡᎬᎠᎪᏴᏀᏟᏔՏ", "TPEAMBCHOISCTPEAMBHINOLPTREDABGCWS", strict=True)
)
_REGIONAL: Final = 0x1F1E6
_NEGATIVE: Final = (0x1F150, 0x1F170)
_ALPHABET: Final = 26


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in plain letters.

    `at` gives for each of its characters the offset in the original, with the original's length
    behind the last; None where both agree. `changed` holds the places whose letter was another,
    `gaps` the places in front of which something unseen was left out.
    """

    plain: str
    at: Sequence[int] | None = None
    changed: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()

    def original(self, place: int) -> int:
        """Return the offset in the original of a place in `plain`."""
        return place if self.at is None else self.at[place]

    def honest(self, start: int, end: int) -> bool:
        """Tell whether the characters from `start` up to `end` are what they seem to be."""
        if self.at is None:
            return True
        return not any(one in self.changed for one in range(start, end)) and not any(
            one in self.gaps for one in range(start + 1, end)
        )


@lru_cache(maxsize=65_536)
def plain_letter(character: str) -> str:
    """Return what a character looks like among the plain ones: "" for one that nobody sees."""
    if character < "\x7f":
        seen = character >= " " or character in _SEEN_CONTROLS
        return character if seen else ""
    if character in _SEEN_CONTROLS:
        return "\n"
    category = unicodedata.category(character)
    if category in _UNSEEN or category in ("Mn", "Me") or character in _FILLERS:
        return ""
    if category == "Zs":
        return " "
    known = _SMALL_CAPITALS.get(character) or _CAPITALS.get(character)
    return known or _enclosed(character) or _resembled(character)


def _enclosed(character: str) -> str:
    point = ord(character)
    for first in (_REGIONAL, *_NEGATIVE):
        if first <= point < first + _ALPHABET:
            return chr(ord("A") + point - first)
    return ""


def _resembled(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    base = "".join(one for one in decomposed if not unicodedata.combining(one))
    if len(base) == 1 and base.isascii():
        return base
    resembled = disarm.normalize_confusables(base[:1] or character)
    return resembled if len(resembled) == 1 and resembled.isascii() else character


def fold(text: str) -> Folded:
    """Return the text in plain letters; each character is visited once."""
    if text.isascii() and text.isprintable():
        return Folded(text)
    plain: list[str] = []
    at: list[int] = []
    changed: list[int] = []
    gaps: list[int] = []
    for place, character in enumerate(text):
        letter = plain_letter(character)
        if not letter:
            gaps.append(len(plain))
            continue
        if letter != character and letter not in " \n":
            changed.append(len(plain))
        plain.append(letter)
        at.append(place)
    at.append(len(text))
    return Folded("".join(plain), at, frozenset(changed), frozenset(gaps))
