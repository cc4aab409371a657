"""Tables of what people said: messages, files, reactions, copies kept for the record."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table

from storage.tables.columns import Words, metadata, partial

messages = Table(
    "messages",
    metadata,
    Column("id", Words, primary_key=True),
    Column("organisation", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("lookup", LargeBinary, nullable=False, unique=True),
    Column("label", Words),
    Column("status", Words, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Index("messages_recent", "place", "minute"),
    partial("messages_held", "minute", where="status = 'held'"),
    Index("messages_expires", "expires"),
)

files = Table(
    "files",
    metadata,
    Column("id", Words, primary_key=True),
    Column("message", Words, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("standing", LargeBinary, nullable=False),
    Column("album", LargeBinary),
    Column("status", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("files_of", "message"),
    Index("files_standing", "standing"),
    Index("files_album", "album"),
    partial("files_awaited", "due", where="status = 'awaited'"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("chunk", LargeBinary, nullable=False),
    PrimaryKeyConstraint("id", "number"),
)

reactions = Table(
    "reactions",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("message", Words, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("stale", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("reactions_of", "message", "lookup"),
    partial("reactions_stale", "message", where="stale = 1"),
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("message", Words, nullable=False),
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
    Column("id", Words, primary_key=True),
    Column("message", Words, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("records_of", "organisation", "message", unique=True),
)
