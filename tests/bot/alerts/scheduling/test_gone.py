"""What is planned for whom is not there any more, or from an election that moves, is told."""

from policies.alerts.states import State
from tests.bot.coalition import COALITION, Coalition

GUEST = """
[[organisation]]
id = "guest"
name = "Guest House"
[[person]]
id = "gus"
organisation = "guest"
name = "Gus"
roles = ["duty"]
telegram = 1099
"""


async def planned(coalition: Coalition, line: str) -> None:
    await coalition.typed("ann", line)
    await coalition.press("ann", "Plan it")


async def test_a_run_whose_organisation_has_left_is_told_and_stands_unanswered(
    coalition: Coalition,
) -> None:
    """Never silence (C8): its author, and who is on duty there, have it in hand again."""
    await coalition.apply(COALITION + GUEST)
    await planned(coalition, "schedule in 1h high TLP:GREEN to guest: Come to the hall.")
    await coalition.apply(COALITION)
    await coalition.pass_(3600)
    assert (await coalition.alert(1)).value.state is State.UNANSWERED
    for person in ("ann", "nia"):
        assert any(
            one.startswith("A run of S-1 went to nobody (A-1)") for one in coalition.told(person)
        )
    (card,) = [one for one in coalition.told("nia") if "Come to the hall." in one]
    assert "UNANSWERED" in card
    await coalition.typed("nia", "own 1")
    assert "Owner: Nia" in "\n".join(coalition.told("nia"))


async def test_a_reminder_for_nobody_is_told_too(coalition: Coalition) -> None:
    await coalition.apply(COALITION + GUEST)
    await planned(coalition, "remind in 1h TLP:GREEN to guest: The briefing begins.")
    await coalition.apply(COALITION)
    await coalition.pass_(3600)
    assert any("went to nobody" in one for one in coalition.told("ann"))


async def test_whoever_planned_from_an_election_is_told_that_it_moved_or_is_gone(
    coalition: Coalition,
) -> None:
    """The card shows the run as it is now; a day that is past leaves none, and is said."""
    coalition.turn_to("2026-12-01 10:00:00")
    line = "election add ke2027 2026-12-10 zone Nairobi polls 06:00-17:00 places country:KE name KE"
    await coalition.typed("stan", line)
    await planned(coalition, "schedule E-1 20:00 high TLP:GREEN to watch: The polls open.")
    await coalition.typed("stan", "election set ke2027 2026-12-17")
    await coalition.pass_(61)
    told = coalition.told("ann")
    assert any("2026-12-16 20:00 Nairobi (17:00 UTC)" in one for one in told if "S-1: an al" in one)
    moved = "S-1 goes with its election, which was moved: the next run is 2026-12-16 17:00 UTC."
    assert moved in told
    before = len(told)
    await coalition.pass_(61)
    assert len(coalition.told("ann")) == before
    await coalition.typed("stan", "election set ke2027 2026-12-01")
    await coalition.pass_(61)
    gone = "S-1 has no run to come: its election was moved or removed. Plan it anew if it is still"
    assert coalition.last("ann").startswith(gone)
    assert any(one.startswith(gone) for one in coalition.told("nia"))
