"""What a sealed record is bound to, encoded so that no two contexts read alike."""

from typing import Final, TypeAlias

Bound: TypeAlias = str | int | bytes | None

_FORMAT: Final = b"tocsin\x01"


def context(*parts: Bound) -> bytes:
    """Return the parts, each with its type and length before it."""
    out = [_FORMAT]
    for part in parts:
        if part is None:
            out.append(b"n")
            continue
        if isinstance(part, str):
            kind, data = b"s", part.encode("utf-8", "surrogatepass")
        elif isinstance(part, int):
            kind, data = b"i", b"%d" % part
        else:
            kind, data = b"b", part
        out += (kind, len(data).to_bytes(4, "big"), data)
    return b"".join(out)
