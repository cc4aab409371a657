"""The first figures: `make bench` prints this table, each row beside the floor and its target.

The floor is a bot that imports the same libraries and only echoes (tests/benchmarks/floor.py), in
the same harness. Read ratios, not numbers: the machines are shared. `--quick` takes a minute.
"""

import asyncio
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policies.labels import Label
from policies.readings import Kind, read
from policies.sharing.audiences import Audience
from policies.sharing.case import Case
from policies.sharing.deciding import decide
from storage.sealing import records
from storage.sealing.context import context
from tests.benchmarks import agendas, alarms, queues
from tests.benchmarks.harness import Run, all_arrived, bot

KINDS: Final = ("tocsin", "floor")
_SLOWEST: Final = 5
_PATIENCE: Final = 60.0


def row(
    what: str, ours: str, floor: str = "", target: str = "", *, met: bool | None = None
) -> None:
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"{what:<58} {ours:>16} {floor:>16} {target:>14} {verdict}", flush=True)


def at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


@dataclass(frozen=True)
class Burst:
    """What a burst took: messages and CPU seconds, peak MB, waits for acknowledgement (s)."""

    per_second: float
    cpu_per_1000: float
    lost: int
    peak: float
    acknowledged: list[float]


async def burst(kind: str, bridges: int, to: str, count: int, delay_ms: float = 0) -> Burst:
    async with bot(kind, bridges, delay_ms) as run:
        cpu, told = run.cpu(), len(run.slack.journal.entries)
        began = time.monotonic()
        for number in range(count):
            run.say(to, number % len(run.rooms), number)
            if number % 50 == 49:
                await asyncio.sleep(0)
        found = await all_arrived(run, to, count, _PATIENCE)
        last = max(found.values(), default=began)
        return Burst(
            per_second=len(found) / (last - began),
            cpu_per_1000=(run.cpu() - cpu) / count * 1000,
            lost=count - len(found),
            peak=run.peak(),
            acknowledged=sorted(
                one["waited"]
                for one in run.slack.journal.entries[told:]
                if one["kind"] == "acknowledged"
            ),
        )


async def throughput(bridges: int, count: int, target: int) -> None:
    for to in ("telegram", "slack"):
        ours, floor = [await burst(kind, bridges, to, count) for kind in KINDS]
        label = f"{count} over {bridges} bridge{'s' if bridges > 1 else ''} to {to}"
        row(f"{label}: messages/s", f"{ours.per_second:.0f}", f"{floor.per_second:.0f}",
            f"{target:,}", met=ours.per_second >= target)  # fmt: skip
        row(f"{label}: CPU s per 1,000", f"{ours.cpu_per_1000:.2f}", f"{floor.cpu_per_1000:.2f}",
            "1.0", met=ours.cpu_per_1000 <= 1)  # fmt: skip
        row(f"{label}: peak MB", f"{ours.peak:.0f}", f"{floor.peak:.0f}", "floor + 60",
            met=ours.peak <= floor.peak + 60)  # fmt: skip
        row(f"{label}: not there after {_PATIENCE:.0f} s", f"{ours.lost}", f"{floor.lost}", "0",
            met=ours.lost == 0)  # fmt: skip
        if to == "telegram":
            wait = at(ours.acknowledged, 0.99)
            row(f"{label}: acknowledgement p99 s", f"{wait:.2f}",
                f"{at(floor.acknowledged, 0.99):.2f}", "0.6", met=wait <= 0.6)  # fmt: skip


async def steady(run: Run, to: str, pace: float, seconds: float) -> list[float]:
    """Return the latencies in milliseconds of messages at a steady pace; raises if one is lost."""
    count = int(pace * seconds)
    begun: list[float] = []
    for number in range(count):
        begun.append(run.say(to, number % len(run.rooms), number))
        await asyncio.sleep(1 / pace)
    found = await all_arrived(run, to, count, 10)
    return sorted((found[number] - at) * 1000 for number, at in enumerate(begun))


async def latency(pace: float, seconds: float, *, delay_ms: float = 0) -> None:
    for to in ("telegram", "slack"):
        taken: dict[str, tuple[float, float, float]] = {}
        for kind in KINDS:
            async with bot(kind, 3, delay_ms) as run:
                values = [one - delay_ms for one in await steady(run, to, pace, seconds)]
            taken[kind] = at(values, 0.5), at(values, 0.95), at(values, 0.99)
        p50, p95, p99 = taken["tocsin"]
        shown = {kind: "/".join(f"{one:.1f}" for one in three) for kind, three in taken.items()}
        if delay_ms:
            label, target, met = f", {delay_ms:.0f} ms a call, our own share", "–/20/–", p95 <= 20
        elif pace > _SLOWEST:
            label, target, met = "", "5/–/12", p50 <= 5 and p99 <= 12
        else:
            label, target, met = "", "", None
        row(f"{pace:.0f}/s to {to}{label}: p50/p95/p99 ms", shown["tocsin"], shown["floor"],
            target, met=met)  # fmt: skip


async def destinations() -> None:
    ours, floor = [await burst(kind, 20, "telegram", 1000, delay_ms=100) for kind in KINDS]
    row("20 destinations, 100 ms a call: deliveries/s", f"{ours.per_second:.0f}",
        f"{floor.per_second:.0f}", "180 of 200", met=ours.per_second >= 180)  # fmt: skip


async def starts() -> None:
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(3):
        for kind, found in seconds.items():
            async with bot(kind, 1) as run:
                found.append(run.ready)
    ours, floor = (statistics.median(seconds[kind]) for kind in KINDS)
    row("start to ready, s (median of 3)", f"{ours:.2f}", f"{floor:.2f}", "floor + 1",
        met=ours <= floor + 1)  # fmt: skip


def rate(act: Callable[[], object]) -> float:
    """Return how often a second `act` can be done: the median of five stretches."""
    rates = []
    for _ in range(5):
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < 0.3:
            for _ in range(200):
                act()
            count += 200
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def pure() -> None:
    case = Case(
        reading=Kind.LABEL, label=Label.AMBER, source="a", author_known=True,
        ceiling=Label.AMBER, addressed=frozenset({"a", "b"}), platform="telegram",
        audience=Audience(known=True, organisations=("b",)), today=date(2026, 11, 26),
    )  # fmt: skip
    decisions = rate(lambda: decide(case))
    row("decisions/s", f"{decisions:,.0f}", target="100,000", met=decisions >= 100_000)
    for what, text in (
        ("labelled", "TLP:AMBER polling hours are wrong in the north, please check and answer"),
        ("with a warning", "URGENT: TLP-AMBER polling hours are wrong in the north, please check"),
        ("ordinary talk", "polling hours are wrong in the north, please check and answer"),
    ):
        row(f"label readings/s ({what})", f"{rate(lambda: read(text)):,.0f}")  # noqa: B023
    key, key_id, plain = records.new_key(), records.new_key_id(), os.urandom(1000)
    bound_to = context("messages", "body", key_id.hex(), 1, 2, key_id, "TLP:AMBER", "crossing")
    row("seals/s (1 KB)", f"{rate(lambda: records.seal(key_id, key, plain, bound_to)):,.0f}")


async def views() -> None:
    found = await asyncio.to_thread(queues.costs)
    for what, seconds in (("a view", found.view), ("a view after a change", found.changed)):
        row(f"{queues.OPEN:,} open alerts: {what}, ms", f"{seconds * 1000:.0f}",
            target="200", met=seconds < 0.2)  # fmt: skip
    row(f"{queues.OPEN:,} open alerts: read after a start, s", f"{found.first:.1f}")


async def main() -> None:
    quick = "--quick" in sys.argv
    version = sys.version.split(maxsplit=1)[0]
    print(f"{os.cpu_count()} cores, Python {version}, {time.strftime('%Y-%m-%d')}")
    row("", *KINDS, "target")
    pure()
    await starts()
    await throughput(1, 300 if quick else 1000, 500)
    await throughput(10, 500 if quick else 2000, 1000)
    for pace in (_SLOWEST, 20, 50):
        await latency(pace, 3 if quick else 10)
    await latency(_SLOWEST, 3 if quick else 10, delay_ms=100)
    await destinations()
    await views()


def alert_desk() -> None:
    """Print how soon alerts are where they must be; each town has a loop of its own."""
    quick = "--quick" in sys.argv
    logging.disable()
    many = 30 if quick else 100
    sent = alarms.taken(many, lambda town: alarms.fan_out(town, many))
    first, last, least = min(sent.after), max(sent.after), many / alarms.A_SECOND
    row(f"alert to {many} conversations: due to first, s", f"{first:.2f}")
    row(f"alert to {many} conversations: due to last, of the limit's own {least:.2f} s",
        f"{last / least:.2f}", target="1.1", met=last <= 1.1 * least)  # fmt: skip
    row(f"alert to {many} conversations: first to last, of the same",
        f"{(last - first) / least:.2f}", target="1.1", met=last - first <= 1.1 * least)  # fmt: skip
    sent = alarms.taken(many, lambda town: alarms.fan_out(town, many), groups=True)
    last = max(sent.after)
    row(f"alert to {many} groups and their duty: due to last, of the same",
        f"{last / least:.2f}", target="1.1", met=last <= 1.1 * least)  # fmt: skip
    waiting = 1_000 if quick else 10_000
    sent = alarms.taken(many, lambda town: alarms.behind(town, many, waiting, waiting // 20))
    first, slow = min(sent.after), at(sorted(sent.after), 0.99)
    row(f"alert behind {waiting:,} messages: press to first, s", f"{first:.2f}", target="1",
        met=first < 1)  # fmt: skip
    row(f"alert behind {waiting:,} messages: press to p99 of {many}, s", f"{slow:.2f}",
        target="5", met=slow < 5)  # fmt: skip
    sent = alarms.taken(20, lambda town: alarms.punctual(town, many, 0.5, among=20))
    slow = at(sorted(sent.after), 0.99)
    row(f"{many} schedules: due to first send, p50/p99 s",
        f"{at(sorted(sent.after), 0.5):.2f}/{slow:.2f}", target="–/1", met=slow < 1)  # fmt: skip
    seen = alarms.taken(0, alarms.acknowledged)
    slow = max(seen.telegram, seen.slack, seen.status)
    row("acknowledged on a phone: seen on every surface, s", f"{slow:.2f}", target="2",
        met=slow < 2)  # fmt: skip
    planned = 5_000 if quick else agendas.SCHEDULES
    found = agendas.costs(planned)
    beside = f"{queues.OPEN:,} alerts, {planned:,} schedules"
    row(f"{beside}: a look with nothing due, ms", f"{found.idle * 1000:.1f}")
    row(f"{beside}: a look with one due, ms", f"{found.one * 1000:.0f}")
    for what, seconds in (("list", found.list_), ("status", found.status), ("home", found.home)):
        row(f"{beside}: {what}, ms", f"{seconds * 1000:.0f}", target="200",
            met=seconds < 0.2)  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
    alert_desk()
