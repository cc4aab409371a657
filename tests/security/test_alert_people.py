"""People at risk in the alert desk, and what is handed on: no names, nothing for others."""

from bot.desk.showing import begin
from policies.community.presence import Member, Presence
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
        await coalition.typed("rosa", line, settle=False)
        await coalition.pass_(16)
    await coalition.typed("rosa", "take 2h shared")
    for who in ("bo", "mads", "stan", "nia", "dora"):
        for line in ("oncall", "home", "history 1", "status 1", "list", "claim 1"):
            await coalition.typed(who, line, settle=False)
    await coalition.pass_(70)
    lines = [one for one in everywhere(coalition, "rosa", "ray").splitlines() if "Rosa" in one]
    assert lines == []


PRACTICE = """
[[exercise]]
id = "practice"
organisations = ["radio", "watch"]
people = ["rosa"]
"""


async def test_no_list_no_offer_no_preview_and_no_header_tells_others_her_name(
    coalition: Coalition,
) -> None:
    """What lists people, offers shifts, shows drafts, counts who is there, or relays her words."""
    shared = ROTA.replace('organisation = "radio"', 'organisation = "watch"')
    await coalition.apply(NAMELESS + ROOMS + STUDIO_DUTY + shared + PRACTICE)
    house = coalition.house
    there = (1004, 1005, 1006)
    presence = Presence(
        place="studio", members=tuple(Member(user=str(one)) for one in there), count=3, explained=3
    )
    await house.store.write(lambda tx: tx.members.put(presence))
    await house.take_up()
    said = await coalition.say("rosa", "TLP:GREEN The boxes are here.", room="studio")
    await coalition.say("ann", "TLP:AMBER Which boxes?", room="desk")
    copy = next(n for n, one in coalition.standing(room="desk").items() if "boxes are" in one.text)
    for who, line in (
        ("bo", "/swap @rosa"),
        ("bo", "/swap @Rosa shared"),
        ("wes", "/rota list"),
        ("wes", "/rota set shared people rosa bo wes"),
        ("wes", "/exercise list"),
        ("bo", "/oncall"),
        ("bo", "/oncall at tomorrow 12:00"),
        ("bo", "/people"),
        ("ann", "/new high TLP:GREEN to @rosa: Look at the boxes."),
        ("ann", "/new high TLP:GREEN to radio, @rosa: Look at the boxes again."),
        ("ann", "/requests"),
        ("wes", "/lock @rosa"),
        ("stan", "/posture"),
    ):
        await coalition.typed(who, line)
    await coalition.typed("stan", "/room", room="desk")
    await coalition.typed("ann", "/status", room="desk", reply_to=copy)
    await coalition.typed("ann", "/new high TLP:GREEN to radio", room="desk", reply_to=copy)
    await coalition.typed("bo", "/room", room="group")
    await coalition.typed("ray", "/receipt", room="studio", reply_to=said)
    for line in ("/take 2h shared", "/swap @bo", "/handoff @bo the keys"):
        await coalition.typed("rosa", line)
    await coalition.press("bo", "Yes") if "Yes" in coalition.buttons("bo") else None
    await coalition.typed("ann", "/send A-1")
    await coalition.pass_(70)
    for who in ("bo", "stan", "mads", "wes"):
        for line in ("/oncall", "/home", "/history 1", "/status 1", "/figures"):
            await coalition.typed(who, line)
    lines = [one for one in everywhere(coalition, "rosa", "ray").splitlines() if "Rosa" in one]
    assert lines == []
    assert any("somebody" in one for one in coalition.told("bo"))
    assert any("Rosa" in one for one in (*coalition.told("ray"), *coalition.told("rosa")))


async def test_what_was_handed_on_is_read_by_nobody_of_another_organisation(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROTA)
    await coalition.typed("rosa", "take 2h shared")
    told = await coalition.typed("rosa", "handoff @ray the lawyer Mwangi calls back")
    assert "Mwangi" in " ".join(coalition.told("ray")), told
    assert "Mwangi" not in await coalition.typed("bo", "oncall")
    assert "Mwangi" not in everywhere(coalition, "ray", "rosa")


async def test_her_name_means_nobody_to_whoever_it_is_not_shown_to(coalition: Coalition) -> None:
    """Typed by another organisation it is answered as one that nobody has; her own may use it."""
    named = NAMELESS.replace('id = "rosa"', 'id = "p7"').replace('["rosa"', '["p7"')
    await coalition.apply(named)
    await coalition.raised()
    for line in ("/page 1 @{}", "/assign 1 @{}", "/new high TLP:GREEN to @{}: Look."):
        hers = await coalition.typed("dora", line.format("Rosa"))
        assert hers.replace("Rosa", "Nobody") == await coalition.typed(
            "dora", line.format("Nobody")
        )
    assert "draft" in await coalition.typed("ray", "/new high TLP:GREEN to @Rosa: Look.")
