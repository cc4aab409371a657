"""Tables of what comes in and goes out: events, cursors, deliveries, copies, cards."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from storage.tables.columns import Words, metadata, partial

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

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Words, primary_key=True),
    Column("message", Words, nullable=False),
    Column("thing", Words, nullable=False),
    Column("place", Integer, nullable=False),
    Column("source", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("status", Words, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("lease", Float, nullable=False),
    Column("process", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted", Float, nullable=False),
    Column("doubt", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("divisor", Integer, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("error", Words, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    partial(
        "deliveries_open", "message", "place", where="status IN ('waiting', 'claimed')", unique=True
    ),
    partial(
        "deliveries_lane",
        "place",
        "priority",
        "written",
        "sequence",
        "id",
        where="status = 'waiting'",
    ),
    partial("deliveries_claimed", "place", where="status = 'claimed'"),
    partial("deliveries_held", "message", where="status = 'held'"),
    partial("deliveries_ended", "status", "minute", where="status IN ('dead', 'quarantined')"),
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
    Column("id", Words, primary_key=True),
    Column("message", Words, nullable=False),
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

notices = Table(
    "notices",
    metadata,
    Column("id", Words, primary_key=True),
    Column("key", LargeBinary),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("notices_key", "key"),
)

dead = Table(
    "dead",
    metadata,
    Column("id", Words, primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
