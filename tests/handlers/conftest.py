"""What the tests of doors share: an inbox that records, a world for each platform, patience."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.door import Clock
from handlers.incoming import Cursor, Incoming, Said, Typed
from policies.fields import Fields
from policies.sharing.clearance import Cleared, Outgoing, clear
from policies.sharing.decision import Decision, Handling, Outcome
from policies.speech.words import English, Words
from policies.text import Text
from tests.handlers.over_http import SlackOverHttp, TelegramOverHttp
from tests.handlers.small_slack import SlackWorld
from tests.handlers.small_telegram import TelegramWorld


class RecordingInbox:
    """Keeps what is durable, knows what it was told before, and fails or waits when asked to."""

    def __init__(self, *rooms: str) -> None:
        self.known = set(rooms)
        self.events: list[Incoming] = []
        self.calls: list[list[Incoming]] = []
        self.marks: dict[str, str] = {}
        self.relayed: dict[str, list[str]] = {}
        self.failures = 0
        self.language: Words = English()
        self.beginning: Fields | None = ()
        self.amiss: tuple[str, str] | None = None
        self.tried: list[Typed] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._told: set[str] = set()

    async def receive(
        self, door: str, events: Sequence[Incoming], cursor: Cursor | None = None
    ) -> None:
        self.calls.append(list(events))
        await self.gate.wait()
        if self.failures and events:
            self.failures -= 1
            raise OSError("disk full")
        for event in events:
            if event.event not in self._told:
                self._told.add(event.event)
                self.events.append(event)
        if cursor is not None:
            self.marks[cursor.name] = cursor.value

    async def cursors(self, door: str) -> dict[str, str]:
        return dict(self.marks)

    async def threads(self, door: str, channel: str, since: datetime) -> list[str]:
        return list(self.relayed.get(channel, []))

    def rooms(self, door: str) -> frozenset[str]:
        return frozenset(self.known)

    def words(self, door: str, user: str) -> Words:
        return self.language

    async def begun(self, door: str, typed: Typed) -> Fields | None:
        return self.beginning

    async def wrong(self, door: str, typed: Typed) -> tuple[str, str] | None:
        self.tried.append(typed)
        return self.amiss

    def said(self) -> list[str]:
        """Return the plain texts of what was said, in the order it became durable."""
        return [plain(one) for one in self.events if isinstance(one, Said) and not one.edited]

    def of(self, kind: type) -> list[Any]:
        """Return the events of one kind."""
        return [one for one in self.events if isinstance(one, kind)]


class QuickClock(Clock):
    """Time that jumps: a sleep of an hour is over at once, and is written down."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.ahead += seconds
        await asyncio.sleep(0.02)


def plain(said: Said) -> str:
    """Return everything a message says."""
    return "".join(part.text.plain for part in said.parts)


async def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Return once the condition holds; fails after so many seconds."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > end:
            pytest.fail("what was waited for did not happen")
        await asyncio.sleep(0.005)


def cleared(text: str, key: str = "key-1", **handling: Any) -> Cleared:
    """Return a text as cleared."""
    decision = Decision(outcome=Outcome.ALLOW, rule=18, why="", handling=Handling(**handling))
    return clear(Outgoing(key=key, text=Text.of(text)), decision)


@contextlib.asynccontextmanager
async def running(door: Any, inbox: RecordingInbox) -> AsyncIterator[asyncio.Task[None]]:
    """Run a door until the block ends."""
    task = asyncio.create_task(door.run(inbox))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await door.close()


@pytest.fixture
async def telegram_world() -> AsyncIterator[TelegramWorld]:
    world = TelegramWorld()
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
def telegram(telegram_world: TelegramWorld) -> TelegramWorld:
    return telegram_world


@pytest.fixture
async def slack_world() -> AsyncIterator[SlackWorld]:
    world = SlackWorld()
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def slack_over_http_world() -> AsyncIterator[SlackOverHttp]:
    world = SlackOverHttp()
    await world.start()
    yield world
    await world.end()


@pytest.fixture
async def telegram_over_http_world() -> AsyncIterator[TelegramOverHttp]:
    world = TelegramOverHttp()
    await world.start()
    yield world
    await world.end()


@pytest.fixture(params=["slack", "slack_over_http", "telegram", "telegram_over_http"])
def world(request: pytest.FixtureRequest) -> Any:
    """Each platform in turn."""
    return request.getfixturevalue(f"{request.param}_world")


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def inbox() -> RecordingInbox:
    return RecordingInbox(TelegramWorld.room, SlackWorld.room)


@pytest.fixture
def shared() -> SimpleNamespace:
    """The functions of this file, for tests that cannot import it."""
    return SimpleNamespace(
        Inbox=RecordingInbox, cleared=cleared, plain=plain, running=running, until=until
    )
