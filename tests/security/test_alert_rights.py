"""Who may do what: drafts, schedules and cards of others, and presses that were forged."""

import pytest

from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.in_full import IN_FULL

CHANGING = (
    "ack", "unack", "decline 1 no", "own", "assign 1 @mads", "page 1 @mads", "resolve 1 handled",
    "reopen", "cancel", "severity 1 critical", "note 1 x", "update 1 x", "correct 1 x", "more",
    "less", "status", "escalate", "snooze 1 10m", "still", "approve", "reject", "history", "calm",
    "trouble", "glass 1 country:KE x", "confirm A-1", "false A-1", "checking A-1", "send",
    "cannot tell A-1", "merge 1 into 1", "receipt", "discard", "undo A-1",
    "change A-1 TLP:CLEAR to everybody: x",
)  # fmt: skip
NONE = ("A-999999999", "9" * 21, "A-\u0663", "A-0", "A-1e3", "A--1", "\uff21-1", "A-1\u202e")


def named(line: str, number: int) -> str:
    """Return a line about an alert of that number."""
    if " " not in line:
        return f"{line} A-{number}"
    return line.replace("A-1", f"A-{number}").replace(" 1 ", f" {number} ")


async def both(coalition: Coalition, who: str, line: str) -> tuple[str, str]:
    """Return what somebody is told of an alert that there is, and of one that there is not."""
    read = len(coalition.told(who))
    await coalition.typed(who, named(line, 1), settle=False)
    await coalition.typed(who, named(line, 99))
    theirs, none = coalition.told(who)[read:]
    return theirs, none


async def test_whoever_may_not_know_of_an_alert_hears_the_same_as_of_none(
    coalition: Coalition,
) -> None:
    """Typed, and as a forged button below a card of their own."""
    await coalition.raised(audience=Audience(organisations=("watch",)), label=Label.AMBER)
    await coalition.settle()
    before = (await coalition.alert(1)).value
    for turn, line in enumerate(CHANGING):
        who = "mads" if turn % 2 else "mo"
        theirs, none = await both(coalition, who, line)
        assert theirs.replace("A-1", "A-99") == none, line
        number = next(iter(coalition.standing(who)))
        forged = await coalition.press_below(who, number, named(line, 1))
        assert "Kisumu" not in forged, line
    assert (await coalition.alert(1)).value == before


@pytest.mark.proof
async def test_a_draft_is_nothing_to_anybody_but_its_author(coalition: Coalition) -> None:
    await coalition.typed("ann", "new high TLP:GREEN to everybody: The marker.")
    before = (await coalition.alert(1)).value
    for turn, line in enumerate(CHANGING):
        # A colleague and another; in the suite by turns.
        for one in ("stan", "dora") if IN_FULL else (("stan", "dora")[turn % 2],):
            theirs, none = await both(coalition, one, line)
            assert theirs.replace("A-1", "A-99") == none, (one, line)
            assert "marker" not in " ".join(coalition.told(one))
    assert (await coalition.alert(1)).value == before


async def test_a_schedule_is_nothing_to_another_organisation(coalition: Coalition) -> None:
    await coalition.typed("ann", "schedule tomorrow 18:00 TLP:GREEN to everybody: The marker.")
    await coalition.press("ann", "plan")
    for line in ("pause", "resume", "plan", "unplan", "cancel", "schedule edit"):
        for one in ("dora", "mads"):
            rest = " tomorrow 19:00 TLP:CLEAR to everybody: Mine." if "edit" in line else ""
            theirs = await coalition.typed(one, f"{line} S-1{rest}")
            assert theirs == await coalition.typed(one, f"{line} S-99{rest}")
            assert "marker" not in await coalition.typed(one, "schedule list")


async def test_a_seat_is_no_second_person_and_breaks_no_glass(coalition: Coalition) -> None:
    seat = """
[[person]]
id = "frontdesk"
organisation = "ministry"
name = "Front desk"
seat = true
slack = "U0FRONT"
"""
    await coalition.apply(COALITION + seat)
    await coalition.typed("ann", "new critical TLP:GREEN to everybody: The depot burns.")
    await coalition.press("ann", "send")
    await coalition.typed("frontdesk", "approve 1")
    assert (await coalition.alert(1)).value.approval == "asked"


async def test_a_button_of_a_card_that_another_copied_is_refused_and_tells_nothing(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)), label=Label.AMBER)
    await coalition.settle()
    number = next(iter(coalition.standing(room="group")))
    told = await coalition.press_below("mads", number, "ack 1")
    assert "Kisumu" not in told
    assert (await coalition.alert(1)).value.state is State.RAISED


async def test_numbers_that_are_none_are_none(coalition: Coalition) -> None:
    await coalition.raised(severity=Severity.HIGH)
    before = (await coalition.alert(1)).value
    for word in NONE:
        for verb in ("ack", "own", "snooze", "approve"):
            await coalition.typed("dora", f"{verb} {word}")
    assert (await coalition.alert(1)).value == before


ELECTIONS = """
[[election]]
id = "ua2027"
name = "Ukraine votes"
zone = "Europe/Kyiv"
day = 2027-05-10
places = ["country:UA"]
"""


async def test_no_steward_moves_the_election_by_which_others_tell_their_time(
    coalition: Coalition,
) -> None:
    """Not by set, not by remove, and by no calendar: their schedules would go with it."""
    await coalition.apply(COALITION + ELECTIONS)
    before = coalition.house.services.directory.elections
    calendar = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:ua2027\nDTSTART;VALUE=DATE:20270601\n"
        "SUMMARY:Mine\nEND:VEVENT\nEND:VCALENDAR"
    )
    table = ELECTIONS.replace("2027-05-10", "2027-06-01")
    for line in (
        "election set ua2027 2027-06-01",
        "election remove ua2027",
        f"election import {calendar}",
        f"election import {table}",
    ):
        await coalition.typed("wes", line)
        await coalition.house.take_up()
    assert [
        one for one in coalition.house.services.directory.elections if one.id == "ua2027"
    ] == list(before)
    assert "2027-06-01" in await coalition.typed("rosa", "election set ua2027 2027-06-01")


async def test_no_steward_has_the_people_of_others_paged_by_a_policy(
    coalition: Coalition,
) -> None:
    for whom in ("bo", "watchroom"):
        await coalition.typed("stan", f"escalation add mine for high of institute: {whom}")
        await coalition.house.take_up()
        assert coalition.house.services.directory.escalations == ()
    await coalition.typed("stan", "escalation add mine for high of institute: nia, desk")
    await coalition.house.take_up()
    assert [one.id for one in coalition.house.services.directory.escalations] == ["mine"]
