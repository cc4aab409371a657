"""A room whose platform gave it a new id: whatever is on its way there follows, and once."""

from typing import Any

import pytest

from handlers.door import Receipt, Relocated
from handlers.incoming import Sender
from tests.bot.small_house import House
from tests.stage import STRICT

NEW = "-1009999"


async def test_a_notice_for_a_whole_room_follows_it_and_its_lane_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = house.telegram.post
    asked: list[str] = []

    async def moved(room: Any, what: Any, reply_to: str | None = None) -> Receipt:
        asked.append(room.channel)
        if room.channel == str(STRICT):
            raise Relocated("group_upgraded", NEW)
        return await post(room, what, reply_to)

    monkeypatch.setattr(house.telegram, "post", moved)
    nobody = Sender(name="A group", verified=False)
    await house.hear(house.said(STRICT, "heron without a label", sender=nobody))
    for _ in range(4):
        await house.deliver()
    (notice,) = house.telegram.standing(NEW)
    assert notice == "This message waits and has gone nowhere. Please look at its label."
    assert asked == [str(STRICT), NEW]
