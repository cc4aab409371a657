"""The coalition that the alert desk is tried on does as it says."""

from policies.alerts.audience import Audience
from tests.bot.coalition import Coalition
from tests.bot.expected import unexpected
from tests.bot.small_house import Standing


async def test_people_type_and_press_and_are_told_in_private(coalition: Coalition) -> None:
    """On both platforms, each in the own conversation."""
    assert "What you may do here" in await coalition.typed("ann", "help")
    assert "What you may do here" in await coalition.typed("bo", "help")
    assert len(coalition.told("ann")) == len(coalition.told("bo")) == 1
    assert coalition.told("nia") == []


async def test_what_is_said_in_a_room_crosses_and_stands_in_the_others(
    coalition: Coalition,
) -> None:
    """The bridge carries it; the ministry is not on it."""
    await coalition.say("ann", "TLP:GREEN Ballots are missing.", room="desk")
    assert any("Ballots are missing." in one for one in coalition.room("group"))
    assert any("Ballots are missing." in one for one in coalition.room("studio"))
    assert coalition.room("office") == []


async def test_an_alert_is_brought_to_those_whom_it_is_for(coalition: Coalition) -> None:
    """In the order in which it was brought there, with what was done about it."""
    filed = await coalition.raised(audience=Audience(organisations=("watch", "radio")))
    found = [one.target for one in await coalition.reached(filed.number)]
    assert found == ["channel:group", "channel:watchroom", "channel:studio"]
    assert [one.what for one in await coalition.timeline(filed.number)] == ["raised"]
    assert (await coalition.alert(filed.number)).value.audience.organisations == ("watch", "radio")


async def test_time_goes_by_only_when_it_is_let(coalition: Coalition) -> None:
    """The clock is the tests' own, and turns to where they want it."""
    before = coalition.now
    await coalition.pass_(90)
    assert (coalition.now - before).total_seconds() == 90
    coalition.turn_to("2027-03-28 00:59:50")
    assert coalition.now.isoformat() == "2027-03-28T00:59:50+00:00"
    await coalition.agenda()


async def test_what_comes_without_a_reason_is_found(coalition: Coalition) -> None:
    """To whom it is not for, to whom nothing was to be said, and a second card and ring."""
    await coalition.raised(audience=Audience(organisations=("watch",)))
    await coalition.settle()
    assert await unexpected(coalition) == []
    (card,) = coalition.room("group")
    ring = f"{card.partition(chr(10))[0]}\nThis alert waits for an answer from your organisation."
    telegram, slack = coalition.house.telegram, coalition.house.slack
    for door, room, text in (
        (telegram, "-1001000000003", card),
        (slack, "DU0MO", "By the way, nothing happened."),
        (telegram, "-1001000000001", card),
        (telegram, "D1002", ring),
        (telegram, "D1002", ring),
    ):
        door.calls.append(("post", room, text))
        door.rooms.setdefault(room, {})[str(len(door.calls))] = Standing(text, "")
    found = await unexpected(coalition)
    assert [one.partition(":")[0] for one in sorted(found)] == [
        "2 times in -1001000000001", "2 times in D1002",
        "not for -1001000000003", "unasked, to DU0MO",
    ]  # fmt: skip
    telegram.rooms.clear()
    telegram.calls.clear()
    slack.calls.clear()
