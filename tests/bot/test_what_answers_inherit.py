"""What an answer takes from what it answers, and what changes between the parts of a long copy."""

from typing import Any

import pytest

from tests.bot.small_house import House, Standing
from tests.stage import DESK, WATCH


async def test_the_restrictions_of_the_root_bind_an_unlabelled_answer(house: House) -> None:
    root = house.said(DESK, "TLP:GREEN TLP:EX:CHR what a member saw")
    await house.hear(root, house.said(DESK, "and where", reply_to=root.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == [
        "TLP:GREEN TLP:EX:CHR\nwhat a member saw",
        "TLP:GREEN TLP:EX:CHR\nand where",
    ]


async def test_whom_the_root_leaves_out_an_answer_leaves_out_too(house: House) -> None:
    root = house.said(DESK, "TLP:GREEN not to watch\nthey are part of it")
    answer = house.said(DESK, "TLP:GREEN since Monday", reply_to=root.number)
    await house.hear(root, answer)
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    # An edit that drops nothing of its own drops nothing of the root's either.
    changed = {"number": answer.number, "reply_to": root.number, "edited": True}
    await house.hear(house.said(DESK, "TLP:GREEN since Sunday", **changed))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []


async def test_an_answer_to_what_may_go_nowhere_goes_nowhere(house: House) -> None:
    root = house.said(DESK, "TLP:RED our source")
    await house.hear(root, house.said(DESK, "she is right", reply_to=root.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []


@pytest.mark.parametrize("change", ["deleted", "raised"])
async def test_a_change_between_two_parts_stops_the_rest(
    house: House, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = house.said(DESK, "TLP:GREEN " + "word " * 1_500)
    await house.hear(long)
    post = house.telegram.post

    async def meanwhile(*given: Any) -> Any:
        receipt = await post(*given)
        if len(house.telegram.rooms[str(WATCH)]) == 1:
            changed = {"number": long.number, "edited": True}
            await house.hear(
                house.deleted(DESK, long.number)
                if change == "deleted"
                else house.said(DESK, "TLP:RED our source", **changed)
            )
        return receipt

    monkeypatch.setattr(house.telegram, "post", meanwhile)
    await house.deliver()
    standing: dict[str, Standing] = house.telegram.rooms[str(WATCH)]
    assert standing == {}
    assert len(house.telegram.sent("post", WATCH)) == 1
