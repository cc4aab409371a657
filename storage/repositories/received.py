"""Which events have been told before: look-ups of their ids, nothing else."""

from datetime import datetime
from typing import Final

from storage.schema import minute_of
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "received"
_TOLD: Final = Read("SELECT 1 FROM received WHERE key = :key", int)
_TELL: Final = Statement(
    "INSERT INTO received (key, minute) VALUES (:key, :minute) ON CONFLICT (key) DO NOTHING"
)
_FORGET: Final = Statement("DELETE FROM received WHERE minute < :minute")


class Received:
    """Events by their keyed ids."""

    def __init__(self, work: Work) -> None:
        self._work = work
        # Told in this transaction: known without bringing the buffer to the database first.
        self._told = work.stage(dict[bytes, bool]())

    async def told_before(self, key: bytes) -> bool:
        """Tell whether an event with this key came before."""
        return bool(self._told.get(key)) or await self._work.first(_TOLD, key=key) is not None

    def told(self, key: bytes) -> None:
        """Remember that the event came."""
        self._told.set(key, value=True)
        change: Change = (_TELL, {"key": key, "minute": minute_of(self._work.now)})
        self._work.later(_TABLE, change)

    def forget(self, before: datetime) -> None:
        """Forget the events that came before an instant."""
        self._work.later(_TABLE, (_FORGET, {"minute": minute_of(before)}))
