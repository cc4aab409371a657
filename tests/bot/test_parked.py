"""A platform that asks for hours: its lane is parked, the others go on, over a restart too."""

from handlers.door import Later
from tests.bot.small_house import House
from tests.stage import DESK, TEAM_ROOM, WATCH

HOURS = 3 * 3600.0


async def test_hours_of_retry_after_are_kept_over_a_restart_on_that_lane_alone(
    house: House,
) -> None:
    house.telegram.fail("post", Later("too_many_requests", HOURS))
    await house.hear(house.said(DESK, "TLP:GREEN one"), house.said(DESK, "TLP:GREEN two"))
    await house.deliver()
    assert len(house.slack.standing(TEAM_ROOM)) == 2
    await house.restart()
    for _ in range(5):
        house.pass_(HOURS / 6)
        await house.deliver()
    assert len(house.telegram.sent("post", WATCH)) == 1
    house.pass_(HOURS / 6 + 1)
    await house.deliver()
    assert [text[-3:] for text in house.telegram.standing(WATCH)] == ["one", "two"]
    assert not any("(repeat)" in text for text in house.telegram.standing(WATCH))


async def test_what_is_edited_and_deleted_while_parked_ends_in_its_last_state(
    house: House,
) -> None:
    house.telegram.fail("post", Later("too_many_requests", HOURS))
    one, two = house.said(DESK, "TLP:GREEN one"), house.said(DESK, "TLP:GREEN two")
    await house.hear(one, two)
    await house.deliver()
    await house.hear(
        house.said(DESK, "TLP:GREEN one, edited", number=one.number, edited=True),
        house.deleted(DESK, two.number),
    )
    house.pass_(HOURS + 1)
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.endswith("one, edited")
    assert house.telegram.sent("edit", WATCH) == house.telegram.sent("delete", WATCH) == []
