"""Contents of files are sealed as they come, open only as they were, and go with their message."""

import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from policies.messages.files import File, FileKind, Refusal
from storage import contents, retention
from storage.contents import Content, Kept
from storage.store import Store, Tampered, Transaction
from tests.in_full import IN_FULL, alike

ID, OTHER = "f" * 32, "e" * 32
MARK = b"the content of a file in plain sight "


async def pieces(data: bytes, size: int = 50_000) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def whole(store: Store, content: Content) -> bytes:
    return b"".join([piece async for piece in contents.read(store, content)])


@pytest.fixture
def message(ground) -> str:
    return ground.message().id


async def keep(ground, store: Store, file_id: str = ID, **more) -> None:
    message = ground.message()
    file = File(id=file_id, slot=0, handle="F1", kind=FileKind.DOCUMENT, name="a.pdf")

    async def act(tx: Transaction) -> None:
        expires = ground.now + timedelta(days=90)
        await tx.files.add(message, file, "awaited", expires=expires)

    await store.write(act)


@alike
@pytest.mark.parametrize("size", [0, 1, 65_534, 65_535, 65_536, 131_070, 1_200_000])
async def test_a_content_comes_back_as_it_was(ground, store, size: int) -> None:
    data = (MARK * (size // len(MARK) + 1))[:size]
    kept = await contents.save(store, ID, "c", "text/plain", pieces(data))
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert await whole(store, kept) == data
    assert all(MARK not in row[0] for row in ground.sql("SELECT chunk FROM blobs"))


async def test_a_later_content_of_a_file_takes_the_place_of_the_earlier(ground, store) -> None:
    kept = await contents.save(store, ID, "c", "text/plain", pieces(b"one" * 90_000))
    assert await whole(store, kept) == b"one" * 90_000
    kept = await contents.save(store, ID, "c", "text/plain", pieces(b"two"))
    assert await whole(store, kept) == b"two"
    assert ground.sql("SELECT count(*) FROM blobs") == [(1,)]


async def test_of_a_content_that_breaks_off_nothing_is_kept(ground, store) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield bytes(50_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await contents.save(store, ID, "c", "text/plain", breaking())
    assert ground.sql("SELECT count(*) FROM blobs") == [(0,)]


CHANGES = {
    "cut off": ["DELETE FROM blobs WHERE id = '{c}' AND number = 3"],
    "missing in the middle": ["DELETE FROM blobs WHERE id = '{c}' AND number = 1"],
    "swapped": [
        "UPDATE blobs SET number = 99 WHERE id = '{c}' AND number = 1",
        "UPDATE blobs SET number = 1 WHERE id = '{c}' AND number = 2",
        "UPDATE blobs SET number = 2 WHERE id = '{c}' AND number = 99",
    ],
    "repeated": [
        "DELETE FROM blobs WHERE id = '{c}' AND number = 2",
        "INSERT INTO blobs (id, number, chunk)"
        " SELECT id, 2, chunk FROM blobs WHERE id = '{c}' AND number = 1",
    ],
    "appended": [
        "INSERT INTO blobs (id, number, chunk)"
        " SELECT id, 4, chunk FROM blobs WHERE id = '{c}' AND number = 3",
    ],
    "another file's": [
        "DELETE FROM blobs WHERE id = '{c}' AND number = 0",
        "INSERT INTO blobs (id, number, chunk)"
        " SELECT '{c}', 0, chunk FROM blobs WHERE id = '{o}' AND number = 0",
    ],
    "emptied": ["UPDATE blobs SET chunk = zeroblob(65552) WHERE id = '{c}' AND number = 0"],
}


@alike
@pytest.mark.parametrize("change", CHANGES)
async def test_a_content_that_was_edited_does_not_open(ground, store, change: str) -> None:
    data = bytes(range(256)) * 1_000
    kept = await contents.save(store, ID, "c", "text/plain", pieces(data))
    await contents.save(store, OTHER, "c", "text/plain", pieces(data))
    assert kept.blob.chunks == 4
    for statement in CHANGES[change]:
        ground.sql(statement.format(c=f"{ID}.c", o=f"{OTHER}.c"))
    with pytest.raises(Tampered):
        await whole(store, kept)


async def test_how_far_a_file_is_comes_back_as_it_was_put(ground, store, message) -> None:
    await keep(ground, store)
    content = await contents.save(store, ID, "c", "application/pdf", pieces(b"%PDF-"))
    kept = Kept(id=ID, message=message, standing="ready", attempts=2, name="a.pdf", content=content)
    await store.write(lambda tx: tx.files.put(kept))
    assert await store.read(lambda tx: tx.files.of(message)) == {ID: kept}
    assert (await store.read(lambda tx: tx.verify())).state == "intact"


@alike
@pytest.mark.parametrize("column", ["status", "message", "organisation", "week", "standing"])
async def test_a_files_row_that_was_edited_does_not_open(ground, store, column: str) -> None:
    await keep(ground, store)
    value = {"status": "'ready'", "message": "'b'", "standing": "x'00'"}.get(column, "9999")
    ground.sql(f"UPDATE files SET {column} = {value}")  # noqa: S608 - the test's own words
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.files.by_id(ID))
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"


async def test_what_is_due_is_found_and_what_waits_is_not(ground, store, message) -> None:
    await keep(ground, store)
    kept = await store.read(lambda tx: tx.files.due())
    assert kept == Kept(id=ID, message=message, standing="awaited")
    later = ground.now + timedelta(minutes=1)
    await store.write(lambda tx: tx.files.put(kept, due=later))
    assert await store.read(lambda tx: tx.files.due()) is None
    ground.pass_(minutes=1)
    assert await store.read(lambda tx: tx.files.due()) == kept


async def test_a_content_goes_with_the_week_of_its_message(ground, store) -> None:
    await keep(ground, store)
    await contents.save(store, ID, "c", "application/pdf", pieces(b"%PDF-" * 30_000))
    await contents.save(store, OTHER, "c", "application/pdf", pieces(b"belongs to no file"))
    await retention.forget(store)
    assert ground.sql("SELECT DISTINCT id FROM blobs") == [(f"{ID}.c",)]
    ground.pass_(days=98)
    await retention.forget(store)
    assert ground.sql("SELECT count(*) FROM blobs") == [(0,)]
    assert ground.sql("SELECT count(*) FROM files") == [(0,)]


async def test_a_dropped_file_leaves_only_what_is_kept_as_evidence(ground, store, message) -> None:
    for file_id in (ID, OTHER):
        await keep(ground, store, file_id)
    original = await contents.save(store, ID, "o", "image/jpeg", pieces(b"as it came"))
    content = await contents.save(store, ID, "c", "image/jpeg", pieces(b"cleaned"))
    one = Kept(
        id=ID, message=message, standing="ready", name="a", content=content, original=original
    )
    other = await store.read(lambda tx: tx.files.by_id(OTHER))

    async def drop(tx: Transaction) -> None:
        await tx.files.put(one)
        await tx.files.drop(one)
        await tx.files.drop(other)

    await store.write(drop)
    kept = await store.read(lambda tx: tx.files.of(message))
    assert list(kept) == [ID]
    assert (kept[ID].standing, kept[ID].content) == ("evidence", None)
    assert await whole(store, kept[ID].original) == b"as it came"
    assert ground.sql("SELECT DISTINCT id FROM blobs") == [(f"{ID}.o",)]


async def test_a_refusal_known_from_the_start_stands_in_the_row(ground, store) -> None:
    message = ground.message()
    file = File(
        id=ID,
        slot=0,
        handle="F1",
        kind=FileKind.DOCUMENT,
        name="a.exe",
        member="C1:9",
        album="7",
        refused=Refusal.TYPE,
    )

    async def act(tx: Transaction) -> None:
        await tx.files.add(message, file, "refused", expires=ground.now)

    await store.write(act)
    assert (await store.read(lambda tx: tx.files.by_id(ID))).refused is Refusal.TYPE
    assert await store.read(lambda tx: tx.files.in_album(message.place, "7")) == message.id
    assert await store.read(lambda tx: tx.files.in_album("elsewhere", "7")) is None
    assert await store.read(lambda tx: tx.files.standing_at(message.place, "C1:9")) == message.id


@alike
async def test_many_megabytes_are_sealed_and_opened_in_little_memory(ground, store) -> None:
    size, seen = 50_000_000 if IN_FULL else 10_000_000, 0

    async def generated() -> AsyncIterator[bytes]:
        for _ in range(size // 62_500):
            yield bytes(62_500)

    tracemalloc.start()
    kept = await contents.save(store, ID, "c", "application/zip", generated())
    async for piece in contents.read(store, kept):
        seen += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == kept.size == size
    assert peak < size / 5


@pytest.mark.parametrize(("standing", "left"), [("refused", 0), ("named", 0), ("ready", 2)])
async def test_who_begins_anew_finds_and_clears_what_belongs_to_nothing(
    ground, store: Store, standing: str, left: int
) -> None:
    await keep(ground, store)
    for what in ("c", "o"):
        await contents.save(store, ID, what, "image/png", pieces(MARK))

    async def ended(tx: Transaction) -> None:
        await tx.files.put(Kept(id=ID, message=ground.message().id, standing=standing))

    await store.write(ended)
    await store.write(lambda tx: tx.blobs.tidy())
    assert ground.sql("SELECT count(*) FROM blobs") == [(left,)]
