"""What a small house begins with: each directory is applied once in a process, and copied then."""

import asyncio
from pathlib import Path

from tests.bot.coalition import Coalition
from tests.bot.small_house import House


class Beginnings:
    """Folders with a key and a database, one for each directory, made when first asked for."""

    def __init__(self, folder: Path, template: Path, directory: str) -> None:
        self._folder = folder
        self._first = (template, directory)
        self._made = {directory: template}

    def of(self, directory: str) -> Path:
        """Return the folder of a directory; no loop may run, the first time."""
        if directory not in self._made:
            folder = self._folder / str(len(self._made))
            folder.mkdir()
            asyncio.run(self._apply(folder, directory))
            self._made[directory] = folder
        return self._made[directory]

    async def _apply(self, folder: Path, directory: str) -> None:
        """Apply it as the command does, and look through the rooms, in which nothing stands."""
        house = await House.of(folder, *self._first)
        try:
            await Coalition(house).write(directory)
            await house.remembered.reread()
            await house.realigning.bring(house.remembered.version)
            await house.cards.bring(house.remembered.version)
        finally:
            await house.close()
