"""The third way in: contents of files, written and read as streams, sealed on the way.

Neither ever holds a content whole: eight chunks of 64 KiB are written in one transaction, and one
is read at a time.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import Final, Literal

from storage.faults import Tampered
from storage.repositories.blobs import CONTENT, ORIGINAL
from storage.repositories.files import Content, Kept, Standing
from storage.sealing.blobs import Opener, Sealer
from storage.sealing.context import context
from storage.store import Store, Transaction

__all__ = [
    "CONTENT",
    "ORIGINAL",
    "Content",
    "Kept",
    "Standing",
    "commitment",
    "forget_content",
    "read",
    "save",
]

_AT_ONCE: Final = 8


async def save(
    store: Store,
    file_id: str,
    what: Literal["c", "o"],
    media_type: str,
    pieces: AsyncIterator[bytes],
) -> Content:
    """Seal a content and return where it lies; an earlier one of the same file is replaced.

    What `pieces` raises comes through, and nothing of the content is kept. Raises StoreFault.
    """
    blob_id = f"{file_id}.{what}"
    await forget_content(store, blob_id)
    sealer, digest, size, number = Sealer(blob_id), hashlib.sha256(), 0, 0
    ready: list[bytes] = []
    try:
        async for piece in pieces:
            digest.update(piece)
            size += len(piece)
            ready += sealer.add(piece)
            if len(ready) >= _AT_ONCE:
                number += await _write(store, blob_id, number, ready)
                ready = []
        await _write(store, blob_id, number, [*ready, sealer.end()])
    except BaseException:
        await forget_content(store, blob_id)
        raise
    return Content(type=media_type, size=size, sha256=digest.hexdigest(), blob=sealer.blob())


def commitment(kept: Kept) -> bytes:
    """Return what the audit holds of an original: it says nothing to whoever lacks the salt.

    SHA-256 over message, file, SHA-256 of the original and salt. Raises Tampered without them.
    """
    if kept.original is None or not kept.salt:
        raise Tampered("files: an original without a salt")
    bound = context("original", kept.message, kept.id, kept.original.sha256, kept.salt)
    return hashlib.sha256(bound).digest()


async def forget_content(store: Store, blob_id: str) -> None:
    """Delete what is kept of a content."""
    await store.write(lambda tx: tx.blobs.clear(blob_id))


async def _write(store: Store, blob_id: str, number: int, chunks: list[bytes]) -> int:
    await store.write(lambda tx: tx.blobs.write(blob_id, number, chunks))
    return len(chunks)


async def read(store: Store, content: Content) -> AsyncIterator[bytes]:
    """Give a content piece by piece; raises Tampered, StoreFault, before anything false is given.

    What was cut off, swapped, repeated or appended is noticed at the chunk where it was.
    """
    opener = Opener(content.blob)
    for number in range(content.blob.chunks):
        yield opener.open(await _chunk(store, content, number))
    if await _chunk(store, content, content.blob.chunks) is not None:
        raise Tampered("blobs: a chunk stands behind the last")


async def _chunk(store: Store, content: Content, number: int) -> bytes | None:
    async def query(tx: Transaction) -> bytes | None:
        return await tx.blobs.chunk(content.blob, number)

    return await store.read(query)
