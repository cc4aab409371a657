"""The server: what is refused, what is told, and what goes on by itself after it was away."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrating
from storage.addresses import Address
from storage.postgres import database, driver
from storage.postgres.driver import Driver
from storage.schema import metadata
from storage.store import (
    DatabaseBusy,
    DatabaseCrowded,
    DatabaseExists,
    DatabaseFull,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseRefused,
    DatabaseUncertain,
    DatabaseUnfit,
    DatabaseUnreachable,
    DriverMissing,
    Store,
    StoreFault,
    Transaction,
)
from tests.servers import PASSWORD, Server, started
from tests.storage.conftest import ServerGround, server_made
from tests.storage.test_group_commit import count, increment


@pytest.fixture
def ground(tmp_path, server_template) -> Iterator[ServerGround]:
    ground = ServerGround(tmp_path, *server_template)
    yield ground
    ground.remove()


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, str]]:
    """Return the files that a server has left, a folder with a key, and the database of that."""
    server = started()
    folder, _, name = server_made(tmp_path_factory.mktemp("made-once"), server)
    server.stop()
    yield server.data, folder, name
    server.close()


@pytest.fixture
def shaky(left: tuple[Path, Path, str], tmp_path) -> Iterator[ServerGround]:
    """A database on a server that the test may do anything to."""
    files, folder, name = left
    server = started(files)
    yield ServerGround(tmp_path, folder, server, name)
    server.close()


@pytest.fixture
async def shaken(shaky: ServerGround) -> AsyncIterator[Store]:
    store = await shaky.create()
    yield store
    await store.close()


async def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.01)


async def until_taken(store: Store) -> None:
    """Return once the store takes writes again."""
    end = asyncio.get_running_loop().time() + 60
    while True:
        try:
            await store.check()
        except StoreFault:
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.05)
        else:
            return


def backends(ground: ServerGround) -> list[int]:
    rows = ground.sql(
        """SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'tocsin %'
        AND datname = current_database()"""
    )
    return [pid for (pid,) in rows]


def cut(ground: ServerGround) -> None:
    """Let the server's administrator end every connection of the program."""
    for pid in backends(ground):
        ground.sql("SELECT pg_terminate_backend(?)", pid)


# What is refused.


async def test_a_server_that_is_down_is_told_with_its_remedy(shaky: ServerGround) -> None:
    await (await shaky.create()).close()
    shaky.server.stop()
    for url in (shaky.url, shaky.server.url_by_port(shaky.name, PASSWORD)):
        with pytest.raises(DatabaseUnreachable, match=r"postgresql://tocsin@.*: ") as caught:
            await Store.open(url, shaky.provider(), clock=shaky.clock)
        assert "start the server" in caught.value.remedy
        assert PASSWORD not in str(caught.value)


async def test_a_database_that_is_not_there_is_told(ground: ServerGround) -> None:
    ground.copied()
    url = ground.server.url("nowhere")
    with pytest.raises(DatabaseMissing, match="nowhere") as caught:
        await Store.open(url, ground.provider(), clock=ground.clock)
    assert "createdb" in caught.value.remedy


async def test_opening_an_empty_database_makes_nothing_in_it(ground: ServerGround) -> None:
    ground.key.touch()
    assert not await Store.made(ground.url)
    with pytest.raises(DatabaseMissing, match="no tables of tocsin"):
        await ground.open()
    assert ground.tables() == set()


async def test_a_database_with_tables_of_something_else_is_left_alone(ground) -> None:
    ground.sql("CREATE TABLE messages (one INTEGER)") if ground.url else None
    assert not await Store.made(ground.url)
    with pytest.raises(DatabaseExists, match="something else") as caught:
        await ground.make()
    assert "empty database" in caught.value.remedy
    assert ground.tables() == {"messages"}


async def test_a_database_that_is_made_is_never_made_again(ground: ServerGround) -> None:
    await (await ground.create()).close()
    assert await Store.made(ground.url)
    before = ground.state()
    with pytest.raises(DatabaseExists):
        await ground.make()
    assert ground.state() == before


async def test_of_two_that_make_it_at_once_one_does(ground: ServerGround) -> None:
    ground.key.write_bytes((ground.template / "tocsin.key").read_bytes())
    ground.key.chmod(0o600)
    assert ground.url
    made = await asyncio.gather(ground.make(), ground.make(), return_exceptions=True)
    stores = [one for one in made if isinstance(one, Store)]
    faults = [one for one in made if not isinstance(one, Store)]
    assert [type(one) for one in faults] == [DatabaseExists]
    assert (await stores[0].read(lambda tx: tx.verify())).state == "intact"
    await stores[0].close()


@pytest.mark.parametrize("given", ["", "wrong"])
async def test_a_password_that_is_missing_or_wrong_is_refused_and_never_shown(
    ground: ServerGround, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    ground.copied()
    url = ground.server.url_by_port(ground.name, given)
    with pytest.raises(DatabaseRefused, match="password") as caught:
        await Store.open(url, ground.provider(), clock=ground.clock)
    assert "mend user and password" in caught.value.remedy
    assert f":{given or '-'}@" not in str(caught.value)


@pytest.mark.parametrize("beside", [False, True])
async def test_a_password_is_taken_in_the_address_or_beside_it_and_shown_nowhere(
    ground: ServerGround, *, beside: bool
) -> None:
    ground.copied()
    store = await Store.open(
        ground.server.url_by_port(ground.name, "" if beside else PASSWORD),
        ground.provider(),
        clock=ground.clock,
        password=PASSWORD if beside else None,
    )
    await store.check()
    assert PASSWORD not in repr(store)
    assert PASSWORD not in repr(vars(store._database))
    await store.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://host", "names no database"),
        ("postgresql://u@host/db?sslmod=require", "sslmod: no known parameter"),
        ("postgresql://u:zqpassword@host/db?options=-c", "options: no known parameter"),
        ("postgresql+psycopg://host/db", "postgresql[+]psycopg: not in this version"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_by_part(ground, url: str, told: str) -> None:
    with pytest.raises(DatabaseMissing, match=told) as caught:
        await Store.open(url, ground.provider(), clock=ground.clock)
    assert "zqpassword" not in str(caught.value)


async def test_a_missing_library_is_said_with_what_installs_it(ground, monkeypatch) -> None:
    import sys  # noqa: PLC0415 - its modules are taken away

    for name in [one for one in sys.modules if one.startswith("storage.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(DriverMissing, match="asyncpg") as caught:
        await ground.open()
    assert "tocsin[postgres]" in caught.value.remedy


async def test_a_server_that_does_not_write_to_its_disk_is_refused(shaky: ServerGround) -> None:
    await (await shaky.create()).close()
    shaky.server.stop()
    shaky.server.set(fsync="off")
    shaky.server.start()
    with pytest.raises(DatabaseUnfit, match="fsync = off") as caught:
        await shaky.open()
    assert "fsync = on" in caught.value.remedy


async def test_a_role_for_which_commits_are_not_awaited_is_mended_in_the_session(
    ground: ServerGround,
) -> None:
    ground.copied()
    ground.sql(f"ALTER DATABASE {ground.name} SET synchronous_commit = off")
    store = await ground.open()
    ((found,),) = await store._database._writer.fetch("SHOW synchronous_commit")
    assert found == "on"
    assert await store.loose() == {}
    await store.close()


async def test_a_replica_is_refused_for_writing(shaky: ServerGround) -> None:
    await (await shaky.create()).close()
    shaky.server.stop()
    (shaky.server.data / "standby.signal").touch()
    shaky.server.start()
    with pytest.raises(DatabaseReadOnly, match="replica") as caught:
        await shaky.open()
    assert "[storage] url" in caught.value.remedy


async def test_a_role_without_rights_is_told_what_it_lacks(ground: ServerGround) -> None:
    assert ground.url
    ground.sql(f"ALTER DATABASE {ground.name} OWNER TO root")
    with pytest.raises(DatabaseRefused, match="permission denied for schema") as caught:
        await ground.make()
    assert "rights of the role" in caught.value.remedy
    assert ground.tables() == set()


# The tables.


async def test_the_migrations_make_exactly_the_tables_of_the_schema(ground, monkeypatch) -> None:
    monkeypatch.setattr("storage.store.migrate", migrating.migrate)
    await (await ground.make()).close()

    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async def connect() -> object:
        return (await Driver.connect(Address.of(ground.url), "a test")).raw

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def test_every_text_is_ordered_by_its_bytes_whatever_the_servers_language(ground) -> None:
    await (await ground.make()).close()
    rows = ground.sql(
        """SELECT table_name, column_name, collation_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'character varying'
        AND table_name <> 'alembic_version'"""
    )
    assert len(rows) > 20
    assert [row for row in rows if row[2] != "C"] == []


# What happens while the server is away, and afterwards.


async def test_connections_that_were_cut_while_idle_are_made_anew_unnoticed(
    shaky: ServerGround, shaken: Store
) -> None:
    await shaken.write(increment)
    assert await count(shaken) == 1
    cut(shaky)
    assert await shaken.write(increment) == 2
    assert await asyncio.gather(*(count(shaken) for _ in range(6))) == [2] * 6


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "as a crash"])
async def test_a_restart_in_the_middle_of_a_transaction_fails_its_group_and_no_other(
    shaky: ServerGround, shaken: Store, how: signal.Signals
) -> None:
    await shaken.write(increment)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def in_the_middle(tx: Transaction) -> None:
        await increment(tx)
        await tx.cursors.all("door")
        begun.set()
        await go_on.wait()
        await tx.cursors.all("door")

    writing = asyncio.create_task(shaken.write(in_the_middle))
    await begun.wait()
    await asyncio.to_thread(shaky.server.stop, how)
    go_on.set()
    with pytest.raises(DatabaseUnreachable) as caught:
        await writing
    assert not isinstance(caught.value, DatabaseUncertain)
    assert not shaken.healthy()
    with pytest.raises(DatabaseUnreachable):
        await shaken.write(increment)
    with pytest.raises(DatabaseUnreachable):
        await count(shaken)
    await asyncio.to_thread(shaky.server.start)
    assert await shaken.write(increment) == 2
    assert shaken.healthy()
    assert await count(shaken) == 2
    assert (await shaken.read(lambda tx: tx.verify())).state == "intact"


class Losing(Driver):
    """A connection that is lost at its next COMMIT: before the server heard of it, or after."""

    lose = ""
    server: Server | None = None
    """What crashes with it."""

    async def execute(self, sql: str) -> str:
        if sql != "COMMIT" or not Losing.lose:
            return await super().execute(sql)
        when, Losing.lose = Losing.lose, ""
        if when == "after":
            await super().execute(sql)
        if Losing.server is not None:
            await asyncio.to_thread(Losing.server.stop, signal.SIGQUIT)
        self.terminate()
        raise DatabaseUnreachable("lost on purpose")


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> type[Losing]:
    monkeypatch.setattr(database, "Driver", Losing)
    monkeypatch.setattr(Losing, "lose", "")
    monkeypatch.setattr(Losing, "server", None)
    return Losing


async def test_a_commit_that_was_kept_although_its_answer_was_lost_is_found_to_be(
    losing, shaky: ServerGround
) -> None:
    store = await shaky.create()
    losing.lose = "after"
    assert await store.write(increment) == 1
    assert await count(store) == 1
    await store.close()


async def test_a_commit_that_never_reached_the_server_is_told_as_failed(
    losing, shaky: ServerGround
) -> None:
    store = await shaky.create()
    losing.lose = "before"
    with pytest.raises(DatabaseUnreachable) as caught:
        await store.write(increment)
    assert not isinstance(caught.value, DatabaseUncertain)
    assert await store.write(increment) == 1
    await store.close()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_while_nobody_knows_callers_are_told_so_and_who_must_be_certain_waits(
    losing, shaky: ServerGround, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr("storage.writer._PATIENCE", 0.2)
    store = await shaky.create()
    await store.write(increment)
    losing.lose, losing.server = when, shaky.server
    impatient = asyncio.create_task(store.write(increment))
    certain = asyncio.create_task(store.write(increment, certain=True))
    with pytest.raises(DatabaseUncertain):
        await impatient
    assert not store.healthy()
    with pytest.raises(DatabaseUnreachable):
        await store.check()
    assert not certain.done()
    await asyncio.to_thread(shaky.server.start)
    if when == "after":
        assert await certain == 3
    else:
        with pytest.raises(DatabaseUnreachable):
            await certain
    await until_taken(store)
    assert await count(store) == (3 if when == "after" else 1)
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
    await store.close()


async def test_a_replica_that_took_over_and_lacks_a_commit_does_not_vouch_for_it_by_its_number(
    losing, shaky: ServerGround
) -> None:
    store = await shaky.create()
    await store.write(increment)
    server = shaky.server
    await asyncio.to_thread(server.keep)

    def take_over(_how: signal.Signals) -> None:
        server.rewind()
        server.stand_by()
        server.promote()
        for _ in range(20):  # somebody else is given the number of what was lost
            server.ask("SELECT pg_current_xact_id()", database="postgres")

    losing.lose, losing.server = "after", SimpleNamespace(stop=take_over)
    with pytest.raises(DatabaseUncertain):
        await store.write(increment, certain=True)
    assert await count(store) == 1
    assert await store.write(increment, certain=True) == 2
    await store.close()


async def test_a_commit_in_doubt_is_not_kept_before_the_replicas_that_it_waits_for_have_it(
    losing, shaky: ServerGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await shaky.create()
    losing.lose, losing.server = "after", shaky.server
    certain = asyncio.create_task(store.write(increment, certain=True))
    await until(lambda: not shaky.server.running)
    monkeypatch.setattr(driver, "_ANSWER", 0.5)
    shaky.server.set(synchronous_standby_names="nobody")
    await asyncio.to_thread(shaky.server.start)
    await until(lambda: shaky.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
    assert not certain.done()
    shaky.server.set(synchronous_standby_names="")
    await asyncio.to_thread(shaky.server.stop)
    await asyncio.to_thread(shaky.server.start)
    assert await certain == 1
    await store.close()


async def test_a_server_that_has_become_a_replica_is_told_and_its_connection_is_given_up(
    shaky: ServerGround, shaken: Store
) -> None:
    await shaken.reserve()
    await asyncio.to_thread(shaky.server.stand_by)
    for _ in range(2):
        with pytest.raises(DatabaseReadOnly, match="replica") as caught:
            await shaken.write(increment)
        assert "that takes writes" in caught.value.remedy
        assert shaken._database._writer.closed
    assert not shaken.healthy()
    with pytest.raises(DatabaseReadOnly):  # not: it was not kept; the number may come to it yet
        await shaken._writing._kept("99999999", "")
    await asyncio.to_thread(shaky.server.promote)
    assert await shaken.write(increment) == 1


async def test_a_pooler_before_the_server_is_refused(ground: ServerGround, monkeypatch) -> None:
    ground.copied()
    # A pooler gives its clients numbers of its own.
    monkeypatch.setattr(asyncpg.Connection, "get_server_pid", lambda _: 1)
    with pytest.raises(DatabaseUnfit, match="a pooler stands before") as caught:
        await ground.open()
    assert "the server itself" in caught.value.remedy


async def test_a_replica_that_took_over_and_lacks_the_last_keys_seals_with_none_of_them(
    shaky: ServerGround, shaken: Store
) -> None:
    await shaken.check()
    await asyncio.to_thread(shaky.server.keep)
    await shaky.keep(shaken, shaky.message("C1:1", organisation="new", place="new-desk"))
    await asyncio.to_thread(shaky.server.rewind)
    await until_taken(shaken)
    message = shaky.message("C1:2", organisation="new", place="new-desk")
    await shaky.keep(shaken, message)
    again = await shaky.open()
    stored = await again.read(lambda tx: tx.messages.get(message.id))
    assert stored.message == message
    assert (await again.read(lambda tx: tx.verify())).state == "intact"
    await again.close()


async def test_a_server_that_stands_still_is_told_and_its_return_is_found(
    shaky: ServerGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_ANSWER", 0.5)
    monkeypatch.setattr(driver, "PATIENCE", 0.5)
    store = await shaky.create()
    await store.write(increment)
    shaky.server.freeze()
    try:
        with pytest.raises(DatabaseUnreachable, match="does not answer"):
            await store.write(increment)
        with pytest.raises(DatabaseUnreachable, match="does not answer"):
            await count(store)
    finally:
        shaky.server.thaw()
    await until_taken(store)
    assert await store.write(increment) == 2
    await store.close()


async def test_a_server_without_a_connection_left_is_told_and_the_writer_goes_on(
    shaky: ServerGround, shaken: Store
) -> None:
    await shaken.write(increment)
    taken = []
    try:
        with pytest.raises(asyncpg.TooManyConnectionsError):
            await take_all(shaky.url, taken)
        with pytest.raises(DatabaseCrowded) as caught:
            await count(shaken)
        assert "max_connections" in caught.value.remedy
        assert await shaken.write(increment) == 2
        with pytest.raises(DatabaseCrowded):
            await shaky.open()
    finally:
        for one in taken:
            await one.close()
    await until(lambda: len(backends(shaky)) < 3)
    assert await count(shaken) == 2


async def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(
    shaky: ServerGround, shaken: Store
) -> None:
    with shaky.server.full():
        with pytest.raises(DatabaseFull) as caught:
            await fill(shaken)
        assert "room" in caught.value.remedy
        assert not shaken.healthy()
    await until_taken(shaken)
    assert (await shaken.read(lambda tx: tx.verify())).state == "intact"


async def fill(store: Store) -> None:
    for _ in range(400):
        await store.write(filled)


async def take_all(url: str, taken: list[asyncpg.Connection]) -> None:
    while True:
        taken.append(await asyncpg.connect(url, timeout=5))


async def filled(tx: Transaction) -> None:
    for _ in range(500):
        tx.received.told(tx.keyed(tx.new_id()))


async def test_a_lock_that_another_process_holds_is_waited_for_and_told_in_the_end(
    ground: ServerGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(driver._SETTINGS, "lock_timeout", "200")
    store, other = await ground.create(), await ground.open()
    held, go_on = asyncio.Event(), asyncio.Event()

    async def hold(tx: Transaction) -> None:
        await increment(tx)
        held.set()
        await go_on.wait()

    holding = asyncio.create_task(other.write(hold))
    await held.wait()
    with pytest.raises(DatabaseBusy) as caught:
        await store.write(increment)
    assert caught.value.remedy
    go_on.set()
    await holding
    assert await store.write(increment) == 2
    await store.close()
    await other.close()


# One that runs.


async def test_one_process_runs_and_another_is_refused_until_it_has_ended(ground) -> None:
    store, other = await ground.create(), await ground.open()
    assert not await store.running()
    await store.reserve()
    assert await other.running()
    with pytest.raises(DatabaseInUse, match="another process runs"):
        await other.reserve()
    assert await other.write(increment) == 1
    await store.close()
    await until(lambda: len(backends(ground)) == 1)
    await other.reserve()
    await other.close()


async def test_a_reservation_survives_a_connection_that_was_cut(ground) -> None:
    store, other = await ground.create(), await ground.open()
    await store.reserve()
    ((mine,),) = await store._database._writer.fetch("SELECT pg_backend_pid()")
    ground.sql("SELECT pg_terminate_backend(?)", mine)
    assert await store.write(increment) == 1
    with pytest.raises(DatabaseInUse):
        await other.reserve()
    await store.close()
    await other.close()


async def test_a_connection_of_ours_that_the_server_takes_for_alive_is_ended(ground) -> None:
    store = await ground.create()
    await store.reserve()
    lost, store._database._writer = store._database._writer, None
    assert await store.write(increment) == 1
    await until(lambda: lost.closed)
    await store.close()


async def test_who_lost_the_reservation_to_another_writes_nothing_and_is_told(
    ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WATCH", 0.05)
    store, other = await ground.create(), await ground.open()
    await store.reserve()
    watch = asyncio.create_task(store.stay_reserved())
    # The other comes in between the loss and the moment in which it is noticed.
    async with store._database._connecting:
        store._database._writer.terminate()
        await until(lambda: len(backends(ground)) == 1)
        await other.reserve()
    with pytest.raises(DatabaseInUse):
        await watch
    with pytest.raises(DatabaseInUse):
        await store.write(increment)
    assert await other.write(increment) == 1
    await store.close()
    await other.close()


# What was deleted.


async def test_shredded_keys_are_gone_from_the_tables_files_once_no_reader_needs_them(
    ground: ServerGround,
) -> None:
    store = await ground.create()
    await ground.keep(store, ground.message(), days=7)
    ((wrapped,),) = ground.sql("SELECT wrapped FROM data_keys WHERE purpose = 'text'")
    assert wrapped in ground.bytes_on_disk()
    ground.pass_(days=15)
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await tx.keys.check()
        reading.set()
        await go_on.wait()

    reader = asyncio.create_task(store.read(slow))
    await reading.wait()
    assert await store.write(lambda tx: tx.keys.forget_past())
    assert not await store.purge()
    go_on.set()
    await reader
    assert await store.purge()
    assert wrapped not in ground.bytes_on_disk()
    await store.close()
