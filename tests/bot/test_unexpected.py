"""A door that breaks on one message, with an error of no platform: the lane behind it goes on."""

from typing import Any

import pytest

from handlers.door import Receipt
from tests.bot.small_house import House
from tests.stage import DESK, WATCH

POISON, NEXT = "TLP:GREEN poison", "TLP:GREEN what comes next"


async def _tried(house: House) -> None:
    for _ in range(20):
        await house.deliver()
        house.pass_(301)


async def test_a_message_on_which_a_door_breaks_again_and_again_is_a_dead_letter(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = house.telegram.post

    async def breaks(room: Any, what: Any, reply_to: str | None = None) -> Receipt:
        if "poison" in what.outgoing.text.plain:
            house.telegram.calls.append(("post", room.channel, "poison"))
            raise ZeroDivisionError
        return await post(room, what, reply_to)

    monkeypatch.setattr(house.telegram, "post", breaks)
    await house.hear(house.said(DESK, POISON), house.said(DESK, NEXT))
    await _tried(house)
    (copy,) = house.telegram.standing(WATCH)
    assert "what comes next" in copy
    (dead,) = await house.listed("dead")
    assert (dead.place, dead.error) == ("group", "unexpected_ZeroDivisionError")
    assert house.telegram.calls.count(("post", str(WATCH), "poison")) < 10


async def test_a_message_on_which_a_door_broke_once_is_sent_and_says_that_it_may_be_a_repeat(
    house: House,
) -> None:
    house.telegram.fail("post", ZeroDivisionError(), done=True)
    await house.hear(house.said(DESK, POISON), house.said(DESK, NEXT))
    await _tried(house)
    first, again, following = house.telegram.standing(WATCH)
    assert ("(repeat)" in first, "(repeat)" in again, "(repeat)" in following) == (
        False,
        True,
        False,
    )
