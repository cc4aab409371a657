"""Databases cost little in tests: the migrations say once in a process how the tables are made.

What Alembic said of a new database is said to the next one of that kind at once, without Alembic.
One that is older, and migrations from another folder, are Alembic's each time; so are those of a
program that is not forked. tests/storage/test_cheap_migrations.py holds that the tables are the
same.
"""

import sys
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.util import await_only

_USERS: Final = ("storage.store", "storage.archive.restoring")
_TABLES: Final = {
    "sqlite": "SELECT count(*) FROM sqlite_master",
    "postgresql": "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()",
}
_said: dict[tuple[str, Path, str], list[str]] = {}


def migrate_cheaply() -> None:
    """Let what is made in this process from now on be made by what was said before."""
    for name in _USERS:
        if user := sys.modules.get(name):
            user.migrate = migrate  # type: ignore[attr-defined]


def migrate(connection: Connection, version: str = "head") -> None:
    """Do what `storage.migrating.migrate` does."""
    from storage import migrating  # noqa: PLC0415 - not every test has storage

    kind = connection.dialect.name
    asked = kind, migrating.FOLDER, migrating.newest() if version == "head" else version
    if connection.exec_driver_sql(_TABLES[kind]).scalar():
        migrating.migrate(connection, version)
    elif asked in _said:
        _say(connection, _said[asked])
    else:
        _said[asked] = _heard(connection, lambda: migrating.migrate(connection, version))


def _heard(connection: Connection, said: Any) -> list[str]:
    """Return the statements that change something of all that is said to the connection."""
    statements: list[str] = []

    def hear(_of: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            assert not values
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", hear)
    try:
        said()
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    return statements


def _say(connection: Connection, statements: list[str]) -> None:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        # At one go: each alone would wait for the other thread.
        await_only(driver.run(lambda raw: [raw.execute(one) for one in statements]))
        return
    for one in statements:
        connection.exec_driver_sql(one)
