"""The second way in: key files, recovery keys, and the provider that the settings name."""

import asyncio
import base64
import binascii
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Literal

from storage.addresses import Address
from storage.database import database_at
from storage.migrating import is_older, version_of
from storage.repositories.slots import EVERY as SLOTS
from storage.sealing import recovery, sheet
from storage.sealing.providers import FileProvider, PassphraseProvider, Provider
from storage.sealing.records import KEY_BYTES, new_key
from storage.sealing.recovery import RecoveryKey, RecoveryProvider
from storage.sealing.slots import RECOVERY, Slot, open_slot

__all__ = [
    "SHEET_LINES",
    "KeyFault",
    "Provider",
    "RecoveryKey",
    "RecoveryProvider",
    "check_sheet_line",
    "deployment_at",
    "make_key_file",
    "make_recovery",
    "prove",
    "provider_for",
    "provider_of_sheet",
]

SHEET_LINES: Final = sheet.LINES
"""How many lines of words a recovery sheet has."""

_HEADER: Final = "tocsin key 1"
_MOST_BYTES: Final = 4096
_PRIVATE: Final = 0o600


class KeyFault(Exception):
    """The key cannot be had; `remedy` says what helps. Never names a secret."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def make_key_file(path: Path) -> None:
    """Make a key file, mode 0600; raises KeyFault rather than write over anything."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, _PRIVATE)
    except FileExistsError:
        raise KeyFault(f"{path}: is already there", "keep it, or name another file") from None
    except OSError as error:
        raise KeyFault(f"{path}: {error.strerror}", "name a file that can be written") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(descriptor, _PRIVATE)
        file.write(f"{_HEADER}\n{base64.b64encode(new_key()).decode()}\n")
        file.flush()
        os.fsync(descriptor)


def provider_for(
    name: Literal["file", "passphrase"],
    *,
    path: Path | None,
    passphrase: Callable[[], str] | None,
) -> Provider:
    """Return what wraps the root key. Nothing is read or asked before the store is opened."""
    if name == "file" and path is not None:
        return FileProvider(lambda: read_key_file(path))
    if name == "passphrase" and passphrase is not None:
        return PassphraseProvider(passphrase)
    raise KeyFault(f"provider {name}: not in this version", "name file or passphrase")


def make_recovery() -> RecoveryKey:
    """Make a recovery key. Its lines are to be written down: they are kept nowhere."""
    return recovery.made_of(new_key())


def provider_of_sheet(lines: Iterable[str]) -> RecoveryProvider:
    """Return what opens the recovery slot, from a recovery sheet's lines.

    Other lines of the sheet may stand among them. Raises KeyFault, which names the line that is
    wrong and tells nothing of what stands in it.
    """
    try:
        return RecoveryProvider(sheet.seed_of(lines))
    except sheet.BadWords as wrong:
        raise _not_the_sheet(wrong) from None


def check_sheet_line(number: int, text: str) -> None:
    """Return when `text`, typed without its number, can be that line; raises KeyFault."""
    try:
        sheet.read_line(number, text)
    except sheet.BadWords as wrong:
        raise _not_the_sheet(wrong) from None


def _not_the_sheet(wrong: sheet.BadWords) -> KeyFault:
    return KeyFault(f"recovery words: {wrong}", "compare that line with the recovery sheet")


async def prove(url: str, provider: Provider, *, password: str | None = None) -> str:
    """Return the id of the root key that `provider` opens in a database; changes nothing.

    Raises StoreFault, SealFault, and the provider's KeyFault.
    """
    slots = await _slots(url, password)
    return (await asyncio.to_thread(open_slot, slots, provider)).id


async def deployment_at(url: str, *, password: str | None = None) -> bytes | None:
    """Return the name that a database says its deployment has; needs no key, proves nothing.

    None where it has no recovery key. Raises StoreFault, Tampered.
    """
    filled = [one for one in await _slots(url, password) if one.provider == RECOVERY]
    return recovery.read(filled[0].parameters).deployment if filled else None


async def _slots(url: str, password: str | None) -> list[Slot]:
    database = database_at(Address.of(url, password))
    async with database.looking() as looking:
        is_older(await version_of(looking, database.name), database.name)
        return await looking.fetch(SLOTS, {})


def read_key_file(path: Path) -> bytes:
    """Return the key in a file that only its owner can read; raises KeyFault."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeyFault(
            f"{path}: the key file is missing",
            "bring back the key, or `tocsin keys recover` with the recovery sheet",
        ) from None
    except OSError as error:
        if os.path.islink(path):  # noqa: PTH114 - Path's own raises where a folder is closed to us
            raise KeyFault(f"{path}: is a symbolic link", "name the file itself") from None
        raise KeyFault(f"{path}: {error.strerror}", "make it readable for its owner") from None
    with os.fdopen(descriptor, "rb") as file:
        _check(path, os.fstat(descriptor))
        return _parse(path, file.read(_MOST_BYTES + 1))


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise KeyFault(f"{path}: is no regular file", "name a regular file")
    if status.st_uid not in (0, os.geteuid()):
        raise KeyFault(f"{path}: belongs to another user", "give it to the user that runs tocsin")
    mode = stat.S_IMODE(status.st_mode)
    if mode & (0o137 if _is_credential(path, status) else 0o177):
        raise KeyFault(f"{path}: others may use it (mode {mode:04o})", f"chmod 600 {path}")
    if status.st_nlink != 1:
        raise KeyFault(f"{path}: has more than one name", "remove its other hard links")


def _is_credential(path: Path, status: os.stat_result) -> bool:
    """Tell whether systemd has handed the file to this service.

    It is root's, and the service's user is let in by an access list, whose mask shows in the mode
    as if root's group might read: systemd's src/core/exec-credential.c, `write_credential`.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    ours = folder is not None and path.parent == Path(folder)
    return ours and (status.st_uid, status.st_gid) == (0, 0)


def _parse(path: Path, content: bytes) -> bytes:
    try:
        header, key = content.decode("ascii").split("\n")[:2]
        secret = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        header, secret = "", b""
    if header != _HEADER or len(secret) != KEY_BYTES:
        remedy = f"its first line is '{_HEADER}', its second 32 bytes in base64; bring it back"
        raise KeyFault(f"{path}: is no key file of a known format", remedy)
    return secret
