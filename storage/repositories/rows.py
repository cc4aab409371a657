"""A message's row: the columns that a decision reads, and what is sealed beside them."""

import hashlib
from typing import Final, NamedTuple

from sqlalchemy import select, text

from storage import schema
from storage.sealing.context import Bound, context
from storage.statements import Read

TABLE: Final = "messages"


class MessageRow(NamedTuple):
    """The columns in the order of the table."""

    id: str
    organisation: int
    place: int
    lookup: bytes
    label: str | None
    status: str
    rule: int
    revision: int
    minute: int
    expires: int
    reach: int
    address: bytes
    body: bytes | None

    def bound(self, column: str) -> tuple[Bound, ...]:
        """Return what a sealed column is bound to: every plain column of its row."""
        return (TABLE, column, *self[:-2])

    def digest(self) -> bytes:
        """Return the SHA-256 of the row as it is stored."""
        return hashlib.sha256(context(*self)).digest()


ROWS: Final = select(*(schema.messages.c[name] for name in MessageRow._fields))
MESSAGE_ROW: Final = Read(ROWS.where(text("id = :id")), MessageRow, TABLE)
