"""Threat 3, for people: the row of a lock, a PIN or a matter that somebody removes is noticed."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.security.phones import BO, EVA, LU, PHONES, Phones, phones_in

PIN = "1357"


@pytest.fixture
def begins_with() -> str:
    return PHONES.replace('shown_as = "L."\n', 'shown_as = "L."\nroles = ["deputy"]\n')


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


async def state(phones: Phones) -> str:
    return (await phones.house.store.read(lambda tx: tx.verify())).state


async def a_pin(phones: Phones) -> None:
    await phones.types(EVA, "/pin")
    card = phones.sent(EVA, "post")[-1].number
    await phones.presses(EVA, card, "open")
    await phones.pin(EVA, card, PIN)
    await phones.pin(EVA, card, PIN)


async def a_lock(phones: Phones) -> None:
    await phones.types(BO, "/lock eva")


async def a_matter(phones: Phones) -> None:
    today = phones.house.clock.now.date().isoformat()
    await phones.types(BO, f"/hold station-7 watch from {today}")
    await phones.types(LU, "/hold station-7")


@pytest.mark.parametrize(
    ("made", "kind"), [(a_pin, "pin"), (a_lock, "lock"), (a_matter, "matter")],
    ids=["pin", "lock", "matter"],
)  # fmt: skip
async def test_a_row_that_protects_somebody_is_noticed_when_it_is_removed(
    phones: Phones, made: object, kind: str
) -> None:
    await made(phones)  # type: ignore[operator] # each makes one such row
    assert await state(phones) == "intact"
    with closing(sqlite3.connect(phones.house.folder / "tocsin.db")) as database, database:
        assert database.execute("DELETE FROM affairs WHERE kind = ?", (kind,)).rowcount == 1
    assert await state(phones) == "tampered"


async def test_all_that_is_known_of_rooms_is_noticed_gone_with_its_head(phones: Phones) -> None:
    await a_lock(phones)
    assert await state(phones) == "intact"
    with closing(sqlite3.connect(phones.house.folder / "tocsin.db")) as database, database:
        assert database.execute("DELETE FROM members").rowcount > 0
        database.execute("DELETE FROM heads WHERE name = 'members'")
    assert await state(phones) == "tampered"
