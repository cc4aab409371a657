"""Whoever has no role at the desk: one answer for what there is and is not, and what to type."""

import pytest

from tests.bot.coalition import Coalition

ANSWER = (
    "There is nothing here that you may do this to. Nothing was changed. "
    'Type "help" to see what you may do, and "oncall" to see who is on duty.'
)
LINES = [
    "pause S-1", "pause S9", "resume S-1", "cancel S-1", "cancel S-9", "schedule edit S-1 10:00",
    "claim 1", "claim 31", "same 1 as 12", "promote 1", "close 1", "close 31", "next",
    "confirm 1", "false R-1", "false 31", "false A-1", "false A-3", "confirm A-3",
]  # fmt: skip


@pytest.mark.parametrize("person", ["ray", "ann"], ids=["telegram", "slack"])
async def test_they_read_what_to_type_and_who_may_whether_it_is_there_or_not(
    coalition: Coalition, person: str
) -> None:
    await coalition.typed("rosa", "report Ballots are missing in Kisumu.")
    await coalition.raised(author="rosa")
    await coalition.typed("rosa", "schedule tomorrow 10:00 high TLP:GREEN to radio: We open.")
    await coalition.press("rosa", "Plan it")
    for line in LINES:
        assert await coalition.typed(person, line) == ANSWER, line
    told = await coalition.typed(person, "oncall")
    assert "on duty" in told
