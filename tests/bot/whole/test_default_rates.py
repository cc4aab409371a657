"""With both sides at their defaults no 429 is ever answered.

The loop's own time is turned: where nothing is ready, it jumps to what comes next. Program, doors
and stand-ins go by it, and the minutes of the platforms' limits pass in seconds.
"""

import asyncio
import re
import selectors
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

import aiosqlite
import pytest

from bot.sandbox.slack.limits import Limits as SlackLimits
from bot.sandbox.telegram.limits import Limits as TelegramLimits
from tests.bot.whole.town import (
    ANN,
    BO,
    DESK,
    NORTH,
    ORGANISATIONS,
    STRICT,
    TEAM,
    WATCH,
    Town,
    bridge,
    channel,
)

DIRECTORY: Final = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("team", TEAM, "institute")
    + channel("third", STRICT, "institute")
    + channel("group", WATCH, "watch")
    + channel("north", NORTH, "watch")
    + bridge("all", "desk", "team", "third", "group", "north")
)
FROM: Final = {"desk": 22, "group": 4}
"""How many are said in the two rooms: more than the minute of any limit takes."""
_PATIENCE: Final = 0.02
"""Seconds of real time in which a thread that works is waited for before it is looked at again."""
_GLANCE: Final = 0.0005
"""The same where no thread works: what one side has sent is with the other by then."""
_LONGEST_JUMP: Final = 0.5


class _Selector(selectors.DefaultSelector):
    """Lets time jump where there is nothing to do and no thread works."""

    jumped = 0.0
    working = 0

    def select(self, timeout: float | None = None) -> Any:
        patience = _PATIENCE if self.working else _GLANCE
        ready = super().select(patience if timeout is None else min(patience, timeout))
        if not ready and not self.working and timeout is not None and timeout > patience:
            self.jumped += min(timeout, _LONGEST_JUMP)
        return ready


class TurnedLoop(asyncio.SelectorEventLoop):
    """A loop whose time runs as fast as it can."""

    def __init__(self) -> None:
        self.selector = _Selector()
        super().__init__(self.selector)

    def time(self) -> float:
        return super().time() + self.selector.jumped

    def run_in_executor(self, *given: Any) -> Any:
        self.selector.working += 1
        future = super().run_in_executor(*given)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _future: object) -> None:
        self.selector.working -= 1

    def watched(self, execute: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Return what the database's threads are asked with, counted while they work."""

        async def counted(*given: Any, **named: Any) -> Any:
            self.selector.working += 1
            try:
                return await execute(*given, **named)
            finally:
                self.selector.working -= 1

        return counted


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Iterator[TurnedLoop]:
    """A loop, and the clocks of this process turned with it."""
    loop = TurnedLoop()
    monotonic, wall = time.monotonic, time.time
    execute = loop.watched(aiosqlite.Connection._execute)
    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + loop.selector.jumped)
    monkeypatch.setattr(time, "time", lambda: wall() + loop.selector.jumped)
    yield loop
    loop.close()


async def _burst(town: Town, loop: TurnedLoop) -> None:
    """Say, edit, wait, and edit every other once more, with every limit as it is documented."""
    town.rates = (30, 1, 20, 1)
    town.pace = 0.2
    await town.rise()
    town.slack.set_limits(**_documented(SlackLimits()))
    town.telegram.set_limits(**_documented(TelegramLimits()))
    began = loop.time()
    async with town.awake():
        for at in range(FROM["desk"]):
            ts = town.slack.say(DESK, ANN, f"TLP:GREEN from the desk {at:02}")
            if at < FROM["group"]:
                town.telegram.say(WATCH, BO, f"TLP:GREEN from the group {at:02}")
            if at % 5 == 0:
                town.slack.edit(DESK, ts, f"TLP:GREEN from the desk {at:02}, edited")
        await town.until(lambda: _arrived(town), "every copy", 3000, every=1)
        for message in town.slack.messages(DESK):
            if message.get("user") == ANN and _once_more(message["text"]):
                town.slack.edit(DESK, message["ts"], f"{message['text']} once more")
        await town.until(lambda: _edited(town), "every edit", 3000, every=1)
    # 26 copies in one group of 20 a minute, and many edited: the platform's minutes have passed.
    assert loop.time() - began > 120
    await town.set()


def _arrived(town: Town) -> bool:
    there = {DESK: FROM["group"], WATCH: FROM["desk"]}
    return all(
        len(town.texts(room)) == there.get(room, sum(FROM.values()))
        for room in (DESK, TEAM, STRICT, WATCH, NORTH)
    )


def _once_more(text: str) -> bool:
    return re.search("from the desk .[02468]", text) is not None


def _edited(town: Town) -> bool:
    return all(
        text.endswith("once more") for room in (TEAM, NORTH) for text in town.texts(room)
        if _once_more(text)
    )  # fmt: skip


def _documented(limits: Any) -> dict[str, float]:
    return {name: getattr(limits, name) for name in type(limits).__dataclass_fields__}


def _in_order(town: Town, room: object, name: str) -> bool:
    bodies = [text.partition("\n")[2] for text in town.texts(room) if f"from the {name}" in text]
    return [body[: len(f"from the {name} 00")] for body in bodies] == [
        f"from the {name} {at:02}" for at in range(FROM[name])
    ]


def test_a_burst_in_every_room_meets_no_429_and_all_of_it_arrives_in_order(
    turned: TurnedLoop, tmp_path: Path, template: Path
) -> None:
    town = Town(tmp_path, template, DIRECTORY)
    turned.run_until_complete(_burst(town, turned))
    assert town.slack.refused() == {}
    assert town.telegram.desk.gauge.refused == 0
    for journal in (town.slack.journal, town.telegram.journal):
        calls = journal.of("call")
        assert len(calls) > 3 * sum(FROM.values())
        assert not [call for call in calls if call.get("status") == 429]
        assert not [call for call in calls if call.get("error") == "ratelimited"]
    for room in (NORTH, TEAM, STRICT):
        assert _in_order(town, room, "desk")
        assert _in_order(town, room, "group")
        assert not any("late" in text or "repeat" in text for text in town.texts(room))
