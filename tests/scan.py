"""Looking for what must not be anywhere: every mark in every disguise, in raw bytes."""

import base64
from collections.abc import Mapping


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

    def found(self, data: bytes) -> list[str]:
        """Return the names of the marks that are in `data` in any disguise."""
        return [name for name, forms in self._wanted.items() if any(one in data for one in forms)]
