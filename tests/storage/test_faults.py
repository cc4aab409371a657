"""A database that is missing, newer, older, unwritable, full or broken, and a kill."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from storage import migrating
from storage.store import (
    DatabaseBroken,
    DatabaseFull,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseReadOnly,
    Store,
    Transaction,
)
from tests.bot.forks import Forks
from tests.in_full import IN_FULL
from tests.stage import forks
from tests.storage.conftest import ON_SQLITE

__all__ = ["forks"]

NEWEST = migrating.newest()
LATER = f'''
"""A made-up later version."""
from alembic import op
revision = "9000"
down_revision = "{NEWEST}"
def upgrade():
    op.execute("CREATE TABLE later (one INTEGER)")
'''


def did(*command: str) -> bool:
    """Run a command of the machine's own; tell whether it worked."""
    return not subprocess.run(command, capture_output=True, check=False).returncode


async def tell(tx: Transaction) -> None:
    tx.received.told(tx.keyed(tx.new_id()))


@ON_SQLITE
async def test_opening_never_makes_a_database(ground) -> None:
    ground.key.touch()
    with pytest.raises(DatabaseMissing, match=r"tocsin\.db"):
        await ground.open()
    assert not ground.file.parent.exists()


@pytest.mark.parametrize("url", ["mysql://user@host/db", "sqlite://", "no url"])
async def test_a_url_of_another_kind_is_not_in_this_version(ground, url: str) -> None:
    with pytest.raises(DatabaseMissing, match=r"\[storage\] url"):
        await Store.open(url, ground.provider(), clock=ground.clock)


async def test_a_database_of_a_newer_version_is_refused_unchanged(ground) -> None:
    await (await ground.create()).close()
    ground.sql("UPDATE alembic_version SET version_num = '9999'")
    before = ground.state()
    with pytest.raises(DatabaseNewer, match="9999"):
        await ground.open()
    assert ground.state() == before


async def test_an_older_database_is_migrated_and_keeps_what_it_holds(
    ground, tmp_path, monkeypatch
) -> None:
    store = await ground.create()
    await ground.keep(store, ground.message())
    await store.close()
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(LATER)
    monkeypatch.setattr(migrating, "FOLDER", folder)
    again = await ground.open()
    stored = await again.read(lambda tx: tx.messages.get(ground.message().id))
    assert stored.message == ground.message()
    await again.close()
    assert ground.sql("SELECT version_num FROM alembic_version") == [("9000",)]
    assert ground.sql("SELECT count(*) FROM later") == [(0,)]


async def test_a_migration_that_fails_leaves_the_older_database(
    ground, tmp_path, monkeypatch
) -> None:
    await (await ground.create()).close()
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    broken = LATER + '    op.execute("CREATE TABLE later (two INTEGER)")\n'
    (folder / "versions" / "later.py").write_text(broken)
    monkeypatch.setattr(migrating, "FOLDER", folder)
    with pytest.raises(DatabaseBroken):
        await ground.open()
    assert ground.sql("SELECT version_num FROM alembic_version") == [(NEWEST,)]
    assert "later" not in ground.tables()


@ON_SQLITE
@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
async def test_a_file_that_is_no_database_of_ours_is_refused_unchanged(ground, content) -> None:
    ground.file.parent.mkdir()
    ground.file.write_bytes(content)
    with pytest.raises(DatabaseBroken):
        await ground.open()
    assert ground.file.read_bytes() == content


@ON_SQLITE
async def test_a_full_database_is_told_to_callers_and_mends_itself(ground, store: Store) -> None:
    await store.write(tell)
    raw = store._database._driver.raw
    raw.set_authorizer(None)
    (pages,) = raw.execute("PRAGMA page_count").fetchone()

    def limit(most: int) -> None:
        # What a disk's end is to SQLite, without a disk: no page more than there is.
        raw.execute(f"PRAGMA max_page_count = {most}")

    limit(pages)

    async def fill(tx: Transaction) -> None:
        for _ in range(2000):
            tx.received.told(tx.keyed(tx.new_id()))

    results = await asyncio.gather(store.write(fill), store.write(fill), return_exceptions=True)
    assert [type(one) for one in results] == [DatabaseFull, DatabaseFull]
    assert results[0].remedy
    assert not store.healthy()
    limit(2**30)
    await store.check()
    assert store.healthy()
    await store.write(fill)


@ON_SQLITE
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
async def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(ground) -> None:
    ground.file.parent.mkdir()
    if not did("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(ground.file.parent)):
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        store = await ground.create()
        await ground.keep(store, ground.message())
        ballast = ground.file.parent / "ballast"
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(b"x" * 2**21)

        async def fill(tx: Transaction) -> None:
            for _ in range(3000):
                tx.received.told(tx.keyed(tx.new_id()))

        with pytest.raises(DatabaseFull):
            await store.write(fill)
        assert not store.healthy()
        stored = await store.read(lambda tx: tx.messages.get(ground.message().id))
        assert stored.message == ground.message()
        ballast.unlink()
        await store.write(tell)
        assert store.healthy()
        await store.close()
    finally:
        assert did("umount", "-l", str(ground.file.parent))


def read_only(folder: str) -> bool:
    """Make a folder read-only: modes do not bind root, a mount does."""
    if os.geteuid() != 0:
        Path(folder).chmod(0o500)
        return True
    return did("mount", "--bind", folder, folder) and did("mount", "-o", "remount,bind,ro", folder)


def writable_again(folder: str) -> None:
    if os.geteuid() != 0:
        Path(folder).chmod(0o700)
    else:
        did("umount", "-l", folder)


@ON_SQLITE
async def test_a_read_only_database_is_refused_unchanged(ground) -> None:
    await (await ground.create()).close()
    folder = str(ground.file.parent)
    before = ground.bytes_on_disk()
    try:
        if not read_only(folder):
            pytest.skip("this machine lets nobody mount a folder read-only")
        with pytest.raises(DatabaseReadOnly, match=r"tocsin\.db"):
            await ground.open()
    finally:
        writable_again(folder)
    assert ground.bytes_on_disk() == before


@ON_SQLITE
async def test_a_lock_that_another_process_holds_is_waited_for(ground, store: Store) -> None:
    import sqlite3  # noqa: PLC0415 - the other process's own

    other = sqlite3.connect(ground.file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, other.execute, "COMMIT")
    await store.write(tell)
    other.close()
    assert store.healthy()


@pytest.mark.proof
@pytest.mark.parametrize("after", [1, 30, 111] if IN_FULL else [30])
async def test_what_was_told_to_be_durable_survives_sigkill(
    ground, after: int, forks: Forks, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await (await ground.create()).close()
    folder = tmp_path_factory.mktemp("killed")
    words = [ground.url, str(ground.key)]
    child = forks.start(words, folder, folder / "said", first="tests.storage.killed:write")
    said = folder / "said.out"
    while not said.exists() or said.read_bytes().count(b"\n") < after:
        assert child.poll() is None, child.errors
        await asyncio.sleep(0.005)
    child.send(signal.SIGKILL)
    done = child.wait()
    assert done.returncode == -signal.SIGKILL
    told = dict(line.split() for line in done.stdout.splitlines(keepends=True) if line[-1] == "\n")
    assert told
    store = await ground.open()

    async def query(tx: Transaction) -> None:
        found = await tx.cursors.all("door")
        for lane, n in told.items():
            assert int(found[lane]) >= int(n)
        for lane, n in found.items():
            for one in range(int(n) + 1):
                assert await tx.received.told_before(tx.keyed(lane, str(one)))
            assert not await tx.received.told_before(tx.keyed(lane, str(int(n) + 1)))

    await store.read(query)
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"
    await store.close()
