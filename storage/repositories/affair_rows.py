"""An affair's row, of which the audit holds the digest."""

import hashlib
from typing import Final, NamedTuple

from storage.sealing.context import context
from storage.statements import Read

TABLE: Final = "affairs"
FIELDS: Final = "SELECT id, kind, lookup, week, sealed FROM affairs"


class AffairRow(NamedTuple):
    """The columns in the order of the table."""

    id: str
    kind: str
    lookup: bytes | None
    week: int
    sealed: bytes

    def digest(self) -> bytes:
        """Return the SHA-256 of the row as it is stored."""
        return hashlib.sha256(context(TABLE, *self)).digest()


AFFAIR_ROW: Final = Read(f"{FIELDS} WHERE id = :id", AffairRow, TABLE)
