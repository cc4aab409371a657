"""The stream inside a backup: records of one kind each, and values that keep their types.

record  its kind (1 byte), its length (4 bytes), then that many bytes
value   its type (1 byte); a number in 8 bytes, a text or bytes behind their length (4 bytes)
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from storage.faults import Tampered
from storage.statements import Value

MANIFEST: Final = b"M"
TABLE: Final = b"T"
ROW: Final = b"R"
END: Final = b"E"
_RECORD: Final = struct.Struct(">cI")
_LENGTH: Final = struct.Struct(">I")
_INTEGER: Final = struct.Struct(">q")
_FLOAT: Final = struct.Struct(">d")
_MOST: Final = 256 * 1024 * 1024
_UTF8: Final = ("utf-8", "surrogatepass")


def record(kind: bytes, content: bytes) -> bytes:
    """Return a record."""
    return _RECORD.pack(kind, len(content)) + content


def records(stream: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give kind and content of each record in a stream that comes in pieces; raises Tampered."""
    waiting = b""
    for piece in stream:
        waiting += piece
        at, end = 0, len(waiting)
        while end - at >= _RECORD.size:
            kind, length = _RECORD.unpack_from(waiting, at)
            if length > _MOST:
                raise Tampered("a record is longer than any that is written")
            begin = at + _RECORD.size
            if end - begin < length:
                break
            yield kind, waiting[begin : begin + length]
            at = begin + length
        waiting = waiting[at:]
    if waiting:
        raise Tampered("the stream ends within a record")


def packed(values: Iterable[Value]) -> bytes:
    """Return the values of a row; raises Tampered for one that no column holds."""
    out: list[bytes] = []
    for value in values:
        if value is None:
            out.append(b"n")
        elif isinstance(value, int):
            out += b"i", _INTEGER.pack(value)
        elif isinstance(value, float):
            out += b"f", _FLOAT.pack(value)
        elif isinstance(value, str):
            data = value.encode(*_UTF8)
            out += b"s", _LENGTH.pack(len(data)), data
        elif isinstance(value, bytes):
            out += b"b", _LENGTH.pack(len(value)), value
        else:
            raise Tampered("a column holds another type than was written")
    return b"".join(out)


def unpacked(content: bytes) -> Sequence[Value]:
    """Return the values of a row; raises Tampered."""
    out: list[Value] = []
    at, end = 0, len(content)
    try:
        while at < end:
            kind = content[at : at + 1]
            at += 1
            if kind == b"n":
                out.append(None)
            elif kind == b"i":
                out.append(_INTEGER.unpack_from(content, at)[0])
                at += _INTEGER.size
            elif kind == b"f":
                out.append(_FLOAT.unpack_from(content, at)[0])
                at += _FLOAT.size
            elif kind in (b"s", b"b"):
                (length,) = _LENGTH.unpack_from(content, at)
                at += _LENGTH.size
                data = content[at : at + length]
                at += length
                if at > end:
                    raise Tampered("a row is cut off")
                out.append(data if kind == b"b" else data.decode(*_UTF8))
            else:
                raise Tampered("a value is of no type that this version knows")
    except (struct.error, UnicodeDecodeError):
        raise Tampered("a row is not what was written") from None
    return out
