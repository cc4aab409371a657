"""Letters that pretend to be others, and characters that nobody sees.

Only for finding labels and hosts in disguise; never applied to content.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import disarm

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_BREAKS: Final = frozenset("\n\r\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_QUESTIONS: Final = frozenset("?؟⁇⁈⁉‽⸮՞፧❓❔﹖？\u037e")
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

    `text` is the original. `at` gives for each character of `plain` its offset in the original,
    with the original's length behind the last; None where both agree.
    """

    plain: str
    text: str
    at: Sequence[int] | None = None

    def original(self, place: int) -> int:
        """Return the offset in the original of a place in `plain`."""
        return place if self.at is None else self.at[place]

    def honest(self, start: int, end: int) -> bool:
        """Tell whether the characters from `start` up to `end` are what they seem to be.

        Nothing unseen stands between them, and none is another letter than it looks like.
        """
        if self.text is self.plain:
            return True
        if self.at is None:
            written = self.text[start:end]
        else:
            written = self.text[self.at[start] : self.at[end - 1] + 1]
        seen = self.plain[start:end]
        return written == seen or (
            len(written) == len(seen)
            and all(a == b or b in " \n" for a, b in zip(written, seen, strict=True))
        )


def plain_letter(character: str) -> str:
    """Return what a character looks like among the plain ones: "" for one that nobody sees."""
    if character in _BREAKS:
        return "\n"
    if character in _QUESTIONS:
        return "?"
    if character < "\x7f":
        return character if character >= " " or character == "\t" else ""
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


class _Letters(dict[int, str]):
    """What each character looks like, filled as characters are met."""

    def __missing__(self, point: int) -> str:
        letter = plain_letter(chr(point)) or _GONE
        if len(self) < _REMEMBERED:
            self[point] = letter
        return letter


_GONE: Final = "\ue000"
"""Stands for what nobody sees until it is left out; for private use, so itself never seen."""
_REMEMBERED: Final = 65_536
_LETTERS: Final = _Letters()
_ODD: Final = re.compile(r"[^\t\n -~]")


def fold(text: str) -> Folded:
    """Return the text in plain letters; each character is visited a fixed number of times."""
    if _ODD.search(text) is None:
        return Folded(text, text)
    plain = text.translate(_LETTERS)
    if _GONE not in plain:
        return Folded(plain, text)
    at = [place for place, letter in enumerate(plain) if letter != _GONE]
    at.append(len(text))
    return Folded(plain.replace(_GONE, ""), text, at)
