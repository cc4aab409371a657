"""What falls due by itself: the ends of shifts, and the look whether anybody is on duty in time.

Both follow the directory, however it was changed.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from bot.duty import coverage, oncall
from bot.services import Services
from policies.community.directory import Directory
from storage.store import Due, Store, Transaction

DUTY: Final = "duty"
"""The kind of the due act that plans anew; it has no subject but itself."""
_SOON: Final = timedelta(seconds=2)
"""A directory that was just changed is taken up by then."""
_EVERY: Final = timedelta(hours=6)


def ask(tx: Transaction) -> None:
    """Have everything planned anew in a moment."""
    tx.agenda.put(Due(kind=DUTY, subject=(DUTY,), due=tx.now + _SOON))


async def plan(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Have the end of each rota's present shift fall due, and warn of what nobody covers."""
    del due
    for rota in services.directory.rotas:
        await oncall.planned(tx, rota, await oncall.overrides(tx, services, rota.id))
    tx.agenda.put(Due(kind=DUTY, subject=(DUTY,), due=tx.now + _EVERY))
    return await coverage.look(tx, services)


class Planning:
    """Has everything planned anew when the directory says something else of duty."""

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services
        self._seen: tuple[object, ...] | None = None

    async def look(self) -> None:
        """Notice another directory; raises StoreFault."""
        seen = _of(self._services.directory)
        if seen == self._seen:
            return

        async def act(tx: Transaction) -> None:
            ask(tx)

        await self._store.write(act)
        self._seen = seen


def _of(directory: Directory) -> tuple[object, ...]:
    return directory.elections, directory.rotas, directory.locked
