"""The first figures: `make bench` prints this table; each row beside its target and the floor."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from policies.labels import Label
from policies.readings import Kind, read
from policies.sharing.audiences import Audience
from policies.sharing.case import Case
from policies.sharing.deciding import decide
from tests.benchmarks.harness import Run, all_arrived, bot


def row(what: str, value: str, floor: str, target: str) -> None:
    print(f"{what:<52} {value:>18} {floor:>18} {target:>18}", flush=True)


async def burst(run: Run, to: str, count: int) -> tuple[float, float, float]:
    """Return messages/s, CPU seconds for a thousand, and how many were lost."""
    cpu = run.cpu()
    began = time.monotonic()
    for number in range(count):
        run.say(to, number % len(run.rooms), number)
        if number % 50 == 49:
            await asyncio.sleep(0)
    found = await all_arrived(run, to, count, 60)
    last = max(found.values(), default=began)
    return len(found) / (last - began), (run.cpu() - cpu) / count * 1000, count - len(found)


async def steady(run: Run, to: str, per_second: float, seconds: float) -> list[float]:
    """Return the latencies in milliseconds of messages at a steady pace, after a warm-up."""
    count = int(per_second * seconds)
    begun: dict[int, float] = {}
    for number in range(-5, count):
        begun[10_000 + number] = run.say(to, number % len(run.rooms), 10_000 + number)
        await asyncio.sleep(1 / per_second)
    found = await all_arrived(run, to, 0, 0)
    await asyncio.sleep(0.5)
    found = run.arrived(to)
    return sorted(
        (found[number] - at) * 1000
        for number, at in begun.items()
        if number >= 10_000 and number in found
    )


def at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


async def throughput(bridges: int, count: int, target: str) -> None:
    for to in ("telegram", "slack"):
        figures = {}
        for kind in ("tocsin", "floor"):
            async with bot(kind, bridges) as run:
                figures[kind] = await burst(run, to, count)
                peak = run.peak()
                waited = sorted(
                    e["waited"] for e in run.slack.journal.entries if e["kind"] == "acknowledged"
                )
            figures[kind] = (*figures[kind], peak, waited)
        ours, floor = figures["tocsin"], figures["floor"]
        label = f"{bridges} bridge{'s' if bridges > 1 else ''}, to {to}"
        row(f"{label}: messages/s", f"{ours[0]:.0f}", f"{floor[0]:.0f}", target)
        row(f"{label}: CPU s per 1,000", f"{ours[1]:.2f}", f"{floor[1]:.2f}", "1.0")
        row(f"{label}: peak MB", f"{ours[3]:.0f}", f"{floor[3]:.0f}", "floor + 60")
        if ours[2] or floor[2]:
            row(f"{label}: not arrived in 60 s", f"{ours[2]:.0f}", f"{floor[2]:.0f}", "0")
        if to == "telegram":
            row(f"{label}: acknowledgement p99 s", f"{at(ours[4], 0.99):.2f}",
                f"{at(floor[4], 0.99):.2f}", "0.6")  # fmt: skip


async def latency(per_second: float, seconds: float, target: str, delay: float = 0) -> None:
    for to in ("telegram", "slack"):
        shown = {}
        for kind in ("tocsin", "floor"):
            async with bot(kind, 3, delay) as run:
                values = [one - delay for one in await steady(run, to, per_second, seconds)]
            shown[kind] = f"{at(values, 0.5):.1f}/{at(values, 0.95):.1f}/{at(values, 0.99):.1f}"
        extra = f", {delay:.0f} ms a call (our own share)" if delay else ""
        row(
            f"{per_second:.0f}/s to {to}{extra}: p50/p95/p99 ms",
            shown["tocsin"],
            shown["floor"],
            target,
        )


async def destinations() -> None:
    figures = {}
    for kind in ("tocsin", "floor"):
        async with bot(kind, 20, 100) as run:
            figures[kind] = await burst(run, "telegram", 1000)
    row("20 destinations, 100 ms a call: deliveries/s", f"{figures['tocsin'][0]:.0f}",
        f"{figures['floor'][0]:.0f}", "180")  # fmt: skip


async def starts() -> None:
    seconds: dict[str, list[float]] = {"tocsin": [], "floor": []}
    for _ in range(3):
        for kind, found in seconds.items():
            async with bot(kind, 1) as run:
                found.append(run.ready)
    ours, floor = (statistics.median(seconds[kind]) for kind in ("tocsin", "floor"))
    row("start to ready, s (median of 3)", f"{ours:.2f}", f"{floor:.2f}", "floor + 1")


def per_second(act: Callable[[], object], seconds: float = 1.0) -> float:
    rates = []
    for _ in range(3):
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds / 3:
            for _ in range(200):
                act()
            count += 200
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def pure() -> None:
    case = Case(
        reading=Kind.LABEL, label=Label.AMBER, source="a", author_known=True,
        ceiling=Label.AMBER, addressed=frozenset({"a", "b"}), platform="telegram",
        audience=Audience(known=True, organisations=("b",)), today=date(2026, 11, 24),
    )  # fmt: skip
    row("decisions/s", f"{per_second(lambda: decide(case)):,.0f}", "", "100,000")
    text = "TLP:AMBER polling hours are wrong in the north, please check and answer"
    row("label readings/s (labelled)", f"{per_second(lambda: read(text)):,.0f}", "", "")
    talk = "polling hours are wrong in the north, please check and answer"
    row("label readings/s (ordinary talk)", f"{per_second(lambda: read(talk)):,.0f}", "", "")
    key, plain = AESGCM(os.urandom(32)), os.urandom(1024)
    seals = per_second(lambda: key.encrypt(os.urandom(12), plain, b"context"))
    row("seals/s (1 KB, AES-256-GCM)", f"{seals:,.0f}", "", "")


async def main() -> None:
    quick = "--quick" in sys.argv
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {time.strftime('%Y-%m-%d')}")
    row("", "tocsin", "floor", "target")
    pure()
    await starts()
    await throughput(1, 300 if quick else 1000, "500")
    await throughput(10, 500 if quick else 2000, "1,000")
    for pace in (5, 20, 50):
        await latency(pace, 3 if quick else 8, "5/–/12" if pace > 5 else "")
    await latency(5, 3 if quick else 8, "–/20/–", delay=100)
    await destinations()


if __name__ == "__main__":
    asyncio.run(main())
