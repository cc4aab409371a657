"""What people mistype at the alert desk is answered with what was meant, and what to type."""

import pytest

from tests.bot.coalition import COALITION, Coalition
from tests.bot.duty.conftest import CALENDAR

LINES = [
    ("nia", "/ack R-1", "R-1 is the number of a report. This is done with alerts, such as A-17"),
    ("bo", "/resolve s-4", "S-4 is the number of a schedule. This is done with alerts"),
    ("ann", "/list everything", "Please type it so: /tocsin list [open|mine|overdue]"),
    ("ann", "/merge 1 with", "Please type it so: /tocsin merge 1 into 12"),
    ("dora", "/approve 1", "A-1: It needs no second person, and waits for nobody's approval."),
    ("ann", "/approve 1", "A-1: It needs no second person, and waits for nobody's approval."),
    ("ann", "/glass 1", "A-1 does not wait for a second person."),
    ("ann", "/pause", "Please type it so: /tocsin pause S-4"),
    ("bo", "/resume", "Please type it so: /resume S-4"),
    ("nia", "/claim", "Please type it so: claim 31"),
    ("nia", "/promote", "Please type it so: promote 31"),
    ("nia", "/same", "Please type it so: same 31 as 12"),
    ("nia", "/ask", "Please type it so: ask 31 what you want to know"),
    ("nia", "/close", "Please type it so: close 31 why"),
    ("bo", "/take 2h", "You take no turns in night, and have not the role of duty"),
]


@pytest.fixture
def begins_with() -> str:
    return COALITION + CALENDAR


@pytest.mark.parametrize(("person", "line", "told"), LINES)
async def test_a_mistyped_line_is_told_what_was_meant(
    coalition: Coalition, person: str, line: str, told: str
) -> None:
    await coalition.raised()
    assert told in await coalition.typed(person, line)


async def test_a_time_is_asked_about_with_and_without_its_at(coalition: Coalition) -> None:
    plain = await coalition.typed("dora", "/oncall tomorrow 18:00")
    assert plain.startswith("On duty at ")
    assert await coalition.typed("dora", "/oncall at tomorrow 18:00") == plain


async def test_a_schedule_is_paused_by_its_number_alone(coalition: Coalition) -> None:
    await coalition.typed("ann", "/schedule in 2h TLP:GREEN to everybody: Ballots.")
    await coalition.press("ann", "Plan")
    assert "S-1 is paused" in await coalition.typed("ann", "/pause 1")
    assert "S-1 goes on" in await coalition.typed("ann", "/resume 1")


@pytest.mark.parametrize(
    ("person", "then"),
    [
        ("ann", "To open it again, type reopen A-1."),
        ("dora", "To open it again, type reopen A-1."),
        ("bo", "Its origin, or who is on duty where it was asked, can open it again."),
    ],
)
async def test_who_acts_on_what_is_resolved_is_told_who_may_open_it_again(
    coalition: Coalition, person: str, then: str
) -> None:
    await coalition.raised()
    await coalition.typed("ann", "/resolve 1 handled")
    told = await coalition.typed(person, "/ack 1")
    assert told.startswith("A-1 was resolved by Ann, ")
    assert told.endswith(f"Nothing was changed. {then}")


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("/resolve 1", "its author, its owner, or who is on duty at its origin or in an "),
        ("/update 1", "its author, its owner, or who is on duty at its origin."),
        ("/snooze 1", "its author, its owner, or who is on duty at its origin."),
        ("/correct 1", "its author, or who is on duty at its origin."),
        ("/cancel 1", "its author, or who is on duty at its origin."),
    ],
)
async def test_who_may_not_is_told_who_may(coalition: Coalition, line: str, who: str) -> None:
    await coalition.raised()
    person = "bo" if line == "/resolve 1" else "dora"
    assert f"is not yours to change so: that is for {who}" in await coalition.typed(person, line)


async def test_what_was_cancelled_is_not_verified_any_more_and_says_so(
    coalition: Coalition,
) -> None:
    await coalition.raised()
    await coalition.typed("ann", "/cancel 1 wrong")
    assert "A-1 was cancelled, and nothing was changed" in await coalition.typed(
        "dora", "/confirm A-1 I was there"
    )


async def test_a_wall_hides_by_whom_something_is_over(coalition: Coalition) -> None:
    """The radio lets the government know nothing of what it does."""
    await coalition.raised(author="rosa")
    await coalition.raised()
    await coalition.typed("rosa", "/resolve 2 handled")
    told = await coalition.typed("mads", "/ack 2")
    assert told.startswith("A-2 was resolved, ")
    assert "Rosa" not in told
    assert "Radio" not in told
