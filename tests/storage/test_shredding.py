"""What an organisation originated is gone with its key, and the trail still holds."""

from storage.store import Transaction
from tests.in_full import alike


async def test_rows_and_key_go_and_the_trail_holds(ground, store) -> None:
    await ground.keep(store, ground.message())
    await ground.keep(store, ground.message("C1:2", organisation="watch"))

    async def shred(tx: Transaction) -> None:
        await tx.shredding.shred("institute")
        await tx.shredding.shred("nobody")

    await store.write(shred)
    assert await store.read(lambda tx: tx.messages.get(ground.message().id)) is None
    other = ground.message("C1:2", organisation="watch")
    assert (await store.read(lambda tx: tx.messages.get(other.id))).message == other
    verdict = await store.read(lambda tx: tx.verify())
    assert (verdict.state, verdict.why) == ("intact", "")


@alike
async def test_a_row_taken_away_without_shredding_is_still_noticed(ground, store) -> None:
    await ground.keep(store, ground.message())
    await store.close()
    ground.sql("DELETE FROM messages")
    again = await ground.open()
    assert (await again.read(lambda tx: tx.verify())).state == "tampered"
    await again.close()
