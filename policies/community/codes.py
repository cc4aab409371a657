"""Codes that are read aloud or copied by hand: short, one use each, without letters to mistake."""

import re
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Neither 0 nor O, neither 1 nor I nor L."""
SHORT: Final = 8
"""Letters of a code that lives ten minutes: one in 850 thousand million is guessed at once."""
LONG: Final = 26
"""Letters of a code that lives days: 128 bits."""
_BETWEEN: Final = re.compile(r"[\s-]+")


def made(below: Callable[[int], int], length: int) -> str:
    """Return a code of so many letters; `below(n)` returns a whole number from 0 up to n by chance.

    A code is a secret: `below` is to be `secrets.randbelow` wherever it counts.
    """
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(length))


def written(code: str) -> str:
    """Return a code in groups of four, as people read it."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read(typed: str) -> str | None:
    """Return the code that somebody typed, None for what cannot be one."""
    code = _BETWEEN.sub("", typed).upper()
    known = set(code) <= set(ALPHABET)
    return code if known and len(code) in (SHORT, LONG) else None
