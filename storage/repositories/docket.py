"""The docket: what has a number and is worked on until it is closed (alerts, reports, series).

An item is a frozen dataclass, sealed under the key of the organisation that it originates from.
While it is open it is kept; once closed until the week after `ends`. The audit holds the digest of
every row, so one edited, put back or removed in SQL is noticed.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from policies.audit import numbered
from storage.faults import SealFault, Tampered
from storage.repositories import forms
from storage.repositories.audit import Audit
from storage.repositories.docket_rows import (
    DOCKET,
    DOCKET_ROW,
    FOR_EVER,
    ITEMS,
    DocketRow,
    Filed,
    Stale,
)
from storage.repositories.keys import NEVER, Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.repositories.sheets import Sheets
from storage.schema import minute_after, week_of
from storage.sealing.records import new_key_id
from storage.statements import Read, Statement
from storage.work import Change, Work

T = TypeVar("T")
_NUMBERED: Final = Read(f"{ITEMS} WHERE kind = :kind AND number = :number", DocketRow, DOCKET)
_OPEN: Final = Read(
    f"{ITEMS} WHERE kind = :kind AND open = 1 ORDER BY rank DESC, number LIMIT :most",
    DocketRow,
    DOCKET,
)
_OPEN_BEHIND: Final = Read(
    f"""{ITEMS} WHERE kind = :kind AND open = 1 AND rank = :rank AND number > :number
    ORDER BY number LIMIT :most""",
    DocketRow,
    DOCKET,
)
_LATEST: Final = Read(
    f"{ITEMS} WHERE kind = :kind ORDER BY number DESC LIMIT :most", DocketRow, DOCKET
)
_COUNT: Final = Read(
    "SELECT count(*) FROM docket WHERE kind = :kind AND open = 1 AND rank >= :rank", int, DOCKET
)
_STAMPS: Final = Read(
    """SELECT number / :size, count(*), sum(version), sum(number),
    sum(CAST(version AS BIGINT) * number)
    FROM docket WHERE kind = :kind AND open = 1 GROUP BY 1""",
    lambda drawer, *sums: (int(drawer), tuple(int(one) for one in sums)),
    DOCKET,
)
_MARKS: Final = Read(
    """SELECT id, version FROM docket
    WHERE kind = :kind AND number >= :first AND number < :last AND open = 1 AND rank >= 0""",
    lambda item, version: (item, version),
    DOCKET,
)
_DRAWER: Final = Read(
    f"{ITEMS} WHERE kind = :kind AND number >= :first AND number < :last AND open = 1",
    DocketRow,
    DOCKET,
)
_FEW: Final = 8
"""So many items are fetched one by one rather than with their whole drawer."""
_AFTER: Final = Read(f"{ITEMS} WHERE id > :after ORDER BY id LIMIT 500", DocketRow, DOCKET)
_LAST: Final = Read(
    "SELECT value, tag FROM heads WHERE name = :name", lambda value, tag: (int(value), bytes(tag))
)
_SET_LAST: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES (:name, :value, :none, :tag)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, tag = excluded.tag"""
)
_PUT: Final = Statement(
    """INSERT INTO docket (id, kind, number, organisation, open, rank, week, version, sealed)
    VALUES (:id, :kind, :number, :organisation, :open, :rank, :week, :version, :sealed)
    ON CONFLICT (id) DO UPDATE SET open = excluded.open, rank = excluded.rank,
    week = excluded.week, version = excluded.version, sealed = excluded.sealed
    WHERE docket.version = excluded.version - 1"""
)
_FORGET: Final = Statement("DELETE FROM docket WHERE week > 0 AND week < :week")


class Docket:
    """Items by kind and number."""

    def __init__(
        self, work: Work, keys: Keys, numbers: Numbers, audit: Audit, sheets: Sheets
    ) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers
        self._audit = audit
        self._sheets = sheets

    def concern(self, filed: Filed[T]) -> None:
        """Note that the act is about an item, though it may change nothing of it."""
        self._audit.concern(numbered(filed.kind, filed.number))

    async def add(self, kind: str, value: T, *, organisation: str, rank: int = 0) -> Filed[T]:
        """Open an item and return it with its number."""
        filed = Filed(
            id=new_key_id().hex(),
            kind=kind,
            number=await self._next_number(kind),
            organisation=organisation,
            open=True,
            rank=rank,
            week=NEVER,
            version=1,
            value=value,
        )
        self._put(filed)
        return filed

    async def put(
        self,
        filed: Filed[T],
        value: T,
        *,
        rank: int | None = None,
        ends: datetime | None = None,
    ) -> Filed[T]:
        """Keep an item as it is now, and return it; with `ends` it is closed, else it is open.

        Whoever put it since `filed` was read has made that out of date: raises Stale.
        """
        standing = await self._work.first(DOCKET_ROW, id=filed.id)
        if standing is None or standing.version != filed.version:
            raise Stale(filed.kind)
        after = replace(
            filed,
            open=ends is None,
            rank=filed.rank if rank is None else rank,
            week=NEVER if ends is None else week_of(ends),
            version=filed.version + 1,
            value=value,
        )
        self._put(after)
        if after.week != filed.week:
            await self._sheets.move(filed.id, after.week)
        return after

    def _put(self, filed: Filed[T]) -> None:
        self.concern(filed)

        async def recipe() -> Sequence[Change]:
            row = DocketRow(
                id=filed.id,
                kind=filed.kind,
                number=filed.number,
                organisation=await self._numbers.of(ORGANISATION, filed.organisation),
                open=int(filed.open),
                rank=filed.rank,
                week=filed.week,
                version=filed.version,
                sealed=b"",
            )
            plain = forms.dump(filed.value, type(filed.value))
            sealed = await self._keys.seal(
                row.organisation, "docket", filed.week, plain, DOCKET, *row[:-1]
            )
            row = row._replace(sealed=sealed)
            until = FOR_EVER if filed.week == NEVER else minute_after(filed.week)
            self._audit.stored(filed.id, row.organisation, row.digest(), until)
            return ((_PUT, row._asdict()),)

        self._work.later(DOCKET, recipe)

    async def numbered(self, kind: str, number: int, form: type[T]) -> Filed[T] | None:
        """Return an item by its number; raises Tampered, KeyGone."""
        row = await self._work.first(_NUMBERED, kind=kind, number=number)
        return None if row is None else await self._opened(row, form)

    async def by_id(self, item: str, form: type[T]) -> Filed[T] | None:
        """Return an item by its id; raises Tampered, KeyGone."""
        row = await self._work.first(DOCKET_ROW, id=item)
        return None if row is None else await self._opened(row, form)

    async def origin(self, item: str) -> str | None:
        """Return the organisation that an item originates from, unopened; None for no such item."""
        row = await self._work.first(DOCKET_ROW, id=item)
        return None if row is None else await self._numbers.name(ORGANISATION, row.organisation)

    async def opened(self, kind: str, form: type[T], *, most: int = 1000) -> list[Filed[T]]:
        """Return what is open, the highest rank first, then by number; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_OPEN, kind=kind, most=most)
        return [await self._opened(row, form) for row in rows]

    async def opened_behind(
        self, kind: str, form: type[T], *, rank: int, number: int, most: int
    ) -> list[Filed[T]]:
        """Return what is open of one rank with higher numbers, in order; raises Tampered."""
        rows = await self._work.fetch(_OPEN_BEHIND, kind=kind, rank=rank, number=number, most=most)
        return [await self._opened(row, form) for row in rows]

    async def latest(self, kind: str, form: type[T], *, most: int) -> list[Filed[T]]:
        """Return the last items of a kind, open or not, newest first; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_LATEST, kind=kind, most=most)
        return [await self._opened(row, form) for row in rows]

    async def count(self, kind: str, *, rank: int = 0) -> int:
        """Return how many are open, of a rank or higher."""
        return await self._work.first(_COUNT, kind=kind, rank=rank) or 0

    async def stamps(self, kind: str, *, size: int) -> dict[int, tuple[int, ...]]:
        """Return what is another once anything of a kind was opened, put or closed.

        For each drawer of `size` numbers in which something is open, by its place from 0.
        """
        return dict(await self._work.fetch(_STAMPS, kind=kind, size=size))

    async def marks(self, kind: str, drawer: int, *, size: int) -> list[tuple[str, int]]:
        """Return the id and version of what is open in a drawer, of rank 0 or higher, unopened."""
        first = drawer * size
        return await self._work.fetch(_MARKS, kind=kind, first=first, last=first + size)

    async def of_drawer(
        self, kind: str, drawer: int, form: type[T], *, size: int, items: Collection[str]
    ) -> dict[str, Filed[T] | None]:
        """Return these open items of a drawer by their ids, None for one that does not open."""
        if len(items) <= _FEW:
            rows = [row for one in items for row in await self._work.fetch(DOCKET_ROW, id=one)]
        else:
            first = drawer * size
            every = await self._work.fetch(_DRAWER, kind=kind, first=first, last=first + size)
            rows = [one for one in every if one.id in items]
        found: dict[str, Filed[T] | None] = {}
        for row in rows:
            try:
                found[row.id] = await self._opened(row, form)
            except SealFault:
                found[row.id] = None
        return found

    async def check(self) -> None:
        """Return when every item opens where it stands; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week == NEVER or row.week >= self._work.week:
                    await self._keys.open(row.sealed, DOCKET, *row[:-1])

    def forget(self) -> None:
        """Delete the items whose time is past."""
        self._work.later(DOCKET, (_FORGET, {"week": self._work.week}))

    async def _next_number(self, kind: str) -> int:
        name = f"docket {kind}"
        found = await self._work.first(_LAST, name=name)
        last, tag = found or (0, b"")
        if found is not None and not self._keys.root.fits(tag, "docket", kind, last):
            raise Tampered("heads.docket")
        number = last + 1
        tag = self._keys.root.tag("docket", kind, number)
        await self._work.write(_SET_LAST, {"name": name, "value": number, "none": b"", "tag": tag})
        return number

    async def _opened(self, row: DocketRow, form: type[T]) -> Filed[T]:
        value = await self._keys.value(row, row.sealed, DOCKET, *row[:-1], form=form)
        organisation = await self._numbers.name(ORGANISATION, row.organisation)
        return Filed(
            id=row.id,
            kind=row.kind,
            number=row.number,
            organisation=organisation,
            open=bool(row.open),
            rank=row.rank,
            week=row.week,
            version=row.version,
            value=value,
        )
