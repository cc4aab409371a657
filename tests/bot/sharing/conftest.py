"""A street of two organisations and a third: people who write, type and press on both platforms."""

import itertools
from dataclasses import replace

import pytest

from bot.messages import timers
from bot.messages.finding import short
from handlers.incoming import Room, Sender, Typed
from policies.community.rows import to_rows
from storage.store import Row, Transaction
from tests.bot.small_house import House, directory_of

ANN, CY, REL = "U0ANN", "U0CY", "U0REL"
BO, DI, VE, SEAT = "1001", "1002", "1003", "1009"
DESK, TEAM = "C0DESK", "C0TEAM"
GROUP, VENDOR = "-1001000000001", "-1001000000003"
STREET = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"
keeps_records = true
[[organisation]]
id = "maker"
name = "Maker"
kind = "vendor"
tags = ["sector:vendor"]
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "{ANN}"
[[person]]
id = "cy"
organisation = "institute"
name = "Cy"
slack = "{CY}"
[[person]]
id = "rel"
organisation = "institute"
name = "Rel"
roles = ["releaser"]
slack = "{REL}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
telegram = {BO}
[[person]]
id = "di"
organisation = "watch"
name = "Di"
roles = ["steward"]
telegram = {DI}
[[person]]
id = "seat"
organisation = "watch"
name = "Night shift"
seat = true
telegram = {SEAT}
[[person]]
id = "ve"
organisation = "maker"
name = "Ve"
telegram = {VE}
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
members = 3
[[channel]]
id = "vendor"
platform = "telegram"
address = {VENDOR}
organisation = "maker"
members = 2
[[bridge]]
id = "elections"
channels = ["desk", "group", "vendor"]
ceiling = "TLP:AMBER+STRICT"
agreed = ["institute", "watch"]
"""


class Street:
    """A house with these people in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._events = itertools.count(1)

    async def apply(self, text: str) -> None:
        """Let the directory say this, as the command does, and let the bot take it up."""
        rows = to_rows(directory_of(text))

        async def act(tx: Transaction) -> None:
            kept = [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            await tx.directory.replace_file(kept)

        await self.house.store.write(act)
        await self.house.take_up()

    def door(self, user: str) -> object:
        return self.house.telegram if user.isdecimal() else self.house.slack

    def platform(self, room: str) -> object:
        return self.house.telegram if room.startswith("-") else self.house.slack

    async def say(self, room: str, text: str, user: str, **other: object) -> str:
        """Say something in a room; returns the digits by which the message is named."""
        number = str(other.pop("number", ""))
        said = self.house.said(room, text, user=user, **other)
        said = replace(said, number=number, event=f"{room}:{number}") if number else said
        await self.house.hear(said)
        await self.house.deliver()
        place = self.house.services.directory.place(self.house.door_of(room), room, None)
        number = f"{room}:{said.number}"
        stored = await self.house.store.read(lambda tx: tx.messages.by_number(place.id, number))
        return short(stored.message)

    async def type_(self, user: str, line: str, **other: object) -> None:
        """Type a line in private, or in a room as a reply."""
        number = f"7{next(self._events):06}"
        room = str(other.pop("room", "")) or f"D{user}"
        typed = Typed(
            event=f"{room}:{number}",
            room=Room(channel=room),
            number=number,
            written=self.house.clock.now,
            sender=Sender(user=user),
            line=line,
            private=room == f"D{user}",
            **other,
        )
        await self.house.inbox.receive(self.door(user).name, [typed])
        await self.house.deliver()

    async def press(self, user: str, label: str) -> None:
        """Press the newest button that begins so in the private conversation with somebody."""
        standing = self.door(user).rooms.get(f"D{user}", {})
        for number, one in reversed(standing.items()):
            for shown, line in one.buttons.items():
                if shown.startswith(label):
                    await self._pressed(user, number, line)
                    return
        pytest.fail(f"nobody shows {user} a button {label}: {self.told(user)}")

    async def _pressed(self, user: str, number: str, line: str) -> None:
        typed = Typed(
            event=f"press:{next(self._events)}",
            room=Room(channel=f"D{user}"),
            number=number,
            written=self.house.clock.now,
            sender=Sender(user=user),
            line=line,
            private=True,
            pressed=True,
        )
        await self.house.inbox.receive(self.door(user).name, [typed])
        await self.house.deliver()

    def told(self, user: str) -> list[str]:
        """Return what stands in the private conversation with somebody."""
        return self.door(user).standing(f"D{user}")

    def last(self, user: str) -> str:
        return self.told(user)[-1]

    def in_room(self, room: str) -> list[str]:
        return self.platform(room).standing(room)

    async def pass_(self, seconds: float) -> None:
        """Let time go by, and what fell due be done."""
        self.house.pass_(seconds)
        await self.house.store.write(timers.ring)
        await self.house.deliver()

    async def message(self, digits: str) -> object:
        return (await self.house.store.read(lambda tx: tx.messages.beginning(digits))).message


@pytest.fixture
def begins_with() -> str:
    """The directory that the house begins with."""
    return STREET


@pytest.fixture
async def street(house: House) -> Street:
    await house.take_up()
    return Street(house)
