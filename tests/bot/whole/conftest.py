"""A town for each test."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.bot.whole.town import ONE_BRIDGE, Town


@pytest.fixture
def way_in() -> str:
    """Return how events come in, "sockets" or "http"; a module may say otherwise for its tests."""
    return "sockets"


@pytest.fixture
async def build(
    tmp_path: Path, template: Path, way_in: str
) -> AsyncIterator[Callable[..., object]]:
    """Return a maker of towns: of a directory, and of the doors that are opened.

    Unless it is said which, the far ones are opened where a room is behind one of them.
    """
    towns: list[Town] = []

    async def make(directory: str = ONE_BRIDGE, doors: tuple[str, ...] | None = None) -> Town:
        town = Town(tmp_path, template, directory)
        town.over_http = way_in == "http"
        near = tuple(one for one in town.doors if one.endswith(".main"))
        town.doors = doors or (town.doors if 'account = "far"' in directory else near)
        await town.rise()
        towns.append(town)
        return town

    yield make
    for town in towns:
        await town.set()
