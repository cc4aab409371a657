"""The real program on its stage, and the small house without doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite.driver import Driver
from tests.bot.beginnings import Beginnings
from tests.bot.coalition import COALITION, Coalition
from tests.bot.expected import unexpected
from tests.bot.small_house import House, at_once
from tests.servers import server
from tests.stage import DIRECTORY, Stage, bare, forks, made, stage, template

__all__ = ["Stage", "bare", "forks", "made", "server", "stage", "template"]


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Beginnings:
    """What houses begin with, made once."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"), template, DIRECTORY)


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> str:
    """The directory that the house begins with."""
    return COALITION if "coalition" in request.fixturenames else DIRECTORY


@pytest.fixture
def begun(beginnings: Beginnings, begins_with: str) -> Path:
    """Key and database of a house that has this directory."""
    return beginnings.of(begins_with)


@pytest.fixture
async def house(
    tmp_path: Path, begun: Path, begins_with: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Inbox and courier over a real store, between doors that do as they are told."""
    monkeypatch.setattr(Driver, "run", at_once)
    house = await House.of(tmp_path, begun, begins_with)
    yield house
    await house.close()


@pytest.fixture
async def coalition(house: House) -> AsyncIterator[Coalition]:
    """Four organisations in the small house, with people and rooms on both platforms.

    Whatever a test asks for, in the end nothing may have come to anybody without a reason.
    """
    await house.take_up()
    found = Coalition(house)
    yield found
    assert await unexpected(found) == []
