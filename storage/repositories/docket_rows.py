"""The rows of the alert desk of which the audit holds the digest."""

import hashlib
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from storage.sealing.context import context
from storage.statements import Read

T = TypeVar("T")
FOR_EVER: Final = 2**31 - 1
"""A minute that none of ours reaches."""
DOCKET: Final = "docket"
AGENDA: Final = "agenda"
ITEMS: Final = (
    "SELECT id, kind, number, organisation, open, rank, week, version, sealed FROM docket"
)
DUES: Final = "SELECT lookup, kind, due, rank, attempts, sealed FROM agenda"


class DocketRow(NamedTuple):
    """The columns of an item in the order of the table."""

    id: str
    kind: str
    number: int
    organisation: int
    open: int
    rank: int
    week: int
    version: int
    sealed: bytes

    def digest(self) -> bytes:
        """Return the SHA-256 of the row as it is stored."""
        return hashlib.sha256(context(DOCKET, *self)).digest()


class AgendaRow(NamedTuple):
    """The columns of what falls due in the order of the table; `due` is Unix time in seconds."""

    lookup: bytes
    kind: str
    due: float
    rank: int
    attempts: int
    sealed: bytes

    def bound(self) -> tuple[str | bytes | int, ...]:
        """Return what the sealed column is bound to: every plain column, the time exactly."""
        return (AGENDA, self.lookup, self.kind, float(self.due).hex(), self.rank, self.attempts)

    def digest(self) -> bytes:
        """Return the SHA-256 of the row as it is stored."""
        return hashlib.sha256(context(*self.bound(), self.sealed)).digest()


DOCKET_ROW: Final = Read(f"{ITEMS} WHERE id = :id", DocketRow, DOCKET)
AGENDA_ROW: Final = Read(f"{DUES} WHERE lookup = :lookup", AgendaRow, AGENDA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed(Generic[T]):
    """An item as it stands: its number counts from 1 within its kind and is never given again.

    `organisation` is the one that it originates from; `rank` orders what is open, the highest
    first; `version` counts its changes.
    """

    id: str
    kind: str
    number: int
    organisation: str
    open: bool
    rank: int
    week: int
    version: int
    value: T = field(repr=False)


class Stale(Exception):
    """Somebody else has changed an item since it was read; read it anew. Names its kind."""
