"""The coalition that the alert desk is tried on does as it says."""

from policies.alerts.audience import Audience
from tests.bot.coalition import Coalition


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
