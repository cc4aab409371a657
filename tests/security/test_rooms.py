"""Rows 8, 9 and 16 of the threats: whoever gets into a room, what becomes of it, and a freeze.

Each way in is tried twice: told by an event, and found by asking where the event was suppressed.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.community import membership
from bot.guard import Guard
from handlers.incoming import Census, Joined, Moved, Room, RoomChanged, Sender, Typed
from tests.bot.small_house import House
from tests.in_full import IN_FULL
from tests.stage import BO, DESK, DIRECTORY, TEAM_ROOM, WATCH

STEWARDS = (
    DIRECTORY.replace('slack = "U0ANN"', 'roles = ["steward"]\nslack = "U0ANN"')
    .replace(f"telegram = {BO}", f'roles = ["steward"]\ntelegram = {BO}')
    .replace('ceiling = "TLP:AMBER"', 'ceiling = "TLP:AMBER+STRICT"')
)
ROOMS = {"slack": TEAM_ROOM, "telegram": WATCH}
BOT = Sender(user="U0ELSE", bot=True)


@pytest.fixture
def begins_with() -> str:
    return STEWARDS


@pytest.fixture
async def house(house: House) -> House:
    await house.take_up()
    return house


def came(channel: object, **who: Any) -> Joined:
    sender = Sender(**({"user": "1666", "name": "Somebody"} | who))
    return Joined(event="came", room=Room(channel=str(channel)), people=(sender,))


def became(what: Any) -> Callable[[object], RoomChanged]:
    return lambda channel: RoomChanged(event=what, room=Room(channel=str(channel)), what=what)


TOLD: dict[str, Callable[[object], Any]] = {
    "a stranger": came,
    "a guest of the platform": lambda channel: came(channel, guest=True),
    "one of another workspace": lambda channel: came(channel, team="T0OTHER"),
    "one who is called like a steward": lambda channel: came(channel, name="Ann"),
    "another bot": lambda channel: came(channel, user="U0ELSE", bot=True),
    "another bot with a steward's name": lambda channel: came(channel, name="Bo", bot=True),
    "a share outside": became("shared"),
    "a bot that is demoted": became("demoted"),
    "a bot that is removed": became("removed"),
    "a channel with another id": became("renumbered"),
}
FEW = Census(count=2, people=(Sender(user="U0ANN"),), complete=False, asked=frozenset({"U0ANN"}))
FOUND: dict[str, Census] = {
    "more than were vouched for": replace(FEW, count=60),
    "a public name": replace(FEW, public=True),
    "a share": replace(FEW, shared=True),
    "no administrator any more": replace(FEW, watched=False),
    "a stranger on the list": Census(
        count=2, people=(Sender(user="U0ANN"), Sender(user="U0NEW")), complete=True
    ),
    "a bot on the list": Census(count=2, people=(Sender(user="U0ANN"), BOT), complete=True),
}


def by_turns(ways: Iterable[str]) -> list[tuple[str, str]]:
    """Return each way in with a platform: in the suite one of the two in turn, else both."""
    pairs = list(itertools.product(ways, ROOMS))
    return pairs if IN_FULL else [one for at, one in enumerate(pairs) if at % 4 in (0, 3)]


async def look(house: House, channel: object, census: Census) -> None:
    """Take up what a platform says, as the guard does."""
    directory = house.services.directory
    (place,) = [one for one in directory.places if one.address == str(channel)]
    await house.store.write(lambda tx: membership.taken(tx, house.services, place, census))
    await house.remembered.refresh()


async def nothing_stricter_than_clear_is_there(house: House, platform: str) -> None:
    """Assert that what stood is withdrawn, and what comes is held."""
    door = house.slack if platform == "slack" else house.telegram
    room = ROOMS[platform]
    await house.take_up()
    await house.deliver()
    assert not any("stood there" in one for one in door.standing(room))
    labels = ("TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT")
    later = [house.said(DESK, f"{one} comes later") for one in labels]
    await house.inbox.receive("slack.main", [*later, house.said(DESK, "TLP:CLEAR for anybody")])
    await house.deliver()
    assert not any("comes later" in one for one in door.sent("post", room))
    assert any("for anybody" in one for one in door.standing(room))


async def stood(house: House, platform: str) -> None:
    await house.hear(house.said(DESK, "TLP:AMBER stood there"))
    await house.deliver()
    door = house.slack if platform == "slack" else house.telegram
    assert any("stood there" in one for one in door.standing(ROOMS[platform]))


@pytest.mark.proof
@pytest.mark.parametrize(("way", "platform"), by_turns(TOLD))
async def test_whoever_gets_in_by_a_told_event_reads_nothing(
    house: House, way: str, platform: str
) -> None:
    await stood(house, platform)
    await house.hear(TOLD[way](ROOMS[platform]))
    await nothing_stricter_than_clear_is_there(house, platform)


@pytest.mark.proof
@pytest.mark.parametrize(("way", "platform"), by_turns(FOUND))
async def test_whoever_gets_in_while_the_event_is_suppressed_is_found_by_asking(
    house: House, way: str, platform: str
) -> None:
    await look(house, ROOMS[platform], replace(FEW, complete=FOUND[way].complete))
    await stood(house, platform)
    await look(house, ROOMS[platform], FOUND[way])
    await nothing_stricter_than_clear_is_there(house, platform)


@pytest.mark.parametrize("platform", ROOMS)
async def test_a_room_stays_suspended_when_the_stranger_goes_until_somebody_looks(
    house: House, platform: str
) -> None:
    await stood(house, platform)
    await house.hear(came(ROOMS[platform]))
    await look(house, ROOMS[platform], FEW)
    await nothing_stricter_than_clear_is_there(house, platform)
    await house.restart()
    assert house.services.directory.presences[0].pause is not None


async def test_a_forged_move_between_platforms_and_rooms_changes_no_other_address(
    house: House,
) -> None:
    before = {one.id: one.address for one in house.services.directory.places}
    moved = Moved(event="forged", room=Room(channel="-100999"), to="-100666")
    await house.inbox.receive("telegram.main", [moved])
    await house.inbox.receive("slack.main", [replace(moved, room=Room(channel=str(WATCH)))])
    assert {one.id: one.address for one in house.services.directory.places} == before


def typed(channel: object, user: str, line: str, event: str) -> Typed:
    return Typed(
        event=event,
        room=Room(channel=str(channel)),
        number="",
        written=datetime.now(UTC),
        sender=Sender(user=user, team="" if str(channel).startswith("-") else "T0INSTITUTE"),
        line=line,
    )


async def test_one_account_alone_stops_its_own_and_never_everything_nor_lets_it_go(
    house: House,
) -> None:
    for time in range(3):
        await house.hear(typed(DESK, "U0ANN", "freeze all", f"a{time}"))
    assert house.services.directory.frozen == {"institute"}
    await house.hear(typed(WATCH, str(BO), "freeze all", "b"))
    assert house.services.directory.frozen == {"institute", "watch", "*"}
    for time in range(3):
        await house.hear(typed(DESK, "U0ANN", "thaw all", f"c{time}"))
    assert "*" in house.services.directory.frozen
    house.pass_(7200)
    await house.hear(typed(WATCH, str(BO), "thaw all", "d"))
    assert "*" in house.services.directory.frozen


async def test_a_freeze_stops_what_is_queued_survives_a_restart_and_lets_it_go_on(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:AMBER in the queue"))
    await house.hear(typed(WATCH, str(BO), "freeze", "stop"))
    await house.deliver()
    assert not any("in the queue" in one for one in house.telegram.standing(WATCH))
    assert any("in the queue" in one for one in house.slack.standing(TEAM_ROOM))
    await house.restart()
    house.services.doors = {"slack.main": "slack", "telegram.main": "telegram"}
    await house.hear(house.said(DESK, "TLP:GREEN after the restart"))
    await house.deliver()
    assert not any("the restart" in one for one in house.telegram.standing(WATCH))
    await house.hear(typed(WATCH, str(BO), "thaw", "go"))
    await house.deliver()
    standing = house.telegram.standing(WATCH)
    assert any("in the queue" in one for one in standing)
    assert any("the restart" in one for one in standing)


async def test_what_is_said_in_the_moment_of_opening_waits_for_ever_nowhere(house: House) -> None:
    guard = Guard(house.store, house.services, house.doors, house.woken.update)
    await guard.run_errands()
    await house.hear(typed(WATCH, str(BO), "freeze", "stop"))
    said = house.said(DESK, "TLP:AMBER said in that moment")
    # Both in one commit: the second is decided before the first is in force.
    await asyncio.gather(
        house.hear(typed(WATCH, str(BO), "thaw", "go")), house.inbox.receive("slack.main", [said])
    )
    await guard.run_errands()
    await house.deliver()
    assert any("in that moment" in one for one in house.telegram.standing(WATCH))


async def test_of_much_that_waited_the_newest_comes_back_behind_one_line(house: House) -> None:
    await house.hear(came(WATCH))
    for number in range(25):
        await house.hear(house.said(DESK, f"TLP:GREEN report {number:02} of that hour"))
    await house.deliver()
    assert not any("report" in one for one in house.telegram.standing(WATCH))
    before = len(house.telegram.calls)
    await house.hear(typed(WATCH, str(BO), "attest 3", "open"))
    await house.deliver()
    posts = [
        text
        for kind, room, text in house.telegram.calls[before:]
        if (kind, room) == ("post", str(WATCH))
    ]
    assert "20 messages that waited follow" in posts[0]
    told = [number for number in range(25) if any(f"report {number:02}" in one for one in posts)]
    assert told == list(range(5, 25))
    assert len(posts) == 21


async def test_a_press_vouches_for_those_on_the_card_and_for_nobody_who_came_since(
    house: House,
) -> None:
    await house.hear(came(WATCH))
    await house.deliver()
    door = house.telegram
    mine = door.direct(str(BO)).channel
    number, card = next(
        (number, one)
        for number, one in door.rooms[mine].items()
        if any(line.startswith("ours") for line in one.buttons.values())
    )
    line = next(one for one in card.buttons.values() if one.startswith("ours"))
    await house.hear(replace(came(WATCH, user="1777"), event="another"))
    pressed = replace(
        typed(WATCH, str(BO), line, "press"),
        room=Room(channel=mine),
        number=number,
        private=True,
        pressed=True,
    )
    await house.inbox.receive("telegram.main", [pressed])
    await house.deliver()
    presence = house.services.directory.presence("group")
    assert presence is not None
    assert presence.pause is not None, "the room stays lowered"
    assert any("does nothing any more" in one for one in door.standing(mine))


def _card(house: House) -> tuple[str, str, str]:
    """Return the private conversation with Bo, the newest card there that asks, and its Ours."""
    door = house.telegram
    mine = door.direct(str(BO)).channel
    found = [
        (number, line)
        for number, one in door.rooms[mine].items()
        for line in one.buttons.values()
        if line.startswith("ours")
    ]
    return mine, *found[-1]


@pytest.mark.parametrize("verb", ["ours", "guest", "expel"])
async def test_a_card_of_an_earlier_lowering_settles_nothing_of_a_later_one(
    house: House, verb: str
) -> None:
    async def press(number: str, line: str, event: str) -> None:
        room = Room(channel=mine)
        pressed = replace(
            typed(WATCH, str(BO), line, event), room=room, number=number, private=True, pressed=True
        )
        await house.inbox.receive("telegram.main", [pressed])
        await house.take_up()

    await house.hear(came(WATCH))
    await house.deliver()
    mine, earlier, line = _card(house)
    # Nothing is delivered meanwhile: the earlier card stands there with its buttons.
    await press(earlier, line, "first")
    opened = house.services.directory.presence("group")
    assert opened is not None
    assert opened.pause is None
    await house.hear(replace(came(WATCH, user="1777"), event="another"))
    before = house.services.directory.presence("group")
    assert before is not None
    assert before.pause is not None
    for number in ("", *range(1, 12)):
        await press(earlier, f"{verb} {number}".strip(), f"late {number}")
    assert house.services.directory.presence("group") == before
    await house.deliver()
    assert any("that you may do this to" in one for one in house.telegram.standing(mine))
    _, later, line = _card(house)
    assert later != earlier
    await press(later, line, "in time")
    after = house.services.directory.presence("group")
    assert after is not None
    assert after.pause is None
