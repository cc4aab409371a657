"""Tables of who is there and what waits for somebody: directory, members, affairs."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from storage.tables.columns import Words, metadata

directory = Table(
    "directory",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("origin", Words, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("lookup", LargeBinary, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

affairs = Table(
    "affairs",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("lookup", LargeBinary),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("affairs_lookup", "lookup", unique=True),
    Index("affairs_kind", "kind", "id"),
)
