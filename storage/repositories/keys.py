"""Sealing with keys that the database holds; owns the tables of keys."""

from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import insert

from storage import schema
from storage.faults import KeyGone, Tampered
from storage.repositories import forms
from storage.schema import NEVER, SEALED_FORM
from storage.sealing.context import Bound, context
from storage.sealing.keyring import (
    BLOCK,
    MOST_RECORDS,
    DataKey,
    OrganisationKey,
    Root,
    Sealing,
)
from storage.sealing.records import key_of, new_key, new_key_id, unseal
from storage.statements import Read, Statement
from storage.work import Values, Work

T = TypeVar("T")
SYSTEM: Final = 0
"""The organisation number of what belongs to no organisation."""
_MOST_REMEMBERED: Final = 1024
_MOST_OPENED: Final = 4 * 1024 * 1024
"""Bytes of sealed columns whose values are remembered: some four thousand short messages."""


class _OrganisationKey(NamedTuple):
    id: bytes
    wrapped: bytes


class _DataKey(NamedTuple):
    id: bytes
    organisation: int
    purpose: str
    week: int
    reserved: int
    wrapped: bytes
    parent: bytes
    parent_wrapped: bytes  # None where a check finds no parent


_ORGANISATION: Final = Read(
    "SELECT id, wrapped FROM organisation_keys WHERE organisation = :organisation",
    _OrganisationKey,
)
_FIELDS: Final = """SELECT d.id, d.organisation, d.purpose, d.week, d.reserved, d.wrapped,
    o.id, o.wrapped FROM data_keys d
    JOIN organisation_keys o ON o.id = d.parent AND o.organisation = d.organisation"""
_BY_ID: Final = Read(f"{_FIELDS} WHERE d.id = :id", _DataKey)
_IN_USE: Final = Read(
    f"""{_FIELDS} WHERE d.organisation = :organisation AND d.purpose = :purpose
    AND d.week = :week ORDER BY d.reserved LIMIT 1""",
    _DataKey,
)
_EVERY: Final = Read(
    """SELECT d.id, d.organisation, d.purpose, d.week, d.reserved, d.wrapped, o.id, o.wrapped
    FROM data_keys d LEFT JOIN organisation_keys o
    ON o.id = d.parent AND o.organisation = d.organisation""",
    _DataKey,
)
_ADD_ORGANISATION: Final = Statement(insert(schema.organisation_keys))
_ADD: Final = Statement(insert(schema.data_keys))
_RESERVE: Final = Statement("UPDATE data_keys SET reserved = reserved + :block WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM data_keys WHERE week > 0 AND week < :week")
_COUNT_FORGOTTEN: Final = Read(
    "SELECT count(*) FROM data_keys WHERE week > 0 AND week < :week", int
)
_SHRED: Final = Statement("DELETE FROM organisation_keys WHERE organisation = :organisation")


class _Bounded(OrderedDict[bytes, DataKey]):
    """Keeps few unwrapped keys in memory, those that were added last."""

    def __setitem__(self, key_id: bytes, key: DataKey) -> None:
        super().__setitem__(key_id, key)
        while len(self) > _MOST_REMEMBERED:
            self.popitem(last=False)


class Opened:
    """Few values that were sealed or opened last, each with its row as it stood in the database.

    A value counts only beside the very same row, sealed columns included: so it says no more than
    opening the row once more would. It is gone as soon as a key is.
    """

    def __init__(self) -> None:
        self._values: OrderedDict[object, tuple[tuple[object, ...], object, int]] = OrderedDict()
        self._bytes = 0

    def get(self, row_id: object, row: tuple[object, ...]) -> object | None:
        """Return the value of exactly this row, None where it is not remembered."""
        found = self._values.get(row_id)
        return found[1] if found is not None and found[0] == row else None

    def put(self, row_id: object, row: tuple[object, ...], value: object) -> None:
        """Remember the value of a row."""
        self.drop(row_id)
        size = sum(len(one) for one in row if isinstance(one, bytes))
        self._values[row_id] = (row, value, size)
        self._bytes += size
        while self._bytes > _MOST_OPENED:
            self.drop(next(iter(self._values)))

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self._bytes = 0

    def drop(self, row_id: object) -> None:
        """Forget the value of a row that is there no more."""
        found = self._values.pop(row_id, None)
        self._bytes -= 0 if found is None else found[2]


@dataclass(frozen=True, slots=True)
class KeyMemory:
    """Unwrapped keys that transactions share, and how many seals are left to each in use."""

    by_id: MutableMapping[bytes, DataKey] = field(default_factory=_Bounded, repr=False)
    in_use: dict[tuple[int, str, int], Sealing] = field(default_factory=dict, repr=False)
    opened: Opened = field(default_factory=Opened, repr=False)

    def forget(self) -> None:
        """Forget every key and what it opened; what is still in the database is found again."""
        self.by_id.clear()
        self.in_use.clear()
        self.opened.clear()


class Keys:
    """Seals and opens records of one transaction."""

    def __init__(self, work: Work, root: Root, memory: KeyMemory) -> None:
        self.root = root
        self._work = work
        self._memory = memory
        self.opened = memory.opened
        self._by_id = work.stage(memory.by_id)
        self._in_use = work.stage(memory.in_use)

    async def seal(
        self, organisation: int, purpose: str, week: int, plain: bytes, *bound: Bound
    ) -> bytes:
        """Return a record under the key for this organisation, purpose and week of expiry.

        `bound` is what the record belongs to: table, row, column and every plain column that a
        decision reads.
        """
        sealing = self._in_use.get((organisation, purpose, week))
        if sealing is None or sealing.left <= 0:
            sealing = await self._reserve(organisation, purpose, week)
        return sealing.seal(plain, context(SEALED_FORM, *bound))

    async def open(self, record: bytes, *bound: Bound) -> bytes:
        """Return what was sealed; raises Tampered, KeyGone, UnknownFormat."""
        key_id = key_of(record)
        key = self._by_id.get(key_id) or await self._load(key_id)
        return unseal(key.secret, record, context(SEALED_FORM, *bound))

    async def value(
        self, row: tuple[object, ...], record: bytes, *bound: Bound, form: type[T]
    ) -> T:
        """Return the value that a row seals, whose first column names it; raises as `open`.

        The very same row is opened and read once, however many transactions ask for it.
        """
        known = self.opened.get(row[0], row)
        if isinstance(known, form):
            return known
        value = forms.load(await self.open(record, *bound), form)
        self.opened.put(row[0], row, value)
        return value

    async def check(self) -> None:
        """Return when every key unwraps as what it says it is; raises Tampered."""
        for row in await self._work.fetch(_EVERY):
            if not isinstance(row.parent_wrapped, bytes):
                raise Tampered("data_keys: a key's organisation is not what was written")
            parent = self.root.unwrap(row.parent, row.organisation, row.parent_wrapped)
            parent.unwrap(row.id, row.purpose, row.week, row.wrapped)

    async def _load(self, key_id: bytes) -> DataKey:
        row = await self._work.first(_BY_ID, id=key_id)
        if row is None:
            raise KeyGone(key_id.hex())
        return self._unwrapped(row)

    def _unwrapped(self, row: _DataKey) -> DataKey:
        parent = self.root.unwrap(row.parent, row.organisation, row.parent_wrapped)
        key = parent.unwrap(row.id, row.purpose, row.week, row.wrapped)
        self._by_id.set(row.id, key)
        return key

    async def _reserve(self, organisation: int, purpose: str, week: int) -> Sealing:
        use: Values = {"organisation": organisation, "purpose": purpose, "week": week}
        row = await self._work.first(_IN_USE, **use)
        if row is not None and row.reserved + BLOCK <= MOST_RECORDS:
            await self._work.write(_RESERVE, {"id": row.id, "block": BLOCK})
            key = self._unwrapped(row)
        else:
            parent = await self._organisation(organisation)
            key = parent.data_key(new_key_id(), purpose, week, new_key())
            made: Values = {
                "id": key.id,
                "parent": parent.id,
                "reserved": BLOCK,
                "wrapped": parent.wrap(key),
            }
            await self._work.write(_ADD, {**use, **made})
            self._by_id.set(key.id, key)
        sealing = Sealing(key, BLOCK)
        self._in_use.set((organisation, purpose, week), sealing)
        return sealing

    async def _organisation(self, organisation: int) -> OrganisationKey:
        row = await self._work.first(_ORGANISATION, organisation=organisation)
        if row is not None:
            return self.root.unwrap(row.id, organisation, row.wrapped)
        key = OrganisationKey(id=new_key_id(), organisation=organisation, secret=new_key())
        await self._work.write(
            _ADD_ORGANISATION,
            {"id": key.id, "organisation": organisation, "wrapped": self.root.wrap(key)},
        )
        return key

    async def forget_past(self) -> int:
        """Delete the keys of weeks that are past; returns how many."""
        (count,) = await self._work.fetch(_COUNT_FORGOTTEN, week=self._work.week)
        if count:
            await self._work.write(_FORGET, {"week": self._work.week})
            self._memory.forget()
        return count

    async def shred(self, organisation: int) -> None:
        """Delete an organisation's key: nothing that it originated can be read from then on."""
        await self._work.write(_SHRED, {"organisation": organisation})
        self._memory.forget()


__all__ = ["NEVER", "SYSTEM", "KeyMemory", "Keys"]
