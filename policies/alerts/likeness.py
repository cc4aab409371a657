"""Which alerts say much the same, by keyed digests of their words; also short ones.

An alert is often one sentence, in which three words in a row are seldom the same: single words are
compared, without those that every sentence has. Work is bounded whatever the text.
"""

from hashlib import blake2b
from typing import Final

from policies.sharing.fingerprints import words

BANDS: Final = 12
LEAST: Final = 3
"""So many different words of its own a text must have to be compared."""
_ROWS: Final = 2
_SHORTEST: Final = 3
"""Characters of a word that counts: shorter ones are in every sentence."""
_MOST: Final = 128
_SHARED: Final = 0.5
"""How much of all their words two alerts that say the same have in common."""
_KIND: Final = b"alert"
"""Keeps the digests of alerts apart from those of messages."""


def told(text: str) -> frozenset[str]:
    """Return the words by which an alert is compared; of a long text those that come first."""
    found = dict.fromkeys(one for one in words(text) if len(one) >= _SHORTEST)
    return frozenset(list(found)[:_MOST])


def bands(some: frozenset[str]) -> tuple[bytes, ...]:
    """Return what alerts that are alike are likely to share; nothing for one too short.

    Two of which half the words are the same share a band in nineteen cases of twenty, and two of
    which three quarters are, almost surely: 1 - (1 - s²)¹² of a likeness s.
    """
    if len(some) < LEAST:
        return ()
    least = [min(_digest(at, one) for one in some) for at in range(BANDS * _ROWS)]
    return tuple(_KIND + b"".join(least[at : at + _ROWS]) for at in range(0, len(least), _ROWS))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two alerts say much the same: half of all their words are in both."""
    shared = len(one & other)
    return shared >= LEAST and shared >= _SHARED * len(one | other)


def _digest(at: int, word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8, salt=at.to_bytes(8)).digest()
