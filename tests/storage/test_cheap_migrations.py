"""What tests make quickly is what the migrations make: column for column, index for index."""

import pytest

from storage import migrating
from tests.storage.conftest import FileGround, Ground

IN_A_FILE = ["SELECT name, sql FROM sqlite_master ORDER BY name", "SELECT * FROM alembic_version"]
ON_A_SERVER = [
    """SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default,
        character_maximum_length, ordinal_position
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1""",
    "SELECT * FROM alembic_version",
]


def described(ground: Ground) -> list[list[tuple]]:
    asked = IN_A_FILE if isinstance(ground, FileGround) else ON_A_SERVER
    found = [ground.sql(one) for one in asked]
    assert len(found[0]) > 30
    return found


async def test_what_is_made_quickly_is_what_the_migrations_make(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        # It was heard when the first database of this process was made.
        patch.setattr(migrating, "command", None)
        await (await ground.make()).close()
    quickly = described(ground)
    ground.remove()
    monkeypatch.setattr("storage.store.migrate", migrating.migrate)
    await (await ground.make()).close()
    assert described(ground) == quickly
