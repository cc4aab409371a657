"""A database in which something waits, is parked, is held and is dead, as a bot would leave it."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.keys import provider_for
from storage.store import ListedDelivery, Store, Transaction
from tests.stage import Stage

PERSON, OTHER = "7731906455", "7731906456"
LONG = "a platform's word that is much longer than a line of eighty columns has any room for"


@contextlib.asynccontextmanager
async def opened(stage: Stage, ago: timedelta = timedelta()) -> AsyncIterator[Store]:
    """Give the stage's database, as it was written so long ago."""
    provider = provider_for("file", path=stage.key, passphrase=None)
    url = f"sqlite:///{stage.database}"
    store = await Store.open(url, provider, clock=lambda: datetime.now(UTC) - ago)
    try:
        yield store
    finally:
        await store.close()


async def want(store: Store, message: str, place: str) -> None:
    """Put a delivery into a lane."""

    async def act(tx: Transaction) -> None:
        written = int(tx.now.timestamp() * 1_000_000)
        await tx.deliveries.want(message, place, "desk", priority=0, written=written, sequence=0)

    await store.write(act)


async def settle(store: Store, message: str, place: str, status: Any, error: str = "") -> str:
    """Put a delivery into a lane and end it; returns its id."""
    await want(store, message, place)

    async def act(tx: Transaction) -> str:
        claim = await tx.deliveries.claim(place, lease_seconds=90)
        assert claim is not None
        rule = 1 if status == "held" else 0
        tx.deliveries.settle(claim.id, status=status, rule=rule, error=error)
        return claim.id

    return await store.write(act)


async def event(store: Store, error: str = "text: is no string") -> str:
    """Keep an event that could not be taken; returns its id."""

    async def act(tx: Transaction) -> None:
        tx.dead.add("slack.main", "message", error, None)

    await store.write(act)
    return (await store.read(lambda tx: tx.dead.listed()))[-1].id


async def fill(stage: Stage) -> None:
    """Leave some of everything, each a little older than the next."""
    async with opened(stage, timedelta(days=1, hours=2)) as store:
        await settle(store, "m1", "group", "dead", "chat not found")
    async with opened(stage, timedelta(hours=3, minutes=5)) as store:
        await want(store, "m2", "group")
        await want(store, "m3", "group")
    async with opened(stage, timedelta(minutes=7)) as store:
        await event(store)
        await settle(store, "m4", "team", "held", "Tampered")
        await want(store, "m5", f"notice:telegram.main:{PERSON}")

        async def hold(tx: Transaction) -> None:
            tx.deliveries.hold("m6", "strict", "team", rule=16)
            tx.deliveries.hold_edit("m7", "desk", rule=4)

        await store.write(hold)
    async with opened(stage) as store:
        await settle(store, "m8", f"notice:telegram.main:{OTHER}", "dead", LONG)

        async def park(tx: Transaction) -> None:
            claim = await tx.deliveries.claim("group", lease_seconds=90)
            assert claim is not None
            due = tx.now + timedelta(hours=1)
            tx.deliveries.postpone(claim.id, due=due, error="ratelimited", counted=False)

        await store.write(park)


async def standing(stage: Stage, status: str) -> list[ListedDelivery]:
    """Return the deliveries of a status."""
    async with opened(stage) as store:
        return await store.read(lambda tx: tx.deliveries.listed(status))
