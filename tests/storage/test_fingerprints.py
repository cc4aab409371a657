"""Fingerprints and records: found again by what they are of, and by nobody without the key."""

from datetime import timedelta

import pytest

from storage.faults import KeyGone, Tampered
from storage.retention import forget
from storage.store import Record
from tests import in_full

BANDS = [bytes([at]) * 4 for at in range(12)]


async def alike(store, bands):
    return await store.read(lambda tx: tx.fingerprints.alike(bands))


async def test_what_shares_a_band_is_alike_and_the_likest_comes_first(ground, store) -> None:
    async def act(tx) -> None:
        tx.fingerprints.put("near", BANDS, expires=ground.now + timedelta(days=1))
        far = [BANDS[0], *(b"other" for _ in BANDS[1:])]
        tx.fingerprints.put("far", far, expires=ground.now + timedelta(days=2))
        # The same band elsewhere in the row is another one.
        tx.fingerprints.put("apart", [b"", BANDS[0]], expires=ground.now + timedelta(days=1))

    await store.write(act)
    assert await alike(store, BANDS) == ["near", "far"]
    assert await alike(store, []) == []


async def test_a_fingerprint_is_replaced_removed_and_forgotten_with_its_text(ground, store) -> None:
    async def act(tx) -> None:
        tx.fingerprints.put("a", BANDS, expires=ground.now + timedelta(days=1))
        tx.fingerprints.put("a", [b"new"], expires=ground.now + timedelta(days=1))
        tx.fingerprints.put("b", BANDS, expires=ground.now + timedelta(days=1))
        tx.fingerprints.remove("b")

    await store.write(act)
    assert await alike(store, BANDS) == []
    assert await alike(store, [b"new"]) == ["a"]
    assert ground.sql("SELECT count(*) FROM fingerprints") == [(1,)]
    ground.pass_(days=2)
    assert await alike(store, [b"new"]) == []
    await forget(store)
    assert ground.sql("SELECT count(*) FROM fingerprints") == [(0,)]


@in_full.alike
async def test_what_is_stored_of_a_band_is_not_the_band(ground, store) -> None:
    async def act(tx) -> None:
        tx.fingerprints.put("a", [b"heron-4711-nakuru"], expires=ground.now + timedelta(days=1))

    await store.write(act)
    await store.purge()
    everything = ground.everything()
    assert b"heron-4711" not in everything
    assert b"heron-4711".hex().encode() not in everything


def record(ground):
    return Record(
        label="TLP:AMBER",
        organisation="Ballot Institute",
        text="heron-0815 moved",
        written=ground.now,
        recalled=ground.now,
    )


async def test_a_record_is_its_keepers_and_outlives_the_source(ground, store) -> None:
    left = record(ground)

    async def act(tx) -> None:
        tx.records.leave("watch", "m1", left)
        # Once more, as a repeated command does: the first stays.
        tx.records.leave("watch", "m1", record(ground))

    await store.write(act)
    assert await store.read(lambda tx: tx.records.of("watch")) == [left]
    assert await store.read(lambda tx: tx.records.of("institute")) == []
    assert b"heron-0815" not in ground.bytes_on_disk()

    async def shred(tx) -> None:
        await tx.keys.shred(await tx.directory.number("organisation", "watch"))

    await store.write(shred)
    with pytest.raises(KeyGone):
        await store.read(lambda tx: tx.records.of("watch"))


@in_full.alike
async def test_a_record_moved_to_another_organisation_does_not_open(ground, store) -> None:
    async def act(tx) -> None:
        tx.records.leave("watch", "m1", record(ground))
        await tx.directory.number("organisation", "institute")

    await store.write(act)
    ground.sql("UPDATE records SET message = 'm2'")
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.records.of("watch"))
    verdict = await store.read(lambda tx: tx.verify())
    assert verdict.state == "tampered"
