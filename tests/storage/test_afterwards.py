"""What is told afterwards is told once, and only of what became durable."""

import asyncio
from functools import partial

import pytest

from storage.store import DatabaseFull, Store, Transaction
from tests.in_full import alike


def counted(told: list[str], word: str, error: Exception | None = None, *, reads: bool = False):
    """Return an act that has `word` told; it may flush, and raise after that."""

    async def act(tx: Transaction) -> None:
        tx.afterwards(partial(told.append, word))
        tx.cursors.set("door", word, "1")
        if reads:
            await tx.cursors.all("door")
        if error is not None:
            raise error

    return act


async def test_it_is_told_when_the_act_is_durable_and_not_before(store: Store) -> None:
    told: list[str] = []

    async def act(tx: Transaction) -> None:
        tx.afterwards(partial(told.append, "one"))
        assert told == []

    await store.write(act)
    assert told == ["one"]


@alike
@pytest.mark.parametrize("reads", [False, True], ids=["buffered", "flushed"])
async def test_of_an_act_that_raised_nothing_is_told_and_of_the_others_once(
    store: Store, *, reads: bool
) -> None:
    told: list[str] = []
    acts = [
        counted(told, "first"),
        counted(told, "poison", ValueError("poison"), reads=reads),
        counted(told, "last"),
    ]
    await asyncio.gather(*map(store.write, acts), return_exceptions=True)
    assert sorted(told) == ["first", "last"]


async def test_of_a_commit_that_failed_nothing_is_told(store: Store, monkeypatch) -> None:
    told: list[str] = []

    async def full() -> None:
        raise DatabaseFull("no room")

    with monkeypatch.context() as patch:
        patch.setattr(store._writing, "commit", full)
        with pytest.raises(DatabaseFull):
            await store.write(counted(told, "lost"))
    await store.write(counted(told, "kept"))
    assert told == ["kept"]


@alike
async def test_who_cannot_count_what_was_done_undoes_none_of_it(store: Store) -> None:
    def broken(*_: object) -> None:
        raise ValueError("broken")

    async def act(tx: Transaction) -> str:
        tx.afterwards(broken)
        tx.cursors.set("door", "one", "1")
        return "done"

    store.watch(broken)
    assert await store.write(act) == "done"
    assert await store.write(act) == "done"
    assert store.healthy()
    assert await store.read(lambda tx: tx.cursors.all("door")) == {"one": "1"}


@alike
async def test_every_commit_is_told_with_its_acts(store: Store) -> None:
    seen: list[tuple[int, float]] = []
    store.watch(lambda acts, seconds: seen.append((acts, seconds)))
    await asyncio.gather(*(store.write(counted([], f"{at}")) for at in range(20)))
    assert sum(acts for acts, _ in seen) == 20
    assert all(seconds >= 0 for _, seconds in seen)
