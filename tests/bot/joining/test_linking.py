"""Two rooms are linked by a code, by people of both organisations, after a test."""

import pytest

from policies.labels import Label
from tests.bot.joining.town import ANN, BO, EVA, GROUP, SLACK_ROOM, Town


async def test_two_unknown_rooms_are_linked_all_the_way(town: Town) -> None:
    await town.link("TLP:AMBER")
    (bridge,) = town.directory.bridges
    assert bridge.ceiling is Label.AMBER
    assert set(bridge.agreed) == {"institute", "watch"}
    rooms = [town.directory.place_by_id(one) for one in bridge.channels]
    assert [(one.platform, one.address) for one in rooms if one] == [
        ("slack", SLACK_ROOM),
        ("telegram", str(GROUP)),
    ]
    for room, door in ((SLACK_ROOM, town.house.slack), (GROUP, town.house.telegram)):
        tested, announced = door.sent("post", room)
        assert tested == "This is a test of a new link. It goes away by itself."
        assert town.sees(room) == [announced]
        ((pinned, number),) = door.pinned
        assert (pinned, door.rooms[pinned][number].text) == (str(room), announced)
    assert "Partner 14, up to TLP:AMBER" in town.sees(SLACK_ROOM)[0]
    assert "Partner 3, up to TLP:AMBER" in town.sees(GROUP)[0]
    for user in (ANN, BO, EVA):
        assert any("Done: all have accepted." in one for one in town.reads(user))
    await town.house.hear(town.house.said(SLACK_ROOM, "TLP:GREEN the first", user=ANN))
    await town.house.deliver()
    assert "the first" in town.sees(GROUP)[-1]
