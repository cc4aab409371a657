"""What is sealed opens where it was put and nowhere else."""

import asyncio
import shutil
from collections.abc import Iterator
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.audit import AuditKind
from storage.faults import KeyGone, SealFault, Tampered, UnknownFormat
from storage.repositories import keys
from storage.sealing.context import context
from storage.sealing.padding import pad, size_class, unpad
from storage.sealing.records import key_of, new_key, new_key_id, seal, unseal
from storage.store import Notice, Row, Store, Transaction
from tests.any_character import ANY_CHARACTER
from tests.in_full import IN_FULL, alike
from tests.storage.conftest import FileGround

PART = st.none() | st.integers() | st.text(ANY_CHARACTER, max_size=8) | st.binary(max_size=8)


@given(st.lists(PART, max_size=5), st.lists(PART, max_size=5))
def test_no_two_contexts_read_alike(one, other) -> None:
    same = [(type(a), a) for a in one] == [(type(b), b) for b in other]
    assert (context(*one) == context(*other)) == same


@given(st.binary(max_size=3000))
def test_padding_gives_back_what_was_padded_in_a_size_class(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) == size_class(len(plain))
    assert len(pad(plain)).bit_count() == 1


def test_padding_grows_by_whole_classes_and_never_by_single_bytes() -> None:
    sizes = {size_class(length) for length in range(200_000)}
    assert sorted(sizes) == [2**n for n in range(7, 17)] + [131072, 196608, 262144]


def test_a_record_of_another_format_is_told_from_a_tampered_one() -> None:
    key, name = new_key(), new_key_id()
    record = seal(name, key, b"text", context("here"))
    assert key_of(record) == name
    assert unseal(key, record, context("here")) == b"text"
    for bad in (b"", b"\x02" + record[1:], record[:20], "text", None):
        with pytest.raises(UnknownFormat):
            key_of(bad)
    for bad in (record[:-1] + bytes([record[-1] ^ 1]), record[:40] + b"x" + record[41:]):
        with pytest.raises(Tampered):
            unseal(key, bad, context("here"))
    with pytest.raises(Tampered):
        unseal(key, record[:1] + new_key_id() + record[17:], context("here"))
    with pytest.raises(Tampered):
        unseal(key, record, context("there"))


def test_no_nonce_is_used_twice() -> None:
    key, name = new_key(), new_key_id()
    assert len({seal(name, key, b"", b"")[17:29] for _ in range(2000)}) == 2000


async def fill(ground, store: Store) -> None:
    async def act(tx: Transaction) -> None:
        for one in range(3):
            message = ground.message(f"C1:{one}", f"TLP:GREEN number {one}")
            status = "held" if one == 2 else "crossing"
            tx.messages.add(message, status=status, rule=0, expires=ground.now)
            tx.copies.add(message.id, "watch-group", ground.copy(one, str(one)))
            await tx.deliveries.want(
                message.id, f"lane-{one}", "institute-desk", priority=0, written=one, sequence=0
            )
            tx.cursors.set("slack.main", f"C{one}", f"{one}.5")
            tx.dead.add("slack.main", "Said", f"E{one}", None)
            notice = Notice(
                id=tx.new_id(), kind="held", place="p", door="d", user=f"U{one}", channel="C",
                topic=None, number="1", count=1, revision=1, begun=tx.now,
            )  # fmt: skip
            tx.notices.put(tx.keyed("notice", str(one)), notice)
            tx.audit.add(AuditKind.DECIDED, organisation="institute", n=one)
        rows = [Row(kind="place", id=f"p{n}", origin="file", body={"n": n}) for n in range(3)]
        await tx.directory.replace_file(rows)

    await store.write(act)


async def read_all(ground, store: Store) -> list[object]:
    """Read every sealed thing; raises what the first tampered one raises."""

    async def query(tx: Transaction) -> list[object]:
        found: list[object] = []
        for one in range(3):
            found.append(await tx.messages.by_number("institute-desk", f"C1:{one}"))
            found += await tx.copies.of(ground.message(f"C1:{one}").id, "watch-group")
            found.append(await tx.notices.get(tx.keyed("notice", str(one))))
        found.append(await tx.cursors.all("slack.main"))
        found += await tx.dead.listed()
        found += await tx.directory.load()
        found += [await tx.audit.fields(entry) for entry in await tx.audit.after(0)]
        found += await tx.deliveries.lanes()
        found += [one.source for one in await tx.deliveries.listed("waiting")]
        found += [one.organisation for one in await tx.messages.held()]
        return found

    return await store.read(query)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Path, int]:
    """A SQLite file that was filled once, and how many things are read in it."""
    ground = FileGround(tmp_path_factory.mktemp("filled-once"), template)
    return ground.folder, asyncio.run(filled(ground))


async def filled(ground) -> int:
    """Fill a new database; return how many things are read in it."""
    store = await ground.create()
    await fill(ground, store)
    whole = await read_all(ground, store)
    await store.close()
    return len(whole)


@pytest.fixture
def whole(ground, request: pytest.FixtureRequest) -> int:
    """Let the test's database be filled; return how many things are read in it."""
    if not isinstance(ground, FileGround):
        return asyncio.run(filled(ground))
    folder, count = request.getfixturevalue("once")
    shutil.copytree(folder, ground.folder, dirs_exist_ok=True)
    return int(count)


SEALED = [
    ("messages", "id", "address"),
    ("messages", "id", "body"),
    ("copies", "id", "address"),
    ("notices", "id", "sealed"),
    ("cursors", "lookup", "sealed"),
    ("dead", "id", "sealed"),
    ("directory", "lookup", "sealed"),
    ("audit", "entry", "sealed"),
    ("numbers", "lookup", "sealed"),
]


def neighbours(cells: list[tuple]) -> Iterator[tuple[tuple, tuple]]:
    """Return pairs in which each cell is with two others of its table."""
    for _, of in groupby(cells, key=itemgetter(0)):
        one = list(of)
        yield from zip(one, [*one[1:], one[0]], strict=True)


@alike
async def test_every_pair_of_ciphertexts_swapped_does_not_open(ground, whole) -> None:
    assert whole > 20
    cells = [
        (table, key, column, id_, sealed)
        for table, key, column in SEALED
        for id_, sealed in ground.sql(f"SELECT {key}, {column} FROM {table}")  # noqa: S608
    ]
    swapped = 0
    for one, other in combinations(cells, 2) if IN_FULL else neighbours(cells):
        if one[0] != other[0]:
            continue
        table, key, column, id_, before = one
        put_back = f"UPDATE {other[0]} SET {other[2]} = ? WHERE {other[1]} = ?"  # noqa: S608
        put = f"UPDATE {table} SET {column} = ? WHERE {key} = ?"  # noqa: S608
        ground.sql(put, other[4], id_)
        ground.sql(put_back, one[4], other[3])
        again = await ground.open()
        with pytest.raises(SealFault):
            await read_all(ground, again)
        await again.close()
        ground.sql(put, before, id_)
        ground.sql(put_back, other[4], other[3])
        swapped += 1
    assert swapped > 30


EDITS = [
    ("messages", "organisation", 9), ("messages", "place", 9), ("messages", "lookup", b"x" * 32),
    ("messages", "label", "TLP:CLEAR"), ("messages", "label", None), ("messages", "status", "held"),
    ("messages", "status", "quarantined"), ("messages", "rule", 7), ("messages", "revision", 9),
    ("messages", "minute", 1), ("messages", "expires", 2**30), ("messages", "reach", 9999),
    ("messages", "body", None), ("messages", "id", "f" * 32), ("messages", "label", 1.5),
    ("copies", "message", None), ("copies", "place", 9), ("copies", "part", 8),
    ("copies", "revision", 0), ("copies", "revision", 99), ("copies", "lookup", b"x" * 32),
    ("copies", "organisation", 0), ("copies", "reach", 9999), ("copies", "state", b""),
    ("notices", "week", 9999), ("notices", "id", "f" * 32),
    ("cursors", "door", None), ("dead", "minute", 1), ("dead", "week", 9999),
    ("directory", "kind", "wall"), ("directory", "origin", "command"),
    ("directory", "position", 9), ("directory", "lookup", b"x" * 32),
    ("numbers", "number", 40), ("audit", "kind", "held"), ("audit", "organisation", 9),
    ("audit", "minute", 1),
    ("data_keys", "wrapped", b"x" * 100), ("data_keys", "week", 9998),
    ("data_keys", "purpose", "other"), ("data_keys", "organisation", 9),
    ("organisation_keys", "wrapped", b"x" * 100), ("organisation_keys", "organisation", 9),
]  # fmt: skip


@alike
@pytest.mark.parametrize(("table", "column", "value"), EDITS)
async def test_a_plain_column_edited_in_sql_is_noticed(ground, whole, table, column, value) -> None:
    row = ground.sql(f"SELECT rowid FROM {table} ORDER BY rowid LIMIT 1")[0][0]  # noqa: S608
    try:
        ground.sql(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", value, row)  # noqa: S608
    except ground.refusal:
        return  # the table itself refuses it
    again = await ground.open()
    try:
        seen = await read_all(ground, again)
    except SealFault:
        return
    finally:
        await again.close()
    # Nothing false was read: at most something is no longer found, and the chain says so.
    assert len([one for one in seen if one is not None]) < whole


@alike
async def test_an_organisations_wrapped_keys_swapped_do_not_open(ground) -> None:
    store = await ground.create()
    await ground.keep(store, ground.message())
    await ground.keep(store, ground.message("C1:2", organisation="watch"))
    await store.close()
    pairs = ground.sql("SELECT id, wrapped FROM organisation_keys ORDER BY organisation")
    (one, first), (other, second) = pairs[-2:]
    ground.sql("UPDATE organisation_keys SET wrapped = ? WHERE id = ?", second, one)
    ground.sql("UPDATE organisation_keys SET wrapped = ? WHERE id = ?", first, other)
    again = await ground.open()
    with pytest.raises(Tampered):
        await again.read(lambda tx: tx.messages.get(ground.message().id))
    await again.close()


@alike
async def test_a_missing_data_key_is_named(ground) -> None:
    store = await ground.create()
    await ground.keep(store, ground.message())
    await store.close()
    ((body,),) = ground.sql("SELECT body FROM messages")
    ground.sql("DELETE FROM data_keys WHERE purpose = 'text'")
    again = await ground.open()
    with pytest.raises(KeyGone, match=body[1:17].hex()):
        await again.read(lambda tx: tx.messages.get(ground.message().id))
    await again.close()


async def test_shredding_an_organisation_leaves_the_chain_and_the_others(ground, store) -> None:
    await ground.keep(store, ground.message())
    await ground.keep(store, ground.message("C1:2", organisation="watch"))

    async def shred(tx: Transaction) -> None:
        await tx.keys.shred(await tx.directory.number("organisation", "institute"))

    await store.write(shred)
    with pytest.raises(KeyGone):
        await store.read(lambda tx: tx.messages.get(ground.message().id))
    other = ground.message("C1:2", organisation="watch")
    assert (await store.read(lambda tx: tx.messages.get(other.id))).message == other
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"


@alike
async def test_a_data_key_is_retired_before_two_to_the_thirty_two_records(
    ground, monkeypatch
) -> None:
    monkeypatch.setattr(keys, "BLOCK", 2)
    monkeypatch.setattr(keys, "MOST_RECORDS", 4)
    store = await ground.create()
    for one in range(9):
        await ground.keep(store, ground.message(f"C1:{one}"))
    await store.close()
    used = ground.sql("SELECT substr(body, 2, 16), count(*) FROM messages GROUP BY 1")
    assert sorted(number for _, number in used) == [1, 4, 4]
    assert ground.sql("SELECT max(reserved) FROM data_keys WHERE purpose = 'text'") == [(4,)]
    again = await ground.open()
    for one in range(9):
        message = ground.message(f"C1:{one}")
        found = await again.read(lambda tx, message=message: tx.messages.get(message.id))
        assert found.message == message
    await again.close()


async def test_seals_that_a_killed_process_had_reserved_are_counted(ground, monkeypatch) -> None:
    monkeypatch.setattr(keys, "BLOCK", 10)
    for one in range(3):
        store = await (ground.create() if not one else ground.open())
        await ground.keep(store, ground.message(f"C1:{one}"))
        await store.close()
    assert ground.sql("SELECT reserved FROM data_keys WHERE purpose = 'text'") == [(30,)]
