"""Doubts after a restore: what waited at the time of the backup may have been sent since."""

from datetime import datetime
from typing import Final

from storage.repositories import lanes
from storage.repositories.claims import in_its_state, state_tag
from storage.repositories.lanes import DeliveryRow
from storage.sealing.keyring import Root
from storage.statements import Statement
from storage.work import Values, Work

_OPEN: Final = ("waiting", "claimed", "held", "dead")
_DOUBT: Final = Statement(
    "UPDATE deliveries SET doubt = 1, attempted = :attempted, state = :state WHERE id = :id"
)


class Doubts:
    """Puts deliveries in doubt."""

    def __init__(self, work: Work, root: Root) -> None:
        self._work = work
        self._root = root

    async def raise_since(self, instant: datetime) -> int:
        """Put in doubt all that is not settled: a try after `instant` may have succeeded.

        Returns how many. What was edited in the database stays as it is, for its claim to find.
        """
        after, count = "", 0
        while rows := await self._work.fetch(lanes.AFTER, after=after):
            changes = [self._doubted(row, instant) for row in rows if self._is_open(row)]
            if changes:
                await self._work.write(_DOUBT, *changes)
            after, count = rows[-1].id, count + len(changes)
        return count

    def _is_open(self, row: DeliveryRow) -> bool:
        return (
            row.status in _OPEN
            and row.thing != lanes.EDIT
            and not row.doubt
            and in_its_state(self._root, row)
        )

    def _doubted(self, row: DeliveryRow, instant: datetime) -> Values:
        # What was under way at the backup was begun before it, perhaps long before.
        under_way = row.status == "claimed" and row.attempted
        first = min(row.attempted, instant.timestamp()) if under_way else instant.timestamp()
        return {
            "id": row.id,
            "attempted": first,
            "state": state_tag(self._root, row.id, row.status, 1),
        }
