"""What ends by itself: deputies' terms, wishes that nobody seconded, what is being shredded."""

from collections.abc import Callable, Collection

from bot.community import deputies, granting, removing
from bot.services import Services
from storage.store import Store, Transaction


class Terms:
    """Looks what has come to its end; `wake` is told the lanes that have work."""

    def __init__(
        self, store: Store, services: Services, wake: Callable[[Collection[str]], None]
    ) -> None:
        self._store = store
        self._services = services
        self._wake = wake

    async def look(self) -> None:
        """End what is over; nothing is written where nothing is. Raises StoreFault."""
        if await self._store.read(_due):
            self._wake(await self._store.write(self._end))

    async def _end(self, tx: Transaction) -> list[str]:
        await deputies.over(tx, self._services)
        await removing.shredded(tx)
        return await granting.over(tx)


async def _due(tx: Transaction) -> bool:
    return await deputies.due(tx) or await granting.due(tx) or await removing.due(tx)
