"""Playing a history to its end, and judging it."""

import shutil
from pathlib import Path

from tests.bot.laws.judging import Judge
from tests.bot.laws.world import World
from tests.bot.small_house import House
from tests.stage import DIRECTORY


async def history(folder: Path, template: Path, seed: int, steps: int) -> None:
    """Play one history and judge it twice, before and after a restart."""
    house = await House.of(folder, template, DIRECTORY)
    try:
        world = World(house, seed)
        for _ in range(steps):
            await world.step()
        await world.quiet()
        await Judge(world).judge()
        await world.restart()
        await world.quiet()
        await Judge(world).judge()
        await house.forget()
        await Judge(world).judge_afterwards()
    finally:
        await house.close()
        shutil.rmtree(folder)
