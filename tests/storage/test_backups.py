"""Backups: whole or not at all, told when they are not what was written, and brought back."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import backups, migrating
from storage.archive import envelope
from storage.archive.envelope import Writing
from storage.archive.framing import records
from storage.archive.loading import Loading
from storage.archive.saving import Saving
from storage.backups import (
    BackupBroken,
    BackupFault,
    BackupForeign,
    BackupNewer,
    BackupUnwritten,
)
from storage.keys import RecoveryKey, make_recovery, provider_of_sheet
from storage.retention import forget
from storage.sealing.recovery import Recovery
from storage.statements import Statement
from storage.store import DatabaseExists, DatabaseFull, Store, Tampered, Transaction, Verdict
from tests.in_full import alike
from tests.scan import Scan
from tests.storage.conftest import ON_SQLITE, FileGround
from tests.storage.test_stolen import MARKS, live


@pytest.fixture
def key() -> RecoveryKey:
    return make_recovery()


@pytest.fixture
async def store(ground, key: RecoveryKey):
    store = await ground.create()
    await store.set_recovery(key)
    await live(ground, store)
    yield store
    await store.close()


async def brought_back(ground, file: Path, key: RecoveryKey, name: str = "back.db") -> Store:
    url = f"sqlite:///{ground.folder / name}"
    await backups.restore(file, url, provider_of_sheet(key.lines), clock=ground.clock)
    return await Store.open(url, ground.provider(), clock=ground.clock)


async def everything(store: Store) -> dict[str, list]:
    """Return the rows of every table."""
    written: list[bytes] = []

    async def query(tx: Transaction) -> None:
        recovery = await tx.slots.recovery()
        await Saving(tx.work, tx.keys.root, written.append).save("0001", recovery)

    await store.read(query)
    rows: dict[str, list] = {}
    for kind, content in records(written):
        if kind == b"T":
            rows[content.decode()] = last = []
        elif kind == b"R":
            last.append(content)
    return rows


async def test_what_is_brought_back_is_what_was_there(ground, store: Store, key) -> None:
    file = ground.folder / "b"
    before = await everything(store)
    saved = await backups.create(store, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert saved.size == file.stat().st_size
    assert saved.manifest.rows == sum(map(len, before.values()))
    other = await brought_back(ground, file, key)
    after = await everything(other)
    changed = {"audit", "heads", "deliveries", "data_keys"}
    assert {name for name in before if before[name] != after[name]} == changed
    assert after["audit"][:-1] == before["audit"]
    assert (await other.read(lambda tx: tx.verify())).state == "intact"
    stored = await other.read(lambda tx: tx.messages.get("a" * 32))
    assert MARKS["body"] in stored.message.parts[0].text.plain
    await other.close()


@alike
async def test_the_words_open_what_was_brought_back_too(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "b")
    await (await brought_back(ground, ground.folder / "b", key)).close()
    url = f"sqlite:///{ground.folder / 'back.db'}"
    ground.key.unlink()
    other = await Store.open(url, provider_of_sheet(key.lines), clock=ground.clock)
    await other.close()


async def test_a_backup_is_one_state_while_others_write(ground, store: Store, key) -> None:
    written = 0
    put = Saving._put

    def slowly(self, data: bytes) -> None:
        put(self, data)
        # Another process commits between two pages.
        nonlocal written
        ground.sql("INSERT INTO received (key, minute) VALUES (?, 1)", os.urandom(32))
        written += 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Saving, "_put", slowly)
        saved = await backups.create(store, ground.folder / "b")
    assert written > 5
    assert len(ground.sql("SELECT 1 FROM received")) == 1 + written
    assert {one.name: one.rows for one in saved.manifest.tables}["received"] == 1
    await (await brought_back(ground, ground.folder / "b", key)).close()


async def test_many_pages_are_saved_without_a_gap_or_a_repeat(ground, store: Store, key) -> None:
    many = 3 * 256 + 7

    async def fill(tx: Transaction) -> None:
        for one in range(many):
            tx.received.told(os.urandom(32))
            tx.deliveries.mark(f"from {one % 5}", f"to {one % 300}", one, one)

    await store.write(fill)
    before = await everything(store)
    assert len(set(before["received"])) == many + 1
    assert len(set(before["marks"])) == 300
    await backups.create(store, ground.folder / "b")
    other = await brought_back(ground, ground.folder / "b", key)
    after = await everything(other)
    assert after["received"] == before["received"]
    assert after["marks"] == before["marks"]
    await other.close()


@alike
async def test_a_stolen_backup_holds_no_mark_and_no_key(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "b")
    data = (ground.folder / "b").read_bytes()
    assert Scan(MARKS).found(data) == []
    recovery = await store.read(lambda tx: tx.slots.recovery())
    root = ground.sql("SELECT root FROM slots")[0][0]
    hidden = [recovery.deployment, recovery.public, recovery.name.encode(), root, b"a" * 32]
    assert not [one for one in hidden if one in data or one.hex().encode() in data]


async def test_the_last_backup_is_remembered_and_audited(ground, store: Store) -> None:
    assert await store.read(lambda tx: tx.backups.last("backup")) is None
    ground.pass_(hours=3)
    saved = await backups.create(store, ground.folder / "b")
    assert await store.read(lambda tx: tx.backups.last("backup")) == ground.now
    entries = await store.read(lambda tx: tx.audit.after(0))
    told = await store.read(lambda tx: tx.audit.fields(entries[-1]))
    assert entries[-1].kind == "backup"
    assert told == {"entries": saved.manifest.entries, "head": saved.manifest.head}


@alike
@pytest.mark.parametrize("name", ["backup", "drill", "restored"])
@pytest.mark.parametrize(
    "change", ["value = value + 86400", "hash = zeroblob(16)", "tag = zeroblob(16)"]
)
async def test_when_the_last_backup_was_cannot_be_edited_unnoticed(
    ground, key: RecoveryKey, name: str, change: str
) -> None:
    store = await ground.create()

    async def note(tx: Transaction) -> None:
        tx.backups.note("backup")
        tx.backups.note("drill")
        tx.backups.note_restored(tx.now, tx.now)

    await store.write(note)
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
    ground.sql(f"UPDATE heads SET {change} WHERE name = ?", name)  # noqa: S608 - a test's own words
    with pytest.raises(Tampered, match=rf"heads\.{name}"):
        await store.read(
            lambda tx: tx.backups.restored() if name == "restored" else tx.backups.last(name)
        )
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"
    await store.close()


@alike
async def test_a_restore_says_so_in_the_audit_and_to_the_bot(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "b")
    taken = ground.now
    ground.pass_(hours=9)
    other = await brought_back(ground, ground.folder / "b", key)
    restored = await other.read(lambda tx: tx.backups.restored())
    assert (restored.taken, restored.until, restored.at) == (taken, ground.now, ground.now)
    entries = await other.read(lambda tx: tx.audit.after(0))
    assert entries[-1].kind == "restored"
    told = await other.read(lambda tx: tx.audit.fields(entries[-1]))
    assert told == {"taken": taken.isoformat(), "doubted": 1}
    await other.close()


@alike
async def test_a_stop_that_is_said_to_be_long_past_is_taken_as_such(ground, store, key) -> None:
    await backups.create(store, ground.folder / "b")
    url = f"sqlite:///{ground.folder / 'back.db'}"
    stopped = datetime(1969, 7, 20, tzinfo=UTC)
    words = provider_of_sheet(key.lines)
    await backups.restore(ground.folder / "b", url, words, clock=ground.clock, stopped=stopped)
    other = await Store.open(url, ground.provider(), clock=ground.clock)
    restored = await other.read(lambda tx: tx.backups.restored())
    assert restored.until < restored.taken
    await other.close()


@alike
@pytest.mark.parametrize("status", ["waiting", "claimed", "held", "dead"])
async def test_what_was_not_settled_is_in_doubt_since_the_backup(
    ground, key: RecoveryKey, status: str
) -> None:
    store = await ground.create()
    await store.set_recovery(key)
    await ground.keep(store, ground.message())
    message = ground.message().id

    async def want(tx: Transaction) -> None:
        await tx.deliveries.want(message, "there", "here", priority=0, written=1, sequence=0)

    await store.write(want)
    if status != "waiting":
        claim = await store.write(lambda tx: tx.deliveries.claim("there", lease_seconds=90))
    if status in ("held", "dead"):

        async def settle(tx: Transaction) -> None:
            tx.deliveries.settle(claim.id, status=status, rule=1, error="broken")

        await store.write(settle)
    taken = ground.now
    await backups.create(store, ground.folder / "b")
    await store.close()
    ground.pass_(hours=1)
    other = await brought_back(ground, ground.folder / "b", key)
    await other.write(lambda tx: tx.deliveries.release())
    if status in ("held", "dead"):
        (listed,) = await other.read(lambda tx: tx.deliveries.listed(status))

        async def retry(tx: Transaction) -> None:
            tx.deliveries.retry(listed.id)

        await other.write(retry)
    again = await other.write(lambda tx: tx.deliveries.claim("there", lease_seconds=90))
    assert again.repeat
    assert again.attempted == taken.timestamp()
    assert (await other.read(lambda tx: tx.verify())).state == "intact"
    await other.close()


@alike
async def test_what_was_under_way_at_the_backup_is_looked_for_since_it_was_begun(
    ground, key: RecoveryKey
) -> None:
    """A bot was killed while it sent; days later its database is backed up and moved."""
    store = await ground.create()
    await store.set_recovery(key)
    await ground.keep(store, ground.message())

    async def want(tx: Transaction) -> None:
        await tx.deliveries.want(
            ground.message().id, "there", "here", priority=0, written=1, sequence=0
        )

    await store.write(want)
    await store.write(lambda tx: tx.deliveries.claim("there", lease_seconds=90))
    begun = ground.now
    ground.pass_(days=2)
    await backups.create(store, ground.folder / "b")
    await store.close()
    other = await brought_back(ground, ground.folder / "b", key)
    await other.write(lambda tx: tx.deliveries.release())
    again = await other.write(lambda tx: tx.deliveries.claim("there", lease_seconds=90))
    assert again.repeat
    assert again.attempted == begun.timestamp()
    assert (await other.read(lambda tx: tx.verify())).state == "intact"
    await other.close()


@alike
async def test_what_was_settled_is_not_sent_again(ground, key: RecoveryKey) -> None:
    store = await ground.create()
    await store.set_recovery(key)
    await ground.keep(store, ground.message())

    async def want(tx: Transaction) -> None:
        message = ground.message().id
        await tx.deliveries.want(message, "there", "here", priority=0, written=1, sequence=0)

    await store.write(want)
    claim = await store.write(lambda tx: tx.deliveries.claim("there", lease_seconds=90))

    async def settle(tx: Transaction) -> None:
        tx.deliveries.settle(claim.id, status="done")

    await store.write(settle)
    await backups.create(store, ground.folder / "b")
    await store.close()
    other = await brought_back(ground, ground.folder / "b", key)
    assert await other.read(lambda tx: tx.deliveries.lanes()) == []
    await other.close()


@alike
async def test_a_drill_leaves_nothing_behind(
    ground, store: Store, key, tmp_path_factory, monkeypatch
) -> None:
    room = tmp_path_factory.mktemp("drill")
    monkeypatch.setattr("tempfile.tempdir", str(room))
    await backups.create(store, ground.folder / "b")
    modes: list[int] = []
    fill = backups._restore

    async def noted(*given, **more):
        modes.extend(one.stat().st_mode & 0o777 for one in room.iterdir())
        return await fill(*given, **more)

    monkeypatch.setattr(backups, "_restore", noted)
    before = ground.bytes_on_disk()
    done = await backups.drill(
        ground.folder / "b", provider_of_sheet(key.lines), clock=ground.clock
    )
    assert done.manifest.rows > 20
    assert modes == [0o700]
    assert list(room.iterdir()) == []
    assert ground.bytes_on_disk() == before


@ON_SQLITE
async def test_a_backup_is_never_written_over_a_file(ground, store: Store) -> None:
    file = ground.folder / "b"
    file.write_text("precious")
    with pytest.raises(BackupUnwritten, match="already there"):
        await backups.create(store, file)
    (ground.folder / "link").symlink_to(ground.folder / "nowhere")
    with pytest.raises(BackupUnwritten, match="already there"):
        await backups.create(store, ground.folder / "link")
    assert file.read_text() == "precious"


@ON_SQLITE
async def test_a_file_that_appears_meanwhile_is_not_written_over(
    ground, store: Store, monkeypatch
) -> None:
    file = ground.folder / "b"
    end = Writing.end

    def late(self) -> None:
        end(self)
        file.write_text("precious")

    monkeypatch.setattr(Writing, "end", late)
    with pytest.raises(BackupUnwritten, match="exists"):
        await backups.create(store, file)
    assert file.read_text() == "precious"
    assert leftovers(ground.folder) == []


@ON_SQLITE
async def test_a_disk_without_links_takes_a_backup_and_writes_over_nothing(
    ground, store: Store, monkeypatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    await backups.create(store, ground.folder / "b")
    assert backups.look(ground.folder / "b").size > 0
    end = Writing.end

    def late(self) -> None:
        end(self)
        (ground.folder / "c").write_text("precious")

    monkeypatch.setattr(Writing, "end", late)
    with pytest.raises(BackupUnwritten):
        await backups.create(store, ground.folder / "c")
    assert (ground.folder / "c").read_text() == "precious"


def leftovers(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".")]


@ON_SQLITE
async def test_a_full_disk_leaves_no_backup_behind_and_says_so(
    ground, store: Store, monkeypatch
) -> None:
    put = Writing._put

    def full(self, data: bytes) -> None:
        if self._file.tell() > 2000:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(self, data)

    monkeypatch.setattr(envelope, "CHUNK", 64)
    monkeypatch.setattr(Writing, "_put", full)
    with pytest.raises(BackupUnwritten, match="No space left on device") as told:
        await backups.create(store, ground.folder / "b")
    assert told.value.remedy.startswith("make room")
    assert not (ground.folder / "b").exists()
    assert leftovers(ground.folder) == []
    assert await store.read(lambda tx: tx.backups.last("backup")) is None


@ON_SQLITE
async def test_a_database_without_a_recovery_key_is_told_what_helps(ground) -> None:
    store = await ground.create()
    with pytest.raises(BackupUnwritten, match="no recovery key") as told:
        await backups.create(store, ground.folder / "b")
    assert "tocsin keys recovery" in told.value.remedy
    assert not (ground.folder / "b").exists()
    await store.close()


@ON_SQLITE
async def test_nothing_is_restored_over_a_database(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "b")
    before = ground.bytes_on_disk()
    with pytest.raises(DatabaseExists, match="already there"):
        await backups.restore(
            ground.folder / "b", ground.url, provider_of_sheet(key.lines), clock=ground.clock
        )
    assert ground.bytes_on_disk() == before


@ON_SQLITE
@pytest.mark.parametrize("side", ["-wal", "-shm", "-journal"])
async def test_a_log_that_another_database_left_is_never_read_into_the_new_one(
    ground, store: Store, key, side
) -> None:
    await backups.create(store, ground.folder / "b")
    left = ground.folder / f"back.db{side}"
    left.write_bytes(b"of another database")
    with pytest.raises(DatabaseExists, match=f"back.db{side}: is already there"):
        await brought_back(ground, ground.folder / "b", key)
    assert left.read_bytes() == b"of another database"


async def refused(ground, file: Path, key: RecoveryKey, fault: type[Exception], told: str) -> None:
    """Neither restore nor drill takes the file, and neither leaves anything behind."""
    room = ground.folder / "room"
    room.mkdir(exist_ok=True)
    provider = provider_of_sheet(key.lines)
    with pytest.raises(fault, match=told):
        await backups.restore(file, f"sqlite:///{room}/back.db", provider, clock=ground.clock)
    assert list(room.iterdir()) == []
    with pytest.raises(fault, match=told):
        await backups.drill(file, provider, clock=ground.clock)


@ON_SQLITE
async def test_other_words_do_not_open_a_backup(ground, store: Store) -> None:
    await backups.create(store, ground.folder / "b")
    other = make_recovery()
    await refused(ground, ground.folder / "b", other, BackupForeign, other.name)


@ON_SQLITE
async def test_the_old_words_open_the_old_backups_alone(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "old")
    new = make_recovery()
    await store.set_recovery(new)
    await backups.create(store, ground.folder / "new")
    await refused(ground, ground.folder / "new", key, BackupForeign, key.name)
    await refused(ground, ground.folder / "old", new, BackupForeign, new.name)
    await (await brought_back(ground, ground.folder / "old", key)).close()


@ON_SQLITE
@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
async def test_a_truncated_backup_restores_nothing(ground, store: Store, key, share) -> None:
    file = ground.folder / "b"
    await backups.create(store, file)
    os.truncate(file, int(file.stat().st_size * share))
    with pytest.raises(BackupBroken, match="truncated"):
        backups.look(file)
    await refused(ground, file, key, BackupBroken, "truncated")


@ON_SQLITE
async def test_a_backup_changed_in_the_middle_restores_nothing(ground, store, key) -> None:
    file = ground.folder / "b"
    await backups.create(store, file)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(BackupBroken, match="changed"):
        backups.look(file)
    await refused(ground, file, key, BackupBroken, "not what was written")


@ON_SQLITE
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE messages SET label = 'TLP:CLEAR'", "tells of a row that was changed or is gone"),
        ("UPDATE audit SET minute = minute - 1 WHERE entry = 2", "entry 2 is missing or not what"),
        ("DELETE FROM audit WHERE entry = (SELECT max(entry) FROM audit)", r"entry \d+ is missing"),
        ("UPDATE deliveries SET place = place + 1", r"deliveries: row \w+ is not what was written"),
        ("UPDATE copies SET address = zeroblob(200)", "of no format that this version knows"),
        ("DELETE FROM directory", "directory: its rows are not those that were written"),
        ("DELETE FROM messages", "tells of a row that was changed or is gone"),
        ("UPDATE cursors SET door = zeroblob(32)", "a column beside it is not what was written"),
        (
            "UPDATE data_keys SET week = week + 1 WHERE week > 0",
            "beside it is not what was written",
        ),
    ],
)
async def test_of_an_edited_database_no_backup_is_made_and_none_is_brought_back(
    ground, store, key, statement, told, monkeypatch
) -> None:
    intact = await store.read(lambda tx: tx.verify())
    ground.sql(statement)
    file = ground.folder / "b"
    with pytest.raises(BackupUnwritten, match=f"is not what was written: .*{told}"):
        await backups.create(store, file)
    assert leftovers(ground.folder) == []

    # One that was made all the same, as by an older program.
    async def overlooked(_: Transaction) -> Verdict:
        return intact

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "verify", overlooked)
        await backups.create(store, file)
    assert backups.look(file).size > 0
    await refused(ground, file, key, BackupBroken, told)


@alike
async def test_nobody_has_a_backup_sealed_to_a_key_of_his_own(ground, store: Store) -> None:
    """Who edits the database puts his own recovery key there, tagged as well as he can."""
    known = await store.read(lambda tx: tx.slots.recovery())
    own = Recovery(
        deployment=known.deployment, public=make_recovery().public, tag=known.tag
    ).written()
    ground.sql("UPDATE slots SET parameters = ? WHERE name = 'recovery'", own)
    with pytest.raises(Tampered, match="recovery slot"):
        await backups.create(store, ground.folder / "b")
    assert not (ground.folder / "b").exists()
    assert leftovers(ground.folder) == []


@dataclass
class Thief:
    """Has the public half of the recovery key, and no root key."""

    def tag(self, *_: object) -> bytes:
        return bytes(16)


@ON_SQLITE
async def test_who_has_only_the_public_half_can_make_no_backup(ground, store, key) -> None:
    file = ground.folder / "b"

    async def query(tx: Transaction) -> None:
        known: Recovery = await tx.slots.recovery()
        with file.open("wb") as stream:
            writing = Writing(stream, known.deployment, known.public)
            await Saving(tx.work, Thief(), writing.write).save(migrating.newest(), known)
            writing.end()

    await store.read(query)
    await refused(ground, file, key, BackupBroken, "not made by a holder of the root key")


@ON_SQLITE
async def test_who_has_read_the_database_can_forge_no_backup_under_a_root_key_of_his_own(
    ground, store, key, monkeypatch
) -> None:
    known = await store.read(lambda tx: tx.slots.recovery())
    # The public half and the name of the deployment stand in the open.
    monkeypatch.setattr("storage.store.new_deployment", lambda: known.deployment)
    url = f"sqlite:///{ground.folder / 'forged.db'}"
    forged = await Store.create(url, ground.provider(), clock=ground.clock)
    await forged.set_recovery(replace(make_recovery(), public=known.public))
    file = ground.folder / "b"
    await backups.create(forged, file)
    await forged.close()
    assert backups.head_of(file).is_of(known.deployment)
    with pytest.raises(BackupBroken, match="its recovery slot is not what was written"):
        await backups.drill(file, provider_of_sheet(key.lines), clock=ground.clock)
    (ground.folder / "forged.db").unlink()
    await refused(ground, file, key, BackupBroken, "its recovery slot is not what was written")


@ON_SQLITE
@pytest.mark.parametrize("left", [0, 1, 5])
async def test_a_backup_with_rows_missing_or_added_is_refused(
    ground, store, key, left, monkeypatch
) -> None:
    """Somebody who has the root key too, or a program that errs."""
    table = Saving._table

    async def wrong(self, one):
        told = await table(self, one)
        return type(told)(name=told.name, columns=told.columns, rows=left)

    monkeypatch.setattr(Saving, "_table", wrong)
    with pytest.raises(Tampered, match="rows are there"):
        await backups.create(store, ground.folder / "b")
    assert not (ground.folder / "b").exists()


@ON_SQLITE
async def test_a_backup_of_a_newer_version_is_told(ground, store: Store, key, monkeypatch) -> None:
    monkeypatch.setattr(backups, "newest", lambda: "0999")
    await backups.create(store, ground.folder / "b")
    await refused(ground, ground.folder / "b", key, BackupNewer, "0999, this program of")


@ON_SQLITE
async def test_a_full_disk_while_restoring_leaves_nothing(ground, store, key, monkeypatch) -> None:
    await backups.create(store, ground.folder / "b")

    async def full(self, connection, wanted):
        raise DatabaseFull("the disk is full")

    monkeypatch.setattr(Loading, "_load", full)
    await refused(ground, ground.folder / "b", key, DatabaseFull, "full")


@ON_SQLITE
async def test_a_file_that_cannot_be_read_is_named(ground, key: RecoveryKey) -> None:
    await refused(ground, ground.folder / "none", key, BackupFault, "No such file")
    with pytest.raises(BackupFault, match="No such file"):
        backups.head_of(ground.folder / "none")


@ON_SQLITE
async def test_a_head_tells_whose_a_backup_is(ground, store: Store, key) -> None:
    saved = await backups.create(store, ground.folder / "b")
    head = backups.head_of(ground.folder / "b")
    assert head.is_of(saved.deployment)
    assert head.is_for(key.public)
    assert not head.is_of(bytes(16))


@alike
async def test_retention_goes_on_in_what_was_brought_back(ground, store: Store, key) -> None:
    await backups.create(store, ground.folder / "b")
    ground.pass_(days=120)
    other = await brought_back(ground, ground.folder / "b", key)
    assert (await forget(other)).keys > 0
    assert await other.read(lambda tx: tx.messages.get("a" * 32)) is None
    assert (await other.read(lambda tx: tx.verify())).state == "intact"
    await other.close()


async def test_a_backup_is_brought_back_on_the_other_kind_of_database_too(
    ground, store: Store, key, request: pytest.FixtureRequest
) -> None:
    await store.check()

    async def as_an_earlier_program_did(tx: Transaction) -> None:
        head = "INSERT INTO heads (name, value, hash, tag) VALUES ('earlier', 1, '', '')"
        await tx.work.write(Statement(head), {})

    await store.write(as_an_earlier_program_did)
    await backups.create(store, ground.folder / "b")
    if not isinstance(ground, FileGround):
        other = await brought_back(ground, ground.folder / "b", key)
        assert sum(map(len, (await everything(other)).values())) > 20
        await other.close()
        return
    server = request.getfixturevalue("server")
    name = server.make()
    try:
        await on_a_server(ground, key, server.url(name))
    finally:
        server.drop(name)


@pytest.fixture
def a_later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as it will be after one more migration."""
    later = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "later.py").write_text(
        f"""import sqlalchemy as sa
from alembic import op
revision = "9000"
down_revision = "{migrating.newest()}"
def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
"""
    )
    monkeypatch.setattr(migrating, "FOLDER", later)


@alike
async def test_a_backup_of_an_older_version_is_migrated_as_it_is_brought_back(
    ground, store: Store, key, request: pytest.FixtureRequest
) -> None:
    await backups.create(store, ground.folder / "b")
    request.getfixturevalue("a_later_version")
    await (await brought_back(ground, ground.folder / "b", key)).close()
    with closing(sqlite3.connect(ground.folder / "back.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9000",)]
        assert database.execute("SELECT count(*) FROM later").fetchall() == [(0,)]
        assert database.execute("SELECT count(*) FROM messages").fetchall() == [(1,)]


async def on_a_server(ground, key: RecoveryKey, url: str) -> None:
    """A server's database is filled whole or not at all, and can be filled after a failure."""
    file, provider = ground.folder / "b", provider_of_sheet(key.lines)
    broken = ground.folder / "broken"
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    broken.write_bytes(data)
    with pytest.raises(BackupBroken):
        await backups.restore(broken, url, provider, clock=ground.clock)
    assert not await Store.made(url)
    hidden = url.replace("tocsin@", "tocsin:s3cretive@")
    assert hidden != url
    done = await backups.restore(file, hidden, provider, clock=ground.clock)
    assert "s3cretive" not in repr(done)
    assert await Store.made(url)
    with pytest.raises(DatabaseExists):
        await backups.restore(file, url, provider, clock=ground.clock)
    store = await Store.open(url, ground.provider(), clock=ground.clock)
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
    stored = await store.read(lambda tx: tx.messages.get("a" * 32))
    assert MARKS["body"] in stored.message.parts[0].text.plain
    await store.close()
