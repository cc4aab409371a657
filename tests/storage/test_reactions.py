"""Reactions are kept by account, sealed, told once each, and forgotten with their message."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.messages.message import Author, Message
from policies.messages.reactions import Reaction
from policies.readings import Kind, Reading
from storage import retention
from storage.faults import Tampered
from tests.in_full import alike

WRITTEN = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
MESSAGE = Message(
    id="m1",
    place="desk",
    organisation="institute",
    author=Author(person="ann"),
    number="C0DESK:1.000001",
    written=WRITTEN,
    parts=(),
    reading=Reading(kind=Kind.NONE),
    label=None,
)


def reaction(account: str = "1001", *emoji: str, after: int = 0) -> Reaction:
    return Reaction(
        place="group", account=account, emoji=emoji, at=WRITTEN + timedelta(seconds=after)
    )


async def put(ground, store, *reactions: Reaction) -> None:
    async def act(tx) -> None:
        for one in reactions:
            tx.reactions.put(MESSAGE, one, expires=ground.now + timedelta(days=90))

    await store.write(act)


async def of(store) -> list[Reaction]:
    return await store.read(lambda tx: tx.reactions.of("m1"))


async def stale(store) -> list[str]:
    return await store.read(lambda tx: tx.reactions.stale(10))


async def told(store) -> int:
    return await store.read(lambda tx: tx.reactions.told("m1"))


async def test_one_account_has_one_reaction_the_latest(ground, store) -> None:
    await put(ground, store, reaction("1001", "👍"), reaction("1002", "🎉", after=1))
    await put(ground, store, reaction("1001", "👎", after=2))
    assert [(one.account, one.emoji) for one in await of(store)] == [
        ("1002", ("🎉",)),
        ("1001", ("👎",)),
    ]
    found = await store.read(lambda tx: tx.reactions.get("m1", "group", "1001"))
    assert found == reaction("1001", "👎", after=2)
    assert await store.read(lambda tx: tx.reactions.get("m1", "elsewhere", "1001")) is None


async def test_what_the_rooms_were_told_is_not_told_again(ground, store) -> None:
    await put(ground, store, reaction("1001", "👍"), reaction("1002", "👍"))
    assert await stale(store) == ["m1"]
    assert await told(store) == 0
    await store.write(lambda tx: tx.reactions.tell("m1"))
    assert (await stale(store), await told(store)) == ([], 1)
    await put(ground, store, reaction("1002"))
    assert await stale(store) == ["m1"]
    await store.write(lambda tx: tx.reactions.tell("m1"))
    assert (await stale(store), await told(store)) == ([], 2)


async def test_who_reacted_is_forgotten_with_the_text_and_how_often_it_was_told_later(
    ground, store
) -> None:
    await put(ground, store, reaction("1001", "👍"))
    await store.write(lambda tx: tx.reactions.tell("m1"))
    ground.now += timedelta(days=110)
    await retention.forget(store)
    assert await of(store) == []
    assert await told(store) == 1
    ground.now += timedelta(days=400)
    await retention.forget(store)
    assert await told(store) == 0


async def test_the_reactions_to_what_is_withdrawn_are_gone(ground, store) -> None:
    await put(ground, store, reaction("1001", "👍"))

    async def drop(tx) -> None:
        tx.reactions.drop("m1")

    await store.write(drop)
    assert (await of(store), await stale(store)) == ([], [])


@alike
async def test_a_reaction_that_was_moved_to_another_message_does_not_open(ground, store) -> None:
    await put(ground, store, reaction("1001", "👍"))
    ground.sql("UPDATE reactions SET message = 'm2'")
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.reactions.of("m2"))
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"
