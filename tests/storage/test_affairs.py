"""Small things that wait for somebody are found again as they were, and only while they may be."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from storage import retention
from storage.faults import Tampered
from tests.in_full import alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    asked: str
    count: int = 0


async def keep(ground, store, value=Question(asked="ready?"), weeks=1) -> None:
    async def act(tx) -> None:
        ends = None if weeks is None else ground.now + timedelta(weeks=weeks)
        tx.affairs.put("question", "q1", value, ends=ends, key=("slack.main", "U0ANN"))

    await store.write(act)


async def found(store):
    return await store.read(
        lambda tx: tx.affairs.find("question", ("slack.main", "U0ANN"), Question)
    )


async def test_an_affair_is_found_by_its_id_by_its_key_and_among_its_kind(ground, store) -> None:
    await keep(ground, store)
    one = Question(asked="ready?")
    assert await found(store) == ("q1", one)
    assert await store.read(lambda tx: tx.affairs.get("question", "q1", Question)) == one
    assert await store.read(lambda tx: tx.affairs.listed("question", Question)) == [("q1", one)]
    assert await store.read(lambda tx: tx.affairs.get("answer", "q1", Question)) is None


async def test_an_affair_put_again_stands_in_the_place_of_the_former(ground, store) -> None:
    await keep(ground, store)
    await keep(ground, store, Question(asked="still?", count=2))
    assert await found(store) == ("q1", Question(asked="still?", count=2))


async def test_an_affair_that_was_removed_is_gone(ground, store) -> None:
    await keep(ground, store)

    async def act(tx) -> None:
        tx.affairs.remove("q1")

    await store.write(act)
    assert await found(store) is None


@pytest.mark.parametrize(("weeks", "left"), [(1, False), (None, True)])
async def test_an_affair_is_forgotten_after_its_week(ground, store, weeks, left) -> None:
    await keep(ground, store, weeks=weeks)
    ground.now += timedelta(weeks=3)
    await retention.forget(store)
    assert (await found(store) is not None) is left


@alike
async def test_an_affair_edited_or_moved_in_the_database_does_not_open(ground, store) -> None:
    await keep(ground, store)
    ground.sql("UPDATE affairs SET kind = 'answer'")
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.affairs.get("answer", "q1", Question))


async def verdict(store) -> str:
    return (await store.read(lambda tx: tx.verify())).state


GONE = "DELETE FROM affairs"
BACK = "UPDATE affairs SET sealed = (SELECT sealed FROM earlier)"


@alike
async def test_an_affair_that_is_removed_in_sql_is_noticed(ground, store) -> None:
    await keep(ground, store)
    assert await verdict(store) == "intact"
    ground.sql(GONE)
    assert await verdict(store) == "tampered"


@alike
async def test_an_affair_that_is_put_back_in_sql_is_noticed(ground, store) -> None:
    await keep(ground, store, Question(asked="first"))
    ground.sql("CREATE TABLE earlier AS SELECT sealed FROM affairs")
    await keep(ground, store, Question(asked="later"))
    assert await verdict(store) == "intact"
    ground.sql(BACK)
    assert await found(store) == ("q1", Question(asked="first"))
    assert await verdict(store) == "tampered"


async def test_an_affair_that_we_removed_or_that_ended_is_missed_by_nobody(ground, store) -> None:
    await keep(ground, store)

    async def removed(tx) -> None:
        tx.affairs.remove("q1")

    await store.write(removed)
    assert await found(store) is None
    assert await verdict(store) == "intact"
    await keep(ground, store)
    ground.now += timedelta(weeks=3)
    await retention.forget(store)
    assert ground.sql("SELECT count(*) FROM affairs") == [(0,)]
    assert await verdict(store) == "intact"


async def test_what_is_loose_adds_nothing_to_the_audit(ground, store) -> None:
    before = ground.sql("SELECT count(*) FROM audit")

    async def act(tx) -> None:
        for at in range(5):
            tx.affairs.put("question", f"q{at}", Question(asked="x"), ends=None, loose=True)
        tx.affairs.remove("q1", loose=True)

    await store.write(act)
    assert ground.sql("SELECT count(*) FROM audit") == before
    assert await verdict(store) == "intact"
