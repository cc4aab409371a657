"""An alert is written, looked at, and leaves: nothing before its author has confirmed it."""

import re

import pytest

from policies.alerts.alert import Answered
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import Coalition

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


async def test_what_is_missing_or_wrong_is_said_with_what_to_type(coalition: Coalition) -> None:
    """Nothing is filed, and nothing leaves."""
    for line, says in (
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
    ):
        answered = len(coalition.sent("post", "ann"))
        assert says in await coalition.typed("ann", line), line
        assert len(coalition.sent("post", "ann")) == answered + 1, line
        filed = await coalition.house.store.read(lambda tx: tx.docket.count("alert", rank=-1))
        assert filed == 0, line


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
