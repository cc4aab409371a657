"""How much is kept of the files that one organisation originated: no more than its quota.

Two files that are fetched at once may go beyond it by as much as one of them.
"""

from collections.abc import AsyncIterator

from handlers.door import Unfit
from policies.messages.files import Refusal
from storage.store import Store


class Quotas:
    """What is left to each organisation; `most` is in bytes."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most

    async def share(self, organisation: str) -> "Share":
        """Return what is left to an organisation now; raises StoreFault."""
        taken = await self._store.read(lambda tx: tx.files.weight(organisation))
        return Share(self._most - taken)


class Share:
    """What one file may take, in bytes."""

    def __init__(self, left: int) -> None:
        self._left = left

    def expect(self, size: int | None) -> None:
        """Raise Unfit where so much will not be kept, before any of it is fetched."""
        if (size or 1) > self._left:
            raise Unfit(Refusal.FULL)

    async def within(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Give a content piece by piece; raises Unfit at the one that is too much."""
        async for piece in pieces:
            self._left -= len(piece)
            if self._left < 0:
                raise Unfit(Refusal.FULL)
            yield piece
