"""What is kept of a PIN: Argon2id of it and of a secret of the root key, never the digits.

The secret makes a stolen database useless for guessing, however few digits there are; Argon2id
(RFC 9106) makes guessing slow for whoever has both.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.sealing.keyring import Root

_KIB: Final = 19 * 1024
_PASSES: Final = 2
_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPin:
    """A PIN as it is kept, in hex; `wrong` counts the tries since it was last given rightly."""

    salt: str = field(repr=False)
    right: str = field(default="", repr=False)
    duress: str = field(default="", repr=False)
    wrong: int = 0


def fresh_salt() -> str:
    """Return a new salt, in hex."""
    return secrets.token_hex(16)


def hashed(root: Root, person: str, salt: str, digits: str) -> str:
    """Return what is kept of a person's digits, in hex; takes some 20 ms on purpose."""
    kdf = Argon2id(
        salt=bytes.fromhex(salt), length=_BYTES, iterations=_PASSES, lanes=1, memory_cost=_KIB
    )
    return kdf.derive(root.keyed("pin", person, digits)).hex()


def same(one: str, other: str) -> bool:
    """Tell whether two hashes are the same, in constant time; an empty one is like no other."""
    return bool(one) and hmac.compare_digest(one, other)
