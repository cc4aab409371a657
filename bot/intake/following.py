"""The boards follow the directory: whoever comes into a room changes them at once."""

from bot.intake.stale import stale
from storage.store import Store, Transaction


class Boards:
    """Has the boards shown anew whenever something may be denied that was not before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version: int | None = None

    async def bring(self, version: int) -> None:
        """Return once the boards of this version of the directory are asked for; raises StoreFault.

        After a start they are shown anew once: what was changed meanwhile nobody saw.
        """
        if version == self._version:
            return
        await self._store.write(_anew)
        self._version = version


async def _anew(tx: Transaction) -> None:
    await stale(tx)
