"""Forgetting what its time is past for: keys are shredded, rows deleted, the log emptied."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from policies.audit import AuditKind
from storage.store import Store, Transaction

TOLD_KEPT: Final = timedelta(days=30)
"""How long an event is recognised when it is told again."""
SETTLED_KEPT: Final = timedelta(days=90)
"""How long a settled delivery is listed."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many keys were shredded, and whether a reader still keeps the log with their traces."""

    keys: int
    pending: bool


async def forget(
    store: Store, before: Callable[[Transaction], Awaitable[object]] | None = None
) -> Forgotten:
    """Forget what is past. While `pending`, call again: a reader was busy. Raises StoreFault.

    `before` is done in the same transaction, while what is to be forgotten is still there.
    """

    async def act(tx: Transaction) -> int:
        if before is not None:
            await before(tx)
        return await _forget(tx)

    keys = await store.write(act)
    return Forgotten(keys, pending=not await store.purge())


async def _forget(tx: Transaction) -> int:
    tx.received.forget(tx.now - TOLD_KEPT)
    tx.messages.forget()
    tx.copies.forget()
    tx.files.forget()
    tx.reactions.forget()
    tx.notices.forget()
    tx.affairs.forget()
    tx.docket.forget()
    tx.sheets.forget()
    tx.fingerprints.forget()
    tx.dead.forget()
    tx.deliveries.forget(tx.now - SETTLED_KEPT)
    keys = await tx.keys.forget_past()
    if keys:
        tx.audit.add(AuditKind.FORGOTTEN, organisation=None, keys=keys)
    return keys
