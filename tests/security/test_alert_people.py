"""People at risk in the alert desk, and what is handed on: no names, nothing for others."""

from bot.desk.showing import begin
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

NAMELESS = COALITION.replace(
    'name = "Rosa"\nroles = ["duty", "steward"]',
    'name = "Rosa"\nrisk = true\nroles = ["duty", "steward"]',
)
STUDIO_DUTY = """
[[channel]]
id = "studioduty"
platform = "telegram"
address = -1001000000014
organisation = "radio"
members = 3
kind = "duty"
"""
ROTA = """
[[rota]]
id = "shared"
organisation = "radio"
zone = "Europe/Kyiv"
start = 2026-01-01
handovers = ["06:00"]
people = ["rosa", "bo", "ray"]
"""


def everywhere(coalition: Coalition, *leave: str) -> str:
    """Return all that was ever sent, but to these people."""
    theirs = {f"D{coalition.account(one)[1]}" for one in leave}
    house = coalition.house
    return "\n".join(
        text
        for door in (house.slack, house.telegram)
        for _, channel, text in door.calls
        if channel not in theirs
    )


async def test_nobody_but_a_colleague_reads_the_name_of_somebody_at_risk_who_chose_none(
    coalition: Coalition,
) -> None:
    """She is on duty, owns, claims, verifies: in rooms, statuses, homes, rotas and histories."""
    await coalition.apply(NAMELESS + ROOMS + STUDIO_DUTY + ROTA)
    await coalition.house.store.write(begin)
    await coalition.raised()
    await coalition.typed("ray", "page 1 @rosa")
    await coalition.say("ann", "Ballots are gone.", room="tips")
    for line in ("ack 1", "own 1", "note 1 we look", "confirm A-1", "claim 1", "confirm R-1"):
        await coalition.typed("rosa", line)
        await coalition.pass_(16)
    await coalition.typed("rosa", "take 2h shared")
    for who in ("bo", "mads", "stan", "nia", "dora"):
        for line in ("oncall", "home", "history 1", "status 1", "list", "claim 1"):
            await coalition.typed(who, line)
    await coalition.pass_(70)
    lines = [one for one in everywhere(coalition, "rosa", "ray").splitlines() if "Rosa" in one]
    assert lines == []


async def test_what_was_handed_on_is_read_by_nobody_of_another_organisation(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROTA)
    await coalition.typed("rosa", "take 2h shared")
    told = await coalition.typed("rosa", "handoff @ray the lawyer Mwangi calls back")
    assert "Mwangi" in " ".join(coalition.told("ray")), told
    assert "Mwangi" not in await coalition.typed("bo", "oncall")
    assert "Mwangi" not in everywhere(coalition, "ray", "rosa")
