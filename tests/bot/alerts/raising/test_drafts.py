"""An alert is written, looked at, and leaves: nothing before its author has confirmed it."""

import re

import pytest

from bot.alerts import previewing
from policies.alerts.alert import Answered
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition

LINE = "new high TLP:GREEN to watch, radio: Ballots are missing in Kisumu."


def everywhere(coalition: Coalition) -> list[str]:
    """Return what stands in every room, and with everybody but the author."""
    directory = coalition.house.services.directory
    rooms = [text for one in directory.places for text in coalition.room(one.id)]
    people = [one.id for one in directory.people if one.id != "ann"]
    return [*rooms, *(text for one in people for text in coalition.told(one))]


async def test_a_preview_shows_the_exact_audience_and_nothing_leaves(coalition: Coalition) -> None:
    """In private alone, organisation by organisation, by the names that they chose."""
    shown = await coalition.typed("ann", LINE)
    assert shown.startswith("A-1 · draft: nothing has left yet")
    assert "TLP:GREEN · Severity: high" in shown
    assert "Ballots are missing in Kisumu." in shown
    assert "Partner 14: 2 rooms: the text; 2 people in turn: the text" in shown
    assert "Free Radio: 1 room: the text; 1 person in turn: the text" in shown
    assert "Ballot Watch" not in shown
    assert "Institute" not in shown
    assert list(coalition.buttons("ann")) == ["Send", "Change…", "Cancel"]
    assert everywhere(coalition) == []
    assert (await coalition.alert(1)).value.state is State.DRAFT


async def test_in_a_room_too_the_preview_is_its_authors_alone(coalition: Coalition) -> None:
    """Whoever else is there sees nothing of it."""
    await coalition.typed("bo", LINE.replace("watch", "institute"), room="group")
    assert "draft: nothing has left yet" in coalition.last("bo")
    assert coalition.room("group") == []


async def test_what_is_confirmed_leaves_after_ten_seconds(coalition: Coalition) -> None:
    """Until then its author can take it back."""
    await coalition.typed("ann", LINE)
    shown = await coalition.press("ann", "Send")
    assert "leaves at" in shown
    assert list(coalition.buttons("ann")) == ["Take it back"]
    await coalition.pass_(9)
    assert (await coalition.alert(1)).value.state is State.DRAFT
    assert everywhere(coalition) == []
    await coalition.pass_(1)
    alert = (await coalition.alert(1)).value
    assert alert.state is State.RAISED
    assert [one.organisation for one in alert.standings] == ["watch", "radio"]
    assert all(one.named for one in alert.standings)
    assert all(one.answered is not Answered.ACKNOWLEDGED for one in alert.standings)
    assert any("Ballots are missing" in one for one in coalition.room("group"))
    assert any("Ballots are missing" in one for one in coalition.room("studio"))
    assert coalition.room("office") == coalition.room("desk") == []
    assert any("A-1 was raised" in one for one in coalition.told("ann"))
    assert next(one.what for one in await coalition.timeline(1)) == "raised"


@pytest.mark.parametrize("how", ["button", "number", "alone"])
async def test_who_takes_it_back_in_time_has_a_draft_again(coalition: Coalition, how: str) -> None:
    """By the button, by its number, and by the one word where only one is about to leave."""
    await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")
    await coalition.pass_(5)
    if how == "button":
        await coalition.press("ann", "Take it back")
    else:
        await coalition.typed("ann", "undo A-1" if how == "number" else "undo")
    await coalition.pass_(60)
    assert (await coalition.alert(1)).value.state is State.DRAFT
    assert everywhere(coalition) == []
    assert list(coalition.buttons("ann")) == ["Send", "Change…", "Cancel"]
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    assert (await coalition.alert(1)).value.state is State.RAISED


async def test_what_has_left_is_not_undone_and_is_told_how_it_is_stopped(
    coalition: Coalition,
) -> None:
    """The answer names the command."""
    await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    assert "cancel A-1" in await coalition.typed("ann", "undo 1")
    assert "cancel A-1" in await coalition.typed("ann", "discard 1")
    assert (await coalition.alert(1)).value.state is State.RAISED


async def test_a_critical_alert_leaves_at_once(coalition: Coalition) -> None:
    """To named organisations no second person is asked."""
    await coalition.typed("ann", LINE.replace("high", "critical"))
    await coalition.press("ann", "Send")
    assert (await coalition.alert(1)).value.state is State.RAISED
    assert any("Ballots are missing" in one for one in coalition.room("group"))
    assert "cancel A-1" in await coalition.typed("ann", "undo 1")


async def test_a_draft_that_is_given_up_keeps_no_word_of_it(coalition: Coalition) -> None:
    """Its number is spent."""
    await coalition.typed("ann", LINE)
    assert "was given up" in await coalition.press("ann", "Cancel")
    filed = await coalition.alert(1)
    assert (filed.value.state, filed.value.text, filed.open) == (State.CANCELLED, "", False)
    assert await coalition.typed("ann", "send 1") != ""
    await coalition.pass_(60)
    assert (await coalition.alert(1)).value.state is State.CANCELLED
    assert "A-2" in await coalition.typed("ann", LINE)


async def test_a_draft_that_nobody_sends_is_given_up_after_a_day(coalition: Coalition) -> None:
    """Nothing half written stays."""
    await coalition.typed("ann", LINE)
    await coalition.pass_(24 * 3600 - 1)
    assert (await coalition.alert(1)).value.state is State.DRAFT
    await coalition.pass_(2)
    filed = await coalition.alert(1)
    assert (filed.value.state, filed.value.text) == (State.CANCELLED, "")


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


async def test_a_button_of_an_older_preview_sends_nothing(coalition: Coalition) -> None:
    """What was pressed is not what is there now."""
    await coalition.typed("ann", LINE)
    line = coalition.buttons("ann")["Send"]
    number = next(iter(coalition.standing("ann")))
    await coalition.typed("ann", "change 1 high TLP:GREEN to radio: Ballots were found again.")
    assert "changed since" in await coalition.press_below("ann", number, line)
    await coalition.pass_(20)
    draft = (await coalition.alert(1)).value
    assert (draft.state, draft.text) == (State.DRAFT, "Ballots were found again.")
    assert draft.audience.organisations == ("radio",)


async def test_a_draft_is_its_authors_alone(coalition: Coalition) -> None:
    """To everybody else it is not there: the same answer as for one that never was."""
    await coalition.typed("ann", LINE)
    for verb in ("status", "history", "note", "ack", "cancel"):
        assert "Ballots" not in await coalition.typed("nia", f"{verb} 1")
        assert "Ballots" not in await coalition.typed("bo", f"{verb} 1")
    assert "A-1" not in await coalition.typed("nia", "list")
    for verb in ("send", "discard", "undo", "change"):
        absent = await coalition.typed("nia", f"{verb} 99 TLP:GREEN to watch: x")
        assert await coalition.typed("nia", f"{verb} 1 TLP:GREEN to watch: x") == absent
    assert (await coalition.alert(1)).value.state is State.DRAFT


async def test_whoever_is_locked_out_meanwhile_says_nothing_any_more(coalition: Coalition) -> None:
    """In the ten seconds too: the draft is given up."""
    await coalition.typed("bo", "new high TLP:GREEN to institute: Ballots are missing.")
    await coalition.press("bo", "Send")
    await coalition.typed("dora", "lock bo")
    await coalition.house.take_up()
    await coalition.pass_(10)
    assert (await coalition.alert(1)).value.state is State.CANCELLED
    assert coalition.room("desk") == []


async def test_what_is_past_its_time_when_it_could_leave_is_missed(coalition: Coalition) -> None:
    """After a time away it is not sent late, and its author is told."""
    await coalition.typed("ann", LINE + "\nuntil: in 5m")
    await coalition.press("ann", "Send")
    await coalition.house.restart()
    await coalition.pass_(3600)
    assert (await coalition.alert(1)).value.state is State.MISSED
    assert "was not sent: its time was over" in coalition.last("ann")
    assert coalition.room("group") == []


async def test_a_restart_in_the_ten_seconds_loses_nothing(coalition: Coalition) -> None:
    """What is due is a row."""
    await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")
    await coalition.house.restart()
    await coalition.pass_(11)
    assert (await coalition.alert(1)).value.state is State.RAISED
    assert len([one for one in coalition.room("group") if "Ballots" in one]) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("new high to watch: Ballots.", "The label is missing"),
        ("new high TLP:GREN to watch: Ballots.", "cannot read for certain"),
        ("new TLP:GREEN to watch TLP:AMBER Ballots.", "two labels"),
        ("new high TLP:GREEN Ballots.", "It says nobody whom it is for"),
        ("new TLP:GREEN to nobody: Ballots.", '"nobody" is no organisation'),
        ("new TLP:GREEN to watch radio Ballots.", 'Is "radio" one of those'),
        ("new TLP:RED to watch: Jane.", "TLP:RED goes only to people"),
        ("new TLP:GREEN to watch: " + "x" * 3001, "at most 3000 characters"),
        ("new TLP:GREEN to watch: x\nuntil: 2020-01-01 10:00", "Nothing was kept"),
        ("new TLP:GREEN to watch: x\nelections: mars", '"mars" is no election'),
        ("new TLP:AMBER to watch: x\nsummary: y", "A summary needs a label of its own"),
    ],
)
async def test_what_is_missing_or_wrong_is_said_with_what_to_type(
    coalition: Coalition, line: str, says: str
) -> None:
    """Nothing is filed, and nothing leaves."""
    assert says in await coalition.typed("ann", line)
    assert await coalition.house.store.read(lambda tx: tx.docket.count("alert", rank=-1)) == 0


async def test_a_form_makes_the_same_draft_as_a_line(coalition: Coalition) -> None:
    """Field by field, and what is wrong in one is said as for a line."""
    fields = (
        ("text", ("Ballots are missing.",)),
        ("severity", ("high",)),
        ("label", ("TLP:GREEN",)),
        ("audience", ("to watch",)),
        ("asked", ("Who can go?",)),
    )
    assert "Asked: Who can go?" in await coalition.typed("ann", "new", fields=fields)
    alert = (await coalition.alert(1)).value
    assert (alert.severity, alert.label) == (Severity.HIGH, Label.GREEN)
    wrong = (*fields[:3], ("audience", ("to nobody",)))
    assert '"nobody" is no organisation' in await coalition.typed("ann", "new", fields=wrong)


async def test_no_word_of_a_draft_stands_in_the_database_or_the_logs(
    coalition: Coalition, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor of one that was refused."""
    with caplog.at_level(0):
        await coalition.typed("ann", LINE.replace("Kisumu", "Zanzibarquux"))
        await coalition.typed("ann", "new to watch: Zanzibarquux")
        await coalition.press("ann", "send")
        await coalition.pass_(10)
    assert b"Zanzibarquux" not in coalition.house.bytes()
    logged = caplog.text + "".join(capsys.readouterr())
    assert "Zanzibarquux" not in logged


async def test_a_preview_reads_and_shows_times_on_its_authors_clock(coalition: Coalition) -> None:
    coalition.turn_to("2026-11-28T14:00:00")
    await coalition.typed("ann", "zone Nairobi")
    await coalition.typed("ann", "new low TLP:GREEN to watch until 23:30: Ballots are missing.")
    shown = coalition.last("ann")
    assert "Valid until 23:30 Nairobi" in shown
    filed = await coalition.alert(1)
    assert filed.value.until is not None
    assert f"{filed.value.until:%H:%M}" == "20:30"
    await coalition.press("ann", "Send")
    assert re.search(r"leaves at 17:00:\d\d Nairobi", coalition.last("ann"))
