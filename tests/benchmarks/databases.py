"""The same figures on SQLite and on PostgreSQL, side by side.

python -m tests.benchmarks.databases [--rounds 5] [--only-store]

The server is started for it (tests/servers.py), over the socket in the file system, its files on
the same disk as SQLite's.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from storage.keys import make_key_file, provider_for
from storage.store import Store, Transaction
from tests import servers
from tests.benchmarks import harness
from tests.benchmarks.harness import all_arrived, bot
from tests.servers import Server

KINDS = ("sqlite", "postgresql")
_MESSAGES, _BRIDGES, _PACE, _SECONDS = 600, 3, 5, 6


async def told(tx: Transaction) -> None:
    tx.received.told(tx.keyed(tx.new_id()))


async def looked(tx: Transaction) -> None:
    await tx.received.told_before(tx.keyed("nothing"))


async def one_by_one(store: Store) -> float:
    """Return the milliseconds of one act that waits for its commit."""
    began = time.perf_counter()
    for _ in range(100):
        await store.write(told)
    return (time.perf_counter() - began) * 10


async def together(store: Store) -> float:
    """Return how many acts a second are made durable when 1,000 come at once."""
    began = time.perf_counter()
    await asyncio.gather(*(store.write(told) for _ in range(1000)))
    return 1000 / (time.perf_counter() - began)


async def read(store: Store) -> float:
    """Return the milliseconds of one read."""
    began = time.perf_counter()
    for _ in range(100):
        await store.read(looked)
    return (time.perf_counter() - began) * 10


async def burst(_store: Store) -> float:
    """Return how many messages a second cross in a burst."""
    async with bot("tocsin", _BRIDGES) as run:
        began = time.monotonic()
        for number in range(_MESSAGES):
            run.say("telegram", number % _BRIDGES, number)
        found = await all_arrived(run, "telegram", _MESSAGES, 120)
        return len(found) / (max(found.values()) - began)


async def latency(_store: Store) -> float:
    """Return the median milliseconds of a message, five of which come in a second."""
    async with bot("tocsin", _BRIDGES) as run:
        begun = []
        for number in range(_PACE * _SECONDS):
            begun.append(run.say("telegram", number % _BRIDGES, number))
            await asyncio.sleep(1 / _PACE)
        found = await all_arrived(run, "telegram", _PACE * _SECONDS, 10)
        return statistics.median((found[n] - at) * 1000 for n, at in enumerate(begun))


FIGURES: tuple[tuple[str, Callable[[Store], Awaitable[float]]], ...] = (
    ("an act alone, until it is durable, ms", one_by_one),
    ("1,000 acts at once, durable a second", together),
    ("a read, ms", read),
    (f"a burst of {_MESSAGES} over {_BRIDGES} bridges, messages/s", burst),
    (f"{_PACE} messages a second, p50 ms", latency),
)

_OF_STORE = 3


async def taken(url: str, folder: Path, figure: Callable[[Store], Awaitable[float]]) -> float:
    key = folder / "key"
    make_key_file(key)
    provider = provider_for("file", path=key, passphrase=None)
    store = await Store.create(url, provider, clock=lambda: datetime.now(UTC))
    try:
        return await figure(store)
    finally:
        await store.close()


def on(kind: str, server: Server, figure: Callable[[Store], Awaitable[float]]) -> float:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        url = f"sqlite:///{name}/tocsin.db" if kind == "sqlite" else server.url(server.make())
        harness.DATABASE = "" if kind == "sqlite" else server.url(server.make())
        return asyncio.run(taken(url, Path(name), figure))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only-store", action="store_true", help="without the bridge")
    given = parser.parse_args()
    figures = FIGURES[:_OF_STORE] if given.only_store else FIGURES
    servers.roomy_memory = lambda _: None  # on the disk, as SQLite's file is
    server = servers.started()
    try:
        version = sys.version.split(maxsplit=1)[0]
        print(f"{os.cpu_count()} cores, Python {version}, {time.strftime('%Y-%m-%d')}, medians")
        print(f"{'':<50}" + "".join(f"{kind:>14}" for kind in KINDS))
        for label, figure in figures:
            found = {kind: [] for kind in KINDS}
            for _ in range(given.rounds):
                for kind in KINDS:
                    found[kind].append(on(kind, server, figure))
            shown = [f"{statistics.median(found[kind]):14.2f}" for kind in KINDS]
            print(f"{label:<50}" + "".join(shown), flush=True)
    finally:
        server.close()


if __name__ == "__main__":
    main()
