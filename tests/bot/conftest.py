"""The real program on its stage, and the small house without doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import House
from tests.servers import server
from tests.stage import DIRECTORY, Stage, bare, forks, made, stage, template

__all__ = ["Stage", "bare", "forks", "made", "server", "stage", "template"]


@pytest.fixture
async def house(tmp_path: Path, template: Path) -> AsyncIterator[House]:
    """Inbox and courier over a real store, between doors that do as they are told."""
    house = await House.of(tmp_path, template, DIRECTORY)
    yield house
    await house.close()


@pytest.fixture
async def coalition(house: House) -> Coalition:
    """Four organisations in the small house, with people and rooms on both platforms."""
    found = Coalition(house)
    await found.apply(COALITION)
    return found
