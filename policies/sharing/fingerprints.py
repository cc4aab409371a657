"""Which texts are alike but for small changes: shingles of three words, and bands of least digests.

Two texts of which nine tenths are the same share a band almost surely, two of which a third is the
same in two cases of three (docs/labels.md, "The tripwire"). Work is bounded whatever the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from policies.messages.message import Message, PartKind

BANDS: Final = 12
LEAST: Final = 10
"""How many shingles a text must have to be compared: twelve words of its own."""
_ROWS: Final = 2
_SHINGLE: Final = 3
_MOST_WORDS: Final = 2_000
_MOST_SHINGLES: Final = 256
_MOST_CHARACTERS: Final = 40_000
_MASK: Final = (1 << 61) - 1
_SHARED: Final = 0.5
"""How much of the shorter text the longer one must repeat."""
_URL: Final = re.compile(r"(?i)\b(?:https?|ftp)://\S{1,2048}|\bwww\.\S{1,2048}")
_QUOTED: Final = re.compile(
    r"“[^”\n]{1,2000}”|«[^»\n]{1,2000}»|„[^“”\n]{1,2000}[“”]|\"[^\"\n]{12,2000}\""
)
_QUOTE_LINE: Final = re.compile(r"(?m)^[ \t]{0,8}>[^\n]*$")
_WORD: Final = re.compile(r"\w+")


def _constants() -> tuple[tuple[int, int], ...]:
    found = []
    for at in range(BANDS * _ROWS):
        digest = blake2b(str(at).encode(), digest_size=16).digest()
        found.append((int.from_bytes(digest[:8]) & _MASK | 1, int.from_bytes(digest[8:]) & _MASK))
    return tuple(found)


_TURNS: Final = _constants()


def own_words(message: Message) -> tuple[str, ...]:
    """Return the words of its author: without label, quotations, forwards, links and file names."""
    plain = []
    for part in message.parts:
        if part.kind is PartKind.OWN:
            spans = (*part.reading.cut, *part.text.quoted())
            plain.append(part.text.without(spans).plain[:_MOST_CHARACTERS])
    return words("\n".join(plain))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: folded, in order, not too many."""
    folded = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).casefold()
    if not folded.isascii():
        folded = "".join(one for one in folded if unicodedata.category(one) != "Cf")
    for left_out in (_URL, _QUOTE_LINE, _QUOTED):
        folded = left_out.sub(" ", folded)
    return tuple(_WORD.findall(folded)[:_MOST_WORDS])


def shingles(some: tuple[str, ...]) -> frozenset[int]:
    """Return digests of every three words in a row; of a long text those that are least."""
    found = {
        int.from_bytes(blake2b(" ".join(some[at : at + _SHINGLE]).encode(), digest_size=8).digest())
        for at in range(len(some) - _SHINGLE + 1)
    }
    return frozenset(sorted(found)[:_MOST_SHINGLES])


def bands(some: frozenset[int]) -> tuple[bytes, ...]:
    """Return what texts that are alike are likely to share; nothing for a text too short."""
    if len(some) < LEAST:
        return ()
    least = [min((turn * one + shift) & _MASK for one in some) for turn, shift in _TURNS]
    return tuple(
        b"".join(one.to_bytes(8) for one in least[at : at + _ROWS])
        for at in range(0, len(least), _ROWS)
    )


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether one text repeats the other: half of the shorter one, ten words or so."""
    shared = len(one & other)
    return shared >= LEAST - 2 and shared >= _SHARED * min(len(one), len(other))


def independent(source: str, poster: str, others: Iterable[tuple[str, bool, bool]]) -> bool:
    """Tell whether a text is not one organisation's alone: others had it too.

    `others` are messages like it, each with its organisation, whether that one had been given the
    source's before, and whether its author vouched that the words are its own or public. A third
    organisation's words are evidence; the poster's only where it had not been given the source's.
    """
    return any(
        vouched or (whose == poster and not given) or whose not in (source, poster)
        for whose, given, vouched in others
        if whose != source
    )
