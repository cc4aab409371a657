"""Sealing to a key pair whose private half is kept elsewhere: HPKE, post-quantum hybrid.

The suite is X-Wing (ML-KEM-768 with X25519), HKDF-SHA256 and AES-256-GCM: who breaks one of the two
key agreements, now or with a quantum computer later, has nothing. A pair is made of a seed of 32
bytes, expanded as X-Wing does.

RFC 9180; https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/ (section 5.2)
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from storage.faults import Tampered

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 1216
OVERHEAD: Final = 1136
"""Bytes by which what is sealed is longer: the encapsulated key, and the tag."""
_LATTICE_SEED: Final = 64
_LATTICE_PUBLIC: Final = 1184
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class DoesNotFit(Exception):
    """What was sealed was sealed to another key, for another purpose, or has been changed."""


class Private:
    """The private half."""

    def __init__(self, seed: bytes) -> None:
        expanded = hashlib.shake_256(seed).digest(_LATTICE_SEED + 32)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:_LATTICE_SEED])
        curve = X25519PrivateKey.from_private_bytes(expanded[_LATTICE_SEED:])
        self._pair = MLKEM768X25519PrivateKey(lattice, curve)
        self.public = (
            lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )
        """The public half, 1,216 bytes."""

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed for the purpose `info`; raises DoesNotFit."""
        try:
            return _SUITE.decrypt(sealed, self._pair, info)
        except (InvalidTag, ValueError):
            raise DoesNotFit from None


def seal(plain: bytes, public: bytes, info: bytes) -> bytes:
    """Return `plain`, readable only for the holder of the private half, for the purpose `info`.

    Raises Tampered where `public` is no public half.
    """
    try:
        lattice = MLKEM768PublicKey.from_public_bytes(public[:_LATTICE_PUBLIC])
        curve = X25519PublicKey.from_public_bytes(public[_LATTICE_PUBLIC:])
        return _SUITE.encrypt(plain, MLKEM768X25519PublicKey(lattice, curve), info)
    except ValueError:
        raise Tampered("the recovery key") from None


def name_of(public: bytes) -> str:
    """Return a name for a pair that people can compare, 16 hexadecimal digits."""
    return hashlib.sha256(b"tocsin recovery key 1" + public).digest()[:8].hex()
