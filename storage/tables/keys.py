"""Tables of keys and of what stands behind plain numbers."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from storage.tables.columns import Words, metadata

slots = Table(
    "slots",
    metadata,
    Column("name", Words, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("provider", Words),
    Column("parameters", Words),
    Column("wrapped", LargeBinary),
)

numbers = Table(
    "numbers",
    metadata,
    Column("kind", Words, nullable=False),
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
    Column("purpose", Words, nullable=False),
    Column("week", Integer, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("data_keys_use", "organisation", "purpose", "week"),
)
