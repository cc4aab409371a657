"""Many acts in one transaction: none loses what another did, each fails alone."""

import asyncio

import pytest

from storage.store import Store, StoreClosed, Transaction
from tests.in_full import alike


async def increment(tx: Transaction) -> int:
    found = await tx.cursors.all("door")
    value = int(found.get("count", "0")) + 1
    tx.cursors.set("door", "count", str(value))
    return value


async def count(store: Store) -> int:
    found = await store.read(lambda tx: tx.cursors.all("door"))
    return int(found.get("count", "0"))


async def test_twenty_tasks_of_twenty_increments_make_four_hundred(store: Store) -> None:
    async def task() -> None:
        for _ in range(20):
            await store.write(increment)

    await asyncio.gather(*(task() for _ in range(20)))
    assert await count(store) == 400


async def test_two_stores_on_one_file_lose_no_update_between_them(ground, store: Store) -> None:
    other = await ground.open()
    try:
        await asyncio.gather(*(one.write(increment) for one in (store, other) * 20))
    finally:
        await other.close()
    assert await count(store) == 40


@alike
async def test_what_an_act_returns_comes_back_to_its_caller(store: Store) -> None:
    results = await asyncio.gather(*(store.write(increment) for _ in range(50)))
    assert results == list(range(1, 51))


async def test_an_act_that_raises_before_it_reads_loses_only_its_own(store: Store) -> None:
    async def poison(tx: Transaction) -> None:
        tx.cursors.set("door", "poison", "1")
        tx.received.told(tx.keyed("poison"))
        raise ValueError("poison")

    acts = [increment, poison, increment]
    first, second, third = await asyncio.gather(*map(store.write, acts), return_exceptions=True)
    assert (first, third) == (1, 2)
    assert isinstance(second, ValueError)
    assert await store.read(lambda tx: tx.cursors.all("door")) == {"count": "2"}
    assert not await store.read(lambda tx: tx.received.told_before(tx.keyed("poison")))


async def test_an_act_that_raises_after_its_rows_were_flushed_loses_only_its_own(
    store: Store,
) -> None:
    runs = []

    async def poison(tx: Transaction) -> None:
        runs.append("poison")
        await increment(tx)
        await tx.cursors.all("door")
        await tx.directory.number("place", "never-given")
        raise ValueError("poison")

    acts = [increment, poison, increment]
    results = await asyncio.gather(*map(store.write, acts), return_exceptions=True)
    assert results[0] == 1
    assert isinstance(results[1], ValueError)
    assert results[2] == 2
    assert runs == ["poison", "poison"]
    given = await store.write(lambda tx: tx.directory.number("place", "another"))
    assert given == 1


async def test_a_row_that_the_database_refuses_fails_its_own_act_only(ground, store) -> None:
    def adding(number: str, id_: str):
        async def act(tx: Transaction) -> str:
            message = ground.message(number, id=id_ * 32)
            tx.messages.add(message, status="kept", rule=0, expires=ground.now)
            return id_

        return act

    acts = [adding("C1:1", "a"), adding("C1:1", "b"), adding("C1:2", "c")]
    results = await asyncio.gather(*map(store.write, acts), return_exceptions=True)
    assert results[0] == "a"
    assert isinstance(results[1], ground.refusal)
    assert results[2] == "c"
    assert await store.read(lambda tx: tx.messages.get("b" * 32)) is None
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"


async def test_an_act_that_swallows_a_failed_statement_is_not_committed(ground, store) -> None:
    async def swallowing(tx: Transaction) -> str:
        for _ in range(2):
            tx.messages.add(ground.message(), status="kept", rule=0, expires=ground.now)
        try:
            await tx.messages.get("anything")
        except Exception:  # noqa: BLE001 - that is what is tested
            return "nothing was wrong"
        return "unreachable"

    results = await asyncio.gather(
        store.write(swallowing), store.write(increment), return_exceptions=True
    )
    assert isinstance(results[0], ground.refusal)
    assert results[1] == 1


async def test_numbers_given_in_an_act_that_failed_are_given_again(store: Store) -> None:
    async def poison(tx: Transaction) -> None:
        assert await tx.directory.number("place", "one") == 1
        raise ValueError("poison")

    with pytest.raises(ValueError, match="poison"):
        await store.write(poison)
    assert await store.write(lambda tx: tx.directory.number("place", "two")) == 1
    assert await store.write(lambda tx: tx.directory.number("place", "one")) == 2


async def test_keys_made_in_an_act_that_failed_are_made_again(ground, store: Store) -> None:
    message = ground.message()

    async def poison(tx: Transaction) -> None:
        tx.messages.add(message, status="kept", rule=0, expires=ground.now)
        await tx.messages.get(message.id)
        raise ValueError("poison")

    with pytest.raises(ValueError, match="poison"):
        await store.write(poison)
    await ground.keep(store, message)
    await store.close()
    again = await ground.open()
    stored = await again.read(lambda tx: tx.messages.get(message.id))
    assert stored.message == message
    await again.close()


async def test_an_act_that_cancels_itself_cancels_its_caller_only(store: Store) -> None:
    async def cancelled(tx: Transaction) -> None:
        await increment(tx)
        raise asyncio.CancelledError

    results = await asyncio.gather(
        store.write(increment),
        store.write(cancelled),
        store.write(increment),
        return_exceptions=True,
    )
    assert results[0] == 1
    assert isinstance(results[1], asyncio.CancelledError)
    assert results[2] == 2


async def test_a_caller_cancelled_at_any_moment_never_poisons_the_writer(store: Store) -> None:
    async def slow(tx: Transaction) -> int:
        await asyncio.sleep(0)
        value = await increment(tx)
        await asyncio.sleep(0)
        return value

    for steps in range(12):
        doomed = asyncio.create_task(store.write(slow))
        others = [asyncio.create_task(store.write(increment)) for _ in range(3)]
        for _ in range(steps):
            await asyncio.sleep(0)
        doomed.cancel()
        values = await asyncio.gather(*others)
        assert len(set(values)) == 3, steps
        assert await store.write(increment) == await count(store), steps


async def test_a_reader_cancelled_at_any_moment_leaves_the_pool_sound(store: Store) -> None:
    await store.write(increment)
    for steps in range(0, 30, 2):
        readers = [asyncio.create_task(count(store)) for _ in range(6)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for one in readers:
            one.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        assert await asyncio.gather(*(count(store) for _ in range(6))) == [1] * 6, steps


async def test_a_reader_sees_nothing_that_is_not_committed(store: Store) -> None:
    seen = []

    async def act(tx: Transaction) -> None:
        await increment(tx)
        await tx.cursors.all("door")
        seen.append(await count(store))

    await store.write(act)
    assert seen == [0]
    assert await count(store) == 1


@alike
async def test_a_read_changes_nothing(store: Store) -> None:
    async def sly(tx: Transaction) -> None:
        tx.cursors.set("door", "name", "value")

    with pytest.raises(RuntimeError, match=r"Store\.write"):
        await store.read(sly)


@alike
async def test_an_act_that_would_wait_for_itself_is_refused(store: Store) -> None:
    async def twice(tx: Transaction) -> None:
        await store.write(increment)

    with pytest.raises(RuntimeError, match="its own transaction"):
        await store.write(twice)
    assert await store.write(increment) == 1


async def test_closing_commits_what_waits_and_refuses_what_comes_after(ground) -> None:
    store = await ground.create()
    waiting = [asyncio.create_task(store.write(increment)) for _ in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*waiting) == [1, 2, 3, 4, 5]
    with pytest.raises(StoreClosed):
        await store.write(increment)


async def test_more_acts_than_one_group_holds_are_all_durable(ground) -> None:
    store = await ground.create()
    await asyncio.gather(*(store.write(increment) for _ in range(300)))
    await store.close()
    again = await ground.open()
    assert await count(again) == 300
    await again.close()
