"""Looking for what must not be anywhere: every mark in every disguise, in raw bytes."""

import base64
import re
from collections.abc import Mapping
from typing import Final


def disguises(text: str) -> set[bytes]:
    """Return what a text looks like in the encodings that files hold, forwards and backwards.

    UTF-8, UTF-16, base64 at each of its three alignments, hex, and the escapes of JSON.
    """
    raw = {text.encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be")}
    raw |= {text[::-1].encode(), text[::-1].encode("utf-16-le")}
    raw |= {text.encode("ascii", "backslashreplace")}
    shifted = {_inner(b"x" * n + one, n) for one in raw for n in range(3)}
    safe = {one.replace(b"+", b"-").replace(b"/", b"_") for one in shifted}
    hexed = {one.hex().encode() for one in raw}
    return raw | shifted | safe | hexed | {one.upper() for one in hexed}


def _inner(data: bytes, before: int) -> bytes:
    """Return the base64 of `data` without the characters that depend on its neighbours."""
    whole = base64.b64encode(data[: len(data) // 3 * 3])
    return whole[4 if before else 0 :]


class Scan:
    """Finds marks, by name, in bytes."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._wanted = {name: disguises(mark) for name, mark in marks.items()}
        # Four bytes of each form: what has none of them, as nearly all data, holds no form.
        self._bits = {_middle(one) for forms in self._wanted.values() for one in forms}

    def found(self, data: bytes) -> list[str]:
        """Return the names of the marks that are in `data` in any disguise."""
        data = _HOLE.sub(_A_LITTLE, data)
        view = memoryview(data)
        seen: set[int] = set()
        for at in range(min(_BITS, len(data))):
            end = at + (len(data) - at) // _BITS * _BITS
            seen |= self._bits.intersection(view[at:end].cast("I"))
        return [
            name
            for name, forms in self._wanted.items()
            if any(_middle(one) in seen and one in data for one in forms)
        ]


_BITS: Final = 4
_A_LITTLE: Final = bytes(2 * _BITS)
_HOLE: Final = re.compile(_A_LITTLE + b"+")
"""Most of a database's files is holes, and no form has one of their size in it."""


def _middle(form: bytes) -> int:
    """Return four bytes out of the middle of a form, as a number of this machine's."""
    if len(form) < _BITS or _A_LITTLE in form:
        raise ValueError("a mark is too short to be looked for, or has a hole in it")
    at = (len(form) - _BITS) // 2
    return memoryview(form[at : at + _BITS]).cast("I")[0]
