"""Who is in the rooms, one sealed row a room; a row removed or brought back in SQL is noticed."""

import hashlib
from typing import Final, NamedTuple

from policies.community.presence import Presence
from storage.faults import Tampered
from storage.repositories import forms
from storage.repositories.keys import NEVER, SYSTEM, Keys
from storage.sealing.context import context
from storage.statements import Read, Statement
from storage.work import Work

_TABLE: Final = "members"


class _Stored(NamedTuple):
    lookup: bytes
    revision: int
    sealed: bytes


class _Standing(NamedTuple):
    lookup: bytes
    revision: int


class _Head(NamedTuple):
    value: int
    hash: bytes
    tag: bytes


_ALL: Final = Read("SELECT lookup, revision, sealed FROM members ORDER BY lookup", _Stored)
_ONE: Final = Read("SELECT lookup, revision, sealed FROM members WHERE lookup = :lookup", _Stored)
_STANDING: Final = Read("SELECT lookup, revision FROM members ORDER BY lookup", _Standing)
_HEAD: Final = Read("SELECT value, hash, tag FROM heads WHERE name = 'members'", _Head)
_VERSION: Final = Read("SELECT value FROM heads WHERE name = 'members'", int)
_EVER: Final = Read("SELECT entry FROM audit WHERE kind = 'membership' LIMIT 1", int)
_PUT: Final = Statement(
    """INSERT INTO members (lookup, revision, sealed) VALUES (:lookup, :revision, :sealed)
    ON CONFLICT (lookup) DO UPDATE SET revision = excluded.revision, sealed = excluded.sealed"""
)
_SET_HEAD: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES ('members', :value, :hash, :tag)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, hash = excluded.hash,
    tag = excluded.tag"""
)


class Members:
    """What is known of each room; every change gives a new version. No row is ever taken away."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self._work = work
        self._keys = keys

    async def version(self) -> int:
        """Return the version, which rises with every change; 0 before the first."""
        return await self._work.first(_VERSION) or 0

    async def load(self) -> tuple[Presence, ...]:
        """Return what is known of every room; raises Tampered."""
        rows = await self._work.fetch(_ALL)
        head = await self._work.first(_HEAD)
        self._fit(head, [_Standing(*row[:2]) for row in rows])
        return tuple([await self._opened(row) for row in rows])

    async def of(self, place: str) -> Presence | None:
        """Return what is known of a room, None where nothing is; raises Tampered."""
        lookup = self._lookup(place)
        row = await self._work.first(_ONE, lookup=lookup)
        return None if row is None else await self._opened(row)

    async def put(self, presence: Presence) -> None:
        """Keep what is known of a room from now on; raises Tampered."""
        head: _Head | None = await self._work.first(_HEAD)
        standing = await self._work.fetch(_STANDING)
        self._fit(head, standing)
        lookup = self._lookup(presence.place)
        version = 1 if head is None else head.value + 1
        plain = forms.dump(presence, Presence)
        sealed = await self._keys.seal(SYSTEM, "system", NEVER, plain, _TABLE, lookup, version)
        await self._work.write(_PUT, {"lookup": lookup, "revision": version, "sealed": sealed})
        others = [one for one in standing if one.lookup != lookup]
        digest = _digest([*others, _Standing(lookup, version)])
        tag = self._keys.root.tag("members head", version, digest)
        await self._work.write(_SET_HEAD, {"value": version, "hash": digest, "tag": tag})

    async def check(self) -> None:
        """Return when every row says what was written; raises Tampered.

        Rows that were taken away with their head are told by the trail, which knows of them.
        """
        await self.load()
        if await self.version() == 0 and await self._work.first(_EVER) is not None:
            raise Tampered("members: its rows and their head are gone")

    def _fit(self, head: _Head | None, standing: list[_Standing]) -> None:
        if head is None:
            if standing:
                raise Tampered("members: rows without a head")
            return
        root = self._keys.root
        genuine = root.fits(head.tag, "members head", head.value, head.hash)
        if not genuine or _digest(standing) != head.hash:
            raise Tampered("members: its rows are not those that were written")

    async def _opened(self, row: _Stored) -> Presence:
        plain = await self._keys.open(row.sealed, _TABLE, row.lookup, row.revision)
        presence = forms.load(plain, Presence)
        if self._lookup(presence.place) != row.lookup:
            raise Tampered("members.lookup")
        return presence

    def _lookup(self, place: str) -> bytes:
        return self._keys.root.keyed("members", place)


def _digest(standing: list[_Standing]) -> bytes:
    rows = (context(*row) for row in sorted(standing))
    return hashlib.sha256(b"".join(rows)).digest()
