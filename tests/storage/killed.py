"""A process that writes to a database until it is killed, and says what is durable."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from storage.keys import provider_for
from storage.store import Store, Transaction


def write() -> None:
    """Write to the database of the first word with the key file of the second."""
    url, key = sys.argv[1:]
    asyncio.run(_write(url, Path(key)))


async def _write(url: str, key: Path) -> None:
    provider = provider_for("file", path=key, passphrase=None)
    store = await Store.open(url, provider, clock=lambda: datetime.now(UTC))

    async def writer(lane: int) -> None:
        for n in range(100_000):

            async def act(tx: Transaction, n: int = n) -> None:
                tx.received.told(tx.keyed(str(lane), str(n)))
                tx.cursors.set("door", str(lane), str(n))

            await store.write(act)
            sys.stdout.write(f"{lane} {n}\n")
            sys.stdout.flush()

    await asyncio.gather(*(writer(lane) for lane in range(8)))
