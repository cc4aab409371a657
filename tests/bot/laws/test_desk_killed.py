"""Killed at any instant between due and settled: what fell due comes once, or once more marked.

One run of a series, one reminder, an alert and a check-in that nobody has answered fall due at
once. Here at some instants all along; at each of them in tests/benchmarks/proofs, `make proofs`.
"""

import contextlib
import copy
import itertools
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.community.remembered import Remembered
from policies.alerts.alert import Alert
from tests.bot.beginnings import Beginnings
from tests.bot.coalition import COALITION, Coalition
from tests.bot.laws.test_every_await import Rooms, SteppingLoop, run
from tests.bot.small_house import Clock, House, opened

LINES: Final = (
    "schedule every day 12:10 UTC TLP:GREEN to watch: Count the ballots.",
    "remind in 10m TLP:GREEN to radio, ministry: The briefing begins.",
    "checkin in 1m critical TLP:GREEN to watch: How is the night?",
)
RUN, REMINDER, SILENCE, ALERT = TEXTS = (
    "Count the ballots.",
    "The briefing begins.",
    "How is the night?",
    "A fire.",
)
RING: Final = "asked 2 times"
PLACES: Final = {
    "group": {RUN, SILENCE},
    "watchroom": {RUN, SILENCE},
    "studio": {REMINDER, ALERT},
    "office": {REMINDER},
    "desk": set(),
    "nightdesk": set(),
    "dora": {SILENCE},
    "wes": {SILENCE},
    "rosa": {ALERT, RING},
    **{one: set() for one in ("bo", "ray", "rita", "mo", "mads", "nia", "stan")},
}
"""What stands in each room and with each person at the end, and nothing else."""
ROOMS: Final = ("group", "watchroom", "studio", "office", "desk", "nightdesk")
DUE: Final = datetime(2027, 3, 1, 12, 10, 1, tzinfo=UTC)


async def until_due(coalition: Coalition) -> None:
    """Plan and raise what falls due, and let its time come."""
    coalition.turn_to("2027-03-01 12:00:00")
    for line in LINES:
        await coalition.typed("ann", line)
        await coalition.press("ann", "Plan it")
    await coalition.pass_(60)
    await coalition.typed("ann", f"new critical TLP:GREEN to radio: {ALERT}")
    await coalition.press("ann", "Send")
    await coalition.pass_(2)
    coalition.turn_to(f"{DUE:%Y-%m-%d %H:%M:%S}")


async def go_on(coalition: Coalition) -> None:
    """Do all that is due, and deliver it; and what that has fall due in a moment."""
    await coalition.agenda()
    await coalition.pass_(2)
    await coalition.pass_(2)


async def judge(coalition: Coalition) -> None:
    """Each was done once, whom it is for has it, nobody else has anything, and all goes on."""
    found = await coalition.house.store.read(lambda tx: tx.docket.opened("alert", Alert))
    assert sorted(one.value.text for one in found) == sorted(TEXTS)
    filed = {one.value.text: one for one in found}
    steps = {RUN: [], REMINDER: [], SILENCE: ["watch"], ALERT: ["radio"]}
    for text, one in filed.items():
        said = [(entry.what, entry.organisation) for entry in await coalition.timeline(one.number)]
        assert [who for what, who in said if what == "raised"] == ["institute"], said
        assert [who for what, who in said if what == "escalated"] == steps[text], said
    runs, waits = await coalition.dues("schedule"), await coalition.dues("escalate")
    assert [one.due for one in runs] == [datetime(2027, 3, 2, 12, 10, tzinfo=UTC)]
    waiting = {RUN: "watch", SILENCE: "watch", ALERT: "radio"}
    assert sorted(one.subject for one in waits) == sorted(
        (filed[text].id, organisation) for text, organisation in waiting.items()
    )
    for place in PLACES:
        judge_place(coalition, place)


def judge_place(coalition: Coalition, place: str) -> None:
    """What should stands there, and twice only on Telegram, which finds nothing, and marked."""
    person, room = ("", place) if place in ROOMS else (place, None)
    door, channel = coalition._where(person, room)
    texts, posts = door.standing(channel), door.sent("post", channel)
    for text in PLACES[place]:
        there = sum(text in one for one in texts)
        again = sum(text in one and "repeat" in one for one in posts)
        assert there == 1 or (door.platform, there, again) == ("telegram", 2, 1), (place, texts)
    assert all(any(text in one for text in PLACES[place]) for one in texts), (place, texts)


@contextlib.asynccontextmanager
async def opened_at(folder: Path, rooms: dict[str, Rooms]) -> AsyncIterator[Coalition]:
    """Be the next process: what lies in a folder and stands in the rooms is all that there is."""
    clock = Clock()
    clock.now = DUE
    store = await opened(folder, clock)
    try:
        remembered = await Remembered.of(store)
        remembered.services.now = clock
        remembered.services.jitter = lambda: 1.0
        house = House(folder, store, remembered, clock)
        for name, door in house.doors.items():
            door.rooms = rooms[name]
            door._numbers = itertools.count(50_000)
        await store.write(lambda tx: tx.deliveries.release())
        yield Coalition(house)
    finally:
        await store.close()


def test_whatever_falls_due_comes_once_or_marked_at_whichever_instant_it_is_killed(
    tmp_path: Path, beginnings: Beginnings
) -> None:
    assert due_and_killed(tmp_path, beginnings.of(COALITION), 6) >= 6


def due_and_killed(folder: Path, begun: Path, most: int | None = None) -> int:
    """Kill at every instant at which something has changed; `most` leaves some out evenly.

    Returns how many lives there were.
    """
    snapshots: list[tuple[Path, Any]] = []

    async def first_life(loop: SteppingLoop) -> None:
        here = folder / "first"
        here.mkdir()
        house = await House.of(here, begun, COALITION)
        seen: list[Any] = []

        def snap() -> None:
            doors = house.doors.values()
            state = (_written(here), *(len(door.calls) for door in doors))
            if state not in seen:
                seen.append(state)
                kept = folder / f"snap-{len(snapshots)}"
                shutil.copytree(here, kept)
                rooms = {name: door.rooms for name, door in house.doors.items()}
                snapshots.append((kept, copy.deepcopy(rooms)))

        try:
            await house.take_up()
            coalition = Coalition(house)
            await until_due(coalition)
            loop.hook = snap
            await go_on(coalition)
            loop.hook = None
            await judge(coalition)
        finally:
            await house.close()

    run(first_life)
    assert len(snapshots) > 30
    chosen = snapshots[:: 1 if most is None else max(1, len(snapshots) // most)]
    for kept, rooms in chosen:

        async def next_life(_loop: SteppingLoop, kept: Path = kept, rooms: Any = rooms) -> None:
            async with opened_at(kept, rooms) as coalition:
                await go_on(coalition)
                await judge(coalition)

        run(next_life)
    return len(chosen)


def _written(folder: Path) -> tuple[tuple[int, int], ...]:
    """Return what changes with every write: a log that begins anew does not grow."""
    stats = [one.stat() for one in sorted(folder.glob("tocsin.db*"))]
    return tuple((one.st_size, one.st_mtime_ns) for one in stats)
