"""The directory in memory is never older than what was taken up before."""

import asyncio
from typing import Any

import pytest

from bot.community.changing import put
from policies.community.rows import to_rows
from storage.store import Row, Store, StoreFault, Transaction
from tests.bot.small_house import ACCOUNTS, House, Standing, load_text
from tests.stage import DESK, DIRECTORY, STRICT

WALL = '[[wall]]\norganisation = "institute"\nnot_to = ["watch"]\n'


async def _apply(store: Store, text: str) -> None:
    directory = load_text(text, "directory.toml", ACCOUNTS)
    rows = [Row(kind=k, id=i, origin="file", body=body) for k, i, body in to_rows(directory)]

    async def act(tx: Transaction) -> None:
        await tx.directory.replace_file(rows)

    await store.write(act)


async def test_a_look_that_ends_after_a_newer_one_takes_nothing_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = house.store.read
    go_on, found = asyncio.Event(), asyncio.Event()

    async def slow(query: Any) -> Any:
        answer = await read(query)
        found.set()
        await go_on.wait()
        return answer

    await _apply(house.store, DIRECTORY.replace("members = 5", "members = 6"))
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "read", slow)
        older = asyncio.create_task(house.remembered.reread())
        await found.wait()
    await _apply(house.store, DIRECTORY + WALL)
    await house.remembered.reread()
    version = house.remembered.version
    assert house.services.directory.walls
    go_on.set()
    await older
    assert house.services.directory.walls
    assert house.remembered.version == version


def standing(house: House) -> list[Standing]:
    return list(house.telegram.rooms.get(str(STRICT), {}).values())


async def _agreed(house: House) -> None:
    """Have a bridge between two rooms agreed on: from now on the rooms may be told of it."""
    body = {"id": "new", "channels": ["desk", "strict"], "agreed": ["institute", "watch"]}
    await house.store.write(lambda tx: put(tx, house.services, "bridge", "new", body))


async def test_what_is_said_once_a_bridge_is_agreed_on_crosses_while_the_directory_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = house.store.read
    go_on, found = asyncio.Event(), asyncio.Event()

    async def slow(query: Any) -> Any:
        answer = await read(query)
        found.set()
        await go_on.wait()
        return answer

    await _agreed(house)
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "read", slow)
        looking = asyncio.create_task(house.remembered.refresh())
        await found.wait()
    assert "new" not in [one.id for one in house.services.directory.bridges]
    await house.hear(house.said(DESK, "TLP:GREEN Good evening"))
    go_on.set()
    await looking
    await house.deliver()
    assert [one.text.endswith("Good evening") for one in standing(house)] == [True]


async def test_while_the_directory_cannot_be_read_nothing_is_judged_by_the_old_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_query: Any) -> Any:
        raise StoreFault("the database is locked")

    said = house.said(DESK, "TLP:GREEN Good evening")
    await _agreed(house)
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "read", broken)
        with pytest.raises(StoreFault):
            await house.hear(said)
        await house.remembered.refresh()
    # It was not acknowledged: its platform tells it again.
    await house.hear(said)
    await house.deliver()
    assert [one.text.endswith("Good evening") for one in standing(house)] == [True]
