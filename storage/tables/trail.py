"""Tables of the audit trail and of its heads."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from storage.tables.columns import Words, metadata

audit = Table(
    "audit",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("organisation", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("item", Words),
    Column("digest", LargeBinary),
    Column("until", Integer),
    Column("sealed", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("audit_item", "item", "entry"),
)

heads = Table(
    "heads",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("tag", LargeBinary, nullable=False),
)
