"""A small house of people whose phones may be taken; tests look at what the platforms were sent."""

import itertools
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handlers.door import Receipt, Refused
from handlers.incoming import Room, Said, Sender, Typed
from policies.community.rows import to_rows
from policies.sharing.clearance import Cleared
from storage.store import Row, Transaction
from tests.bot.small_house import House, SmallDoor, Standing, directory_of

EVA, BO, DI, LU = "1001", "1002", "1003", "1004"
ANN, CY, DEE = "U0ANN", "U0CY", "U0DEE"
DESK, GROUP = "C0DESK", "-1001000000001"
PHONES = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute of the Republic"
shown_as = "Partner 3"
[[organisation]]
id = "watch"
name = "Ballot Watch of the North"
shown_as = "Partner 14"
[[organisation]]
id = "river"
name = "River Valley Observers"
shown_as = "Partner 7"
[[person]]
id = "eva"
organisation = "watch"
name = "Evelina Realname"
shown_as = "E."
risk = true
telegram = {EVA}
[[person]]
id = "bo"
organisation = "watch"
name = "Bohumil Truename"
shown_as = "B."
roles = ["partner", "steward"]
telegram = {BO}
[[person]]
id = "di"
organisation = "watch"
name = "Diana Legalname"
shown_as = "D."
roles = ["partner", "duty"]
telegram = {DI}
[[person]]
id = "lu"
organisation = "watch"
name = "Lucie Bornname"
shown_as = "L."
telegram = {LU}
[[person]]
id = "ann"
organisation = "institute"
name = "Annabel Passport"
shown_as = "A."
roles = ["partner", "steward"]
slack = "main:{ANN}"
[[person]]
id = "cy"
organisation = "institute"
name = "Cyrus Givenname"
shown_as = "C."
roles = ["partner", "duty"]
slack = "main:{CY}"
[[person]]
id = "dee"
organisation = "river"
name = "Deirdre Registered"
shown_as = "Dd."
roles = ["partner", "steward"]
slack = "main:{DEE}"
[[channel]]
id = "desk"
platform = "slack"
address = "{DESK}"
organisation = "institute"
members = 5
[[channel]]
id = "group"
platform = "telegram"
address = {GROUP}
organisation = "watch"
members = 5
[[bridge]]
id = "elections"
channels = ["desk", "group"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]
"""
REAL = (
    "Ballot Institute of the Republic", "Ballot Watch of the North", "River Valley Observers",
    "Evelina", "Realname", "Bohumil", "Truename", "Diana", "Legalname", "Lucie", "Bornname",
    "Annabel", "Passport", "Cyrus", "Givenname", "Deirdre", "Registered",
)  # fmt: skip
"""What no call to a platform may hold: names that their owners did not choose to show."""
NAMES = {
    EVA: "Evelina Realname", BO: "Bohumil Truename", DI: "Diana Legalname", LU: "Lucie Bornname",
    ANN: "Annabel Passport", CY: "Cyrus Givenname", DEE: "Deirdre Registered",
}  # fmt: skip
"""What the platforms call them."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One call to a platform: what would stand there, with all that stands on its buttons."""

    what: str
    channel: str
    number: str
    text: str = ""
    lines: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    protect: bool = False


@dataclass
class WatchedDoor(SmallDoor):
    """A small door that keeps every call, and what stands on buttons."""

    sent_all: list[Sent] = field(default_factory=list)
    too_old: set[str] = field(default_factory=set)
    """Messages that the platform does not let a bot delete any more."""
    removed: list[tuple[str, str]] = field(default_factory=list)

    def direct(self, user: str) -> Room:
        return Room(channel=user)

    def _note(self, what: str, channel: str, number: str, cleared: Cleared | None = None) -> None:
        if cleared is None:
            self.sent_all.append(Sent(what=what, channel=channel, number=number))
            return
        outgoing = cleared.outgoing
        buttons = [one for row in outgoing.buttons for one in row]
        self.sent_all.append(
            Sent(
                what=what,
                channel=channel,
                number=number,
                text=outgoing.text.plain,
                lines=tuple(one.line for one in buttons),
                labels=tuple(one.label for one in buttons),
                protect=cleared.handling.protect,
            )
        )

    async def post(self, room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        receipt = await super().post(room, what, reply_to)
        self._note("post", room.channel, receipt.number, what)
        return receipt

    async def edit(self, room: Room, number: str, what: Cleared) -> None:
        await super().edit(room, number, what)
        self._note("edit", room.channel, number, what)

    async def delete(self, room: Room, number: str, *, files: bool = False) -> None:
        if number in self.too_old:
            raise Refused("message can't be deleted for everyone")
        await super().delete(room, number)
        self._note("delete", room.channel, number)

    async def whisper(self, room: Room, user: str, what: Cleared) -> None:
        await super().whisper(room, user, what)
        self._note("whisper", f"{room.channel} to {user}", "", what)

    async def remove(self, room: Room, user: str) -> None:
        self.removed.append((room.channel, user))


class Phones:
    """The house, and hands on each phone."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.slack = WatchedDoor("slack.main", "slack", finds=True)
        house.telegram = WatchedDoor("telegram.main", "telegram", finds=False)
        house.doors = {"slack.main": house.slack, "telegram.main": house.telegram}
        house.open()
        self._numbers = itertools.count(5000)

    @property
    def slack(self) -> Any:
        return self.house.slack

    @property
    def telegram(self) -> Any:
        return self.house.telegram

    async def apply(self, text: str) -> None:
        """Have this directory from now on."""
        rows = to_rows(directory_of(text))

        async def act(tx: Transaction) -> None:
            await tx.directory.replace_file(
                [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            )

        await self.house.store.write(act)
        await self.house.take_up()

    def door(self, user: str) -> WatchedDoor:
        return self.telegram if user.isdecimal() else self.slack

    def sent(self, channel: str, *what: str) -> list[Sent]:
        """Return what was sent into a room or a private conversation, oldest first."""
        every = [*self.telegram.sent_all, *self.slack.sent_all]
        return [one for one in every if one.channel == channel and (not what or one.what in what)]

    def everything(self) -> list[Sent]:
        return [*self.telegram.sent_all, *self.slack.sent_all]

    def stands(self, user: str) -> list[str]:
        """Return what stands in a private conversation."""
        return self.door(user).standing(user)

    async def types(self, user: str, line: str, *, room: str = "", reply_to: str = "") -> str:
        """Have somebody type a line, in private unless a room is named; returns its number."""
        (number,) = await self.types_all(user, [(line, room)], reply_to=reply_to)
        return number

    async def types_all(
        self, user: str, lines: Iterable[tuple[str, str]], *, reply_to: str = ""
    ) -> list[str]:
        """Have somebody type lines at once, each in private or in a room; returns their numbers."""
        typed = [
            Typed(
                event=f"{room or user}:{number}",
                room=Room(channel=room or user),
                number=str(number),
                written=self.house.clock.now,
                sender=self._sender(user),
                line=line,
                reply_to=reply_to or None,
                private=not room,
            )
            for (line, room), number in zip(lines, self._numbers, strict=False)
        ]
        for one in typed:
            self.door(user).rooms.setdefault(one.room.channel, {})
            if one.private and user.isdecimal():
                # What a person writes stands in the chat until somebody deletes it.
                self._written(user, one.number, one.line)
        await self._hear(user, *typed)
        return [one.number for one in typed]

    def _written(self, user: str, number: str, line: str) -> None:
        self.telegram.rooms[user][number] = Standing(line, "")

    async def presses(self, user: str, number: str, line: str) -> None:
        """Have somebody press a button under a message in their private conversation."""
        typed = Typed(
            event=f"press:{next(self._numbers)}",
            room=Room(channel=user),
            number=number,
            written=self.house.clock.now,
            sender=self._sender(user),
            line=line,
            private=True,
            pressed=True,
        )
        await self._hear(user, typed)

    async def says(self, user: str, text: str, room: str, **more: Any) -> Said:
        """Have somebody post in a room."""
        said = self.house.said(room, text, sender=self._sender(user), **more)
        await self._hear(user, said)
        return said

    async def pin(self, user: str, number: str, digits: str) -> None:
        """Press digits on the pad under a message, then OK."""
        for digit in digits:
            await self.presses(user, number, f"key {digit}")
        await self.presses(user, number, "key ok")

    async def later(self, seconds: float) -> None:
        """Let time go by, and what falls due happen."""
        self.house.pass_(seconds)
        await self.house.shut()
        await self.house.deliver()

    def _sender(self, user: str) -> Sender:
        team = "" if user.isdecimal() else "T0INSTITUTE"
        return Sender(user=user, team=team, name=NAMES.get(user, "Somebody Else"))

    async def _hear(self, user: str, *events: Any) -> None:
        await self.house.inbox.receive(self.door(user).name, events)
        await self.house.deliver()


@asynccontextmanager
async def phones_in(folder: Path, begun: Path, directory: str) -> AsyncIterator[Phones]:
    """Open the house with its people, as it was begun."""
    house = await House.of(folder, begun, directory)
    try:
        phones = Phones(house)
        await house.take_up()
        yield phones
    finally:
        await phones.house.close()
