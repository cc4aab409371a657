"""A message's row: the columns that a decision reads, and what is sealed beside them."""

import hashlib
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from sqlalchemy import select, text

from policies.messages.files import File
from policies.messages.message import Author, Message, Part
from policies.readings import Reading
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What of a message is forgotten before its address."""

    author: Author
    parts: tuple[Part, ...]
    reading: Reading
    files: tuple[File, ...] = ()

    @classmethod
    def of(cls, message: Message) -> "Body":
        """Return the body of a message."""
        return cls(
            author=message.author,
            parts=message.parts,
            reading=message.reading,
            files=message.files,
        )

    def whole(self, standing: Message) -> Message:
        """Return the message with its body."""
        return replace(
            standing,
            author=self.author,
            parts=self.parts,
            reading=self.reading,
            files=self.files,
        )


def remnant(reading: Reading) -> Reading:
    """Return what later edits and answers are measured by, without a word of the text."""
    return Reading(
        kind=reading.kind,
        label=reading.label,
        mentioned=reading.mentioned,
        mere_mention=reading.mere_mention,
        restrictions=reading.restrictions,
    )


ROWS: Final = select(*(schema.messages.c[name] for name in MessageRow._fields))
MESSAGE_ROW: Final = Read(ROWS.where(text("id = :id")), MessageRow, TABLE)
