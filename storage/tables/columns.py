"""What all tables are made of."""

from typing import Final

from sqlalchemy import Index, MetaData, String, text

metadata: Final = MetaData()
Words: Final = String().with_variant(String(collation="C"), "postgresql")
"""Text whose order is that of its bytes, whatever the server's language is."""


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of those rows alone for which a condition of SQL holds."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
