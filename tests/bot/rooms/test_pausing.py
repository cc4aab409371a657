"""Somebody unknown comes: sharing pauses at once, one by one goes on, a steward opens it again."""

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.community import membership
from handlers.incoming import Joined, Left, Room, Sender
from tests.bot.rooms.conftest import Side, alike

PAUSED = "Sharing is paused here"
ON = "Sharing goes on here"


async def test_an_outsider_pauses_the_room_without_a_name_and_what_is_stricter_waits(
    side: Side,
) -> None:
    side.come(side.stranger)
    await side.quiet()
    assert [PAUSED in one for one in side.texts()] == [True]
    assert "Somebody New" not in "".join(side.texts())
    side.from_outside("TLP:GREEN what waits")
    side.from_outside("TLP:CLEAR what anybody may read")
    await side.shows("what anybody may read")
    await side.quiet()
    said = "\n".join(side.texts())
    assert "what waits" not in said


async def test_what_stood_there_is_out_of_sight_and_comes_back_when_a_steward_says_ours(
    side: Side,
) -> None:
    side.from_outside("TLP:GREEN said before")
    await side.shows("said before")
    side.come(side.stranger)
    await side.town.until(
        lambda: "said before" not in "\n".join(side.texts()), "the copy to be withdrawn"
    )
    side.from_outside("TLP:AMBER said meanwhile")
    await side.quiet()
    side.press(side.steward, "Ours")
    await side.town.until(lambda: "said before" in "\n".join(side.texts()), "the copy to return")
    await side.shows("said meanwhile")
    await side.quiet()
    said = "\n".join(side.texts())
    assert sum(ON in one for one in side.texts()) == 1
    assert PAUSED not in said
    assert side.presence.pause is None
    assert side.presence.attested.by == ("ann" if side.slack else "bo")


async def test_meanwhile_amber_reaches_the_linked_members_one_by_one(side: Side) -> None:
    await side.look()
    side.come(side.stranger)
    await side.quiet()
    side.from_outside("TLP:AMBER for those who may")
    await side.quiet()
    assert "for those who may" not in "\n".join(side.texts())
    assert any("for those who may" in one for one in side.told(side.member))
    assert not any("for those who may" in one for one in side.told(side.stranger))


@alike("telegram")
async def test_a_linked_person_who_comes_and_anyone_who_goes_close_nothing(side: Side) -> None:
    await side.look()
    side.go(side.member)
    await side.quiet()
    side.come(side.member)
    await side.quiet()
    side.from_outside("TLP:AMBER still open")
    await side.shows("still open")
    assert side.presence.pause is None


async def test_a_lost_event_is_found_by_asking(side: Side) -> None:
    await side.look()
    side.type(side.steward, f"attest {side.presence.count}")
    await side.quiet()
    side.slip_in(side.stranger)
    side.from_outside("TLP:GREEN nobody has noticed yet")
    await side.shows("nobody has noticed yet")
    await side.look()
    await side.quiet()
    side.from_outside("TLP:GREEN noticed")
    await side.quiet()
    await side.town.until(
        lambda: "TLP:GREEN" not in "\n".join(side.texts()), "what stood to be withdrawn"
    )
    assert sum(PAUSED in one for one in side.texts()) == 1


@alike("slack")
async def test_a_loop_of_coming_and_going_makes_one_line_and_one_card(side: Side) -> None:
    for _ in range(12):
        side.come(side.stranger)
        side.go(side.stranger)
    await side.quiet()
    assert sum(PAUSED in one for one in side.texts()) == 1
    cards = [one for one in side.told(side.steward) if "is paused" in one]
    assert len(cards) == 1
    assert side.presence.lowered == 1


async def test_a_guest_keeps_the_room_lowered_until_he_goes(side: Side) -> None:
    await side.look()
    side.come(side.stranger)
    await side.quiet()
    side.press(side.steward, "Guest")
    await side.quiet()
    side.from_outside("TLP:GREEN not while a guest is there")
    side.from_outside("TLP:CLEAR for the guest too")
    await side.shows("for the guest too")
    await side.quiet()
    said = "\n".join(side.texts())
    assert "not while a guest is there" not in said
    assert PAUSED not in said
    side.go(side.stranger)
    await side.quiet()
    side.from_outside("TLP:GREEN after the guest")
    await side.shows("after the guest")


async def test_remove_takes_the_stranger_out_and_the_room_opens_by_itself(side: Side) -> None:
    await side.look()
    side.come(side.stranger)
    await side.quiet()
    side.press(side.steward, "Remove")
    await side.town.until(lambda: side.presence.pause is None, "the room to open")
    side.from_outside("TLP:GREEN among ourselves")
    await side.shows("among ourselves")
    calls = side.town.calls(side.platform, "conversations.kick", "banChatMember")
    assert len(calls) == 1


@alike("telegram")
async def test_a_steward_of_another_organisation_settles_nothing(side: Side) -> None:
    await side.look()
    other = Side(side.town, "telegram" if side.slack else "slack")
    side.come(side.stranger)
    await side.quiet()
    assert not any("is paused" in one for one in other.told(other.steward))
    # She is in the room herself, and still answers for none of its organisations.
    side.town.app.services.directory.presence(side.place)
    other.type(other.steward, "ours")
    await side.quiet()
    assert side.presence.pause is not None


@alike("slack")
async def test_what_is_read_while_somebody_comes_undoes_no_pause(side: Side) -> None:
    remembered = side.town.app._remembered
    read = side.town.store.read
    passed = 0

    async def slow(query: Any) -> Any:
        """Read the state of before, and hand it out after somebody has come."""
        nonlocal passed
        found = await read(query)
        passed += 1
        if passed == 1:
            who = Sender(user=str(side.stranger), name="Somebody New")
            room = Room(channel=str(side.room))
            joined = Joined(event="meanwhile", room=room, people=(who,))
            act = membership.joined(side.town.app.services, f"{side.platform}.main", joined)
            await side.town.store.write(act)
        return found

    # Others read the same store in the same moment: only this one's reads are held up.
    remembered._store = SimpleNamespace(read=slow, write=side.town.store.write)
    try:
        await remembered.reread()
        assert passed >= 2
        assert side.presence.pause == "outsider"
    finally:
        remembered._store = side.town.store


@alike("slack")
async def test_a_census_of_before_somebody_came_is_not_taken_for_one_of_now(side: Side) -> None:
    await side.look()
    door = side.town.app.doors[f"{side.platform}.main"]
    census, asked = door.census, 0

    async def slow(room: Room, known: Any) -> Any:
        nonlocal asked
        found = await census(room, known)
        asked += 1
        if asked == 1:
            side.go(side.member)
            await side.town.until(lambda: side.presence.count == before - 1, "him to be gone")
        return found

    before = side.presence.count
    door.census = slow  # type: ignore[method-assign]
    await side.look()
    # The program looks by itself too, at its start.
    assert asked >= 2
    assert side.presence.count == before - 1
    assert side.presence.pause is None


@alike("telegram")
async def test_who_was_gone_when_the_room_was_looked_at_is_missed_once(side: Side) -> None:
    await side.look()
    side.type(side.steward, f"attest {side.presence.count}")
    await side.quiet()
    inbox = side.town.app.inbox
    receive, looked = inbox.receive, asyncio.Event()

    async def late(door: str, events: Any, cursor: Any = None) -> None:
        """Hear of whoever went only after the room was looked at, as after a restart."""
        if any(isinstance(one, Left) for one in events):
            await looked.wait()
        await receive(door, events, cursor)

    inbox.receive = late
    count = side.presence.count
    side.go(side.member)
    await side.look()
    looked.set()
    await side.quiet()
    assert side.presence.count == count - 1
    await side.look()
    assert side.presence.pause is None
