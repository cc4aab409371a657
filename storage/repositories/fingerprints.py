"""Fingerprints of texts: which messages are alike, and nothing of what they say.

What is stored of each band is a digest under a key of this database (HMAC-SHA-256), so a thief of
the rows cannot try words against them. They are forgotten with the text that they are made of.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import LargeBinary, bindparam, func, insert, or_, select, text

from storage import schema
from storage.schema import minute_of
from storage.sealing.keyring import Root
from storage.statements import Read, Statement
from storage.work import Change, Values, Work

_TABLE: Final = "fingerprints"
_BYTES: Final = 12
_BANDS: Final = 16
"""How many bands are compared; further ones are left out."""
_MOST_ALIKE: Final = 16
"""How many messages are looked at, the likest first."""

_COLUMNS: Final = schema.fingerprints.c
_SHARED: Final = func.count()
_ALIKE: Final = Read(
    select(_COLUMNS.message, _SHARED)
    .where(
        text("expires >= :now"),
        or_(*(_COLUMNS.value == bindparam(f"v{at}", type_=LargeBinary) for at in range(_BANDS))),
    )
    .group_by(_COLUMNS.message)
    .order_by(_SHARED.desc(), func.max(_COLUMNS.expires).desc(), _COLUMNS.message)
    .limit(_MOST_ALIKE),
    lambda message, _shared: str(message),
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
            rows: list[Values] = [
                {
                    "message": message_id,
                    "band": at,
                    "value": self._keyed(at, band),
                    "expires": minute_of(expires),
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
        values: dict[str, bytes] = {f"v{at}": b"" for at in range(_BANDS)}
        values |= {f"v{at}": self._keyed(at, band) for at, band in enumerate(bands[:_BANDS])}
        return await self._work.fetch(_ALIKE, now=minute_of(self._work.now), **values)

    def forget(self) -> None:
        """Delete the fingerprints whose time is past."""
        self._work.later(_TABLE, (_FORGET, {"now": minute_of(self._work.now)}))

    def _keyed(self, at: int, band: bytes) -> bytes:
        return self._root.keyed("fingerprint", str(at), band.hex())[:_BYTES]
