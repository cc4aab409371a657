"""Killed between any two steps of the loop, and cancelled at awaits all along: nothing is lost.

A kill is what lies on the disk and stands in the rooms at that instant; another process goes on
from there, and the platforms tell again what was not acknowledged. Here at some instants all along;
at each of them in tests/benchmarks/proofs, `make proofs`.
"""

import asyncio
import copy
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.community.remembered import Remembered
from tests.bot.small_house import Clock, House, Standing, opened
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

Rooms = dict[str, dict[str, dict[str, Standing]]]


class SteppingLoop(asyncio.SelectorEventLoop):
    """Calls `hook` before every turn."""

    hook: Callable[[], None] | None = None

    def _run_once(self) -> None:
        if self.hook is not None:
            self.hook()
        super()._run_once()


def run(work: Callable[[SteppingLoop], Coroutine[Any, Any, Any]]) -> Any:
    """Run `work` in a loop that can be stopped at any turn."""
    with asyncio.Runner(loop_factory=SteppingLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, SteppingLoop)
        return runner.run(work(loop))


class Telling:
    """What is told, in order; `acknowledged` counts what the platforms will not tell again."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.acknowledged = 0
        self.events = _events(house)

    async def go_on(self, *, first: int = 0) -> None:
        """Tell what is left, delivering in between."""
        for at in range(first, len(self.events)):
            event = self.events[at]
            await self.house.hear(event)
            self.acknowledged = at + 1
            if at % 3 == 2:
                await self.house.deliver()
        await self.house.deliver()


def _events(house: House) -> list[Any]:
    """Return messages of both platforms, an answer, edits, a deletion and a raised label."""
    one = house.said(DESK, "TLP:GREEN one", number=101)
    two = house.said(WATCH, "TLP:GREEN two", number=102)
    three = house.said(TEAM_ROOM, "TLP:AMBER three", number=103)
    four = house.said(DESK, "four", number=104, reply_to="101")
    held = house.said(STRICT, "a held heron", number=105)
    gone = house.said(WATCH, "TLP:GREEN gone", number=106)
    raised = house.said(DESK, "TLP:GREEN raised", number=107)
    return [
        one, two, three, four, held, gone, raised,
        house.said(DESK, "TLP:GREEN one again", number=101, edited=True),
        house.deleted(WATCH, "106"),
        house.said(DESK, "TLP:RED raised", number=107, edited=True),
        house.said(STRICT, "TLP:GREEN a freed heron", number=105, edited=True),
    ]  # fmt: skip


EXPECTED = {
    str(WATCH): {"one again", "three", "four"},
    DESK: {"two", "three"},
    TEAM_ROOM: {"one again", "two", "four", "a freed heron"},
    str(STRICT): set(),
}


def _forbidden(text: str) -> bool:
    """Tell whether a text is nobody's to read elsewhere: it is held, or it is RED.

    That something became RED is reported to whoever raised it; no word of it stands there.
    """
    red = "TLP:RED" in text and ("raised" in text or text.startswith("TLP:RED"))
    return "a held heron" in text or red


def judge(house: House, *, telegram_doubled: int) -> None:
    """Every room holds what it should; on Telegram a kill may leave one more, beside its mark."""
    for room, expected in EXPECTED.items():
        door = house.telegram if room.startswith("-") else house.slack
        posts = [text.partition("\n") for text in door.standing(room)]
        bodies = Counter(body for _, _, body in posts)
        assert expected <= bodies.keys(), (room, posts)
        extra = bodies - Counter(expected)
        allowed = telegram_doubled if door is house.telegram else 0
        assert extra.total() <= allowed, (room, posts)
        for body in extra.keys() & expected:
            assert any("(repeat)" in head for head, _, there in posts if there == body), posts
        assert not [text for _, _, text in door.calls if _forbidden(text)]


async def _settled(house: House) -> None:
    for _ in range(3):
        await house.deliver()
        house.pass_(4000)
    assert await house.listed("dead") == await house.listed("held") == []


def test_a_kill_at_any_instant_loses_nothing_and_doubles_nothing_unmarked(
    tmp_path: Path, template: Path
) -> None:
    assert killed_all_along(tmp_path, template, 8) >= 8


def killed_all_along(tmp_path: Path, template: Path, most: int | None = None) -> int:
    """Kill at every instant at which something has changed; `most` leaves some out evenly.

    Returns how many lives there were.
    """
    snapshots: list[tuple[Path, int, Rooms]] = []

    async def first_life(loop: SteppingLoop) -> None:
        folder = tmp_path / "first"
        folder.mkdir()
        house = await House.of(folder, template, DIRECTORY)
        telling = Telling(house)
        seen: list[Any] = []

        def snap() -> None:
            state = (_sizes(folder), telling.acknowledged, len(house.slack.calls),
                     len(house.telegram.calls))  # fmt: skip
            if state in seen:
                return
            seen.append(state)
            kept = tmp_path / f"snap-{len(snapshots)}"
            shutil.copytree(folder, kept)
            rooms = copy.deepcopy({name: door.rooms for name, door in house.doors.items()})
            snapshots.append((kept, telling.acknowledged, rooms))

        loop.hook = snap
        await telling.go_on()
        loop.hook = None
        await house.close()
        judge(house, telegram_doubled=0)

    run(first_life)
    assert len(snapshots) > 40
    chosen = snapshots[:: 1 if most is None else max(1, len(snapshots) // most)]
    for folder, acknowledged, rooms in chosen:

        async def next_life(
            _loop: SteppingLoop,
            folder: Path = folder,
            acknowledged: int = acknowledged,
            rooms: Rooms = rooms,
        ) -> None:
            house = await _reopened(folder)
            house.slack.rooms, house.telegram.rooms = rooms["slack.main"], rooms["telegram.main"]
            for door in (house.slack, house.telegram):
                door._numbers = itertools.count(50_000)
            async with Released(house):
                await Telling(house).go_on(first=acknowledged)
                await _settled(house)
                judge(house, telegram_doubled=1)

        run(next_life)
    return len(chosen)


def test_cancelled_at_any_await_it_goes_on_afterwards_with_nothing_lost(
    tmp_path: Path, template: Path
) -> None:
    assert cancelled_all_along(tmp_path, template, 6) >= 6


def cancelled_all_along(folder: Path, template: Path, most: int | None = None) -> int:
    """Cancel one life after another, each at a later await; `most` leaves awaits out evenly.

    Returns how many lives there were.
    """

    async def undisturbed(loop: SteppingLoop) -> int:
        here = folder / "whole"
        here.mkdir()
        house = await House.of(here, template, DIRECTORY)
        turns = itertools.count()
        loop.hook = lambda: next(turns) and None
        await Telling(house).go_on()
        loop.hook = None
        await house.close()
        return next(turns)

    whole = run(undisturbed)
    chosen = range(1, whole, 1 if most is None else max(1, whole // most))
    for at in chosen:
        (folder / f"at-{at}").mkdir()

        async def life(loop: SteppingLoop, at: int = at) -> None:
            await _cancelled(loop, folder / f"at-{at}", template, at)

        run(life)
    return len(chosen)


async def _cancelled(loop: SteppingLoop, folder: Path, template: Path, at: int) -> None:
    house = await House.of(folder, template, DIRECTORY)
    telling = Telling(house)
    turns = itertools.count()
    scene = asyncio.create_task(telling.go_on())

    def cancel() -> None:
        if next(turns) == at:
            scene.cancel()
            for lane in house.courier._lanes.values():
                lane.cancel()

    loop.hook = cancel
    await asyncio.gather(scene, return_exceptions=True)
    await asyncio.gather(*house.courier._lanes.values(), return_exceptions=True)
    loop.hook = None
    await house.restart()
    async with Released(house):
        await Telling(house).go_on(first=telling.acknowledged)
        await _settled(house)
        judge(house, telegram_doubled=1)
    shutil.rmtree(folder)


class Released:
    """A house that has just been started: what another process had claimed is taken up."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def __aenter__(self) -> None:
        await self.house.store.write(lambda tx: tx.deliveries.release())

    async def __aexit__(self, *_: object) -> None:
        await self.house.close()


async def _reopened(folder: Path) -> House:
    clock = Clock()
    store = await opened(folder, clock)
    remembered = await Remembered.of(store)
    remembered.services.now = clock
    remembered.services.jitter = lambda: 1.0
    return House(folder, store, remembered, clock)


def _sizes(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple((one.name, one.stat().st_size) for one in sorted(folder.glob("tocsin.db*")))
