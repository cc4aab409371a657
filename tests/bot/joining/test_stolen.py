"""One account in the wrong hands: what it cannot make of itself."""

import pytest

from policies.community.people import Role
from tests.bot.joining.town import (
    ANN,
    BO,
    CY,
    DIRECTORY,
    EVA,
    GROUP,
    GUS,
    SLACK_ROOM,
    Town,
)

OTHER, NEW_SLACK = 1666, "U0OTHER"
FAR = """
[[person]]
id = "hal"
organisation = "watch"
name = "Hal"
roles = ["steward"]
"""


@pytest.mark.parametrize("whom", ["gus", "bo"])
async def test_nobody_gets_an_account_of_somebody_else(town: Town, whom: str) -> None:
    before = town.directory
    await town.types(EVA, None, f"invite {whom}")
    assert "only its owner adds" in town.reads(EVA)[-1]
    assert not any("accept" in one for one in town.reads(EVA))
    assert town.directory is before


async def test_everybody_adds_another_account_of_their_own(town: Town) -> None:
    await town.types(CY, None, "invite me")
    await town.types(OTHER, None, f"start {town.code(CY)}")
    cy = town.directory.person_by_id("cy")
    assert (cy.telegram, cy.roles) == (OTHER, (Role.PARTNER,))
    assert town.directory.person("telegram", "telegram.main", "", str(OTHER)) is cy


async def test_a_steward_without_an_account_gets_one_and_is_steward_by_a_second_person(
    town: Town,
) -> None:
    await town.apply(DIRECTORY + FAR)
    await town.types(EVA, None, "invite hal")
    code = town.code(EVA)
    await town.types(EVA, None, "invite hal")
    await town.types(NEW_SLACK, None, f"accept {town.code(EVA)}")
    assert town.directory.person_by_id("hal").roles == (Role.PARTNER,)
    assert await town.presses(GUS, "I agree")
    assert Role.STEWARD in town.directory.person_by_id("hal").roles
    # The other invitation gives nobody a second account of his.
    await town.types(OTHER, None, f"start {code}")
    assert town.directory.person_by_id("hal").telegram is None


async def test_whoever_invited_reads_who_accepted_and_takes_it_back(town: Town) -> None:
    await town.types(BO, None, "invite Ida as duty")
    await town.types(OTHER, None, f"start {town.code(BO)}")
    assert town.reads(BO)[-1].startswith("Your invitation was accepted on Telegram by")
    assert town.reads(BO)[-1].endswith("remove ida")
    await town.types(BO, None, "remove ida")
    assert town.directory.person("telegram", "telegram.main", "", str(OTHER)) is None


@pytest.mark.parametrize(
    "line", ["person set eva roles deputy,duty,partner", "invite Ida as deputy"]
)
async def test_a_deputy_names_no_deputies_by_any_way(town: Town, line: str) -> None:
    await town.types(BO, None, "person set eva roles partner,deputy")
    await town.types(BO, None, "invite Lu")
    await town.types(OTHER, None, f"start {town.code(BO)}")
    line = line.replace("eva", "lu")
    assert await town.refuses(EVA, None, line)


async def locked(town: Town) -> None:
    """Have somebody of Bo's organisation lock him out."""
    await town.types(BO, None, "invite Lu as duty")
    await town.types(OTHER, None, f"start {town.code(BO)}")
    await town.types(OTHER, None, "lock @bo")
    assert "bo" in town.directory.locked


async def test_what_was_wished_from_an_account_that_is_locked_comes_to_nothing(town: Town) -> None:
    await town.types(BO, None, "person set eva roles partner,steward")
    await locked(town)
    assert await town.presses(GUS, "I agree")
    assert Role.STEWARD not in town.directory.person_by_id("eva").roles


async def test_what_was_accepted_from_an_account_that_is_locked_waits_for_another(
    town: Town,
) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    await town.presses(BO, "Accept")
    await locked(town)
    await town.presses(ANN, "Accept")
    await town.looks()
    assert not town.directory.bridges
    assert "Waiting for: Partner 14." in town.reads(ANN)[-1]
    assert await town.presses(EVA, "Accept")
    await town.looks()
    assert town.directory.bridges


async def test_a_link_whose_test_outlives_an_acceptance_is_none(town: Town) -> None:
    await town.types(ANN, SLACK_ROOM, "link")
    await town.types(BO, GROUP, f"link {town.code(ANN)}")
    await town.presses(BO, "Accept")
    await town.presses(ANN, "Accept")
    await locked(town)
    await town.looks()
    assert not town.directory.bridges


async def test_who_is_locked_out_is_no_first_of_two_who_let_everything_go_on(town: Town) -> None:
    await town.types(BO, None, "freeze all")
    await town.types(ANN, None, "freeze all")
    assert "*" in town.directory.frozen
    await town.types(BO, None, "thaw all")
    await locked(town)
    await town.types(ANN, None, "thaw all")
    assert "*" in town.directory.frozen
    await town.types(EVA, None, "thaw all")
    assert "*" not in town.directory.frozen
