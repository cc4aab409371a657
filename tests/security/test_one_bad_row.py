"""A row that somebody edited is set apart; whatever else is in the database goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bot.holds.hand import asked
from tests.bot.small_house import House
from tests.stage import BO, DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

DAY = 25 * 3600


@pytest.fixture
async def house(tmp_path: Path, template: Path) -> Any:
    house = await House.of(tmp_path, template, DIRECTORY)
    yield house
    await house.close()


def edited(house: House, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(house.folder / "tocsin.db", isolation_level=None)) as database:
        assert database.execute(statement, values).rowcount == 1


async def test_a_delivery_to_a_place_that_is_none_keeps_no_lane_from_being_looked_at(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN for two rooms"))
    edited(
        house,
        "UPDATE deliveries SET place = 999 WHERE id = "
        "(SELECT min(id) FROM deliveries WHERE thing = 'message')",
    )
    await house.restart()
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) + len(house.slack.standing(TEAM_ROOM)) == 1


@pytest.mark.parametrize(
    "address", [b"", "a text", b"\x02" * 90], ids=["empty", "text", "unknown format"]
)
async def test_a_held_message_that_does_not_open_keeps_no_other_from_being_forgotten(
    house: House, address: object
) -> None:
    await house.hear(house.said(STRICT, "no label"), house.said(STRICT, "none either"))
    edited(
        house,
        "UPDATE messages SET address = ? WHERE id = (SELECT min(id) FROM messages)",
        address,
    )
    await house.restart()
    house.pass_(DAY)
    await house.forget()
    await house.deliver()
    assert await house.held() == []
    assert any(one.startswith("One message waited") for one in house.telegram.standing(f"D{BO}"))


async def test_a_copy_at_a_place_that_is_none_keeps_no_other_from_being_withdrawn(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:AMBER one"), house.said(DESK, "TLP:AMBER two"))
    await house.deliver()
    assert len(house.telegram.standing(WATCH)) == 2
    edited(
        house,
        "UPDATE copies SET place = 999 WHERE id = (SELECT c.id FROM copies c JOIN numbers n "
        "ON n.number = c.place AND n.kind = 'place' ORDER BY c.message LIMIT 1)",
    )
    await house.restart()
    house.load_directory(DIRECTORY.replace('ceiling = "TLP:AMBER"\n', ""))
    await house.realigning.bring(house.remembered.version + 1)
    await house.deliver()
    left = house.telegram.standing(WATCH) + house.slack.standing(TEAM_ROOM)
    assert len(left) <= 2
    assert len({one.split("\n")[-1] for one in left}) == 1


async def test_a_notice_that_does_not_open_keeps_no_message_from_being_held_and_told(
    house: House,
) -> None:
    await house.hear(house.said(STRICT, "no label"))
    await asked(house)
    edited(house, "UPDATE notices SET sealed = ?", b"\x01" * 90)
    await house.restart()
    await house.hear(house.said(STRICT, "none either"))
    await asked(house)
    assert len(await house.held()) == 2
    assert await house.dead() == []
    assert len(house.telegram.standing(f"D{BO}")) == 2
