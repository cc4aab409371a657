"""Bringing a database to the tables of this version."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.faults import DatabaseBroken, DatabaseNewer, TablesChanged
from storage.statements import Read
from storage.work import Connection as Reading

FOLDER: Final = Path(__file__).parent / "migrations"
_VERSION: Final = Read("SELECT version_num FROM alembic_version", str)


def is_older(version: str, where: object) -> bool:
    """Tell whether a database of this version must be migrated; raises DatabaseNewer."""
    *older, newest = _versions(FOLDER)
    if version not in (*older, newest):
        raise DatabaseNewer(
            f"{where}: the database is of version {version}, this program of {newest}"
        )
    return version != newest


def newest() -> str:
    """Return the version that this program writes."""
    return _versions(FOLDER)[-1]


@cache
def _versions(folder: Path) -> tuple[str, ...]:
    """Return the versions that the migrations know, oldest first."""
    script = ScriptDirectory.from_config(_config(folder))
    return tuple(one.revision for one in script.walk_revisions())[::-1]


async def version_of(connection: Reading, where: object) -> str:
    """Return a database's version; raises DatabaseBroken when it is none of ours."""
    try:
        found = await connection.fetch(_VERSION, {})
    except TablesChanged:
        found = []
    if len(found) != 1:
        raise DatabaseBroken(f"{where}: is no database of tocsin")
    return found[0]


def migrate(connection: Connection, version: str = "head") -> None:
    """Bring the tables to a version, the newest unless said, in the caller's transaction."""
    config = _config(FOLDER)
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
