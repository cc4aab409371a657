"""How far each door has read; names of channels are sealed."""

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from storage.faults import Tampered
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "cursors"


class _Cursor(NamedTuple):
    lookup: bytes
    sealed: bytes


_ALL: Final = Read("SELECT lookup, sealed FROM cursors WHERE door = :door", _Cursor, _TABLE)
_EVERY: Final = Read("SELECT lookup, door, sealed FROM cursors", lambda *row: tuple(row), _TABLE)
_SET: Final = Statement(
    """INSERT INTO cursors (lookup, door, sealed) VALUES (:lookup, :door, :sealed)
    ON CONFLICT (lookup) DO UPDATE SET sealed = excluded.sealed"""
)


_FORGET: Final = Statement("DELETE FROM cursors WHERE lookup = :lookup")


class Cursors:
    """Cursors by door and name."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self._work = work
        self._keys = keys

    async def all(self, door: str) -> dict[str, str]:
        """Return the door's cursors by name; raises Tampered."""
        keyed = self._keys.root.keyed("door", door)
        found = {}
        for row in await self._work.fetch(_ALL, door=keyed):
            plain = await self._keys.open(row.sealed, _TABLE, row.lookup, keyed)
            name, value = json.loads(plain)
            if self._lookup(door, name) != row.lookup:
                raise Tampered("cursors.lookup")
            found[name] = value
        return found

    async def check(self) -> None:
        """Return when every cursor opens where it stands; raises Tampered, KeyGone."""
        for lookup, door, sealed in await self._work.fetch(_EVERY):
            await self._keys.open(sealed, _TABLE, lookup, door)

    def set(self, door: str, name: str, value: str) -> None:
        """Remember how far the door has read."""

        async def recipe() -> Sequence[Change]:
            keyed = self._keys.root.keyed("door", door)
            lookup = self._lookup(door, name)
            plain = json.dumps([name, value]).encode()
            sealed = await self._keys.seal(SYSTEM, "system", NEVER, plain, _TABLE, lookup, keyed)
            return ((_SET, {"lookup": lookup, "door": keyed, "sealed": sealed}),)

        self._work.later(_TABLE, recipe)

    async def forget_room(self, door: str, room: str) -> None:
        """Forget how far a room was read: its own cursor, and those that end in ":room"."""
        for name in await self.all(door):
            if name.rpartition(":")[2] == room:
                self._work.later(_TABLE, (_FORGET, {"lookup": self._lookup(door, name)}))

    def _lookup(self, door: str, name: str) -> bytes:
        return self._keys.root.keyed("cursor", door, name)
