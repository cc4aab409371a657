"""Whoever comes, goes, relabels, permits, recalls or freezes: nothing stands where it is denied."""

from pathlib import Path

import pytest

from tests.bot.laws.lively import Lively, Warden
from tests.bot.small_house import House
from tests.in_full import IN_FULL
from tests.stage import DIRECTORY

STEPS = 50
STANDING = range(6)
"""Seeds after which something stands, so that there is something to judge."""


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(6 if IN_FULL else 3))
async def test_nothing_stands_anywhere_that_is_denied_now(
    tmp_path: Path, template: Path, seed: int
) -> None:
    house = await House.of(tmp_path, template, DIRECTORY)
    try:
        world = Lively(house, seed)
        await world.settle()
        for _ in range(STEPS):
            await world.step()
        for _ in range(2):
            await world.quiet()
            await house.take_up()
        await world.quiet()
        standing = await Warden(world).judge()
        assert standing or seed not in STANDING
    finally:
        await house.close()
