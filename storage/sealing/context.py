"""What a sealed record is bound to, encoded so that no two contexts read alike."""

from typing import Final, TypeAlias

from storage.faults import Tampered

Bound: TypeAlias = str | int | bytes | None

_FORMAT: Final = b"tocsin1:"


def context(*parts: object) -> bytes:
    """Return the parts, each with its type and, but for numbers, its length before it.

    Raises Tampered for a part that is no `Bound`: a column was given another type.
    """
    out = [_FORMAT]
    for part in parts:
        if isinstance(part, str):
            data = part.encode("utf-8", "surrogatepass")
            out.append(b"s%d:" % len(data))
            out.append(data)
        elif isinstance(part, int):
            out.append(b"i%d;" % part)
        elif part is None:
            out.append(b"n")
        elif isinstance(part, bytes):
            out.append(b"b%d:" % len(part))
            out.append(part)
        else:
            raise Tampered("a column holds another type than was written")
    return b"".join(out)
