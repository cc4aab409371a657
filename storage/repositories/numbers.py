"""Small numbers for directory ids and other names: given once, kept for ever."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import insert

from storage import schema
from storage.faults import Tampered
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.statements import Read, Statement
from storage.work import Values, Work

ORGANISATION: Final = "organisation"
PLACE: Final = "place"


class _Number(NamedTuple):
    number: int
    lookup: bytes
    sealed: bytes


_FIND: Final = Read("SELECT number, lookup, sealed FROM numbers WHERE lookup = :lookup", _Number)
_NAME: Final = Read(
    "SELECT number, lookup, sealed FROM numbers WHERE kind = :kind AND number = :number", _Number
)
_EVERY: Final = Read("SELECT kind, number, lookup, sealed FROM numbers", lambda *row: tuple(row))
_LAST: Final = Read("SELECT coalesce(max(number), 0) FROM numbers WHERE kind = :kind", int)
_ADD: Final = Statement(insert(schema.numbers))


@dataclass(frozen=True, slots=True)
class NumberMemory:
    """Numbers that transactions share."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    names: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)

    def forget(self) -> None:
        """Forget every number; what is in the database is found again."""
        self.numbers.clear()
        self.names.clear()


class Numbers:
    """Gives numbers and finds what they stand for."""

    def __init__(self, work: Work, keys: Keys, memory: NumberMemory) -> None:
        self._work = work
        self._keys = keys
        self._numbers = work.stage(memory.numbers)
        self._names = work.stage(memory.names)

    async def known(self, kind: str, name: str) -> int | None:
        """Return the number of a name, None when it has none."""
        found = self._numbers.get((kind, name))
        if found is not None:
            return found
        lookup = self._keys.root.keyed("number", kind, name)
        row = await self._work.first(_FIND, lookup=lookup)
        if row is None:
            return None
        if await self._opened(kind, row) != name:
            raise Tampered("numbers.number")
        return row.number

    async def of(self, kind: str, name: str) -> int:
        """Return the number of a name, giving it one when it has none."""
        found = await self.known(kind, name)
        if found is not None:
            return found
        (last,) = await self._work.fetch(_LAST, kind=kind)
        number = last + 1
        lookup = self._keys.root.keyed("number", kind, name)
        sealed = await self._keys.seal(
            SYSTEM,
            "system",
            NEVER,
            name.encode("utf-8", "surrogatepass"),
            "numbers",
            kind,
            number,
            lookup,
        )
        added: Values = {"kind": kind, "number": number, "lookup": lookup, "sealed": sealed}
        await self._work.write(_ADD, added)
        self._remember(kind, name, number)
        return number

    async def name(self, kind: str, number: int) -> str:
        """Return what a number stands for; raises Tampered when it stands for nothing."""
        found = self._names.get((kind, number))
        if found is not None:
            return found
        row = await self._work.first(_NAME, kind=kind, number=number)
        if row is None:
            raise Tampered(f"no {kind} has the number {number}")
        return await self._opened(kind, row)

    async def check(self) -> None:
        """Return when every name opens where it stands; raises Tampered, KeyGone."""
        for kind, number, lookup, sealed in await self._work.fetch(_EVERY):
            await self._keys.open(sealed, "numbers", kind, number, lookup)

    async def _opened(self, kind: str, row: _Number) -> str:
        plain = await self._keys.open(row.sealed, "numbers", kind, row.number, row.lookup)
        name = plain.decode("utf-8", "surrogatepass")
        self._remember(kind, name, row.number)
        return name

    def _remember(self, kind: str, name: str, number: int) -> None:
        self._numbers.set((kind, name), number)
        self._names.set((kind, number), name)
