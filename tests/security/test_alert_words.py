"""What is written beside alerts and reports goes no further than it may: labels, walls, drills."""

import pytest

from policies.alerts.alert import Verdict
from policies.alerts.audience import Audience
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

DRILLS = """
[[channel]]
id = "drilltips"
platform = "slack"
address = "C0DRILL"
organisation = "institute"
members = 5
kind = "intake"
default = "TLP:GREEN"
exercise = true
[[exercise]]
id = "storm"
organisations = ["institute", "watch"]
channels = ["drilltips"]
"""


@pytest.fixture
async def coalition(coalition: Coalition) -> Coalition:
    """Four organisations with their intakes, one of which is only practised."""
    await coalition.apply(COALITION + ROOMS + DRILLS)
    return coalition


async def test_words_under_a_reports_label_do_not_reach_whoever_has_its_wider_alert(
    coalition: Coalition,
) -> None:
    """Its reporter has made a GREEN alert of an AMBER report; what is AMBER stays with that."""
    await coalition.typed("dora", "report TLP:AMBER Ballots are missing in Kisumu.")
    await coalition.typed("dora", "promote 1 high TLP:GREEN to everybody: Ballots are missing.")
    await coalition.press("dora", "send")
    await coalition.pass_(11)
    assert coalition.room("officeduty")
    await coalition.typed("dora", "false 1 TLP:AMBER from the clerk Onyango, who saw the hall")
    assert all("Onyango" not in one for one in coalition.room("officeduty"))
    assert "FALSE" in " ".join(coalition.room("officeduty"))


async def test_what_an_organisation_says_of_an_alert_rings_at_nobody_behind_its_wall(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(everybody=True))
    await coalition.settle()
    await coalition.typed("rosa", "false A-1 from our man Mwangi in the hall")
    assert any("Mwangi" in one for one in coalition.room("group"))
    office = " ".join(coalition.room("office"))
    assert "FALSE" in office
    assert "Mwangi" not in office


async def test_a_report_names_nobody_to_whoever_is_behind_their_wall(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots are gone.", room="tips")
    await coalition.typed("rosa", "claim 1")
    await coalition.typed("rosa", "confirm 1 from our man Mwangi in the hall")
    await coalition.pass_(7)
    assert "Rosa" in " ".join(coalition.room("watchduty"))
    office = " ".join(coalition.room("officeduty"))
    assert "R-1" in office
    assert "Rosa" not in office
    told = await coalition.typed("mads", "claim 1")
    assert "Rosa" not in told
    await coalition.typed("rosa", "close 1 told to all")
    await coalition.say("ann", "More ballots are gone.", room="tips")
    await coalition.typed("rosa", "confirm 2 from our man Mwangi in the hall")
    card = await coalition.typed("mads", "claim 2")
    assert "More ballots" in card
    assert Verdict.CONFIRMED.value in card
    assert "Mwangi" not in card
    assert "Free Radio" not in card


async def test_a_report_of_an_exercise_is_marked_and_comes_behind_what_is_real(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Practised ballots.", room="drilltips")
    await coalition.say("ann", "Real ballots.", room="tips")
    home = await coalition.typed("nia", "home")
    assert "R-1" not in home
    first = await coalition.typed("nia", "next")
    assert "Real ballots." in first
    assert "EXERCISE" not in first
    second = await coalition.typed("nia", "next")
    assert "Practised ballots." in second
    assert second.startswith("EXERCISE, NOT REAL")


async def test_whoever_is_not_enrolled_sees_no_report_of_an_exercise(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Practised ballots.", room="drilltips")
    absent = await coalition.typed("rosa", "claim 99")
    assert await coalition.typed("rosa", "claim 1") == absent
    assert "Practised" not in " ".join(coalition.told("rosa"))
    await coalition.typed("rosa", "next")
    assert "Practised" not in " ".join(coalition.told("rosa"))
    assert "Practised ballots." in await coalition.typed("dora", "claim 1")


@pytest.mark.parametrize("verb", ["update", "note", "correct"])
async def test_words_of_a_stricter_label_are_not_put_beside_an_alert(
    coalition: Coalition, verb: str
) -> None:
    await coalition.raised(label=Label.GREEN, audience=Audience(everybody=True))
    await coalition.settle()
    for words in ("TLP:RED the clerk is Onyango", "TLP:AMBER the clerk is Onyango",
                  "TLP:GREEN+STRICT the clerk is Onyango"):  # fmt: skip
        await coalition.typed("stan", f"{verb} A-1 {words}")
    assert all("Onyango" not in one for one in coalition.room("group"))


async def test_a_report_of_an_exercise_is_never_the_same_as_a_real_one(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Practised ballots.", room="drilltips")
    await coalition.say("ann", "Real ballots.", room="tips")
    none = await coalition.typed("nia", "same 2 as 99")
    assert await coalition.typed("nia", "same 2 as 1") == none
    assert await coalition.typed("nia", "same 1 as 2") == none
