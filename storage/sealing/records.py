"""One sealed record: version, key id, random nonce, ciphertext and tag (AES-256-GCM)."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.faults import Tampered, UnknownFormat
from storage.sealing.padding import pad, unpad

KEY_BYTES: Final = 32
ID_BYTES: Final = 16
_VERSION: Final = b"\x01"
_HEAD: Final = 1 + ID_BYTES
_NONCE: Final = 12
_LEAST: Final = _HEAD + _NONCE + 16


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_key_id() -> bytes:
    """Return a random name for a key, 16 bytes."""
    return secrets.token_bytes(ID_BYTES)


def seal(key_id: bytes, key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Return `plain` padded and sealed, readable only beside the same context."""
    head = _VERSION + key_id
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, pad(plain), head + bound_to)


def key_of(record: object) -> bytes:
    """Return the id of the key that a record needs; raises UnknownFormat."""
    if not isinstance(record, bytes) or len(record) < _LEAST or record[:1] != _VERSION:
        raise UnknownFormat("a record is of no format that this version knows")
    return record[1:_HEAD]


def unseal(key: bytes, record: bytes, bound_to: bytes) -> bytes:
    """Return what was sealed; raises Tampered, UnknownFormat."""
    key_of(record)
    head, nonce, sealed = record[:_HEAD], record[_HEAD : _HEAD + _NONCE], record[_HEAD + _NONCE :]
    try:
        return unpad(AESGCM(key).decrypt(nonce, sealed, head + bound_to))
    except InvalidTag:
        raise Tampered("a record or a column beside it is not what was written") from None
