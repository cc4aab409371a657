"""What is planned is looked at first, is sent once at its time, and is missed out loud."""

from datetime import UTC, datetime

import pytest

from policies.alerts.alert import Answered
from policies.alerts.states import State
from tests.bot.coalition import COALITION, Coalition

LINE = "schedule in 2h TLP:GREEN to watch: Count the ballots again."
DAILY = "schedule every day 06:00 Kyiv TLP:GREEN to watch: Good morning."


async def planned(coalition: Coalition, line: str = LINE) -> str:
    await coalition.typed("ann", line)
    return await coalition.press("ann", "Plan it")


async def test_the_instants_and_the_audience_are_shown_before_anything_is_planned(
    coalition: Coalition,
) -> None:
    """The next three runs, in the zone that was meant and in UTC; nothing falls due yet."""
    shown = await coalition.typed("ann", DAILY)
    assert shown.startswith("S-1: an alert at a time · not planned yet")
    assert shown.count("▸ ") == 3
    assert "When: every day 06:00 Kyiv\n" in shown
    assert "06:00 Kyiv (" in shown
    assert "Partner 14: 2 rooms: the text" in shown
    assert await coalition.dues("schedule") == []
    assert list(coalition.buttons("ann")) == ["Plan it", "Give it up"]


async def test_what_was_planned_is_raised_at_its_time_as_an_alert_of_its_own(
    coalition: Coalition,
) -> None:
    """Once, to whom it was planned for; the schedule is over then."""
    assert "planned" in await planned(coalition)
    await coalition.pass_(7199)
    assert coalition.room("group") == []
    await coalition.pass_(1)
    alert = (await coalition.alert(1)).value
    assert (alert.state, alert.series) == (State.RAISED, 1)
    assert any("Count the ballots again." in one for one in coalition.room("group"))
    await coalition.pass_(7200)
    assert "S-1 is over" in coalition.told("ann")[0]
    assert await coalition.dues("schedule") == []


async def test_a_series_is_raised_by_the_wall_clock_and_goes_on(coalition: Coalition) -> None:
    """06:00 in Kyiv stays 06:00 across the change of its clock (C1)."""
    coalition.turn_to("2027-03-26 12:00:00")
    await planned(coalition, DAILY)
    for day, hour in ((27, 4), (28, 3), (29, 3)):
        coalition.turn_to(f"2027-03-{day} {hour:02}:00:00")
        await coalition.agenda()
        raised = (await coalition.alert(day - 26)).value
        assert raised.raised == datetime(2027, 3, day, hour, tzinfo=UTC)
    (due,) = await coalition.dues("schedule")
    assert due.due == datetime(2027, 3, 30, 3, tzinfo=UTC)


ODD_NIGHTS = [  # noon before (UTC), wall time and zone, what the confirmation says, the instant
    ("2027-03-27", "00:00 Beirut", "out 00:00 that night: it is 01:00", "2027-03-27 22:00"),
    ("2027-03-28", "02:30 Berlin", "", "2027-03-29 00:30"),
    ("2027-04-03", "01:45 Lord_Howe", "01:45 comes twice that night", "2027-04-03 14:45"),
    ("2027-04-29", "00:10 Cairo", "out 00:10 that night: it is 01:10", "2027-04-29 22:10"),
    ("2027-09-04", "00:00 Santiago", "out 00:00 that night: it is 01:00", "2027-09-05 04:00"),
    ("2027-10-02", "02:15 Lord_Howe", "out 02:15 that night: it is 02:45", "2027-10-02 15:45"),
    ("2027-10-30", "02:30 Berlin", "02:30 comes twice that night", "2027-10-31 00:30"),
]  # fmt: skip


async def test_in_a_night_that_changes_the_clock_a_run_comes_once_and_its_shift_was_shown(
    coalition: Coalition,
) -> None:
    """Half-hour and midnight changes too; what is left out is shifted, of two it is the first."""
    for at, (day, when, odd, instant) in enumerate(ODD_NIGHTS, start=1):
        coalition.turn_to(f"{day} 12:00:00")
        shown = await coalition.typed(
            "ann", f"schedule every day {when} TLP:GREEN to watch: Night {at}."
        )
        assert odd in shown
        assert bool(odd) == ("that night" in shown)
        await coalition.press("ann", "Plan it")
        coalition.turn_to(f"{instant}:00")
        await coalition.pass_(-1)
        assert not any(f"Night {at}." in one for one in coalition.room("group"))
        for seconds in (1, 1800, 1800):  # also where the wall shows that time once more
            await coalition.pass_(seconds, settle=False)
        await coalition.settle()
        assert sum(f"Night {at}." in one for one in coalition.room("group")) == 1
        await coalition.typed("ann", f"cancel S-{at}")


@pytest.mark.parametrize("jump", [-90, 3600])
async def test_a_clock_that_jumps_raises_no_run_twice_and_leaves_none_out(
    coalition: Coalition, jump: int
) -> None:
    """Back over a run that was raised, or forward over one that was due meanwhile (C16)."""
    coalition.turn_to("2026-12-01 03:59:30")
    await planned(coalition, DAILY)
    await coalition.pass_(31 if jump < 0 else 1)
    await coalition.pass_(jump)
    for _ in range(4):
        await coalition.pass_(60)
    assert (await coalition.alert(1)).value.series == 1
    assert sum("Good morning." in one for one in coalition.sent("post", room="group")) == 1
    (due,) = await coalition.dues("schedule")
    assert due.due == datetime(2026, 12, 2, 4, tzinfo=UTC)


async def test_after_a_time_away_what_is_still_worth_it_is_sent_and_says_how_late(
    coalition: Coalition,
) -> None:
    """An hour is the worth of a run where nobody said otherwise (C5)."""
    await planned(coalition)
    await coalition.pass_(7200 + 40 * 60)
    assert any("Count the ballots again." in one for one in coalition.room("group"))
    late = [one for one in await coalition.timeline(1) if one.what == "late"]
    assert [one.to for one in late] == ["40"]
    (card,) = [one for one in coalition.room("group") if "Count the ballots again." in one]
    assert "Sent 40m late: it was planned for " in card


async def test_what_no_longer_holds_after_a_time_away_is_missed_and_told(
    coalition: Coalition,
) -> None:
    shown = await coalition.typed("ann", LINE.replace("watch:", "watch until in 2h 25m:"))
    assert "Valid until " in shown
    await coalition.press("ann", "Plan it")
    await coalition.pass_(7200 + 30 * 60)
    assert coalition.room("group") == []
    assert any("One run of S-1 was missed" in one for one in coalition.told("ann"))
    assert "S-1 is over: nothing of it was sent." in coalition.told("ann")


async def test_what_is_past_its_worth_is_missed_and_told_in_one_message(
    coalition: Coalition,
) -> None:
    """A week of mornings: one is sent, or none, and the others are one number."""
    coalition.turn_to("2026-12-01 12:00:00")
    await planned(coalition, DAILY)
    coalition.turn_to("2026-12-08 12:00:00")
    await coalition.agenda()
    told = [one for one in coalition.told("nia") if "missed" in one]
    assert len(told) == 1
    assert told[0].startswith("7 runs of S-1 were missed")
    assert "The next is 2026-12-09 04:00" in told[0]
    assert not any("Good morning" in one for one in coalition.room("group"))


async def test_a_schedule_is_paused_resumed_and_cancelled_by_its_author_or_the_duty_there(
    coalition: Coalition,
) -> None:
    """What falls into a pause is left out; nobody of another organisation may."""
    await planned(coalition, DAILY)
    assert (await coalition.dues("schedule")) != []
    assert "is paused" in await coalition.typed("nia", "pause S1")
    assert "Nothing is sent while it is paused." in coalition.told("ann")[0]
    assert "paused by Nia" in coalition.told("ann")[0]
    assert "is paused already" in await coalition.typed("ann", "pause S1")
    assert await coalition.dues("schedule") == []
    await coalition.pass_(3 * 86_400)
    assert coalition.room("group") == []
    assert "goes on" in await coalition.typed("ann", "resume S-1")
    listed = await coalition.typed("ann", "schedule list")
    assert listed.startswith("S-1 · ")
    assert "every day 06:00 Kyiv · TLP:GREEN" in listed
    assert "resumed by Ann" in coalition.told("ann")[0]
    assert "is cancelled" in await coalition.typed("ann", "cancel S-1")
    assert "S-1 was cancelled by Ann; nothing more is sent." in coalition.told("ann")
    assert "Nothing is planned" in await coalition.typed("ann", "schedule list")
    assert "was cancelled before" in await coalition.typed("ann", f"schedule edit S-1 {LINE[9:]}")
    assert await coalition.dues("schedule") == []


async def test_nobody_of_another_organisation_learns_of_a_schedule_or_changes_it(
    coalition: Coalition,
) -> None:
    await planned(coalition, DAILY)
    unknown = await coalition.typed("bo", "pause S-7")
    assert await coalition.typed("bo", "pause S-1") == unknown
    assert await coalition.typed("bo", "cancel S-1") == unknown
    assert len(await coalition.dues("schedule")) == 1


async def test_an_edit_is_a_schedule_that_comes_in_the_others_place(coalition: Coalition) -> None:
    """What was raised before keeps its text."""
    await planned(coalition)
    shown = await coalition.typed(
        "ann", "schedule edit S-1 in 3h TLP:GREEN to watch: Count them twice."
    )
    assert "It comes in the place of S-1." in shown
    assert len(await coalition.dues("schedule")) == 1
    await coalition.press("ann", "Plan it")
    assert len(await coalition.dues("schedule")) == 1
    await coalition.pass_(3 * 3600)
    assert not any("Count the ballots again" in one for one in coalition.room("group"))
    assert any("Count them twice." in one for one in coalition.room("group"))


async def test_what_is_past_by_the_time_it_is_confirmed_is_not_planned(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", LINE)
    await coalition.pass_(7200)
    told = await coalition.press("ann", "Plan it")
    assert told.startswith("No run of S-1 is to come any more")
    assert await coalition.dues("schedule") == []


async def test_a_draft_that_nobody_plans_is_given_up(coalition: Coalition) -> None:
    await coalition.typed("ann", LINE)
    await coalition.pass_(86_400)
    assert await coalition.dues("schedule") == []
    await coalition.typed("ann", "plan S-1")
    assert await coalition.dues("schedule") == []


@pytest.mark.parametrize("verb", ["schedule", "remind", "checkin"])
async def test_what_is_missing_is_shown_behind_the_verb_that_was_typed(
    coalition: Coalition, verb: str
) -> None:
    told = await coalition.typed("ann", f"{verb} in 2h to watch: x")
    assert f"Type it so: {verb} tomorrow 18:00 TLP:AMBER to country:KE, @anna: " in told


async def test_a_word_that_is_no_part_of_a_time_is_named_and_no_other(coalition: Coalition) -> None:
    line = "schedule every day 03:30 Kyiv from 2027-03-27 TLP:GREEN to watch: x"
    assert (await coalition.typed("ann", line)).startswith('I do not understand "from" in a time.')


async def test_whoever_was_removed_sends_nothing_any_more(coalition: Coalition) -> None:
    """What they had planned is cancelled, and the duty of their organisation is told."""
    await planned(coalition)
    without = COALITION.replace('[[person]]\nid = "ann"', '[[person]]\nid = "anna"')
    await coalition.apply(without)
    await coalition.pass_(7200)
    assert coalition.room("group") == []
    assert "does not speak for your organisation" in coalition.last("nia")


async def test_what_is_told_from_an_election_moves_with_it(coalition: Coalition) -> None:
    """Within a minute of the change; it is due once."""
    vote = '[[election]]\nid = "ke2027"\nname = "Vote"\nzone = "Africa/Nairobi"\nday = {}\n'
    await coalition.apply(COALITION + vote.format("2026-12-10"))
    coalition.turn_to("2026-12-01 12:00:00")
    await planned(coalition, "schedule E-1 20:00 TLP:GREEN to watch: Be ready.")
    (due,) = await coalition.dues("schedule")
    assert due.due == datetime(2026, 12, 9, 17, tzinfo=UTC)
    await coalition.apply(COALITION + vote.format("2026-12-12"))
    await coalition.pass_(60)
    (due,) = await coalition.dues("schedule")
    assert due.due == datetime(2026, 12, 11, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("schedule 03/04 18:00 TLP:GREEN to watch: x", "could be read in more than one way"),
        ("schedule 2020-01-01 18:00 TLP:GREEN to watch: x", "That is past"),
        ("schedule tomorrow 18:00 Atlantis TLP:GREEN to watch: x", "I know no zone"),
        ("schedule every 1m TLP:GREEN to watch: x", "too often"),
        ("schedule tomorrow 18:00 to watch: x", "label"),
        ("schedule tomorrow 18:00 TLP:GREEN: x", "whom"),
        ("schedule E-1 20:00 TLP:GREEN to watch: x", "I know no election"),
        ("schedule in 2h TLP:GREEN to watch until in 1h: x", "would be over before it is sent"),
    ],
)
async def test_what_cannot_be_planned_is_said_and_nothing_changes(
    coalition: Coalition, line: str, told: str
) -> None:
    assert told in await coalition.typed("ann", line)
    assert await coalition.dues("schedule") == []


async def test_a_reminder_waits_for_nobody(coalition: Coalition) -> None:
    """It is brought to the first of each organisation, and no further step falls due."""
    await planned(coalition, "remind in 1h TLP:GREEN to watch: The briefing begins at 20:00.")
    await coalition.pass_(3600)
    (card,) = [one for one in coalition.room("group") if "The briefing begins" in one]
    assert "acknowledged" not in card
    assert "Owner" not in card
    assert list(coalition.buttons(room="group")) == ["Note", "Status"]
    assert await coalition.dues("escalate") == []
    assert "No alert is open" in await coalition.typed("dora", "home")
    await coalition.pass_(86_400)
    assert (await coalition.alert(1)).value.state is State.RESOLVED


async def test_a_check_in_is_answered_with_one_digit_and_trouble_is_heard_of(
    coalition: Coalition,
) -> None:
    """Each organisation answers for itself; who asked sees who needs help, others a number."""
    await planned(coalition, "checkin in 1h TLP:GREEN to watch, radio: How is the night?")
    await coalition.pass_(3600)
    alert = (await coalition.alert(1)).value
    assert (alert.purpose, alert.need.of) == ("check-in", "every")
    assert {"1 All calm", "2 Need help"} <= set(coalition.buttons(room="group"))
    assert "all calm" in await coalition.typed("bo", "1")
    standing = (await coalition.alert(1)).value.standing("watch")
    assert (standing.answered, standing.trouble) == (Answered.ACKNOWLEDGED, False)
    assert (await coalition.alert(1)).value.state is State.RAISED
    told = await coalition.typed("ray", "2 Our line is cut")
    assert told.endswith("Who asked is told now, with your words.")
    alert = (await coalition.alert(1)).value
    assert (alert.state, alert.standing("radio").trouble) == (State.ACKNOWLEDGED, True)
    heard = "✋ 1 organisation needs help: Free Radio (Our line is cut)"
    assert any(heard in one for one in coalition.told("nia"))
    assert not any("Our line is cut" in one for one in coalition.room("group"))
    assert "UNVERIFIED" not in await coalition.typed("nia", "home")
    assert await coalition.dues("escalate") == []


async def test_a_digit_changes_an_answer_too(coalition: Coalition) -> None:
    """Who was well may need help an hour later; in Slack the digit may stand behind /tocsin."""
    await planned(coalition, "checkin in 1h TLP:GREEN to watch: How is the night?")
    await coalition.pass_(3600)
    assert "all calm" in await coalition.typed("bo", "1")
    told = await coalition.typed("bo", "/2")
    assert "Say what is the matter: trouble A-1 …" in told
    assert (await coalition.alert(1)).value.standing("watch").trouble
    assert "all calm" in await coalition.typed("bo", "1 They are back")
    assert not (await coalition.alert(1)).value.standing("watch").trouble


async def test_a_call_for_help_rings_at_whoever_has_the_card_already(coalition: Coalition) -> None:
    """With the words that were written; and the phone's short card says so too."""
    await planned(
        coalition, "checkin in 1h TLP:GREEN to watch, radio, institute: How is the night?"
    )
    await coalition.pass_(3600)
    for _ in range(8):
        await coalition.pass_(900)
    before = len(coalition.sent("post", "nia"))
    assert "needs help" in await coalition.typed("ray", "2 Our line is cut")
    rings = coalition.sent("post", "nia")[before:]
    assert any(one.endswith("✋ Free Radio needs help: Our line is cut") for one in rings)
    await coalition.typed("ray", "2 And the door is open")
    assert "✋ Free Radio needs help: And the door is open" in coalition.sent("post", "nia")[-1]


async def test_what_waits_for_an_answer_to_a_check_in_has_its_buttons(coalition: Coalition) -> None:
    await planned(coalition, "checkin in 1h TLP:GREEN to watch, radio: How is the night?")
    await coalition.pass_(3600)
    await coalition.typed("ray", "1")
    await coalition.pass_(1800)
    await coalition.typed("wes", "page A-1 @dora")
    (ring,) = [one for one in coalition.told("dora") if "waits for an answer" in one]
    assert "This check-in waits for an answer from your organisation" in ring
    (stands,) = [
        one for one in coalition.standing("dora").values() if "waits for an answer" in one.text
    ]
    assert list(stands.buttons) == ["1 All calm", "2 Need help"]
    await coalition.typed("dora", "home")
    assert {"1 All calm A-1", "2 Need help A-1"} <= set(coalition.buttons("dora"))
    for _ in range(8):
        await coalition.pass_(900)
    cards = [one for one in coalition.told("dora") if "How is the night?" in one]
    assert any("everybody was asked, and not all have answered" in one for one in cards)


async def test_silence_at_a_check_in_goes_up_the_chain(coalition: Coalition) -> None:
    await planned(coalition, "checkin in 1h TLP:GREEN to watch: How is the night?")
    await coalition.pass_(3600)
    assert len(await coalition.dues("escalate")) == 1
    for _ in range(6):
        await coalition.pass_(600)
    assert any("How is the night?" in one for one in coalition.told("dora"))


async def test_a_digit_where_nothing_waits_is_answered_with_that(coalition: Coalition) -> None:
    assert "No check-in waits" in await coalition.typed("bo", "1")
