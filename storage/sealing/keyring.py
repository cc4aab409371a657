"""The keys below the root: derived, wrapped, and counted.

root key ── HKDF ──> look-up key, tag key, wrapping key
wrapping key ── wraps ──> organisation key ── wraps ──> data key (organisation, purpose, week)
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.sealing import records
from storage.sealing.context import Bound, context

MOST_RECORDS: Final = 2**32
"""Records under one key with random 96-bit nonces (NIST SP 800-38D, section 8.3)."""
BLOCK: Final = 2**16
"""How many seals are reserved in the database at once."""
_TAG: Final = 16


class Root:
    """The root key in memory, as the keys that are derived from it; `id` is its name in hex."""

    def __init__(self, key_id: bytes, secret: bytes) -> None:
        self.id = key_id.hex()
        self._key_id = key_id
        self.secret = secret
        """The root key itself, which only its slots ask for."""
        self._lookup = _derived(secret, b"lookup")
        self._tags = _derived(secret, b"tags")
        self._wrapping = _derived(secret, b"wrapping")

    def __repr__(self) -> str:
        return f"Root({self.id})"

    def keyed(self, *parts: str) -> bytes:
        """Return the look-up of platform ids: HMAC-SHA-256 of the parts."""
        return hmac.digest(self._lookup, context(*parts), hashlib.sha256)

    def tag(self, *parts: Bound) -> bytes:
        """Return 16 bytes that only a holder of the root key can make for these values."""
        return hmac.digest(self._tags, context(*parts), hashlib.sha256)[:_TAG]

    def fits(self, tag: object, *parts: Bound) -> bool:
        """Tell whether `tag` was made for these values."""
        return isinstance(tag, bytes) and hmac.compare_digest(tag, self.tag(*parts))

    def wrap(self, key: "OrganisationKey") -> bytes:
        """Return an organisation's key wrapped for storing."""
        return records.seal(self._key_id, self._wrapping, key.secret, key.context())

    def unwrap(self, key_id: bytes, organisation: int, wrapped: bytes) -> "OrganisationKey":
        """Return an organisation's key; raises Tampered, UnknownFormat."""
        empty = OrganisationKey(id=key_id, organisation=organisation, secret=b"")
        secret = records.unseal(self._wrapping, wrapped, empty.context())
        return OrganisationKey(id=key_id, organisation=organisation, secret=secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationKey:
    """Wraps the data keys of one organisation; deleting it shreds all that it originated."""

    id: bytes
    organisation: int
    secret: bytes = field(repr=False)

    def context(self) -> bytes:
        """Return what the wrapped key is bound to."""
        return context("organisation key", self.id, self.organisation)

    def wrap(self, key: "DataKey") -> bytes:
        """Return a data key wrapped for storing."""
        return records.seal(self.id, self.secret, key.secret, key.context(self.id))

    def unwrap(self, key_id: bytes, purpose: str, week: int, wrapped: bytes) -> "DataKey":
        """Return a data key; raises Tampered, UnknownFormat."""
        empty = self.data_key(key_id, purpose, week, b"")
        secret = records.unseal(self.secret, wrapped, empty.context(self.id))
        return self.data_key(key_id, purpose, week, secret)

    def data_key(self, key_id: bytes, purpose: str, week: int, secret: bytes) -> "DataKey":
        """Return a data key of this organisation."""
        return DataKey(
            id=key_id, organisation=self.organisation, purpose=purpose, week=week, secret=secret
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """Seals the records of one organisation that expire in one week, for one purpose."""

    id: bytes
    organisation: int
    purpose: str
    week: int
    secret: bytes = field(repr=False)

    def context(self, parent: bytes) -> bytes:
        """Return what the wrapped key is bound to."""
        return context("data key", self.id, parent, self.organisation, self.purpose, self.week)


@dataclass(slots=True)
class Sealing:
    """A data key with the seals that are still reserved for this process."""

    key: DataKey
    left: int

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Return a sealed record and count it."""
        self.left -= 1
        return records.seal(self.key.id, self.key.secret, plain, bound_to)


def _derived(secret: bytes, name: bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=records.KEY_BYTES, salt=None, info=b"tocsin 1 " + name)
    return kdf.derive(secret)
