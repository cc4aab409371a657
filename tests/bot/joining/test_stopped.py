"""What stands pinned says that a room is stopped: where it is one's own, and without a name."""

import pytest

from handlers.incoming import Joined, Room, Sender
from tests.bot.joining.town import ANN, BO, EVA, GROUP, SLACK_ROOM, Town

STOPPED = "STOPPED for now: nothing goes out of this room, and nothing comes in."


def says(town: Town, channel: object) -> bool:
    """Tell whether the announcement in a room says that it is stopped."""
    (pinned,) = [one for one in town.sees(channel) if "up to TLP:AMBER" in one]
    lines = pinned.splitlines()
    assert (lines[0] == STOPPED) is ("STOPPED" in pinned)
    return lines[0] == STOPPED


@pytest.fixture
async def linked(town: Town) -> Town:
    await town.link()
    await town.looks()
    assert not says(town, GROUP)
    assert not says(town, SLACK_ROOM)
    return town


async def test_whoever_froze_reads_it_in_the_own_rooms_and_others_do_not(linked: Town) -> None:
    await linked.types(BO, None, "freeze")
    await linked.looks()
    assert says(linked, GROUP)
    assert not says(linked, SLACK_ROOM)
    (pinned,) = [one for one in linked.sees(GROUP) if STOPPED in one]
    assert "Partner 14" not in pinned
    await linked.house.restart()
    assert says(linked, GROUP)


async def test_it_goes_with_the_freeze(linked: Town) -> None:
    await linked.types(BO, None, "freeze")
    await linked.looks()
    await linked.types(EVA, None, "thaw")
    await linked.looks()
    assert not says(linked, GROUP)


async def test_where_all_is_frozen_every_room_says_so_and_names_nobody(linked: Town) -> None:
    await linked.types(BO, None, "freeze all")
    await linked.types(ANN, None, "freeze all")
    await linked.looks()
    assert says(linked, GROUP)
    assert says(linked, SLACK_ROOM)
    for line, who in (("thaw all", BO), ("thaw all", ANN), ("thaw", BO), ("thaw", ANN)):
        await linked.types(who, None, line)
    await linked.looks()
    assert not says(linked, GROUP)
    assert not says(linked, SLACK_ROOM)


async def test_a_stranger_in_the_room_does_not_read_it(linked: Town) -> None:
    stranger = Sender(user="1666", name="Somebody")
    event = Joined(event="came", room=Room(channel=str(GROUP)), people=(stranger,))
    await linked.house.inbox.receive("telegram.main", [event])
    await linked.types(BO, None, "freeze")
    await linked.looks()
    assert not says(linked, GROUP)
