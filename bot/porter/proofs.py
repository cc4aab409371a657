"""What goes out as evidence: an original as it came, in an archive, and the proof of it.

Slack takes out of pictures what they say of themselves and Telegram draws them anew; in an archive
that is not packed (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) every byte stays.
Nothing is held whole, neither an original nor the chain of entries.
"""

import base64
import io
import json
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bot.custody import verifier
from bot.porter.soundness import sound, unedited
from handlers.door import Unfit
from policies.audit import AuditKind
from policies.messages.files import Carried, FileKind, Refusal, Stream, clean_name
from policies.messages.signatures import content_of_type
from storage import contents
from storage.contents import Kept, commitment
from storage.store import Store, Tampered, Transaction

_ZIP: Final = "application/zip"
_JSON: Final = "application/json"
_AROUND: Final = 114
"""Bytes of an archive of one file, but for its name, which stands there twice, and its content."""
_LEAF: Final = 44
"""Letters of a SHA-256 in Base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """What a proof says before its leaves, and which entries these are of."""

    head: bytes
    before: bytes
    first: int
    last: int
    hash: bytes


class Proofs:
    """Opens originals and proofs at the moment in which they are sent."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def original(self, kept: Kept, name: str) -> Carried:
        """Return the original of a file in an archive called `name`; one is kept."""

        @asynccontextmanager
        async def opened() -> AsyncIterator[Stream]:
            content = kept.original
            if content is None:
                raise Unfit(Refusal.GONE)
            inside = clean_name(kept.name, content_of_type(content.type))
            size = _AROUND + 2 * len(inside.encode()) + content.size
            pieces = _archived(inside, sound(contents.read(self._store, content), "evidence"))
            yield Stream(name=name, type=_ZIP, size=size, pieces=pieces)

        return Carried(kind=FileKind.DOCUMENT, type=_ZIP, open=opened)

    def proof(self, files: Sequence[Kept], name: str) -> Carried:
        """Return the proof of the originals of one message as a file called `name`."""

        @asynccontextmanager
        async def opened() -> AsyncIterator[Stream]:
            with unedited("chain"):
                chain = await self._store.read(lambda tx: _chain(tx, files))
            count = chain.last - chain.first + 1
            size = len(chain.head) + count * (_LEAF + 3) - 1 + len(_END)
            pieces = sound(self._proof(chain), "evidence")
            yield Stream(name=name, type=_JSON, size=size, pieces=pieces)

        return Carried(kind=FileKind.DOCUMENT, type=_JSON, open=opened)

    async def _proof(self, chain: _Chain) -> AsyncIterator[bytes]:
        yield chain.head
        at, previous, between = chain.first - 1, chain.before, b""
        while at < chain.last:
            after = at
            page = await self._store.read(lambda tx, after=after: tx.audit.after(after))  # type: ignore[misc] # bound now
            leaves = []
            for one in page[: chain.last - at]:
                if one.entry != at + 1 or one.follows(previous) != one.hash:
                    raise Tampered("audit.entry")
                at, previous = one.entry, one.hash
                leaves.append(b'"' + base64.b64encode(one.leaf()) + b'"')
                if at == chain.last and one.hash != chain.hash:
                    raise Tampered("audit.hash")
            if not leaves:
                raise Tampered("audit.entry")
            yield between + b",".join(leaves)
            between = b","
        yield _END


_END: Final = b"]}\n"


async def _chain(tx: Transaction, files: Sequence[Kept]) -> _Chain:
    """Return what a proof begins with; raises Tampered where the audit binds something else."""
    entries, told = [], []
    for kept in files:
        found = await tx.audit.of(kept.id, AuditKind.ORIGINAL)
        entry = next((one for one in found if one.digest == commitment(kept)), None)
        if entry is None or kept.original is None:
            raise Tampered("audit.digest")
        entries.append(entry.entry)
        columns = {
            name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for name, value in zip(verifier.COLUMNS, entry[:-1], strict=True)
        }
        told.append(
            {
                "file": kept.id,
                "sha256": kept.original.sha256,
                "size": kept.original.size,
                "salt": kept.salt,
                "entry": columns,
            }
        )
    last, digest = await tx.audit.head()
    first = min(entries)
    page = await tx.audit.after(first - 2) if first > 1 else []
    before = page[0].hash if page else bytes(32)
    proof = {
        "format": verifier.FORMAT,
        "message": files[0].message,
        "originals": told,
        "first": first,
        "before": before.hex(),
        "head": {"entry": last, "hash": digest.hex()},
    }
    head = json.dumps(proof, ensure_ascii=True).removesuffix("}") + ', "leaves": ['
    return _Chain(head=head.encode(), before=before, first=first, last=last, hash=digest)


class _Sink(io.RawIOBase):
    """Takes what an archive is made of, to be handed on."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(data)  # type: ignore[call-overload] # bytes or a view of them
        self._held.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


async def _archived(name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give an archive of one file, not packed, as its content comes."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        with archive.open(zipfile.ZipInfo(name), "w") as inside:
            async for piece in pieces:
                inside.write(piece)
                yield sink.taken()
        yield sink.taken()
    yield sink.taken()
