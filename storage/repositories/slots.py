"""The root key's slots as the database holds them."""

from typing import Final

from storage.faults import Tampered
from storage.sealing import recovery, slots
from storage.sealing.keyring import Root
from storage.sealing.recovery import Recovery
from storage.sealing.slots import Slot
from storage.statements import Read, Statement
from storage.work import Work

EVERY: Final = Read("SELECT name, root, provider, parameters, wrapped FROM slots", Slot)
_ONE: Final = Read(
    "SELECT name, root, provider, parameters, wrapped FROM slots WHERE name = :name", Slot
)
_PUT: Final = Statement(
    """INSERT INTO slots (name, root, provider, parameters, wrapped)
    VALUES (:name, :root, :provider, :parameters, :wrapped) ON CONFLICT (name) DO UPDATE
    SET root = excluded.root, provider = excluded.provider, parameters = excluded.parameters,
    wrapped = excluded.wrapped"""
)


class Slots:
    """The slots by name."""

    def __init__(self, work: Work, root: Root) -> None:
        self._work = work
        self._root = root

    async def put(self, *changed: Slot) -> None:
        """Put slots in the place of those with their names."""
        await self._work.write(_PUT, *(slot._asdict() for slot in changed))

    async def recovery(self) -> Recovery | None:
        """Return the recovery key's public side, None where there is none; raises Tampered."""
        slot = await self._work.first(_ONE, name=slots.RECOVERY)
        if slot is None or slot.provider is None:
            return None
        found = recovery.read(slot.parameters)
        if not found.genuine(self._root):
            raise Tampered("the recovery slot is not what was written")
        return found

    async def check(self) -> None:
        """Return when the recovery slot says what was written; raises Tampered."""
        await self.recovery()
