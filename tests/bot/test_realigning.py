"""A directory that changes while something is on its way: what it denies stands nowhere."""

from typing import Any

import pytest

from handlers.door import Receipt
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, TEAM_ROOM, WATCH

LOWERED = DIRECTORY.replace('ceiling = "TLP:AMBER"\n', "")


async def test_a_copy_whose_receipt_comes_after_the_denial_is_withdrawn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = house.telegram.post

    async def slow(room: Any, what: Any, reply_to: str | None = None) -> Receipt:
        receipt = await post(room, what, reply_to)
        house.load_directory(LOWERED)
        await house.realigning.bring(house.remembered.version + 1)
        return receipt

    monkeypatch.setattr(house.telegram, "post", slow)
    await house.hear(house.said(DESK, "TLP:AMBER for those who may"))
    await house.deliver()
    assert len(house.telegram.sent("post", WATCH)) == 1
    assert house.telegram.standing(WATCH) == house.slack.standing(TEAM_ROOM) == []


async def test_what_is_under_way_and_still_allowed_is_sent_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = house.telegram.post

    async def slow(room: Any, what: Any, reply_to: str | None = None) -> Receipt:
        receipt = await post(room, what, reply_to)
        await house.realigning.bring(house.remembered.version + 1)
        return receipt

    monkeypatch.setattr(house.telegram, "post", slow)
    await house.hear(house.said(DESK, "TLP:AMBER for those who may"))
    await house.deliver()
    assert [kind for kind, room, _ in house.telegram.calls if room == str(WATCH)] == ["post"]
    assert await house.listed("waiting") == await house.listed("claimed") == []


async def test_what_crossed_under_a_default_stays_when_the_room_has_it_no_more(
    house: House,
) -> None:
    without = DIRECTORY.replace('mode = "desk"\ndefault = "TLP:GREEN"\n', "")
    assert without != DIRECTORY
    await house.hear(house.said(DESK, "the queues are long"))
    await house.deliver()
    assert "the queues are long" in "".join(house.telegram.standing(WATCH))
    house.load_directory(without)
    await house.realigning.bring(house.remembered.version + 1)
    await house.deliver()
    assert "the queues are long" in "".join(house.telegram.standing(WATCH))
    # What else denies it denies it still.
    walled = without + '[[wall]]\norganisation = "institute"\nnot_to = ["watch"]\n'
    house.load_directory(walled)
    await house.realigning.bring(house.remembered.version + 2)
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
