"""When the last good backup and drill were, and whether this database was restored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple, TypeAlias

from storage.faults import Tampered
from storage.sealing.keyring import Root
from storage.statements import Read, Statement
from storage.work import Change, Work

_TABLE: Final = "heads"
_RESTORED: Final = "restored"
_INSTANT: Final = 8
Proof: TypeAlias = Literal["backup", "drill"]


class _Head(NamedTuple):
    value: int
    hash: bytes
    tag: bytes


_ONE: Final = Read("SELECT value, hash, tag FROM heads WHERE name = :name", _Head, _TABLE)
_SET: Final = Statement(
    """INSERT INTO heads (name, value, hash, tag) VALUES (:name, :value, :hash, :tag)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, hash = excluded.hash,
    tag = excluded.tag"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """This database was made at the instant `at` of a backup of the state at `taken`.

    What was done between `taken` and `until`, when the bot is known to have stopped, is not known.
    """

    taken: datetime
    until: datetime
    at: datetime


class Backups:
    """What is known of backups."""

    def __init__(self, work: Work, root: Root) -> None:
        self._work = work
        self._root = root

    async def last(self, proof: Proof) -> datetime | None:
        """Return when the last good backup or drill was, None without one; raises Tampered."""
        head = await self._head(proof)
        return None if head is None else _instant(head.value)

    def note(self, proof: Proof) -> None:
        """Remember that a backup or a drill went well now."""
        self._set(proof, b"")

    async def restored(self) -> Restored | None:
        """Return when this database was made of a backup, None if never; raises Tampered."""
        head = await self._head(_RESTORED)
        if head is None:
            return None
        taken, until = head.hash[:_INSTANT], head.hash[_INSTANT:]
        return Restored(
            taken=_instant(int.from_bytes(taken, "big")),
            until=_instant(int.from_bytes(until, "big")),
            at=_instant(head.value),
        )

    def note_restored(self, taken: datetime, until: datetime) -> None:
        """Remember that this database was made now of a backup of the state at `taken`."""
        ends = (int(taken.timestamp()), max(0, math.ceil(until.timestamp())))
        self._set(_RESTORED, b"".join(one.to_bytes(_INSTANT, "big") for one in ends))

    async def check(self) -> None:
        """Return when everything known says what was written; raises Tampered."""
        for name in ("backup", "drill", _RESTORED):
            await self._head(name)

    async def _head(self, name: str) -> _Head | None:
        head = await self._work.first(_ONE, name=name)
        if head is None:
            return None
        if not self._root.fits(head.tag, "backups", name, head.value, head.hash):
            raise Tampered(f"heads.{name}")
        return head

    def _set(self, name: str, more: bytes) -> None:
        async def recipe() -> Sequence[Change]:
            value = int(self._work.now.timestamp())
            tag = self._root.tag("backups", name, value, more)
            return ((_SET, {"name": name, "value": value, "hash": more, "tag": tag}),)

        self._work.later(_TABLE, recipe)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
