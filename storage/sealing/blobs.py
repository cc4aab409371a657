"""The content of a file, sealed piece by piece as it comes: nothing of it is ever held whole.

Each blob has a key of its own; a chunk is bound to the blob, its place and to being last. The last
is padded to a size class, so that what lies on the disk tells a file's length only roughly.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final

from storage.faults import Tampered
from storage.sealing.chunks import Chunks
from storage.sealing.context import context
from storage.sealing.padding import pad, unpad
from storage.sealing.records import KEY_BYTES

PIECE: Final = 65_535
"""Bytes of a file in one chunk; with its mark 64 KiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Where a content lies and what opens it; kept only inside a sealed record."""

    id: str
    key: str = field(repr=False)
    chunks: int


class Sealer:
    """Seals one content; `add` and `end` return the chunks that are ready, in order."""

    def __init__(self, blob_id: str) -> None:
        self._id = blob_id
        self._key = secrets.token_bytes(KEY_BYTES)
        self._chunks = Chunks(self._key, _bound(blob_id))
        self._waiting = bytearray()
        self._count = 0

    def add(self, data: bytes) -> list[bytes]:
        """Take more of the content; what may be its last piece waits."""
        self._waiting += data
        ready = []
        while len(self._waiting) > PIECE:
            ready.append(self._sealed(bytes(self._waiting[:PIECE]), last=False))
            del self._waiting[:PIECE]
        return ready

    def end(self) -> bytes:
        """Return the last chunk; an empty content has one too."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return self._sealed(piece, last=True)

    def _sealed(self, piece: bytes, *, last: bool) -> bytes:
        self._count += 1
        return self._chunks.seal(pad(piece), last=last)

    def blob(self) -> Blob:
        """Return what opens the content, once it has ended."""
        return Blob(id=self._id, key=self._key.hex(), chunks=self._count)


class Opener:
    """Opens one content, chunk by chunk, in order."""

    def __init__(self, blob: Blob) -> None:
        self._count = blob.chunks
        self._number = 0
        try:
            self._chunks = Chunks(bytes.fromhex(blob.key), _bound(blob.id))
        except ValueError:
            raise Tampered("blobs: a key is not what was written") from None

    def open(self, sealed: object) -> bytes:
        """Return the next piece of the content; raises Tampered."""
        if not isinstance(sealed, bytes):
            raise Tampered("blobs: a chunk is missing")
        self._number += 1
        return unpad(self._chunks.open(sealed, last=self._number == self._count))


def _bound(blob_id: str) -> bytes:
    return context("blob", blob_id)
