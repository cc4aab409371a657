"""Inbox and courier over a real store, between two doors that do as they are told."""

import asyncio
import functools
import itertools
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.alerts.realigning import Realigning as CardsRealigning
from bot.boards import TELLING, WRITERS
from bot.budgets import Budgets, Line, Rates
from bot.community import veil, wiping
from bot.community.directory import load_text
from bot.community.remembered import Remembered
from bot.community.wiping import Chats
from bot.courier import Courier
from bot.desk import figures
from bot.inbox import Inbox
from bot.intake import marks
from bot.intake.following import Boards
from bot.messages.copies import Copies
from bot.messages.expiring import give_up
from bot.messages.notices import Notices
from bot.messages.reactions import Reactions, Regards
from bot.messages.realigning import Realigning
from bot.messages.receipts import Receipts
from bot.outgoing import Outgoing
from bot.showing import Cards
from handlers.door import Health, Limits, Lost, Missing, Receipt, Refused
from handlers.incoming import Deleted, Room, Said, SaidPart, Sender, Typed
from policies.community.directory import Directory
from policies.sharing.clearance import Cleared
from policies.text import Text
from storage.keys import provider_for
from storage.retention import forget
from storage.sqlite.driver import Driver
from storage.store import Store

T = TypeVar("T")
ACCOUNTS = {"slack": ["main"], "telegram": ["main"]}


@functools.cache
def directory_of(text: str) -> Directory:
    """Return the directory that a text describes; it is read once, for nothing changes it."""
    return load_text(text, "directory.toml", ACCOUNTS)


@dataclass
class Trouble:
    """What the next call of a kind meets: an error, before or after it was done."""

    kind: str
    error: Exception
    done: bool = False


@dataclass
class Standing:
    text: str
    key: str
    reply_to: str | None = None
    buttons: dict[str, str] = field(default_factory=dict)
    """The line that each types, by what stands on it."""


@dataclass
class SmallDoor:
    """Keeps what stands in its rooms, records every call, and fails as scripted."""

    name: str
    platform: str
    finds: bool
    size: int = 4000
    health: Health = field(default_factory=lambda: Health(state="connected", catching_up="done"))
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    rooms: dict[str, dict[str, Standing]] = field(default_factory=dict)
    whispers: list[tuple[str, str, str]] = field(default_factory=list)
    pinned: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """The rooms into which files were posted, in order."""
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    marked: int = 0
    troubles: deque[Trouble] = field(default_factory=deque)
    orphans: set[tuple[str, str]] = field(default_factory=set)
    """What stands there although the answer to the post was lost."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.limits = Limits(
            size=self.size,
            entities=None,
            measure=lambda text: len(text.plain),
            entity_count=lambda text: len(text.runs),
            answers_root=self.platform == "slack",
            history=self.finds,
            clears=self.platform == "telegram",
            home=self.size if self.platform == "slack" else 0,
        )

    def fail(self, kind: str, error: Exception, *, done: bool = False, times: int = 1) -> None:
        self.troubles.extend([Trouble(kind, error, done)] * times)

    def _meet(self, kind: str, *, done: bool) -> None:
        if self.troubles and self.troubles[0].kind == kind and self.troubles[0].done is done:
            raise self.troubles.popleft().error

    async def run(self, inbox: Any) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        return

    async def post(self, room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        text = what.outgoing.text.plain
        self.calls.append(("post", room.channel, text))
        self._meet("post", done=False)
        number = f"9{next(self._numbers):05}"
        place = self.rooms.setdefault(room.channel, {})
        self.pictures += [room.channel] * len(what.outgoing.carried)
        place[number] = Standing(text, what.outgoing.key, reply_to, _buttons(what))
        self.orphans.add((room.channel, number))
        self._meet("post", done=True)
        self.orphans.discard((room.channel, number))
        return Receipt(room=room, number=number)

    async def edit(self, room: Room, number: str, what: Cleared) -> None:
        text = what.outgoing.text.plain
        self.calls.append(("edit", room.channel, text))
        self._meet("edit", done=False)
        if number not in self.rooms.get(room.channel, {}):
            raise Missing("message_not_found")
        self.rooms[room.channel][number].text = text
        self.rooms[room.channel][number].buttons = _buttons(what)
        self._meet("edit", done=True)

    async def delete(self, room: Room, number: str) -> None:
        self.calls.append(("delete", room.channel, number))
        self._meet("delete", done=False)
        if self.rooms.get(room.channel, {}).pop(number, None) is None:
            raise Missing("message_not_found")

    async def find(
        self, room: Room, key: str, around: float, reply_to: str | None = None
    ) -> Receipt | None:
        self.calls.append(("find", room.channel, key))
        if not self.finds:
            raise Lost("cannot tell")
        for number, one in self.rooms.get(room.channel, {}).items():
            if one.key == key:
                return Receipt(room=room, number=number)
        return None

    async def census(self, room: Room, known: Any) -> Any:
        """Tell nobody who is in a room: what is to be known of it, a test says by events."""
        raise Refused("not_told")

    async def whisper(self, room: Room, user: str, what: Cleared) -> None:
        self.whispers.append((room.channel, user, what.outgoing.text.plain))

    async def pin(self, room: Room, number: str) -> None:
        self._meet("pin", done=False)
        self.pinned.append((room.channel, number))

    async def react(self, room: Room, number: str, mark: str) -> None:
        self.marked += 1
        self._meet("react", done=False)
        if mark == "none":
            self.marks.pop((room.channel, number), None)
        else:
            self.marks[room.channel, number] = mark

    def direct(self, user: str) -> Room:
        return Room(channel=f"D{user}")

    def home(self, user: str) -> Room | None:
        """Slack's homes are rooms of their own here: what is published there replaces the whole."""
        return Room(channel=f"H{user}") if self.platform == "slack" else None

    def group(self, room: Room) -> bool:
        return room.channel.startswith("-")

    def own(self, user: str) -> bool:
        return user == "bot"

    def standing(self, channel: object) -> list[str]:
        """Return the texts that stand in a room, oldest first."""
        return [one.text for one in self.rooms.get(str(channel), {}).values()]

    def sent(self, kind: str, channel: object) -> list[str]:
        """Return what was asked for in a room, by kind of call."""
        return [text for what, room, text in self.calls if (what, room) == (kind, str(channel))]


def _buttons(what: Cleared) -> dict[str, str]:
    return {one.label: one.line for row in what.outgoing.buttons for one in row}


class Heard(Inbox):
    """An inbox that remembers who did something."""

    whom: set[tuple[str, str]]

    async def receive(self, door: str, events: Any, cursor: Any = None) -> None:
        people = (getattr(one, "sender", None) for one in events)
        self.whom.update((door, one.user) for one in people if one is not None)
        await super().receive(door, events, cursor)


class House:
    """Everything of the program but its real doors; the clock is ours."""

    def __init__(self, folder: Path, store: Store, remembered: Remembered, clock: "Clock") -> None:
        self.folder = folder
        self.clock = clock
        self.store = store
        self.remembered = remembered
        self.services = remembered.services
        self.slack = SmallDoor("slack.main", "slack", finds=True)
        self.telegram = SmallDoor("telegram.main", "telegram", finds=False)
        self.doors = {"slack.main": self.slack, "telegram.main": self.telegram}
        self.services.doors = {name: door.platform for name, door in self.doors.items()}
        self.seconds = 0.0
        self._numbers = itertools.count(100)
        self.heard: set[tuple[str, str]] = set()
        """The door and the account of everybody who did something."""
        self.directories: list[Directory] = []
        """Those that have held until the last was taken up."""
        self.open()

    def open(self) -> None:
        """Wire inbox and courier anew, as a start does."""
        services = self.services
        self.outgoing = Outgoing(
            services,
            {
                "message": Copies(services),
                "notice": Notices(services),
                "card": Cards(services, WRITERS),
                "regard": Regards(services),
                "receipt": Receipts(services),
                marks.MARK: marks.Marks(services),
                figures.FIGURES: figures.Files(services),
                wiping.OURS: Chats(),
                wiping.THEIRS: Chats(theirs=True),
            },
            self.doors,
        )
        self.courier = Courier(
            self.store,
            self.outgoing,
            {
                name: Line(door, Budgets(Rates(), lambda: self.seconds))
                for name, door in self.doors.items()
            },
            services,
            monotonic=lambda: self.seconds,
            closed_sources=lambda: (),
            relocate=self.remembered.relocate,
        )
        self.realigning = Realigning(self.store, services)
        self.cards = CardsRealigning(self.store, services, TELLING)
        self.boards = Boards(self.store)
        self.reactions = Reactions(self.store, services, self.courier.wake)
        self.woken: set[str] = set()
        self.inbox = Heard(
            self.store, services, self.doors, self.woken.update, self.remembered.reread
        )
        self.inbox.whom = self.heard

    @classmethod
    async def of(cls, folder: Path, template: Path, directory: str) -> "House":
        for name in ("tocsin.key", "tocsin.db"):
            shutil.copy2(template / name, folder / name)
        # The template's own entries were made with the real time; ours goes on from there.
        clock = Clock()
        store = await opened(folder, clock)
        try:
            remembered = await Remembered.of(store)
        except BaseException:
            await store.close()
            raise
        # Who is in the rooms stands in no file.
        assert replace(remembered.services.directory, presences=()) == directory_of(directory)
        remembered.services.now = clock
        remembered.services.jitter = lambda: 1.0
        return cls(folder, store, remembered, clock)

    async def close(self) -> None:
        await self.store.close()

    async def restart(self) -> None:
        """Be another process on the same files, with the same doors."""
        await self.store.close()
        self.store = await opened(self.folder, self.clock)
        now, jitter = self.services.now, self.services.jitter
        self.remembered = await Remembered.of(self.store)
        self.services = self.remembered.services
        self.services.now, self.services.jitter = now, jitter
        self.services.doors = {name: door.platform for name, door in self.doors.items()}
        self.open()

    async def take_up(self) -> None:
        """Take up a directory that was applied, as the scheduler does twice a second."""
        self.directories.append(self.services.directory)
        await self.remembered.refresh()
        await self.realigning.bring(self.remembered.version)
        await self.cards.bring(self.remembered.version)
        await self.boards.bring(self.remembered.version)

    async def shut(self) -> None:
        """Shut what has been open long enough, as the scheduler does every two seconds."""
        await veil.look(self.store, self.woken.update)

    async def forget(self) -> None:
        """Forget what its time is past for, as the scheduler does every ten minutes."""
        await forget(self.store, lambda tx: give_up(tx, self.services))

    def load_directory(self, text: str) -> None:
        """Let the directory say this from now on."""
        self.services.directory = directory_of(text)

    def pass_(self, seconds: float) -> None:
        """Let time go by."""
        self.clock.now += timedelta(seconds=seconds)
        self.seconds += seconds

    def said(self, channel: object, text: str, **other: Any) -> Said:
        """Return what somebody said in a room, as a door tells it."""
        number = str(other.pop("number", None) or next(self._numbers))
        slack = not str(channel).startswith("-")
        user = other.pop("user", "U0ANN" if slack else "1001")
        edited = other.get("edited", False)
        event = other.pop("event", f"{channel}:{number}" + (f":{text}" if edited else ""))
        values: dict[str, Any] = {
            "event": event,
            "room": Room(channel=str(channel)),
            "number": number,
            "written": self.clock.now + timedelta(milliseconds=int(number)),
            "sequence": int(number),
            "sender": Sender(user=user, team="T0INSTITUTE" if slack else "", name="Somebody"),
            "parts": (SaidPart(text=Text.of(text)),) if text else (),
        }
        return Said(**(values | other))

    def deleted(self, channel: object, number: str) -> Deleted:
        """Return a deletion as a door tells it."""
        event = f"{channel}:{number}:deleted"
        return Deleted(event=event, room=Room(channel=str(channel)), number=number)

    def typed(self, channel: object, line: str, reply_to: str, user: str = "1001") -> Typed:
        """Return a typed command as a door tells it."""
        number = str(next(self._numbers))
        return Typed(
            event=f"{channel}:{number}",
            room=Room(channel=str(channel)),
            number=number,
            written=self.clock.now,
            sender=Sender(user=user),
            line=line,
            reply_to=reply_to,
        )

    async def hear(self, *events: Any) -> None:
        """Let doors tell these events, each the one that its room is behind."""
        for event in events:
            await self.inbox.receive(self.door_of(event.room.channel), [event])

    def door_of(self, channel: str) -> str:
        return "telegram.main" if channel.startswith("-") else "slack.main"

    async def deliver(self) -> None:
        """Let every lane send what is due now."""
        while True:
            self.courier.wake(await self.store.read(lambda tx: tx.deliveries.lanes()))
            before = self._done()
            while self.courier._lanes:
                await asyncio.wait(list(self.courier._lanes.values()), timeout=5)
            if self._done() == before:
                return

    def _done(self) -> int:
        """Return how many calls there were."""
        return sum(len(door.calls) + door.marked for door in (self.slack, self.telegram))

    async def listed(self, state: Any) -> list[Any]:
        """Return the deliveries in a state."""
        return await self.store.read(lambda tx: tx.deliveries.listed(state))

    async def held(self) -> list[Any]:
        """Return the held messages."""
        return await self.store.read(lambda tx: tx.messages.held())

    async def dead(self) -> list[Any]:
        """Return the dead letters of what came in."""
        return await self.store.read(lambda tx: tx.dead.listed())

    def bytes(self) -> bytes:
        """Return everything in the files."""
        return b"".join(one.read_bytes() for one in self.folder.iterdir() if one.is_file())


async def opened(folder: Path, clock: "Clock") -> Store:
    """Return the store in a folder, or the one that the environment names, as for the program."""
    provider = provider_for("file", path=folder / "tocsin.key", passphrase=None)
    url = os.environ.get("TOCSIN_STORAGE__URL") or f"sqlite:///{folder / 'tocsin.db'}"
    return await Store.open(url, provider, clock=clock)


async def at_once(driver: Driver, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do here what the driver has its thread do, once whoever else is ready had their turn.

    The file lies in memory, so nothing blocks; to change threads costs more than most of the work.
    That it is a thread, and what it is for, tests/storage holds.
    """
    await asyncio.sleep(0)
    return work(driver.raw)


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now
