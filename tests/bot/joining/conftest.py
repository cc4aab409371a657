"""Two organisations whose stewards want to link rooms that nobody knows yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.joining.town import DIRECTORY, Town


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    """A small house with stewards, and what they do in it."""
    town = await Town.settled(tmp_path, template, DIRECTORY)
    yield town
    await town.close()
