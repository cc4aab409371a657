"""The audit trail: entries chained by hashes, what is sensitive in them sealed per organisation.

Leaf = SHA-256 over the stored columns, hash = SHA-256(previous hash ‖ leaf). An entry that tells of
a message or an affair holds the digest of its row: one edited or removed later is noticed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from sqlalchemy import insert

from policies.audit import AuditKind
from storage import schema
from storage.faults import Tampered
from storage.repositories import forms
from storage.repositories.affair_rows import AFFAIR_ROW, AffairRow
from storage.repositories.docket_rows import AGENDA_ROW, DOCKET_ROW, AgendaRow, DocketRow
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.repositories.rows import MESSAGE_ROW, MessageRow
from storage.schema import minute_of
from storage.sealing.context import context
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "audit"
_GENESIS: Final = bytes(32)
_LOOKUP_DIGITS: Final = 64


class Entry(NamedTuple):
    """One entry as it is stored."""

    entry: int
    kind: str
    organisation: int
    minute: int
    item: str | None
    digest: bytes | None
    until: int | None
    sealed: bytes
    hash: bytes

    def leaf(self) -> bytes:
        """Return the SHA-256 of the columns as they are stored."""
        return hashlib.sha256(context(*self[:-1])).digest()

    def follows(self, previous: bytes) -> bytes:
        """Return the hash that this entry must have behind `previous`."""
        return hashlib.sha256(previous + self.leaf()).digest()


class _Head(NamedTuple):
    value: int
    hash: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: `first_bad` is the number of the first entry that is not as written.

    `why` says what is wrong in words; `head` is the hash of the last entry, in hex.
    """

    state: Literal["intact", "tampered", "cannot tell"]
    entries: int
    head: str
    first_bad: int | None = None
    why: str = ""


_HEAD: Final = Read("SELECT value, hash, tag FROM heads WHERE name = 'audit'", _Head)
_SET_HEAD: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES ('audit', :value, :hash, :tag)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, hash = excluded.hash,
    tag = excluded.tag"""
)
_ADD: Final = Statement(insert(schema.audit))
_AFTER: Final = Read(
    """SELECT entry, kind, organisation, minute, item, digest, until, sealed, hash FROM audit
    WHERE entry > :after ORDER BY entry LIMIT 500""",
    Entry,
    _TABLE,
)
_OF_ITEM: Final = Read(
    """SELECT entry, kind, organisation, minute, item, digest, until, sealed, hash FROM audit
    WHERE item = :item AND kind = :kind ORDER BY entry""",
    Entry,
    _TABLE,
)
_LAST_OF_ITEM: Final = Read(
    """SELECT a.entry, a.item, a.digest FROM audit a
    WHERE a.entry > :after AND a.digest IS NOT NULL AND a.until > :now AND NOT EXISTS (
        SELECT 1 FROM audit b WHERE b.item = a.item AND b.entry > a.entry AND b.digest IS NOT NULL)
    ORDER BY a.entry LIMIT 500""",
    lambda entry, item, digest: (int(entry), str(item), bytes(digest)),
    _TABLE,
)


class Audit:
    """Adds entries and verifies them."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers
        self._head: _Head | None = None
        self._stored: dict[str, tuple[int, bytes, int]] = {}

    @property
    def about(self) -> str:
        """What the act that runs was about so far, in order: "A-17,R-31"; "" for nothing."""
        return ",".join(self._work.concerned)

    def concern(self, thing: str) -> None:
        """Note that the act that runs is about something that its entry is to name."""
        self._work.concerned[thing] = None

    def add(self, kind: AuditKind, *, organisation: str | None, **fields: str | int | None) -> None:
        """Add an entry; `fields` are sealed for the organisation (None: for the system)."""

        async def recipe() -> Sequence[Change]:
            number = SYSTEM
            if organisation is not None:
                number = await self._numbers.of(ORGANISATION, organisation)
            item = fields.get("message")
            return (
                await self._entry(kind, number, item if isinstance(item, str) else None, fields),
            )

        self._work.later(_TABLE, recipe)

    def commit(self, item: str, digest: bytes, *, organisation: str, message: str) -> None:
        """Add an entry whose digest binds what was sealed for a message; no row is held by it."""

        async def recipe() -> Sequence[Change]:
            number = await self._numbers.of(ORGANISATION, organisation)
            told: dict[str, str | int | None] = {"of": message}
            return (await self._entry(AuditKind.ORIGINAL, number, item, told, digest),)

        self._work.later(_TABLE, recipe)

    def stored(self, item: str, organisation: int, digest: bytes, until: int) -> None:
        """Note a row as it was written; the next entry that tells of it holds it.

        It is held to stand until a minute; then it may be forgotten.
        """
        self._stored[item] = (organisation, digest, until)

    async def finish(self) -> None:
        """Write what is left: entries for rows that no entry told of, and the head."""
        changes = [
            await self._entry(AuditKind.STORED, organisation, message, {})
            for message, (organisation, _, _) in list(self._stored.items())
        ]
        if changes:
            await self._work.write(_ADD, *(values for _, values in changes))
        if self._head is not None:
            head, self._head = self._head, None
            await self._work.write(_SET_HEAD, head._asdict())

    def reset(self) -> None:
        """Forget what was not written: the act was undone."""
        self._head = None
        self._stored.clear()

    async def _entry(
        self,
        kind: AuditKind,
        organisation: int,
        item: str | None,
        fields: dict[str, str | int | None],
        bound: bytes | None = None,
    ) -> Change:
        head = self._head or await self._read_head()
        number = head.value + 1
        minute = minute_of(self._work.now)
        _, digest, until = self._stored.pop(item or "", (0, bound, None))
        sealed = await self._keys.seal(
            organisation,
            "audit",
            NEVER,
            forms.text(fields),
            _TABLE,
            number,
            kind.value,
            organisation,
            minute,
            item,
        )
        entry = Entry(number, kind.value, organisation, minute, item, digest, until, sealed, b"")
        entry = entry._replace(hash=entry.follows(head.hash))
        self._head = _Head(number, entry.hash, self._tag(number, entry.hash))
        return _ADD, entry._asdict()

    async def _read_head(self) -> _Head:
        head = await self._work.first(_HEAD)
        if head is None:
            return _Head(0, _GENESIS, b"")
        if not self._keys.root.fits(head.tag, "audit head", head.value, head.hash):
            raise Tampered("heads.audit")
        return head

    def _tag(self, number: int, digest: bytes) -> bytes:
        return self._keys.root.tag("audit head", number, digest)

    async def fields(self, entry: Entry) -> dict[str, str | int | None]:
        """Return what an entry tells; raises Tampered, KeyGone."""
        plain = await self._keys.open(
            entry.sealed,
            _TABLE,
            entry.entry,
            entry.kind,
            entry.organisation,
            entry.minute,
            entry.item,
        )
        return dict(forms.strings(forms.parsed(plain)))

    async def of(self, item: str, kind: AuditKind) -> list[Entry]:
        """Return the entries of a kind that tell of something, in order."""
        return await self._work.fetch(_OF_ITEM, item=item, kind=kind.value)

    async def head(self) -> tuple[int, bytes]:
        """Return the number and the hash of the last entry; raises Tampered."""
        head = await self._read_head()
        return head.value, head.hash

    async def after(self, entry: int) -> list[Entry]:
        """Return up to 500 entries behind one, in order."""
        return await self._work.fetch(_AFTER, after=entry)

    async def verify(self) -> Verdict:
        """Walk the chain, its head, and the rows that entries hold digests of."""
        head = await self._work.first(_HEAD)
        last, previous = 0, _GENESIS
        while page := await self.after(last):
            for entry in page:
                if entry.entry != last + 1 or entry.follows(previous) != entry.hash:
                    return self._bad(last + 1, last, previous, "is missing or not what was written")
                last, previous = entry.entry, entry.hash
        if head is None or not self._keys.root.fits(head.tag, "audit head", head.value, head.hash):
            return self._bad(last + 1, last, previous, "cannot be the end: the head is not ours")
        if (head.value, head.hash) != (last, previous):
            first = min(head.value, last) + 1 if head.value != last else last
            return self._bad(first, last, previous, "is missing or not what was written")
        return await self._verify_rows(last, previous)

    async def _verify_rows(self, last: int, head: bytes) -> Verdict:
        after = 0
        now = minute_of(self._work.now)
        while page := await self._work.fetch(_LAST_OF_ITEM, after=after, now=now):
            for entry, item, digest in page:
                row = await self._row(item)
                if row is None or row.digest() != digest:
                    return self._bad(
                        entry, last, head, "tells of a row that was changed or is gone"
                    )
                after = entry
        return Verdict("intact", last, head.hex())

    async def _row(self, item: str) -> "MessageRow | AffairRow | DocketRow | AgendaRow | None":
        """Return the row that an entry tells of, in whichever table it stands."""
        message = await self._work.first(MESSAGE_ROW, id=item)
        if message is not None:
            return message
        affair = await self._work.first(AFFAIR_ROW, id=item)
        if affair is not None:
            return affair
        docket = await self._work.first(DOCKET_ROW, id=item)
        if docket is not None:
            return docket
        lookup = bytes.fromhex(item) if len(item) == _LOOKUP_DIGITS else b""
        return await self._work.first(AGENDA_ROW, lookup=lookup)

    def _bad(self, entry: int, last: int, head: bytes, why: str) -> Verdict:
        return Verdict("tampered", last, head.hex(), entry, f"entry {entry} {why}")
