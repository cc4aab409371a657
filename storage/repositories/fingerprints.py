"""Fingerprints of texts: which messages are alike, and nothing of what they say.

What is stored of each band is a digest under a key of this database (HMAC-SHA-256), so a thief of
the rows cannot try words against them, and behind it a tag of its row, so that an edited one is
noticed. They are forgotten with the text that they are made of.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    between,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
)

from storage import schema
from storage.faults import Tampered
from storage.schema import minute_of
from storage.sealing.keyring import Root
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

_TABLE: Final = "fingerprints"
_BYTES: Final = 12
_TAG_BYTES: Final = 8
_ABOVE: Final = b"\xff" * (_TAG_BYTES + 1)
"""Behind a digest it is above every tag that may stand there."""
_BANDS: Final = 16
"""How many bands are compared; further ones are left out."""
_MOST_ALIKE: Final = 16
"""How many messages are looked at, the likest first."""

_COLUMNS: Final = schema.fingerprints.c


def _within(at: int) -> ColumnElement[bool]:
    lower, upper = (bindparam(f"{end}{at}", type_=LargeBinary) for end in "vw")
    return between(_COLUMNS.value, lower, upper)


class _Row(NamedTuple):
    message: str
    band: int
    value: bytes
    expires: int


_SHARED: Final = func.count()
_ALIKE: Final = Read(
    select(_COLUMNS.message, _SHARED)
    .where(
        text("expires >= :now"),
        or_(*(_within(at) for at in range(_BANDS))),
    )
    .group_by(_COLUMNS.message)
    .order_by(_SHARED.desc(), func.max(_COLUMNS.expires).desc(), _COLUMNS.message)
    .limit(_MOST_ALIKE),
    lambda message, _shared: str(message),
    _TABLE,
)
_AFTER: Final = Read(
    """SELECT message, band, value, expires FROM fingerprints
    WHERE message > :message OR (message = :message AND band > :band)
    ORDER BY message, band LIMIT 500""",
    _Row,
    _TABLE,
)
_ADD: Final = Statement(insert(schema.fingerprints))
_REMOVE: Final = Statement("DELETE FROM fingerprints WHERE message = :message")
_FORGET: Final = Statement("DELETE FROM fingerprints WHERE expires < :now")


class Fingerprints:
    """Fingerprints by message and by band."""

    def __init__(self, work: Work, root: Root) -> None:
        self._work = work
        self._root = root

    def put(self, message_id: str, bands: Sequence[bytes], *, expires: datetime) -> None:
        """Keep the bands of a message's text in the place of those of its former text."""

        async def recipe() -> Sequence[Change]:
            removed: list[Change] = [(_REMOVE, {"message": message_id})]
            until = minute_of(expires)
            rows: list[Values] = [
                {
                    "message": message_id,
                    "band": at,
                    "value": (digest := self._keyed(at, band))
                    + self._tag(message_id, at, digest, until),
                    "expires": until,
                }
                for at, band in enumerate(bands[:_BANDS])
            ]
            return [*removed, *((_ADD, row) for row in rows)]

        self._work.later(_TABLE, recipe)

    def remove(self, message_id: str) -> None:
        """Forget a message's fingerprint."""
        self._work.later(_TABLE, (_REMOVE, {"message": message_id}))

    async def alike(self, bands: Sequence[bytes]) -> list[str]:
        """Return the messages, at most sixteen, that share a band; the likest first."""
        if not bands:
            return []
        values: dict[str, bytes] = {f"{end}{at}": b"" for end in "vw" for at in range(_BANDS)}
        for at, band in enumerate(bands[:_BANDS]):
            values[f"v{at}"] = self._keyed(at, band)
            values[f"w{at}"] = values[f"v{at}"] + _ABOVE
        return await self._work.fetch(_ALIKE, now=minute_of(self._work.now), **values)

    async def check(self) -> None:
        """Return when every row says what was written; raises Tampered."""
        last = _Row("", -1, b"", 0)
        while rows := await self._work.fetch(_AFTER, message=last.message, band=last.band):
            for row in rows:
                last = row
                tag = self._tag(row.message, row.band, row.value[:_BYTES], row.expires)
                if row.value[_BYTES:] != tag:
                    raise Tampered("fingerprints: a row is not what was written")

    def forget(self) -> None:
        """Delete the fingerprints whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"now": minute_of(self._work.now)}))

    def _keyed(self, at: int, band: bytes) -> bytes:
        return self._root.keyed("fingerprint", str(at), band.hex())[:_BYTES]

    def _tag(self, message: str, at: int, digest: bytes, expires: int) -> bytes:
        parts = (message, str(at), digest.hex(), str(expires))
        return self._root.keyed("fingerprint row", *parts)[:_TAG_BYTES]
