"""Tables of the alert desk: what is numbered and worked on, its sheets, and what falls due."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table

from storage.tables.columns import Words, metadata, partial

docket = Table(
    "docket",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("docket_number", "kind", "number", unique=True),
    partial("docket_open", "kind", "open", "rank", "number", "version", "id", where="open = 1"),
)

sheets = Table(
    "sheets",
    metadata,
    Column("id", Words, primary_key=True),
    Column("item", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("position", Integer, nullable=False),
    Column("lookup", LargeBinary),
    Column("organisation", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("sheets_of", "item", "kind", "position", unique=True),
    Index("sheets_lookup", "lookup", unique=True),
)

agenda = Table(
    "agenda",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("due", Float, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("agenda_due", "due"),
    sqlite_with_rowid=False,
)
