"""Sealed chunks of contents: `FILE.c` is what is carried of a file, `FILE.o` the file as it came.

What opens them stands in the file's sealed row alone; a chunk by itself says nothing.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert

from storage import schema
from storage.sealing.blobs import PIECE, Blob
from storage.statements import Read, Statement
from storage.work import Values, Work

CONTENT: Final = "c"
ORIGINAL: Final = "o"
_TABLE: Final = "blobs"
_CHUNK: Final = Read(
    "SELECT chunk FROM blobs WHERE id = :id AND number = :number", lambda one: one, _TABLE
)
_COUNT: Final = Read("SELECT count(*) FROM blobs", int, _TABLE)
_COUNT_OF: Final = Read(
    """SELECT count(*) FROM files JOIN blobs
    ON blobs.id IN (files.id || '.c', files.id || '.o')
    WHERE files.organisation = :organisation""",
    int,
    _TABLE,
)
_ADD: Final = Statement(insert(schema.blobs))
_CLEAR: Final = Statement("DELETE FROM blobs WHERE id = :id")
_CLEAR_NOT_CARRIED: Final = Statement(
    """DELETE FROM blobs WHERE id IN (SELECT files.id || '.' || what.one FROM files,
    (SELECT 'c' AS one UNION SELECT 'o') what WHERE files.status IN ('refused', 'named'))"""
)
FORGET_NOBODYS: Final = Statement(
    """DELETE FROM blobs WHERE NOT EXISTS
    (SELECT 1 FROM files WHERE files.id = substr(blobs.id, 1, 32))"""
)


class Blobs:
    """Chunks by content and number."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def write(self, blob_id: str, number: int, chunks: Sequence[bytes]) -> None:
        """Keep sealed chunks from `number` on."""
        rows: list[Values] = [
            {"id": blob_id, "number": at, "chunk": chunk}
            for at, chunk in enumerate(chunks, start=number)
        ]
        if rows:
            await self._work.write(_ADD, *rows)

    async def chunk(self, blob: Blob, number: int) -> bytes | None:
        """Return one sealed chunk of a content."""
        return await self._work.first(_CHUNK, id=blob.id, number=number)

    async def weight(self, organisation: int | None = None) -> int:
        """Return the bytes that contents take, of all files or of an organisation's, by number.

        Each content is counted up to its next full chunk.
        """
        if organisation is None:
            return (await self._work.first(_COUNT) or 0) * PIECE
        return (await self._work.first(_COUNT_OF, organisation=organisation) or 0) * PIECE

    async def clear(self, blob_id: str) -> None:
        """Forget what was written of a content."""
        await self._work.write(_CLEAR, {"id": blob_id})

    async def nothing_of(self, file_id: str) -> None:
        """Forget whatever was written of a file."""
        for what in (CONTENT, ORIGINAL):
            await self.clear(f"{file_id}.{what}")

    async def tidy(self) -> None:
        """Forget what was written of files that are not carried; while nobody fetches any."""
        await self._work.write(_CLEAR_NOT_CARRIED, {})
