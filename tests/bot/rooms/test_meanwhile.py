"""While a room is paused its linked people have AMBER in private; after it, each thing once."""

from typing import Any

import pytest

from bot.messages import asides, realigning
from bot.messages.finding import short
from bot.sandbox.slack.methods import direct
from tests.bot.files.carrying import PDF, carried
from tests.bot.rooms.conftest import Side, alike
from tests.bot.whole.town import ANN, BO, DESK, WATCH


def has(side: Side, text: str) -> int:
    """Return how often a text stands in the member's private conversation."""
    return sum(text in one for one in side.told(side.member))


def stands(side: Side, text: str) -> int:
    """Return how often it stands in the room."""
    return sum(text in one for one in side.texts())


async def paused(side: Side) -> None:
    """Have somebody come whom nobody knows."""
    side.come(side.stranger)
    await side.town.until(lambda: side.presence.pause is not None, "the pause")


async def opened(side: Side) -> None:
    side.press(side.steward, "Ours")
    await side.town.until(lambda: side.presence.pause is None, "the room to open")
    await side.quiet()


async def test_what_stood_there_reaches_them_and_stands_once_when_the_room_opens(
    side: Side,
) -> None:
    await side.look()
    side.from_outside("TLP:AMBER said before")
    side.from_outside("TLP:GREEN for the room alone")
    await side.shows("said before")
    await side.shows("for the room alone")
    assert has(side, "said before") == 0
    await paused(side)
    await side.town.until(lambda: has(side, "said before"), "it in private")
    await side.quiet()
    assert (stands(side, "said before"), has(side, "said before")) == (0, 1)
    assert has(side, "for the room alone") == 0
    assert not any("said before" in one for one in side.told(side.stranger))
    side.from_outside("TLP:AMBER said meanwhile")
    await side.town.until(lambda: has(side, "said meanwhile"), "that in private too")
    await opened(side)
    await side.town.until(lambda: not has(side, "said"), "the private copies to go")
    await side.shows("said meanwhile")
    await side.quiet()
    assert (stands(side, "said before"), stands(side, "said meanwhile")) == (1, 1)
    (line,) = [one for one in side.texts() if "Sharing goes on here" in one]
    assert "what I sent of them in private meanwhile is taken back" in line


@alike("slack")
async def test_who_left_meanwhile_keeps_what_he_cannot_read_in_the_room_any_more(
    side: Side,
) -> None:
    await side.look()
    await paused(side)
    side.from_outside("TLP:AMBER said meanwhile")
    await side.town.until(lambda: has(side, "said meanwhile"), "it in private")
    side.go(side.member)
    await side.quiet()
    await opened(side)
    await side.shows("said meanwhile")
    await side.quiet()
    assert has(side, "said meanwhile") == 1


async def test_whoever_is_permitted_it_by_name_keeps_it_in_private(side: Side) -> None:
    town = side.town
    await side.look()
    number = side.from_outside("TLP:AMBER said before")
    await side.shows("said before")
    place, room = ("group", WATCH) if side.slack else ("desk", DESK)
    stored = await town.store.read(lambda tx: tx.messages.by_number(place, f"{room}:{number}"))
    if side.slack:
        town.telegram.say(BO, BO, f"/permit {short(stored.message)} to @cy", bot=town.bots[0])
    else:
        world = town.slack.world
        im = direct(world, world.workspaces["T0MAIN"], ANN).id
        town.slack.say(im, ANN, f"permit {short(stored.message)} to @eva")
    await town.until(lambda: has(side, "said before"), "it in private")
    await paused(side)
    await town.until(lambda: not stands(side, "said before"), "it to be taken out")
    await opened(side)
    await side.shows("said before")
    await side.quiet()
    assert (stands(side, "said before"), has(side, "said before")) == (1, 1)


@alike("telegram")
async def test_of_much_the_twenty_newest_reach_them_and_no_more(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asides.NEWEST == 20
    # Of seven, the four newest.
    monkeypatch.setattr(asides, "NEWEST", 4)
    await side.look()
    for number in range(7):
        side.from_outside(f"TLP:AMBER number {number}.")
    await side.shows("number 6.")
    await side.quiet()
    await paused(side)
    await side.town.until(lambda: has(side, "number") == 4, "four of them")
    await side.quiet()
    assert [has(side, f"number {number}.") for number in range(7)] == [0] * 3 + [1] * 4


@alike("slack")
async def test_what_was_begun_and_broken_off_is_done_the_next_time(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    await side.look()
    side.from_outside("TLP:AMBER said before")
    await side.shows("said before")
    whole, broken = realigning.asides.meanwhile, []

    async def breaks(tx: Any, services: Any, taken: Any) -> Any:
        if not broken or stands(side, "said before"):
            broken.append(taken)
            raise RuntimeError("killed")
        return await whole(tx, services, taken)

    monkeypatch.setattr(realigning.asides, "meanwhile", breaks)
    withdrawn = side.town.until(lambda: not stands(side, "said before"), "it to be taken out")
    await paused(side)
    await withdrawn
    await side.town.until(lambda: has(side, "said before"), "it in private")
    assert broken


async def test_its_file_goes_the_same_way(side: Side) -> None:
    await side.look()
    await paused(side)
    if side.slack:
        caption = "TLP:AMBER the plan"
        side.town.telegram.send_file(WATCH, BO, "document", PDF, name="a.pdf", caption=caption)
    else:
        files = [{"name": "a.pdf", "content": PDF}]
        side.town.slack.upload(DESK, ANN, files, "TLP:AMBER the plan")
    await side.town.until(lambda: _file(side), "the file in private")
    await side.quiet()
    assert stands(side, "the plan") == 0
    await opened(side)
    await side.town.until(lambda: not _file(side) and not has(side, "the plan"), "both to go")
    await carried(side.town)
    posts = side.town.slack.messages(DESK) if side.slack else side.town.posts(WATCH)
    assert sum("files" in one or "document" in one for one in posts) == 1


def _file(side: Side) -> bool:
    """Tell whether a file of ours stands in the member's private conversation."""
    town = side.town
    if side.slack:
        return any(one.get("files") for one in town.slack.direct("T0MAIN", side.member))
    return any("document" in one for one in town.telegram.messages(side.member, bot=town.bots[0]))
