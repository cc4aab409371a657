"""The coalition of tests/bot/coalition.py with a rota of watch and an election."""

import pytest

from bot.duty.planning import Planning
from tests.bot.coalition import COALITION, Coalition

CALENDAR = """
[[person]]
id = "pia"
organisation = "watch"
name = "Pia"
telegram = 1011
[[election]]
id = "ke2027"
name = "Kenya votes"
zone = "Africa/Nairobi"
day = 2027-08-10
polls = "06:00-17:00"
places = ["country:KE"]
[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-01-01
handovers = ["06:00", "18:00"]
people = ["dora", "pia"]
"""
"""Dora has the days, Pia the nights."""


@pytest.fixture
def begins_with(request: pytest.FixtureRequest, begins_with: str) -> str:
    """The calendar stands in the directory of whoever has the rota."""
    return COALITION + CALENDAR if "rota" in request.fixturenames else begins_with


@pytest.fixture
async def rota(coalition: Coalition) -> Coalition:
    """The coalition on a winter's noon in Kyiv, an hour and more after everything was planned."""
    coalition.turn_to("2026-12-01 09:00:00")
    await Planning(coalition.house.store, coalition.house.services).look()
    await coalition.pass_(3600)
    return coalition
