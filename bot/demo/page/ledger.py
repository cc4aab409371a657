"""The database as the page sees it: opened read-only, plain columns and sealed bytes, no key."""

import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

_MESSAGES: Final = """SELECT rowid, id, place, label, status, rule, revision, minute,
    length(body) FROM messages ORDER BY rowid"""
_DELIVERIES: Final = """SELECT message, thing, place, status, rule, error, due
    FROM deliveries ORDER BY rowid"""
_COPIES: Final = "SELECT DISTINCT message, place FROM copies"
_AUDIT: Final = """SELECT entry, kind, minute, item, hash FROM audit
    ORDER BY entry DESC LIMIT :most"""
_DUES: Final = "SELECT kind, min(due) FROM agenda WHERE due > :now GROUP BY kind"
_BODY: Final = "SELECT body FROM messages WHERE id = :id"


class Row(NamedTuple):
    """What of a message is in plain; `size` is how many sealed bytes its body has."""

    rowid: int
    id: str
    place: int
    label: str | None
    status: str
    rule: int
    revision: int
    minute: int
    size: int | None


class Delivery(NamedTuple):
    """What of a delivery is in plain."""

    message: str
    thing: str
    place: int
    status: str
    rule: int
    error: str
    due: float


class Entry(NamedTuple):
    """What of an audit entry is in plain."""

    entry: int
    kind: str
    minute: int
    item: str | None
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The tables at one moment; `audit` has the newest entries, newest first."""

    messages: tuple[Row, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    copies: frozenset[tuple[str, int]] = frozenset()
    audit: tuple[Entry, ...] = ()
    body: bytes | None = field(default=None, repr=False)
    dues: tuple[tuple[str, float], ...] = ()
    """What falls due next of each kind, in Unix seconds."""

    def row(self, message: str) -> Row | None:
        """Return a message's row."""
        return next((one for one in self.messages if one.id == message), None)

    def delivery(self, message: str, place: int) -> Delivery | None:
        """Return the newest delivery of a message to a place."""
        found = [
            one
            for one in self.deliveries
            if (one.message, one.thing, one.place) == (message, "message", place)
        ]
        return found[-1] if found else None

    def edit_waits(self, message: str) -> bool:
        """Tell whether an edit of a message waits for its author."""
        return any((one.message, one.thing) == (message, "edit") for one in self.deliveries)

    @property
    def waiting(self) -> int:
        """How many messages and files have not gone yet; cards may wait until they are due."""
        return sum(
            one.status in ("waiting", "claimed") and one.thing in ("message", "files")
            for one in self.deliveries
        )

    @property
    def delayed(self) -> int:
        """How many deliveries wait because the platform would not take them."""
        return sum(
            one.status in ("waiting", "claimed") and bool(one.error) for one in self.deliveries
        )


def look(database: Path, *, entries: int, body_of: str = "", now: float = 0.0) -> Ledger:
    """Return the tables as they are now, with the sealed body of one message.

    `now` is Unix time by the bot's clock: what fell due before is on its way already.

    Raises sqlite3.Error where the database cannot be read at this moment.
    """
    address = f"{database.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as opened:
        opened.execute("BEGIN")
        body = opened.execute(_BODY, {"id": body_of}).fetchone() if body_of else None
        return Ledger(
            messages=tuple(Row(*one) for one in opened.execute(_MESSAGES)),
            deliveries=tuple(Delivery(*one) for one in opened.execute(_DELIVERIES)),
            copies=frozenset((str(one), int(place)) for one, place in opened.execute(_COPIES)),
            audit=tuple(Entry(*one) for one in opened.execute(_AUDIT, {"most": entries})),
            body=None if body is None or body[0] is None else bytes(body[0]),
            dues=tuple(
                (str(kind), float(due)) for kind, due in opened.execute(_DUES, {"now": now})
            ),
        )
