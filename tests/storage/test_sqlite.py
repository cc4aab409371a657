"""The file itself: private, safe, closed to what no statement needs."""

import sqlite3
import stat

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from storage import migrating
from storage.schema import metadata
from storage.store import Store
from tests.storage.conftest import ON_SQLITE

pytestmark = ON_SQLITE


async def test_the_database_and_its_folder_are_private(ground) -> None:
    store = await ground.make()
    await store.check()
    assert stat.S_IMODE(ground.file.parent.stat().st_mode) == 0o700
    files = list(ground.file.parent.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    await store.close()


async def test_the_writer_is_set_as_the_design_says(store: Store) -> None:
    raw = store._database._driver.raw
    raw.set_authorizer(None)
    asked = ["journal_mode", "synchronous", "secure_delete", "temp_store", "trusted_schema"]
    found = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in [*asked, "foreign_keys"]]
    assert found == ["wal", 2, 1, 2, 0, 1]


async def test_what_would_lose_a_commit_is_told_and_nothing_else(store: Store) -> None:
    assert await store.loose() == {}
    raw = store._database._driver.raw
    raw.set_authorizer(None)
    raw.execute("PRAGMA synchronous = NORMAL")
    assert await store.loose() == {"synchronous": "1"}
    raw.execute("PRAGMA journal_mode = DELETE")
    assert await store.loose() == {"synchronous": "1", "journal_mode": "delete"}


async def test_a_process_that_reserved_the_database_is_seen_and_one_that_ended_is_not(
    ground,
) -> None:
    store = await ground.make()
    assert not await store.running()
    assert {one.name for one in ground.file.parent.iterdir() if "-lock" in one.name} == set()
    other = await ground.open()
    await other.reserve()
    assert await store.running()
    assert await store.running()
    await other.close()
    assert not await store.running()
    await store.reserve()
    await store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH 'other.db' AS other", "DETACH main", "CREATE TABLE t (c)", "DROP TABLE audit",
        "CREATE INDEX i ON audit (kind)", "CREATE TEMP TABLE t (c)", "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE", "ALTER TABLE audit ADD COLUMN c",
        "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END",
        "VACUUM INTO 'copy.db'",
    ],
)  # fmt: skip
async def test_attach_and_changes_of_the_schema_are_denied_at_run_time(
    store: Store, statement: str
) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        store._database._driver.raw.execute(statement)

    async def ask(driver) -> None:
        await driver.run(lambda raw: raw.execute(statement))

    async with store._database.reading() as reading:
        with pytest.raises(sqlite3.DatabaseError):
            await ask(reading._driver)


async def test_the_migrations_make_exactly_the_tables_of_the_schema(ground, monkeypatch) -> None:
    monkeypatch.setattr("storage.store.migrate", migrating.migrate)
    await (await ground.make()).close()
    engine = create_engine(ground.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    made = dict(ground.sql("SELECT name, sql FROM sqlite_master"))
    fresh = create_engine("sqlite://")
    with fresh.connect() as connection:
        metadata.create_all(connection)
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").fetchall()
    fresh.dispose()
    assert {n: plain(s) for n, s in rows} == {
        n: plain(s) for n, s in made.items() if "alembic" not in n
    }


def plain(sql: str | None) -> str:
    return "".join((sql or "").split()).lower()


async def test_deleted_rows_are_overwritten_in_this_build(ground, store: Store) -> None:
    marker = b"\x13MARKER-" * 4

    async def put(tx) -> None:
        tx.received.told(marker)

    await store.write(put)
    await store.purge()
    assert marker in ground.bytes_on_disk()
    ground.pass_(days=1)

    async def forget(tx) -> None:
        tx.received.forget(tx.now)

    await store.write(forget)
    assert await store.purge()
    assert marker not in ground.bytes_on_disk()
