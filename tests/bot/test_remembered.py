"""The directory in memory is never older than what was taken up before."""

import asyncio
from typing import Any

import pytest

from policies.community.rows import to_rows
from storage.store import Row, Store, Transaction
from tests.bot.small_house import ACCOUNTS, House, load_text
from tests.stage import DIRECTORY

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
