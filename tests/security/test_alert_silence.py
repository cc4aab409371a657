"""The alert desk at work puts no word, no name and no platform id into what it logs."""

import pytest

from bot.desk.showing import begin
from handlers.door import Lost, Refused
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

MARKS = ("Onyango", "Mwangi", "Kisumu", "U0ANN", "U0NIA", "C0DESK", "1002", "-100100000", "Dora")


async def test_a_long_day_at_the_desk_leaves_nothing_of_it_in_the_log(
    coalition: Coalition, capfd: pytest.CaptureFixture[str]
) -> None:
    await coalition.apply(COALITION + ROOMS)
    capfd.readouterr()
    await coalition.house.store.write(begin)
    house = coalition.house
    house.telegram.fail("post", Refused("chat not found"))
    house.slack.fail("post", Lost("cannot tell"))
    await coalition.say("ann", "Onyango saw boxes in Kisumu.", room="tips")
    for who, line in (
        ("nia", "claim 1"),
        ("nia", "ask 1 who is Onyango"),
        ("nia", "promote 1 high to everybody"),
        ("nia", "send A-1"),
        ("dora", "ack 1 Mwangi goes"),
        ("dora", "decline 1 Mwangi is ill"),
        ("nia", "update 1 Mwangi is there"),
        ("dora", "false A-1 from Mwangi"),
        ("ann", "new critical TLP:AMBER to everybody: Onyango again"),
        ("ann", "send A-2"),
        ("mads", "approve 2"),
        ("ann", "correct 2 Mwangi, not Onyango"),
        ("ann", "glass 2 country:KE Mwangi is in danger"),
        ("ann", "schedule in 10m TLP:GREEN to watch: Onyango calls"),
        ("ann", "plan S-1"),
        ("dora", "handoff @wes Mwangi calls back"),
        ("stan", "contacts add Onyango"),
        ("stan", "escalation add x for high of institute: Mwangi"),
        ("wes", "election import BEGIN:VCALENDAR\nSUMMARY:Onyango\nEND:VCALENDAR"),
        ("wes", "posture declare now to Onyango\ndefault Mwangi TLP:AMBER"),
        ("nia", "figures"),
        ("nia", "history 2"),
    ):
        await coalition.typed(who, line, settle=False)
        # What is sent can be taken back for ten seconds.
        await coalition.pass_(12 if "send" in line else 3)
    await coalition.pass_(700)
    said = "".join(capfd.readouterr())
    found = [(mark, line) for line in said.splitlines() for mark in MARKS if mark in line]
    assert found == []
    assert "Onyango" in " ".join(coalition.room("duty") + coalition.told("nia"))
