"""A coalition of four organisations in the small house: who types and presses, and what stands."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.agenda import Agenda
from bot.alerts import filing, paging
from bot.dues import DUES
from handlers.incoming import Room, Said, SaidPart, Sender, Typed
from policies.alerts.alert import Alert, Entry, Reach, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.sharing import organisations_of
from policies.alerts.states import State
from policies.community.rows import to_rows
from policies.labels import Label
from policies.text import Text
from storage.store import Due, Filed, Row, Transaction
from tests.bot.small_house import House, SmallDoor, directory_of
from tests.bot.small_house import Standing as Stands

COALITION = """
[[organisation]]
id = "institute"
name = "Ballot Institute"
tags = ["country:KE", "sector:observers"]
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"
tags = ["country:KE", "sector:observers"]
[[organisation]]
id = "radio"
name = "Free Radio"
tags = ["country:UA", "sector:media"]
[[organisation]]
id = "ministry"
name = "Ministry"
tags = ["country:KE", "sector:government"]
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "U0ANN"
[[person]]
id = "nia"
organisation = "institute"
name = "Nia"
roles = ["duty"]
slack = "U0NIA"
[[person]]
id = "stan"
organisation = "institute"
name = "Stan"
roles = ["steward"]
slack = "U0STAN"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
telegram = 1001
[[person]]
id = "dora"
organisation = "watch"
name = "Dora"
shown_as = "Night officer"
roles = ["duty"]
telegram = 1002
[[person]]
id = "wes"
organisation = "watch"
name = "Wes"
roles = ["steward"]
telegram = 1003
[[person]]
id = "ray"
organisation = "radio"
name = "Ray"
telegram = 1004
[[person]]
id = "rita"
organisation = "radio"
name = "Rita"
shown_as = "R."
risk = true
telegram = 1005
[[person]]
id = "rosa"
organisation = "radio"
name = "Rosa"
roles = ["duty", "steward"]
telegram = 1006
[[person]]
id = "mo"
organisation = "ministry"
name = "Mo"
slack = "U0MO"
[[person]]
id = "mads"
organisation = "ministry"
name = "Mads"
roles = ["duty", "steward"]
slack = "U0MADS"
[[channel]]
id = "desk"
platform = "slack"
address = "C0DESK"
organisation = "institute"
members = 5
[[channel]]
id = "nightdesk"
platform = "slack"
address = "C0NIGHT"
organisation = "institute"
members = 3
[[channel]]
id = "group"
platform = "telegram"
address = -1001000000001
organisation = "watch"
members = 3
[[channel]]
id = "watchroom"
platform = "telegram"
address = -1001000000002
organisation = "watch"
members = 3
[[channel]]
id = "studio"
platform = "telegram"
address = -1001000000003
organisation = "radio"
members = 3
[[channel]]
id = "office"
platform = "slack"
address = "C0OFFICE"
organisation = "ministry"
members = 2
[[bridge]]
id = "elections"
channels = ["desk", "group", "studio"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch", "radio"]
[[wall]]
organisation = "radio"
not_to = ["sector:government"]
"""
"""Slack: institute and ministry. Telegram: watch (shown as "Partner 14") and radio, which has a
wall against the government; rita of radio is at risk. Duty: nia, dora, rosa, mads. Stewards: stan,
wes, rosa, mads."""


class Coalition:
    """Everything of the program but its real doors, with these people and rooms.

    People and rooms are named by their ids in the directory ("ann", "desk").
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self._events = itertools.count(1)

    async def apply(self, text: str) -> None:
        """Let the directory say this, as the command does, and let the bot take it up."""
        await self.write(text)
        await self.house.take_up()

    async def write(self, text: str) -> None:
        """Let the directory say this; the bot has not taken it up."""
        rows = to_rows(directory_of(text))

        async def act(tx: Transaction) -> None:
            kept = [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            await tx.directory.replace_file(kept)

        await self.house.store.write(act)

    # Who is where.

    @property
    def now(self) -> datetime:
        return self.house.clock.now

    def account(self, person: str) -> tuple[SmallDoor, str]:
        """Return the door of somebody, and the platform's user id."""
        found = self.house.services.directory.person_by_id(person)
        assert found is not None, person
        if found.telegram is not None:
            return self.house.telegram, str(found.telegram)
        return self.house.slack, found.slack[0][1]

    def _place(self, room: str) -> tuple[SmallDoor, str]:
        place = self.house.services.directory.place_by_id(room)
        assert place is not None, room
        return self.house.doors[place.door], place.address

    def _where(self, person: str, room: str | None) -> tuple[SmallDoor, str]:
        if room is not None:
            return self._place(room)
        door, user = self.account(person)
        return door, f"D{user}"

    # What people do.

    async def typed(
        self,
        person: str,
        line: str,
        *,
        room: str | None = None,
        reply_to: str | None = None,
        about: Said | None = None,
        fields: Sequence[tuple[str, Sequence[str]]] = (),
        settle: bool = True,
    ) -> str:
        """Type a line in private, or in a room; returns the last that stands in private then.

        `reply_to` is the platform's number of a message there; `fields` sends a form off with it.
        """
        door, user = self.account(person)
        where, channel = self._where(person, room)
        assert where is door, f"{person} is not on the platform of {room}"
        number = f"7{next(self._events):06}"
        await self.house.inbox.receive(
            door.name,
            [
                Typed(
                    event=f"{channel}:{number}",
                    room=Room(channel=channel),
                    number=number,
                    written=self.now,
                    sender=Sender(user=user),
                    line=line,
                    reply_to=reply_to,
                    private=room is None,
                    about=about,
                    fields=tuple((name, tuple(held)) for name, held in fields),
                )
            ],
        )
        if settle:
            await self.settle()
        told = self.told(person)
        return told[-1] if told else ""

    async def press(
        self, person: str, words: str, *, room: str | None = None, settle: bool = True
    ) -> str:
        """Press the newest button whose label or line begins so; returns what stands last then."""
        where, channel = self._where(person, room)
        for number, one in reversed(where.rooms.get(channel, {}).items()):
            for label, line in one.buttons.items():
                if label.startswith(words) or line.startswith(words):
                    return await self.press_below(person, number, line, room=room, settle=settle)
        pytest.fail(f"no button {words!r} for {person}: {self.buttons(person, room=room)}")

    async def press_below(
        self, person: str, number: str, line: str, *, room: str | None = None, settle: bool = True
    ) -> str:
        """Press what types this line below a message, whether it stands there or not."""
        door, user = self.account(person)
        _, channel = self._where(person, room)
        await self.house.inbox.receive(
            door.name,
            [
                Typed(
                    event=f"press:{next(self._events)}",
                    room=Room(channel=channel),
                    number=number,
                    written=self.now,
                    sender=Sender(user=user),
                    line=line,
                    private=room is None,
                    pressed=True,
                )
            ],
        )
        if settle:
            await self.settle()
        told = self.told(person)
        return told[-1] if told else ""

    async def say(self, person: str, text: str, *, room: str, **other: Any) -> str:
        """Say something in a room; returns the platform's number of the message."""
        door, channel = self._place(room)
        said = self.said(person, text, room=room, **other)
        await self.house.inbox.receive(door.name, [said])
        await self.settle()
        assert said.room.channel == channel
        return said.number

    def said(self, person: str, text: str, *, room: str, **other: Any) -> Said:
        """Return what somebody says in a room, as a door tells it."""
        door, channel = self._place(room)
        _, user = self.account(person)
        number = f"5{next(self._events):06}"
        values: dict[str, Any] = {
            "event": f"{channel}:{number}",
            "room": Room(channel=channel),
            "number": number,
            "written": self.now,
            "sequence": int(number),
            "sender": Sender(user=user, team="T0MAIN" if door is self.house.slack else ""),
            "parts": (SaidPart(text=Text.of(text)),),
        }
        return Said(**(values | other))

    # What time does.

    async def pass_(self, seconds: float, *, settle: bool = True) -> None:
        """Let time go by, do what fell due, and deliver it."""
        self.house.pass_(seconds)
        await self.agenda(settle=settle)

    def turn_to(self, when: str) -> None:
        """Turn the clock to an instant, such as "2027-03-28 00:59:50" (UTC); nothing is done."""
        instant = datetime.fromisoformat(when).replace(tzinfo=UTC)
        self.house.pass_((instant - self.now) / timedelta(seconds=1))

    async def agenda(self, *, settle: bool = True) -> None:
        """Do all that is due now, as the scheduler does four times a second."""
        house = self.house
        agenda = Agenda(house.store, house.services, DUES, house.courier.wake)
        await agenda.look()
        if settle:
            await self.settle()

    async def settle(self) -> None:
        """Let every lane send what is due now."""
        await self.house.deliver()

    # What stands where.

    def told(self, person: str) -> list[str]:
        """Return what stands in the private conversation with somebody, oldest first."""
        where, channel = self._where(person, None)
        return where.standing(channel)

    def last(self, person: str) -> str:
        return self.told(person)[-1]

    def room(self, room: str) -> list[str]:
        """Return what stands in a room, oldest first."""
        where, channel = self._place(room)
        return where.standing(channel)

    def standing(self, person: str = "", *, room: str | None = None) -> dict[str, Stands]:
        """Return what stands in a room or private conversation, by the platform's numbers."""
        where, channel = self._where(person, room)
        return where.rooms.get(channel, {})

    def buttons(self, person: str = "", *, room: str | None = None) -> dict[str, str]:
        """Return the line of every button that stands there, by its label; the newest wins."""
        found: dict[str, str] = {}
        for one in self.standing(person, room=room).values():
            found |= one.buttons
        return found

    def sent(self, kind: str, person: str = "", *, room: str | None = None) -> list[str]:
        """Return the texts of every call of a kind ("post", "edit") there."""
        where, channel = self._where(person, room)
        return where.sent(kind, channel)

    # What is remembered.

    async def alert(self, number: int) -> Filed[Alert]:
        found = await self.house.store.read(lambda tx: tx.docket.numbered("alert", number, Alert))
        assert found is not None, f"A-{number}"
        return found

    async def timeline(self, number: int) -> list[Entry]:
        filed = await self.alert(number)
        return await self.house.store.read(lambda tx: filing.timeline(tx, filed))

    async def reached(self, number: int) -> list[Reach]:
        filed = await self.alert(number)
        sheets = await self.house.store.read(lambda tx: paging.reached(tx, filed))
        return [one.value for one in sheets]

    async def dues(self, kind: str) -> list[Due]:
        return await self.house.store.read(lambda tx: tx.agenda.listed(kind))

    async def raised(self, *, author: str = "ann", **other: Any) -> Filed[Alert]:
        """File an alert that was raised just now, and bring it to its organisations' rooms.

        Without a draft or an agenda; nothing is delivered before `settle`.
        """
        services = self.house.services
        person = services.directory.person_by_id(author)
        assert person is not None, author
        values: dict[str, Any] = {
            "state": State.RAISED,
            "severity": Severity.HIGH,
            "label": Label.GREEN,
            "text": "Ballots are missing in Kisumu.",
            "origin": person.organisation,
            "author": person.id,
            "audience": Audience(everybody=True),
            "made": self.now,
            "raised": self.now,
        }
        alert = Alert(**(values | other))
        addressed = organisations_of(services.directory, alert)
        if not alert.standings:
            standings = tuple(Standing(organisation=one, first=self.now) for one in addressed)
            alert = Alert(**(values | other | {"standings": standings}))
        rooms = [
            (one, place.id)
            for one in addressed
            for place in services.directory.places
            if place.organisations == (one,)
        ]

        async def act(tx: Transaction) -> Filed[Alert]:
            raised = Entry(what="raised", at=tx.now, organisation=alert.origin, by=alert.author)
            filed = await filing.file(tx, alert, raised)
            found = [paging.recipient(services, one, f"channel:{room}") for one, room in rooms]
            await paging.page(tx, services, filed, [one for one in found if one is not None])
            return filed

        return await self.house.store.write(act)
