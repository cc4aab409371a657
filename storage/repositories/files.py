"""Files that belong to messages: how far each is, and its content in sealed chunks.

What a file is stands in its message; here stands what became of it. Content is sealed under keys
that only the file's sealed row holds, so it is forgotten with the week in which its message is.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias

from sqlalchemy import insert, select, text

from policies.messages.files import File, Refusal
from policies.messages.message import Message
from storage import schema
from storage.faults import Tampered
from storage.repositories import forms
from storage.repositories.blobs import CONTENT, FORGET_NOBODYS, ORIGINAL, Blobs
from storage.repositories.keys import Keys
from storage.repositories.numbers import ORGANISATION, Numbers
from storage.schema import week_of
from storage.sealing.blobs import Blob, Opener
from storage.sealing.context import Bound
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "files"
Standing: TypeAlias = Literal["named", "awaited", "ready", "refused", "evidence"]
"""Not to be kept (held, relayed or not carried), to be fetched, kept, refused; or gone from its
message, of which only the original is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is kept of a file: media type, bytes, SHA-256 in hex, and where it lies."""

    type: str
    size: int
    sha256: str
    blob: Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How far a file is.

    `name` is the one that fits its content; `original` is the file as it came, where the source's
    organisation keeps records, `claimed` the media type that it was said to have and `salt` (32
    bytes in hex) what its digest is bound with in the audit; `refused` says why nothing is carried.
    """

    id: str
    message: str
    standing: Standing
    attempts: int = 0
    name: str = field(default="", repr=False)
    content: Content | None = None
    original: Content | None = None
    claimed: str = ""
    salt: str = field(default="", repr=False)
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    name: str = ""
    content: Content | None = None
    original: Content | None = None
    claimed: str = ""
    salt: str = field(default="", repr=False)
    refused: Refusal | None = None


class _Row(NamedTuple):
    id: str
    message: str
    organisation: int
    standing: bytes
    album: bytes | None
    status: str
    attempts: int
    due: float
    week: int
    sealed: bytes

    def bound(self) -> tuple[Bound, ...]:
        return (_TABLE, *self[:6], self.week)


_ROWS: Final = select(*(schema.files.c[name] for name in _Row._fields))
_OF: Final = Read(_ROWS.where(text("message = :message")).order_by(text("id")), _Row, _TABLE)
_BY_ID: Final = Read(_ROWS.where(text("id = :id")), _Row, _TABLE)
_AFTER: Final = Read(_ROWS.where(text("id > :after")).order_by(text("id")).limit(100), _Row, _TABLE)
_STANDING: Final = Read(_ROWS.where(text("standing = :standing")).limit(1), _Row, _TABLE)
_ALBUM: Final = Read(_ROWS.where(text("album = :album")).limit(1), _Row, _TABLE)
_DUE: Final = Read(
    _ROWS.where(text("status = 'awaited' AND due <= :now")).order_by(text("due, id")).limit(1),
    _Row,
    _TABLE,
)
_AWAITED: Final = Read("SELECT count(*) FROM files WHERE status = 'awaited'", int, _TABLE)
_ADD: Final = Statement(insert(schema.files))
_REPLACE: Final = Statement(
    """UPDATE files SET status = :status, attempts = :attempts, due = :due, week = :week,
    sealed = :sealed WHERE id = :id"""
)
_RELEASE: Final = Statement("UPDATE files SET due = 0 WHERE status = 'awaited'")
_REMOVE: Final = Statement("DELETE FROM files WHERE id = :id")
_FORGET: Final = Statement("DELETE FROM files WHERE week < :week")


class Files:
    """Files by message, by where they stand and by what is to be fetched."""

    def __init__(self, work: Work, keys: Keys, numbers: Numbers, blobs: Blobs) -> None:
        self._work = work
        self._blobs = blobs
        self._keys = keys
        self._numbers = numbers

    async def add(
        self,
        message: Message,
        file: File,
        standing: Standing,
        *,
        expires: datetime,
        due: datetime | None = None,
    ) -> None:
        """Keep that a message has a file, to be fetched from `due` on where it is awaited."""
        row = _Row(
            id=file.id,
            message=message.id,
            organisation=await self._numbers.of(ORGANISATION, message.organisation),
            standing=self._lookup("file", message.place, file.member or message.number),
            album=self._lookup("album", message.place, file.album) if file.album else None,
            status=standing,
            attempts=0,
            due=0.0 if due is None else due.timestamp(),
            week=week_of(expires),
            sealed=b"",
        )
        sealed = await self._seal(row, _Sealed(refused=file.refused))
        await self._work.write(_ADD, row._replace(sealed=sealed)._asdict())

    async def put(
        self, kept: Kept, *, expires: datetime | None = None, due: datetime | None = None
    ) -> None:
        """Keep how far a file is now; without `expires` it is kept as long as before."""
        row = await self._work.first(_BY_ID, id=kept.id)
        if row is None:
            return
        row = row._replace(
            status=kept.standing,
            attempts=kept.attempts,
            due=0.0 if due is None else due.timestamp(),
            week=row.week if expires is None else week_of(expires),
        )
        inside = _Sealed(
            name=kept.name,
            content=kept.content,
            original=kept.original,
            claimed=kept.claimed,
            salt=kept.salt,
            refused=kept.refused,
        )
        values = row._replace(sealed=await self._seal(row, inside))._asdict()
        await self._work.write(_REPLACE, {name: values[name] for name in _CHANGED})

    async def drop(self, kept: Kept) -> None:
        """Forget a file's content at once; an original that was kept as evidence stays."""
        await self._blobs.clear(f"{kept.id}.{CONTENT}")
        if kept.original is not None:
            await self.put(replace(kept, standing="evidence", content=None))
            return
        await self._blobs.clear(f"{kept.id}.{ORIGINAL}")
        await self._work.write(_REMOVE, {"id": kept.id})

    async def of(self, message_id: str) -> dict[str, Kept]:
        """Return the files of a message by id; raises Tampered, KeyGone."""
        rows = await self._work.fetch(_OF, message=message_id)
        return {row.id: await self._opened(row) for row in rows}

    async def by_id(self, file_id: str) -> Kept | None:
        """Return how far a file is; raises Tampered, KeyGone."""
        row = await self._work.first(_BY_ID, id=file_id)
        return None if row is None else await self._opened(row)

    async def standing_at(self, place: str, number: str) -> str | None:
        """Return the message whose file stands there in a post of its own."""
        row = await self._work.first(_STANDING, standing=self._lookup("file", place, number))
        return None if row is None else row.message

    async def in_album(self, place: str, album: str) -> str | None:
        """Return the message that an album became, None for one that is not known."""
        row = await self._work.first(_ALBUM, album=self._lookup("album", place, album))
        return None if row is None else row.message

    async def due(self) -> Kept | None:
        """Return the file that is to be fetched next, None while none is due."""
        row = await self._work.first(_DUE, now=self._work.now.timestamp())
        return None if row is None else await self._opened(row)

    async def release(self) -> None:
        """Let whatever is to be fetched be fetched now: who had begun it is gone."""
        await self._work.write(_RELEASE, {})

    async def awaited(self) -> int:
        """Return how many are still to be fetched."""
        return await self._work.first(_AWAITED) or 0

    async def weight(self, organisation: str) -> int:
        """Return the bytes that an organisation's files take, each up to its next full chunk."""
        number = await self._numbers.known(ORGANISATION, organisation)
        return 0 if number is None else await self._blobs.weight(number)

    async def check(self) -> None:
        """Return when every file and every content opens; raises Tampered, KeyGone."""
        after = ""
        while rows := await self._work.fetch(_AFTER, after=after):
            for row in rows:
                after = row.id
                if row.week >= self._work.week:
                    kept = await self._opened(row)
                    for content in (kept.content, kept.original):
                        if content is not None:
                            async for _ in self._pieces(content.blob):
                                pass

    async def _pieces(self, blob: Blob) -> AsyncIterator[bytes]:
        opener = Opener(blob)
        for number in range(blob.chunks):
            yield opener.open(await self._blobs.chunk(blob, number))
        if await self._blobs.chunk(blob, blob.chunks) is not None:
            raise Tampered("blobs: a chunk stands behind the last")

    def forget(self) -> None:
        """Delete the files whose time is past, and every content that belongs to none."""

        async def recipe() -> Sequence[Change]:
            return ((_FORGET, {"week": self._work.week}), (FORGET_NOBODYS, {}))

        self._work.later(_TABLE, recipe)

    async def _opened(self, row: _Row) -> Kept:
        inside = forms.load(await self._keys.open(row.sealed, *row.bound()), _Sealed)
        status: Standing = row.status  # type: ignore[assignment] # it is bound: it was written so
        return Kept(
            id=row.id,
            message=row.message,
            standing=status,
            attempts=row.attempts,
            name=inside.name,
            content=inside.content,
            original=inside.original,
            claimed=inside.claimed,
            salt=inside.salt,
            refused=inside.refused,
        )

    async def _seal(self, row: _Row, inside: _Sealed) -> bytes:
        plain = forms.dump(inside, _Sealed)
        return await self._keys.seal(row.organisation, "text", row.week, plain, *row.bound())

    def _lookup(self, what: str, place: str, name: str) -> bytes:
        return self._keys.root.keyed(what, place, name)


_CHANGED: Final = ("id", "status", "attempts", "due", "week", "sealed")
