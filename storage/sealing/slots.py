"""The root key's slots: each holds the root key wrapped in another way.

The slot "main" is opened at every start, by what the settings name; the slot "recovery" only with
the words of the recovery sheet, and is empty where no recovery key was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from storage.faults import KeyMissing, KeyWrong, Tampered
from storage.sealing import recovery
from storage.sealing.context import context
from storage.sealing.keyring import Root
from storage.sealing.providers import NotThis, Provider
from storage.sealing.records import KEY_BYTES, new_key, new_key_id
from storage.sealing.recovery import RecoveryKey

MAIN: Final = "main"
RECOVERY: Final = recovery.NAME


class Slot(NamedTuple):
    """One slot as the database holds it; an empty one has no provider and nothing wrapped."""

    name: str
    root: bytes
    provider: str | None
    parameters: str | None
    wrapped: bytes | None


@dataclass(frozen=True, slots=True)
class Made:
    """A new root key with the slots to store."""

    root: Root = field(repr=False)
    slots: tuple[Slot, ...]


def make(provider: Provider, words: RecoveryKey | None = None) -> Made:
    """Make a root key, with a recovery slot that `words` open; may block."""
    key_id, secret = new_key_id(), new_key()
    root = Root(key_id, secret)
    second = Slot(RECOVERY, key_id, None, None, None)
    if words is not None:
        second = recovery_slot(root, words, recovery.new_deployment())
    return Made(root, (main_slot(root, provider), second))


def main_slot(root: Root, provider: Provider) -> Slot:
    """Return a slot that `provider` opens; may block."""
    key_id = bytes.fromhex(root.id)
    parameters, wrapped = provider.wrap(root.secret, _bound(MAIN, key_id, provider.name))
    return Slot(MAIN, key_id, provider.name, parameters, wrapped)


def recovery_slot(root: Root, words: RecoveryKey, deployment: bytes) -> Slot:
    """Return a slot that `words` open; raises Tampered where they are none."""
    key_id = bytes.fromhex(root.id)
    bound = _bound(RECOVERY, key_id, recovery.NAME)
    parameters, wrapped = recovery.fill(root, words, deployment, bound)
    return Slot(RECOVERY, key_id, recovery.NAME, parameters, wrapped)


def open_slot(slots: Sequence[Slot], provider: Provider) -> Root:
    """Return the root key; may block. Raises KeyMissing, KeyWrong, and the provider's fault."""
    for slot in slots:
        _check(slot)
        if slot.provider == provider.name and slot.wrapped and slot.parameters is not None:
            bound = _bound(slot.name, slot.root, provider.name)
            try:
                secret = provider.unwrap(slot.parameters, slot.wrapped, bound)
            except NotThis as other:
                raise KeyWrong(_expected(slot), other.found) from None
            if len(secret) != KEY_BYTES:
                raise KeyWrong(_expected(slot), "a key of another length")
            return Root(slot.root, secret)
    raise KeyMissing(slots[0].root.hex() if slots else "(none)")


def _check(slot: Slot) -> None:
    """Raise Tampered where a cell is of another type: SQLite gives whatever somebody put there."""
    cells: tuple[object, ...] = (slot.root, slot.wrapped or b"")
    if not all(isinstance(one, bytes) for one in cells):
        raise Tampered("the slots of the root key")


def _expected(slot: Slot) -> str:
    if slot.provider == "file":
        return f"{slot.root.hex()} ({slot.provider}, {slot.parameters})"
    if slot.provider == recovery.NAME:
        return f"{slot.root.hex()} (recovery key {recovery.read(slot.parameters).name})"
    return slot.root.hex()


def _bound(name: str, key_id: bytes, provider: str) -> bytes:
    return context("slot", name, key_id, provider)
