"""The file around a backup: a short plain head, sealed chunks, a plain end.

    head   magic, format, salt, mark of the deployment, mark of the recovery key, sealed file key
    chunk  its length and whether it is the last (4 bytes), then the sealed bytes; all but the last
           are of one size
    end    SHA-256 of everything before it

The marks are HMACs under the salt, which is another in every file: who knows the deployment or the
recovery key recognises them, and a thief of two backups cannot tell whether they belong together.
The plain end tells truncation and decay to everybody; a change on purpose is told by the seals.
"""

import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from storage.archive.faults import BackupBroken, BackupForeign, BackupNewer
from storage.faults import Tampered
from storage.sealing import hybrid
from storage.sealing.chunks import TAG, Chunks
from storage.sealing.context import context
from storage.sealing.records import KEY_BYTES, new_key

FORMAT: Final = 1
CHUNK: Final = 256 * 1024
"""Bytes of plaintext in a chunk."""
_MAGIC: Final = b"tocsin backup\n"
_MARK: Final = 16
_SALT: Final = 16
_KEY: Final = KEY_BYTES + hybrid.OVERHEAD
_HEAD: Final = struct.Struct(f">{len(_MAGIC)}sH{_SALT}s{_MARK}s{_MARK}s{_KEY}s")
_LENGTH: Final = struct.Struct(">I")
_LAST: Final = 1 << 31
_DIGEST: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The plain head of a backup."""

    salt: bytes
    deployment: bytes
    recovery: bytes
    key: bytes = field(repr=False)

    def is_of(self, deployment: bytes) -> bool:
        """Tell whether this is a backup of that deployment."""
        return hmac.compare_digest(self.deployment, _mark(self.salt, "deployment", deployment))

    def is_for(self, public: bytes) -> bool:
        """Tell whether the private half of that recovery key opens this backup."""
        return hmac.compare_digest(self.recovery, _mark(self.salt, "recovery", public))

    def packed(self) -> bytes:
        """Return the head as it stands in the file."""
        return _HEAD.pack(_MAGIC, FORMAT, self.salt, self.deployment, self.recovery, self.key)

    def purpose(self) -> bytes:
        """Return what the sealed file key is bound to."""
        return context("backup", FORMAT, self.salt, self.deployment, self.recovery)


class Writing:
    """Writes a backup into a file, chunk by chunk, sealed to a recovery key."""

    def __init__(self, file: BinaryIO, deployment: bytes, public: bytes) -> None:
        salt, key = secrets.token_bytes(_SALT), new_key()
        head = Head(
            salt=salt,
            deployment=_mark(salt, "deployment", deployment),
            recovery=_mark(salt, "recovery", public),
            key=b"",
        )
        sealed = hybrid.seal(key, public, head.purpose())
        packed = Head(
            salt=salt, deployment=head.deployment, recovery=head.recovery, key=sealed
        ).packed()
        self._file = file
        self._digest = hashlib.sha256()
        self._chunks = Chunks(key, hashlib.sha256(packed).digest())
        self._waiting = bytearray()
        self._put(packed)

    def write(self, plain: bytes) -> None:
        """Write some of the stream."""
        self._waiting += plain
        while len(self._waiting) > CHUNK:
            self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def end(self) -> None:
        """Write the last chunk and the end."""
        self._chunk(bytes(self._waiting), last=True)
        self._waiting.clear()
        self._file.write(self._digest.digest())

    def _chunk(self, plain: bytes, *, last: bool) -> None:
        sealed = self._chunks.seal(plain, last=last)
        self._put(_LENGTH.pack(len(sealed) | (_LAST if last else 0)))
        self._put(sealed)

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)


class Reading:
    """Reads a backup. Raises BackupBroken, BackupNewer."""

    def __init__(self, file: BinaryIO, name: object) -> None:
        self._file = file
        self._name = name
        self._digest = hashlib.sha256()
        self.size = 0
        """Bytes that were read."""
        packed = self._take(_HEAD.size)
        magic, version, salt, deployment, recovery, key = _HEAD.unpack(packed)
        if magic != _MAGIC:
            raise BackupBroken(f"{name}: is no backup of tocsin", "name a backup")
        if version != FORMAT:
            raise BackupNewer(f"{name}: is of format {version}; this program knows {FORMAT}")
        self.head = Head(salt=salt, deployment=deployment, recovery=recovery, key=key)
        self._bound_to = hashlib.sha256(packed).digest()

    def sealed(self) -> Iterator[tuple[bytes, bool]]:
        """Give each sealed chunk, and whether it is the last, as the plain framing has it."""
        last = False
        while not last:
            (length,) = _LENGTH.unpack(self._take(_LENGTH.size))
            last, length = bool(length & _LAST), length & ~_LAST
            if not TAG <= length <= CHUNK + TAG or not (last or length == CHUNK + TAG):
                raise self._broken("a chunk is of another size than was written")
            yield self._take(length), last
        self._end()

    def opened(self, private: hybrid.Private) -> Iterator[bytes]:
        """Give the stream piece by piece, each only once it was found to be what was written.

        Raises BackupForeign where another recovery key is needed.
        """
        if not self.head.is_for(private.public):
            name = hybrid.name_of(private.public)
            raise BackupForeign(f"{self._name}: is not sealed to recovery key {name}")
        try:
            key = private.open(self.head.key, self.head.purpose())
        except hybrid.DoesNotFit:
            raise self._broken("its head was changed") from None
        chunks = Chunks(key, self._bound_to)
        try:
            for sealed, last in self.sealed():
                yield chunks.open(sealed, last=last)
        except Tampered as fault:
            raise self._broken(str(fault)) from None

    def _end(self) -> None:
        wanted = self._digest.digest()
        if self._take(_DIGEST) != wanted:
            raise self._broken("its end does not fit what stands before it: it was changed")
        if self._file.read(1):
            raise self._broken("something stands behind its end")

    def _take(self, length: int) -> bytes:
        data = self._file.read(length)
        if len(data) != length:
            raise self._broken(f"ends after {self.size + len(data)} bytes: it is truncated")
        self.size += length
        self._digest.update(data)
        return data

    def _broken(self, why: str) -> BackupBroken:
        return BackupBroken(f"{self._name}: {why}")


def _mark(salt: bytes, kind: str, value: bytes) -> bytes:
    return hmac.digest(salt, context(kind, value), hashlib.sha256)[:_MARK]
