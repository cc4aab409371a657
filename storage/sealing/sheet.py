"""A recovery key as lines that a person can type: each line says by itself whether it is right.

Seven lines of three groups of four letters. A line holds five bytes and a check of 20 bits in which
its number is, so a slip is told by its line. The letters are Crockford's base 32, without I, L, O
and U; who types O means 0, who types I or L means 1 (https://www.crockford.com/base32.html).
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

LINES: Final = 7
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT: Final = str.maketrans("OIL", "011")
_GROUP: Final = 4
_DATA: Final = 8
_LINE: Final = 12
_BYTES: Final = 5
_VERSION: Final = b"\x01"
_CHECK: Final = 2
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*[.:)]?\s+(\S.*)")


class BadWords(Exception):
    """Lines that are no recovery key; the message names the line and never a letter of it."""


def lines_of(seed: bytes) -> tuple[str, ...]:
    """Return the lines for a seed of 32 bytes, each with its number before it."""
    whole = _VERSION + seed + _overall(seed)
    return tuple(
        f"{number}  {_line(number, whole[_BYTES * (number - 1) : _BYTES * number])}"
        for number in range(1, LINES + 1)
    )


def seed_of(given: Iterable[str]) -> bytes:
    """Return the seed in lines, in which a sheet's other lines may stand; raises BadWords."""
    found: dict[int, bytes] = {}
    for number, text in _numbered(given):
        if not 1 <= number <= LINES:
            raise BadWords(f"line {number}: a recovery key has {LINES} lines")
        if number in found:
            raise BadWords(f"line {number}: stands there twice")
        found[number] = read_line(number, text)
    missing = [str(number) for number in range(1, LINES + 1) if number not in found]
    if missing:
        raise BadWords(f"line {', '.join(missing)}: is missing")
    whole = b"".join(found[number] for number in range(1, LINES + 1))
    seed = whole[1:-_CHECK]
    if whole[:1] != _VERSION:
        raise BadWords("line 1: is of a form that this version does not know")
    if whole[-_CHECK:] != _overall(seed):
        raise BadWords("the lines are right one by one but not of one sheet")
    return seed


def _numbered(given: Iterable[str]) -> list[tuple[int, str]]:
    """Return the lines with numbers; where none has one, they stand in order."""
    lines = [line.strip() for line in given if line.strip()]
    matches = [match for line in lines if (match := _NUMBERED.fullmatch(line))]
    if matches:
        return [(int(match[1]), match[2]) for match in matches]
    return list(enumerate(lines, start=1))


def read_line(number: int, text: str) -> bytes:
    """Return the five bytes of one line, typed without its number; raises BadWords."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(_MEANT)
    if len(letters) != _LINE:
        raise BadWords(f"line {number}: has {len(letters)} letters instead of {_LINE}")
    if any(letter not in _LETTERS for letter in letters):
        raise BadWords(f"line {number}: has a letter that is never used")
    value = 0
    for letter in letters[:_DATA]:
        value = value << 5 | _LETTERS.index(letter)
    data = value.to_bytes(_BYTES, "big")
    if letters[_DATA:] != _check(number, data):
        raise BadWords(f"line {number}: has a slip in it")
    return data


def _line(number: int, data: bytes) -> str:
    letters = _spelled(int.from_bytes(data, "big"), _DATA) + _check(number, data)
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LINE, _GROUP))


def _check(number: int, data: bytes) -> str:
    digest = hashlib.sha256(b"tocsin recovery line 1" + bytes((number,)) + data).digest()
    return _spelled(int.from_bytes(digest[:3], "big") >> 4, _LINE - _DATA)


def _overall(seed: bytes) -> bytes:
    return hashlib.sha256(b"tocsin recovery sheet 1" + seed).digest()[:_CHECK]


def _spelled(value: int, letters: int) -> str:
    return "".join(_LETTERS[value >> 5 * at & 31] for at in reversed(range(letters)))
