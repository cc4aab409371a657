"""The tables: plain numbers and random ids above, everything people said or are below a seal.

Times in columns are whole minutes since 1970 (UTC), except on rows that wait. `week` counts weeks
since 1970 and names the week after whose end a record's key is shredded; 0 is never.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

SEALED_FORM: Final = 1
"""The version of what is inside sealed records and of what they are bound to."""
NEVER: Final = 0
_WEEK: Final = 604_800
_MINUTE: Final = 60

metadata: Final = MetaData()
_Text: Final = String().with_variant(String(collation="C"), "postgresql")
"""Text whose order is that of its bytes, whatever the server's language is."""


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def week_of(instant: datetime) -> int:
    """Return the week in which an instant lies."""
    return int(instant.timestamp()) // _WEEK


def minute_of(instant: datetime) -> int:
    """Return the minute in which an instant lies."""
    return int(instant.timestamp()) // _MINUTE


slots = Table(
    "slots",
    metadata,
    Column("name", _Text, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("provider", _Text),
    Column("parameters", _Text),
    Column("wrapped", LargeBinary),
)

numbers = Table(
    "numbers",
    metadata,
    Column("kind", _Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("lookup", LargeBinary, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("kind", "number"),
)

organisation_keys = Table(
    "organisation_keys",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("organisation", Integer, nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("id", LargeBinary, primary_key=True),
    Column(
        "parent",
        LargeBinary,
        ForeignKey("organisation_keys.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("organisation", Integer, nullable=False),
    Column("purpose", _Text, nullable=False),
    Column("week", Integer, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("data_keys_use", "organisation", "purpose", "week"),
)

received = Table(
    "received",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("minute", Integer, nullable=False),
    sqlite_with_rowid=False,
)

cursors = Table(
    "cursors",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("door", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("cursors_door", "door"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("organisation", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("lookup", LargeBinary, nullable=False, unique=True),
    Column("label", _Text),
    Column("status", _Text, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Index("messages_recent", "place", "minute"),
    _partial("messages_held", "minute", where="status = 'held'"),
    Index("messages_expires", "expires"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("message", _Text, nullable=False),
    Column("thing", _Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("source", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("status", _Text, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("lease", Float, nullable=False),
    Column("process", _Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted", Float, nullable=False),
    Column("doubt", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("divisor", Integer, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("error", _Text, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    _partial(
        "deliveries_open", "message", "place", where="status IN ('waiting', 'claimed')", unique=True
    ),
    _partial(
        "deliveries_lane",
        "place",
        "priority",
        "written",
        "sequence",
        "id",
        where="status = 'waiting'",
    ),
    _partial("deliveries_claimed", "place", where="status = 'claimed'"),
    _partial("deliveries_held", "message", where="status = 'held'"),
    _partial("deliveries_ended", "status", "minute", where="status IN ('dead', 'quarantined')"),
    Index("deliveries_minute", "minute"),
    Index("deliveries_of", "message"),
)

marks = Table(
    "marks",
    metadata,
    Column("source", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "place"),
)

copies = Table(
    "copies",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("message", _Text, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("lookup", LargeBinary, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Index("copies_of", "message", "place", "part"),
    Index("copies_lookup", "lookup"),
    Index("copies_reach", "reach"),
)

files = Table(
    "files",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("message", _Text, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("standing", LargeBinary, nullable=False),
    Column("album", LargeBinary),
    Column("status", _Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("files_of", "message"),
    Index("files_standing", "standing"),
    Index("files_album", "album"),
    _partial("files_awaited", "due", where="status = 'awaited'"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", _Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("chunk", LargeBinary, nullable=False),
    PrimaryKeyConstraint("id", "number"),
)

reactions = Table(
    "reactions",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("message", _Text, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("reactions_of", "message", "lookup"),
    _partial("reactions_stale", "message", where="stale = 1"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("key", LargeBinary),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("notices_key", "key"),
)

affairs = Table(
    "affairs",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("kind", _Text, nullable=False),
    Column("lookup", LargeBinary),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("affairs_lookup", "lookup", unique=True),
    Index("affairs_kind", "kind", "id"),
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("message", _Text, nullable=False),
    Column("band", Integer, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("expires", Integer, nullable=False),
    PrimaryKeyConstraint("message", "band"),
    Index("fingerprints_value", "value", "expires"),
    Index("fingerprints_expires", "expires"),
)

records = Table(
    "records",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("message", _Text, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("records_of", "organisation", "message", unique=True),
)

members = Table(
    "members",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

directory = Table(
    "directory",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("kind", _Text, nullable=False),
    Column("origin", _Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

dead = Table(
    "dead",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("kind", _Text, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("item", _Text),
    Column("digest", LargeBinary),
    Column("until", Integer),
    Column("sealed", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("audit_item", "item", "entry"),
)

heads = Table(
    "heads",
    metadata,
    Column("name", _Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("tag", LargeBinary, nullable=False),
)
