"""Two organisations whose stewards want to link rooms that nobody knows yet."""

import pytest

from tests.bot.joining.town import DIRECTORY, Town
from tests.bot.small_house import House


@pytest.fixture
def begins_with() -> str:
    """The directory that the house begins with."""
    return DIRECTORY


@pytest.fixture
async def town(house: House) -> Town:
    """A small house with stewards, and what they do in it."""
    await house.take_up()
    return Town(house)
