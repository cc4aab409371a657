"""What leads from room to room is stopped by any, and loosened or ended by all."""

import pytest

from policies.labels import Label
from tests.bot.joining.town import ANN, BO, CY, EVA, FAY, GROUP, SLACK_ROOM, Town

BOTH = [(ANN, SLACK_ROOM, BO), (BO, GROUP, ANN)]


async def _crosses(town: Town, words: str) -> bool:
    await town.house.hear(town.house.said(SLACK_ROOM, f"TLP:GREEN {words}", user=ANN))
    await town.house.deliver()
    return any(words in one for one in town.sees(GROUP))


@pytest.mark.parametrize(("user", "room", "other"), BOTH)
async def test_any_side_stops_a_bridge_at_once_and_only_it_opens_it_again(
    town: Town, user: object, room: object, other: object
) -> None:
    await town.link()
    assert await _crosses(town, "before")
    await town.types(user, room, "bridge pause")
    assert not await _crosses(town, "meanwhile")
    assert "; stopped by Partner" in town.sees(GROUP)[0]
    await town.types(other, None, "bridge resume institute-watch")
    assert not await _crosses(town, "still not")
    await town.types(user, room, "bridge resume")
    assert await _crosses(town, "afterwards")
    assert "stopped by" not in town.sees(GROUP)[0]
    assert not any("meanwhile" in one for one in town.sees(GROUP))


@pytest.mark.parametrize(("user", "room", "other"), BOTH)
async def test_unlinked_it_is_stopped_at_once_and_ended_by_both(
    town: Town, user: object, room: object, other: object
) -> None:
    await town.link()
    assert await _crosses(town, "stays")
    await town.types(user, room, "unlink")
    assert not await _crosses(town, "meanwhile")
    assert len(town.directory.bridges) == 1
    assert await town.presses(other, "Accept")
    assert town.directory.bridges == ()
    assert "no longer shares with anybody" in town.sees(SLACK_ROOM)[0]
    assert "no longer shares with anybody" in town.sees(GROUP)[0]
    assert any("stays" in one for one in town.sees(GROUP))
    await town.house.take_up()
    await town.house.deliver()
    assert any("stays" in one for one in town.sees(GROUP))


@pytest.mark.parametrize(("user", "room", "other"), BOTH)
async def test_a_ceiling_is_lowered_by_one_and_raised_by_all(
    town: Town, user: object, room: object, other: object
) -> None:
    await town.link("TLP:AMBER")
    await town.types(user, room, "ceiling TLP:GREEN")
    assert town.directory.bridges[0].ceiling is Label.GREEN
    assert "up to TLP:GREEN" in town.sees(GROUP)[0]
    await town.types(user, room, "ceiling tlp:amber+strict")
    assert town.directory.bridges[0].ceiling is Label.GREEN
    assert not await town.presses(user, "Accept")
    assert await town.presses(other, "Accept")
    assert town.directory.bridges[0].ceiling is Label.AMBER_STRICT
    assert "up to TLP:AMBER+STRICT" in town.sees(SLACK_ROOM)[0]


async def test_what_was_agreed_about_another_ceiling_raises_nothing(town: Town) -> None:
    await town.link("TLP:GREEN")
    await town.types(ANN, SLACK_ROOM, "ceiling TLP:AMBER")
    await town.types(EVA, GROUP, "ceiling TLP:CLEAR")
    await town.presses(BO, "Accept")
    assert town.directory.bridges[0].ceiling is Label.CLEAR
    assert any("has changed meanwhile" in one for one in town.reads(BO))


async def test_nobody_touches_a_bridge_of_others_nor_learns_that_there_is_one(town: Town) -> None:
    await town.link()
    for user, line in (
        (FAY, "unlink institute-watch"),
        (FAY, "bridge pause institute-watch"),
        (FAY, "ceiling TLP:CLEAR institute-watch"),
        (FAY, "ceiling TLP:CLEAR nothing"),
        (CY, "bridge pause institute-watch"),
        (ANN, "unlink nothing"),
    ):
        assert await town.refuses(user, None, line), (user, line)


async def test_a_line_that_is_not_whole_is_explained(town: Town) -> None:
    await town.link()
    for line in ("bridge", "bridge burn", "ceiling", "ceiling AMBER"):
        answered = len(town.reads(ANN))
        await town.types(ANN, SLACK_ROOM, line)
        assert len(town.reads(ANN)) == answered + 1, line
        assert town.reads(ANN)[-1].startswith("Please type it so: "), line
    await town.types(ANN, SLACK_ROOM, "ceiling TLP:RED")
    assert town.reads(ANN)[-1].startswith("TLP:RED crosses no bridge.")


async def test_a_stop_outlives_a_restart(town: Town) -> None:
    await town.link()
    await town.types(BO, GROUP, "bridge pause")
    await town.house.restart()
    assert town.house.services.directory.bridges[0].paused == ("watch",)
    assert not await _crosses(town, "after the restart")


async def test_the_announcement_says_what_is_true_however_it_came_about(town: Town) -> None:
    await town.link()
    await town.looks()
    assert "Nobody has vouched yet" in town.sees(GROUP)[0]
    assert "stays in this room and is not stored" in town.sees(GROUP)[0]
    await town.types(BO, GROUP, "mode strict")
    await town.types(BO, GROUP, "attest 3")
    await town.looks()
    (announced,) = [one for one in town.sees(GROUP) if one.startswith("This room shares")]
    assert "What has no label waits, and its author is asked." in announced
    assert "3 people can read here; only vouched for: 3." in announced
