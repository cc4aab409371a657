"""What a sealed record is bound to, encoded so that no two contexts read alike."""

from typing import Final, TypeAlias

from storage.faults import Tampered

Bound: TypeAlias = str | int | bytes | None

_FORMAT: Final = b"tocsin1:"
_SHORT: Final = 256
_TEXT: Final = tuple(b"s%d:" % length for length in range(_SHORT))
_BYTES: Final = tuple(b"b%d:" % length for length in range(_SHORT))


def context(*parts: object) -> bytes:
    """Return the parts, each with its type and, but for numbers, its length before it.

    Raises Tampered for a part that is no `Bound`: a column was given another type.
    """
    out = [_FORMAT]
    add = out.append
    for part in parts:
        if isinstance(part, str):
            data = part.encode("utf-8", "surrogatepass")
            length = len(data)
            add(_TEXT[length] if length < _SHORT else b"s%d:" % length)
            add(data)
        elif isinstance(part, int):
            add(b"i%d;" % part)
        elif part is None:
            add(b"n")
        elif isinstance(part, bytes):
            length = len(part)
            add(_BYTES[length] if length < _SHORT else b"b%d:" % length)
            add(part)
        else:
            raise Tampered("a column holds another type than was written")
    return b"".join(out)
