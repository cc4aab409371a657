"""A post whose answer was lost: whatever becomes of the message meanwhile, it is found again."""

from handlers.door import Lost
from tests.bot.small_house import House
from tests.stage import WATCH

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
