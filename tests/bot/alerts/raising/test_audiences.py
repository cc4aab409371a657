"""To whom a draft goes: what the preview shows of it, and what is reached then."""

import pytest

from bot.alerts import previewing
from policies.alerts.states import State
from tests.bot.coalition import COALITION, Coalition

LINE = "new high TLP:GREEN to watch, radio: Ballots are missing in Kisumu."


def everywhere(coalition: Coalition) -> list[str]:
    """Return what stands in every room, and with everybody but the author."""
    directory = coalition.house.services.directory
    rooms = [text for one in directory.places for text in coalition.room(one.id)]
    people = [one.id for one in directory.people if one.id != "ann"]
    return [*rooms, *(text for one in people for text in coalition.told(one))]


async def test_an_audience_that_has_widened_since_is_shown_anew_and_nothing_leaves(
    coalition: Coalition,
) -> None:
    """At the press, and in the ten seconds behind it; confirmed once more it goes."""
    more = COALITION.replace('tags = ["country:UA", "sector:media"]', 'tags = ["country:KE"]')
    await coalition.typed("ann", "new high TLP:GREEN to country:KE: Ballots are missing.")
    await coalition.apply(more)
    await coalition.press("ann", "Send")
    told = "\n".join(coalition.told("ann"))
    assert "it would go to more than the preview showed" in told
    assert "Free Radio" in told
    await coalition.pass_(20)
    assert (await coalition.alert(1)).value.state is State.DRAFT
    await coalition.press("ann", "send 1")
    await coalition.apply(more.replace('tags = ["country:KE", "sector:g', 'tags = ["sector:g'))
    await coalition.pass_(5)
    await coalition.apply(more)
    await coalition.pass_(5)
    assert (await coalition.alert(1)).value.state is State.RAISED


async def test_an_audience_that_widens_in_the_ten_seconds_holds_it_back(
    coalition: Coalition,
) -> None:
    """The preview comes anew, with the reason above it."""
    await coalition.typed("ann", "new high TLP:GREEN to country:KE: Ballots are missing.")
    await coalition.press("ann", "Send")
    await coalition.apply(
        COALITION.replace('tags = ["country:UA", "sector:media"]', 'tags = ["country:KE"]')
    )
    await coalition.pass_(10)
    assert (await coalition.alert(1)).value.state is State.DRAFT
    assert coalition.last("ann").startswith("It was not sent: since you looked")
    assert everywhere(coalition) == []
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    assert any("Ballots are missing" in one for one in coalition.room("studio"))


async def test_an_audience_that_has_narrowed_goes_to_fewer_and_says_so(
    coalition: Coalition,
) -> None:
    """The author is told to whom less went than the preview had shown."""
    await coalition.typed("ann", "new high TLP:GREEN to country:KE: Ballots are missing.")
    await coalition.press("ann", "Send")
    await coalition.apply(
        COALITION.replace('tags = ["country:KE", "sector:government"]', 'tags = ["country:XX"]')
    )
    await coalition.pass_(10)
    assert (await coalition.alert(1)).value.state is State.RAISED
    assert coalition.room("office") == []
    told = next(one for one in coalition.told("ann") if "was raised" in one)
    assert "Less than the preview showed went to: Ministry." in told


async def test_what_is_changed_of_the_text_on_its_way_is_said(coalition: Coalition) -> None:
    """Mentions call nobody; links are shown without a preview, but for what is public."""
    line = "new TLP:GREEN to watch: Ask @dora, see https://example.org/ballots."
    shown = await coalition.typed("ann", line)
    assert "Mentions in the text call nobody." in shown
    assert "Links are shown without a preview." in shown
    shown = await coalition.typed("ann", line.replace("GREEN", "CLEAR").replace("@dora", "Dora"))
    assert "Mentions" not in shown
    assert "without a preview" not in shown


async def test_each_channel_gets_what_it_may_have_and_the_preview_says_what(
    coalition: Coalition,
) -> None:
    """Below the tear line stands what those get who may not have the text; others get nothing."""
    await coalition.apply(
        COALITION.replace('id = "ministry"\nname', 'id = "ministry"\nkind = "vendor"\nname')
    )
    shown = await coalition.typed(
        "ann",
        "new high TLP:AMBER to watch, ministry; not to radio: Ballots are missing.\n"
        "summary: TLP:CLEAR Trouble in the west.\n"
        "ask: Who can go?",
    )
    assert "TLP:CLEAR · Trouble in the west." in shown
    assert "Asked: Who can go?" in shown
    assert "14: 2 rooms: the text" in shown
    assert "Ministry: 1 room: the summary alone (" in shown
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    assert any("Ballots are missing." in one for one in coalition.room("group"))
    office = "\n".join(coalition.room("office"))
    assert "Trouble in the west." in office
    assert "Ballots" not in office


async def test_whom_a_wall_or_a_restriction_leaves_out_stands_there_with_nothing(
    coalition: Coalition,
) -> None:
    """Radio's own wall keeps the government out, whomever its author names."""
    shown = await coalition.typed("ray", "new high TLP:GREEN everybody: Ballots are missing.")
    assert "Ministry: nothing (a restriction or a wall leaves them out)" in shown
    await coalition.press("ray", "Send")
    await coalition.pass_(10)
    assert coalition.room("office") == []
    assert any("Ballots are missing" in one for one in coalition.room("group"))


@pytest.mark.parametrize(
    "audience",
    [
        "everybody",
        "to country:KE",
        "to bridge:elections; not to watch",
        "to radio, @bo",
        "to @nia, @rita, ministry",
    ],
)
async def test_what_the_preview_has_shown_is_what_is_reached_and_nothing_else(
    coalition: Coalition, audience: str
) -> None:
    """Room by room and person by person, to the end of every chain."""
    await coalition.typed("ray", f"new high TLP:AMBER {audience}: Ballots are missing.")
    store, services = coalition.house.store, coalition.house.services
    alert = (await coalition.alert(1)).value
    outlooks = await store.read(lambda tx: previewing.outlook(tx, services, alert))
    ways = [way for one in outlooks for way in one.ways if way.portion != "nothing"]
    await coalition.press("ray", "Send")
    await coalition.pass_(10)
    for _ in range(4):
        await coalition.pass_(301)
    reached = {one.target for one in await coalition.reached(1)}
    rooms = {f"channel:{way.id}" for way in ways if way.kind == "room"}
    named = {f"person:{way.id}" for way in ways if way.kind == "person"}
    people = sum(way.count for way in ways if way.kind == "people")
    # Whoever answers for the origin is told at the end of a chain, whomever the alert was for.
    own = {"person:rosa"} - named
    assert {one for one in reached if one.startswith("channel:")} == rooms
    others = {one for one in reached if one.startswith("person:")} - named - own
    assert named <= reached
    assert len(others) <= people


async def test_what_would_reach_nobody_cannot_be_sent(coalition: Coalition) -> None:
    """There is no button for it, and the typed line is refused with the reason."""
    shown = await coalition.typed("ray", "new high TLP:GREEN to ministry: Ballots are missing.")
    assert "nothing" in shown
    assert "Send" not in coalition.buttons("ray")
    assert "would reach nobody" in await coalition.typed("ray", "send 1")
    assert (await coalition.alert(1)).value.state is State.DRAFT


async def test_a_person_who_is_named_gets_it_in_person_also_at_risk(coalition: Coalition) -> None:
    """By the name that she chose; her organisation's rooms get nothing."""
    shown = await coalition.typed("ann", "new critical TLP:RED to @rita, @bo: The source is Jane.")
    assert "R. in person: the text" in shown
    assert "Bo in person: the text" in shown
    assert "Rita" not in shown
    await coalition.press("ann", "Send")
    reached = {one.target for one in await coalition.reached(1)}
    assert reached == {"person:rita", "person:bo"}
    assert coalition.room("studio") == coalition.room("group") == []
    assert len(coalition.told("rita")) == 1
    assert "Jane" not in coalition.last("rita")
