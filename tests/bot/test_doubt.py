"""A post whose answer was lost: whatever becomes of the message meanwhile, it is found again."""

from typing import Any

import pytest

from handlers.door import Lost, Refused
from policies import cards
from storage.store import Transaction
from tests.bot.small_house import House
from tests.stage import DESK, STRICT, TEAM_ROOM, WATCH

LABELLED = "TLP:GREEN as it was first"


async def _lost(house: House) -> tuple[str, list[str]]:
    """Say something whose copies were posted while the answers were lost; return number, rooms."""
    original = house.said(WATCH, LABELLED)
    house.slack.fail("post", Lost("connection_lost"), done=True, times=2)
    await house.hear(original)
    await house.deliver()
    rooms = [room for room in house.slack.rooms if house.slack.standing(room)]
    assert len(rooms) == 2
    return original.number, rooms


async def test_an_edit_made_while_a_post_is_in_doubt_reaches_it(house: House) -> None:
    number, rooms = await _lost(house)
    await house.hear(house.said(WATCH, "TLP:GREEN as it is now", number=number, edited=True))
    house.pass_(400)
    await house.deliver()
    for room in rooms:
        (text,) = house.slack.standing(room)
        assert text.endswith("as it is now")


async def test_a_deletion_while_a_post_is_in_doubt_removes_it(house: House) -> None:
    number, rooms = await _lost(house)
    await house.hear(house.deleted(WATCH, number))
    house.pass_(400)
    await house.deliver()
    assert [house.slack.standing(room) for room in rooms] == [[], []]


async def test_a_label_raised_while_a_post_is_in_doubt_removes_it(house: House) -> None:
    number, rooms = await _lost(house)
    await house.hear(house.said(WATCH, "TLP:RED as it is now", number=number, edited=True))
    house.pass_(400)
    await house.deliver()
    assert [house.slack.standing(room) for room in rooms] == [[], []]


async def test_what_is_to_be_withdrawn_is_looked_for_until_the_platform_can_tell(
    house: House,
) -> None:
    number, rooms = await _lost(house)
    await house.hear(house.deleted(WATCH, number))
    house.slack.finds = False
    for _ in range(2):
        house.pass_(400)
        await house.deliver()
    assert all(house.slack.standing(room) for room in rooms)
    house.slack.finds = True
    house.pass_(400)
    await house.deliver()
    assert [house.slack.standing(room) for room in rooms] == [[], []]


async def test_a_part_that_was_sent_is_known_though_the_next_cannot_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"w{at:04}" for at in range(900))
    copy, calls = cards.copy, iter(range(100))

    def fails_later(*given: Any, **more: Any) -> Any:
        if next(calls):
            raise RuntimeError("cannot be written any more")
        return copy(*given, **more)

    original = house.said(DESK, f"TLP:GREEN {words}")
    await house.hear(original)
    with monkeypatch.context() as patch:
        patch.setattr("bot.messages.writing.cards.copy", fails_later)
        await house.deliver()
    sent = len(house.telegram.standing(WATCH)) + len(house.slack.standing(TEAM_ROOM))
    assert sent == 1
    assert len(await house.listed("held")) == 2
    await house.hear(house.deleted(DESK, original.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == house.slack.standing(TEAM_ROOM) == []


async def _dead_in_doubt(house: House, door: Any, room: object, source: object) -> str:
    """Have a copy posted while the answer is lost, and every later try refused; return its id."""
    door.fail("post", Lost("connection_lost"), done=True)
    await house.hear(house.said(source, LABELLED))
    await house.deliver()
    door.fail("post", Refused("no_more"))
    door.finds = False
    house.pass_(400)
    await house.deliver()
    assert len(door.standing(room)) == 1
    (dead,) = await house.listed("dead")
    return str(dead.id)


async def _retried(house: House, delivery: str) -> None:
    async def act(tx: Transaction) -> None:
        tx.deliveries.retry(delivery)

    await house.store.write(act)
    await house.deliver()
    assert await house.listed("dead") == []


async def test_a_dead_letter_in_doubt_that_is_retried_says_that_it_may_be_a_repeat(
    house: House,
) -> None:
    delivery = await _dead_in_doubt(house, house.telegram, WATCH, DESK)
    await house.restart()
    await _retried(house, delivery)
    first, again = house.telegram.standing(WATCH)
    assert ("(repeat)" in first, "(repeat)" in again) == (False, True)


async def test_a_dead_letter_in_doubt_is_looked_for_where_the_platform_can_tell(
    house: House,
) -> None:
    delivery = await _dead_in_doubt(house, house.slack, TEAM_ROOM, STRICT)
    house.slack.finds = True
    await _retried(house, delivery)
    (text,) = house.slack.standing(TEAM_ROOM)
    assert "(repeat)" not in text


async def test_an_edit_while_a_try_in_doubt_is_refused_says_that_it_may_be_a_repeat(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = house.said(DESK, LABELLED)
    house.telegram.fail("post", Lost("connection_lost"), done=True)
    await house.hear(original)
    await house.deliver()
    post = house.telegram.post

    async def edited_meanwhile(room: Any, what: Any, reply_to: str | None = None) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(house.telegram, "post", post)
            words = "TLP:GREEN as it is now"
            await house.hear(house.said(DESK, words, number=original.number, edited=True))
        monkeypatch.setattr(house.telegram, "post", post)
        raise Refused("no_more")

    monkeypatch.setattr(house.telegram, "post", edited_meanwhile)
    house.pass_(400)
    await house.deliver()
    first, again = house.telegram.standing(WATCH)
    assert again.endswith("as it is now")
    assert ("(repeat)" in first, "(repeat)" in again) == (False, True)
