"""A stream sealed in chunks, each bound to its place and to being last.

AES-256-GCM under a key that seals this one stream: the nonce is the chunk's number and whether it
is the last, so a chunk that was cut off, swapped, repeated or appended does not open. This is the
STREAM construction (https://eprint.iacr.org/2015/189, section 7).
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.faults import Tampered

TAG: Final = 16
_COUNTER: Final = 11


class Chunks:
    """Seals a stream, or opens one; `bound_to` is what the stream belongs to."""

    def __init__(self, key: bytes, bound_to: bytes) -> None:
        self._cipher = AESGCM(key)
        self._bound_to = bound_to
        self._number = 0
        self._ended = False

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        """Return the next chunk, `TAG` bytes longer than `plain`."""
        return self._cipher.encrypt(self._nonce(last=last), plain, self._bound_to)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """Return what the next chunk holds; raises Tampered."""
        try:
            return self._cipher.decrypt(self._nonce(last=last), sealed, self._bound_to)
        except InvalidTag:
            raise Tampered("a chunk is not what was written there") from None

    def _nonce(self, *, last: bool) -> bytes:
        if self._ended:
            raise Tampered("a chunk stands behind the last")
        number, self._number, self._ended = self._number, self._number + 1, last
        return number.to_bytes(_COUNTER, "big") + bytes((last,))
