"""What wraps the root key: a key file or a passphrase."""

import json
import secrets
from collections.abc import Callable
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.faults import Tampered
from storage.sealing.context import context
from storage.sealing.records import KEY_BYTES

ARGON_KIB: Final = 256 * 1024
_MOST_KIB: Final = 4 * 1024 * 1024
_MOST_PASSES: Final = 64
_MOST_LANES: Final = 64
_NONCE: Final = 12


class NotThis(Exception):
    """The provider's key does not unwrap this; `found` names the key that was given."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


class Provider(Protocol):
    """Wraps and unwraps the root key; may block (it reads files, asks people, computes)."""

    @property
    def name(self) -> str:
        """The name in the settings."""

    def wrap(self, root: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Return the parameters (JSON) and the wrapped key."""

    def unwrap(self, parameters: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the root key; raises NotThis, and the provider's own fault."""


class FileProvider:
    """Wraps with 32 bytes that `read` returns."""

    name = "file"

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read

    def wrap(self, root: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Return the parameters, which hold the key's name, and the wrapped key."""
        key = self._read()
        parameters = json.dumps({"key": fingerprint(key)})
        return parameters, _wrap(_kek(key), root, parameters, bound_to)

    def unwrap(self, parameters: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the root key; raises NotThis naming the key that the file holds."""
        key = self._read()
        return _unwrap(_kek(key), wrapped, parameters, bound_to, f"key file {fingerprint(key)}")


class PassphraseProvider:
    """Wraps with Argon2id of what `ask` returns; `kib` of memory, 256 MiB unless a test says."""

    name = "passphrase"

    def __init__(self, ask: Callable[[], str], kib: int = ARGON_KIB) -> None:
        self._ask = ask
        self._kib = kib

    def wrap(self, root: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Return the parameters of Argon2id (RFC 9106) and the wrapped key."""
        given = {"salt": secrets.token_hex(16), "kib": self._kib, "passes": 3, "lanes": 4}
        parameters = json.dumps(given)
        return parameters, _wrap(self._kek(parameters), root, parameters, bound_to)

    def unwrap(self, parameters: str, wrapped: bytes, bound_to: bytes) -> bytes:
        """Return the root key; raises NotThis when the passphrase does not fit."""
        kek = self._kek(parameters)
        return _unwrap(kek, wrapped, parameters, bound_to, "a passphrase that does not fit")

    def _kek(self, parameters: str) -> bytes:
        try:
            given = json.loads(parameters)
            salt, kib = bytes.fromhex(given["salt"]), int(given["kib"])
            passes, lanes = int(given["passes"]), int(given["lanes"])
        except (ValueError, KeyError, TypeError):
            raise Tampered("the slot's parameters") from None
        if not (0 < kib <= _MOST_KIB and 0 < passes <= _MOST_PASSES and 0 < lanes <= _MOST_LANES):
            raise Tampered("the slot's parameters")
        kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=kib)
        return kdf.derive(self._ask().encode())


def fingerprint(key: bytes) -> str:
    """Return a name for a key that tells nothing of it, 16 hexadecimal digits."""
    return _expand(key, b"name")[:8].hex()


def _kek(key: bytes) -> bytes:
    return _expand(key, b"wrapping")


def _expand(key: bytes, name: bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"tocsin slot 1 " + name)
    return kdf.derive(key)


def _wrap(kek: bytes, root: bytes, parameters: str, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(kek).encrypt(nonce, root, context(parameters, bound_to))


def _unwrap(kek: bytes, wrapped: bytes, parameters: str, bound_to: bytes, found: str) -> bytes:
    try:
        return AESGCM(kek).decrypt(
            wrapped[:_NONCE], wrapped[_NONCE:], context(parameters, bound_to)
        )
    except (InvalidTag, ValueError):
        raise NotThis(found) from None
