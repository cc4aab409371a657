"""What a backup says of itself, inside its seal."""

from dataclasses import dataclass
from datetime import datetime

from storage.repositories import forms


@dataclass(frozen=True, slots=True, kw_only=True)
class TableIn:
    """One table: its columns in the order in which a row's values stand, and how many rows."""

    name: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands before the rows.

    `schema` is the version of the tables; `deployment` the random name of the deployment, in hex;
    `head` the hash of the last of `entries` audit entries, in hex.
    """

    schema: str
    deployment: str
    recovery: str
    taken: datetime
    entries: int
    head: str
    tables: tuple[TableIn, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)

    def written(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return forms.dump(self, Manifest)

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Return the manifest in `content`; raises Tampered."""
        return forms.load(content, cls)
