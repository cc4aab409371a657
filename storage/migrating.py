"""Bringing a database to the tables of this version."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.faults import DatabaseBroken, DatabaseNewer
from storage.statements import Read
from storage.work import Connection as Reading

FOLDER: Final = Path(__file__).parent / "migrations"
_VERSION: Final = Read("SELECT version_num FROM alembic_version", str)
_TABLES: Final = Read(
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'", int
)


def newest() -> str:
    """Return the version that this program writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError("there are no migrations")
    return head


def is_older(version: str, where: object) -> bool:
    """Tell whether a database of this version must be migrated; raises DatabaseNewer."""
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version not in known:
        raise DatabaseNewer(
            f"{where}: the database is of version {version}, this program of {newest()}"
        )
    return version != newest()


async def version_of(connection: Reading, where: object) -> str:
    """Return a database's version; raises DatabaseBroken when it is none of ours."""
    (tables,) = await connection.fetch(_TABLES, {})
    found = await connection.fetch(_VERSION, {}) if tables else []
    if len(found) != 1:
        raise DatabaseBroken(f"{where}: is no database of tocsin")
    return found[0]


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
