"""The agenda: whatever falls due, one row each, found by what it is about.

Nothing waits in memory: who looks finds what is due. The audit holds the digest of every row that
is not `loose`, so one removed or put off in SQL is noticed; a row edited there does not open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog

from policies.audit import AuditKind
from storage.faults import SealFault
from storage.repositories import forms
from storage.repositories.audit import Audit
from storage.repositories.docket_rows import AGENDA, AGENDA_ROW, DUES, FOR_EVER, AgendaRow
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.schema import minute_of
from storage.statements import Read, Statement
from storage.work import Change, Work

_log = structlog.get_logger("storage")
_NOTHING: Final = b"-"
"""Stands for the digest of a row that is there no more."""
_DUE: Final = Read(
    f"{DUES} WHERE due <= :now ORDER BY rank DESC, due, lookup LIMIT :most", AgendaRow, AGENDA
)
_NEXT: Final = Read("SELECT min(due) FROM agenda", lambda due: due, AGENDA)
_LISTED: Final = Read(f"{DUES} WHERE kind = :kind ORDER BY due, lookup", AgendaRow, AGENDA)
_AFTER: Final = Read(f"{DUES} WHERE lookup > :after ORDER BY lookup LIMIT 500", AgendaRow, AGENDA)
_PUT: Final = Statement(
    """INSERT INTO agenda (lookup, kind, due, rank, attempts, sealed)
    VALUES (:lookup, :kind, :due, :rank, :attempts, :sealed)
    ON CONFLICT (lookup) DO UPDATE SET kind = excluded.kind, due = excluded.due,
    rank = excluded.rank, attempts = excluded.attempts, sealed = excluded.sealed"""
)
_REMOVE: Final = Statement("DELETE FROM agenda WHERE lookup = :lookup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that falls due: `subject` says what it is about, `note` what its act left there.

    `loose` as it was put; `attempts` counts the runs that failed.
    """

    kind: str
    subject: tuple[str, ...]
    due: datetime
    rank: int = 0
    attempts: int = 0
    note: str = field(default="", repr=False)
    loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    subject: tuple[str, ...]
    note: str = ""
    loose: bool = False


class Agenda:
    """What falls due, by kind and subject."""

    def __init__(self, work: Work, keys: Keys, audit: Audit) -> None:
        self._work = work
        self._keys = keys
        self._audit = audit

    def put(self, due: Due) -> None:
        """Have something fall due, in the place of what was due of its kind and subject."""

        async def recipe() -> Sequence[Change]:
            row = AgendaRow(
                lookup=self._lookup(due.kind, due.subject),
                kind=due.kind,
                due=due.due.timestamp(),
                rank=due.rank,
                attempts=due.attempts,
                sealed=b"",
            )
            value = _Sealed(subject=due.subject, note=due.note, loose=due.loose)
            plain = forms.dump(value, _Sealed)
            sealed = await self._keys.seal(SYSTEM, "agenda", NEVER, plain, *row.bound())
            row = row._replace(sealed=sealed)
            if not due.loose:
                self._audit.stored(row.lookup.hex(), SYSTEM, row.digest(), FOR_EVER)
            return ((_PUT, row._asdict()),)

        self._work.later(AGENDA, recipe)

    async def drop(self, kind: str, *subject: str) -> None:
        """Let something not fall due; what is not there changes nothing."""
        found = await self.find(kind, *subject)
        if found is not None:
            self.done(found)

    def done(self, due: Due) -> None:
        """Remove what was read."""

        async def recipe() -> Sequence[Change]:
            lookup = self._lookup(due.kind, due.subject)
            if not due.loose:
                self._audit.stored(lookup.hex(), SYSTEM, _NOTHING, minute_of(self._work.now))
            return ((_REMOVE, {"lookup": lookup}),)

        self._work.later(AGENDA, recipe)

    async def find(self, kind: str, *subject: str) -> Due | None:
        """Return what is to fall due of a kind about a subject; raises Tampered, KeyGone."""
        row = await self._work.first(AGENDA_ROW, lookup=self._lookup(kind, subject))
        return None if row is None else await self._opened(row)

    async def due(self, now: datetime, *, most: int) -> list[Due]:
        """Return what is due at an instant: the highest rank first, then the oldest.

        A row that was edited is set aside; the audit tells that it is gone.
        """
        found: list[Due] = []
        for row in await self._work.fetch(_DUE, now=now.timestamp(), most=most):
            try:
                found.append(await self._opened(row))
            except SealFault:
                _log.error("what falls due was edited in the database; it is set aside")
                await self._work.write(_REMOVE, {"lookup": row.lookup})
                self._audit.add(AuditKind.QUARANTINED, organisation=None, due=row.kind)
        return found

    async def next(self) -> datetime | None:
        """Return when the next thing falls due, None where nothing does."""
        (due,) = await self._work.fetch(_NEXT)
        return None if due is None else datetime.fromtimestamp(float(str(due)), UTC)

    async def listed(self, kind: str) -> list[Due]:
        """Return everything of a kind, the earliest first; raises Tampered, KeyGone."""
        return [await self._opened(row) for row in await self._work.fetch(_LISTED, kind=kind)]

    async def check(self) -> None:
        """Return when every row opens where it stands; raises Tampered, KeyGone."""
        after = b""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.lookup
                await self._keys.open(row.sealed, *row.bound())

    async def _opened(self, row: AgendaRow) -> Due:
        sealed = await self._keys.value(row, row.sealed, *row.bound(), form=_Sealed)
        return Due(
            kind=row.kind,
            subject=sealed.subject,
            due=datetime.fromtimestamp(row.due, UTC),
            rank=row.rank,
            attempts=row.attempts,
            note=sealed.note,
            loose=sealed.loose,
        )

    def _lookup(self, kind: str, subject: Sequence[str]) -> bytes:
        return self._keys.root.keyed("agenda", kind, *subject)
