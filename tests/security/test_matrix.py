"""Commands by roles, organisations and platforms: who may call what, as a list of its own.

The list here is written by hand and says the same as the declarations: whoever widens a circle has
to widen it twice.
"""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot import cards, commands
from bot.calls import Answer, Call
from bot.heeding import MOST
from bot.messages.finding import short
from bot.services import Services
from handlers.incoming import Incoming, Room, Sender, Typed
from policies.commands import Where
from policies.community.rows import to_rows
from policies.phrases import ENGLISH
from policies.text import Text
from policies.verbs.table import BY_NAME, TABLE
from storage.store import Row, Transaction
from tests.bot.small_house import House, directory_of
from tests.in_full import IN_FULL

ROLES = ("partner", "duty", "releaser", "steward", "deputy", "operator")
ORGANISATIONS = ("institute", "watch")
ROOMS = {
    ("institute", "slack"): "C0INST",
    ("institute", "telegram"): "-1001000000021",
    ("watch", "slack"): "C0WATCH",
    ("watch", "telegram"): "-1001000000022",
}
PLATFORMS = ("slack", "telegram")
EVERYBODY = (*ROLES, "seat")

ANYONE = {
    "start", "accept", "delete", "ask", "answer", "amend", "unsay", "receipt", "label", "recall",
    "vouch",
}  # fmt: skip
"""What a stranger may type too: about her own messages, or with a code."""
OF_SEATS = {
    "help", "start", "delete", "share", "whoami", "open", "hide", "key", "relabel", "report",
    "ack", "unack", "decline", "own", "assign", "page", "resolve", "reopen", "cancel", "severity",
    "merge", "note", "update", "correct", "list", "more", "less",
    "escalate", "still", "guide", "calm", "trouble", "home", "history",
}  # fmt: skip
"""What an account of several people may type besides."""
DUTY = {
    "room", "freeze", "unlock", "close", "next", "claim", "same", "confirm", "false", "checking",
    "cannot", "promote",
}  # fmt: skip
STEWARDS = {
    "mode", "link", "unlink", "bridge", "ceiling", "agree", "disagree", "attest", "gate",
    "ours", "guest", "expel", "thaw", "hold", "unhold", "rota",
    "exercise",
}  # fmt: skip
MANAGERS = {
    "remove", "deputy", "person", "org", "second", "object", "ready", "contacts", "escalation",
}  # fmt: skip
CIRCLES = {
    **dict.fromkeys(DUTY, frozenset({"duty", "steward", "deputy"})),
    **dict.fromkeys(STEWARDS, frozenset({"steward", "deputy"})),
    **dict.fromkeys(MANAGERS, frozenset({"steward", "deputy", "operator"})),
}


def directory() -> str:
    """Return two organisations, each with somebody of every role on both platforms."""
    number = itertools.count(1)
    text = ""
    for name in ORGANISATIONS:
        text += f'[[organisation]]\nid = "{name}"\nname = "{name.title()}"\n'
        for role in EVERYBODY:
            at = next(number)
            roles = "seat = true" if role == "seat" else f'roles = ["{role}"]'
            text += f"""[[person]]
id = "{name}-{role}"
organisation = "{name}"
name = "{role.title()} of {name}"
{roles}
slack = "U0{at:03}"
telegram = {5000 + at}
"""
    for (name, platform), address in ROOMS.items():
        shown = f'"{address}"' if platform == "slack" else address
        text += f"""[[channel]]
id = "{name}-{platform}"
platform = "{platform}"
address = {shown}
organisation = "{name}"
members = 7
"""
    return (
        text
        + """[[bridge]]
id = "both"
channels = ["institute-slack", "watch-telegram"]
agreed = ["institute", "watch"]
"""
    )


class Town:
    """The house with those people, who type on either platform."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._events = itertools.count(1)

    async def settle(self) -> None:
        rows = to_rows(directory_of(directory()))

        async def act(tx: Transaction) -> None:
            kept = [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            await tx.directory.replace_file(kept)

        await self.house.store.write(act)
        await self.house.take_up()

    def account(self, person: str | None, platform: str) -> str:
        if person is None:
            return "U0STRANGER" if platform == "slack" else "9999"
        found = self.house.services.directory.person_by_id(person)
        assert found is not None
        return found.slack[0][1] if platform == "slack" else str(found.telegram)

    async def type(
        self, platform: str, person: str | None, line: str, room: str | None = None
    ) -> list[str]:
        """Type a line in a room, else in private; returns what is then told in private."""
        return await self.type_all(platform, person, [(line, room)])

    async def type_all(
        self, platform: str, person: str | None, lines: Sequence[tuple[str, str | None]]
    ) -> list[str]:
        """Type lines one after another, all in one minute; returns what is then told in private."""
        user = self.account(person, platform)
        door = self.house.slack if platform == "slack" else self.house.telegram
        mine = door.direct(user).channel
        before = len(door.standing(mine))
        typed: list[Incoming] = []
        for line, room in lines:
            event = next(self._events)
            typed.append(
                Typed(
                    event=f"matrix:{event}",
                    room=Room(channel=room or mine),
                    number=str(event),
                    written=self.house.clock.now,
                    sender=Sender(user=user),
                    line=line,
                    private=room is None,
                )
            )
        for at in range(0, len(typed), MOST):
            # More in a minute are more than anybody could mean.
            self.house.pass_(61)
            await self.house.inbox.receive(door.name, typed[at : at + MOST])
        await self.house.deliver()
        return door.standing(mine)[before:]

    async def state(self) -> dict[str, Any]:
        """Return what a refused line must not change."""

        async def query(tx: Transaction) -> dict[str, Any]:
            places = [f"{name}-{platform}" for name, platform in ROOMS]
            return {
                "directory": await tx.directory.version(),
                "copies": [await tx.copies.places(one) for one in self.messages],
                "messages": [await tx.messages.known(one) for one in self.messages],
                "rooms": [self.house.services.directory.place_by_id(one) for one in places],
            }

        return await self.house.store.read(query)

    messages: tuple[str, ...] = ()


@pytest.fixture
def begins_with() -> str:
    return directory()


@pytest.fixture
async def town(house: House) -> Town:
    await house.take_up()
    return Town(house)


def expected(command: str, role: str | None) -> bool:
    """Tell whether somebody of a role may call a command at all."""
    if command in ANYONE:
        return True
    if role is None:
        return False
    if role == "seat":
        return command in OF_SEATS
    return role in CIRCLES.get(command, ROLES)


def test_the_list_names_what_there_is() -> None:
    names = {one.name for one in TABLE}
    assert (ANYONE | OF_SEATS | set(CIRCLES)) <= names
    assert not ANYONE & set(CIRCLES)


def of(role: str | None, platform: str) -> tuple[str, ...]:
    """Return whose people of a role are tried there: in the suite each on one of the platforms."""
    if role is None:
        return ("",)
    if IN_FULL:
        return ORGANISATIONS
    turned = (EVERYBODY.index(role) + PLATFORMS.index(platform)) % 2
    return (ORGANISATIONS[turned],)


@pytest.mark.proof
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("role", [None, *EVERYBODY])
async def test_a_command_is_reached_by_its_circle_alone_and_others_change_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, role: str | None, platform: str
) -> None:
    reached: list[str] = []
    answered: list[tuple[str, str]] = []
    answer = cards.answer

    def spy(name: str) -> Callable[..., Awaitable[Answer]]:
        async def act(tx: Transaction, services: Services, call: Call) -> Answer:
            reached.append(name)
            return Answer()

        return act

    async def heard(tx: Transaction, call: Call, text: Text, *more: Any) -> list[str]:
        answered.append((call.line.verb, text.plain))
        return await answer(tx, call, text, *more)

    monkeypatch.setattr(commands, "ACTS", {one.name: spy(one.name) for one in TABLE})
    monkeypatch.setattr(cards, "answer", heard)
    before = await town.state()
    answers = ENGLISH.answers
    refusals = {answers.stranger().plain, answers.not_allowed().plain}
    # Who is on duty is told to nobody whom the directory lacks.
    refusals |= set() if role is None else {answers.not_on_duty().plain}
    here = ROOMS["institute", platform]
    lines = [(f"/{one.name}", None if one.where is Where.PRIVATE else here) for one in TABLE]
    refused = [one for one in TABLE if not expected(one.name, role)]
    if role is None:
        # A stranger in a room is not answered at all.
        refused = [one for one in refused if one.where is Where.PRIVATE]
    for organisation in of(role, platform):
        reached.clear()
        answered.clear()
        told = await town.type_all(platform, f"{organisation}-{role}" if role else None, lines)
        assert reached == [one.name for one in TABLE if expected(one.name, role)]
        assert [verb for verb, _ in answered] == [one.name for one in refused]
        assert told == [text for _, text in answered]
        assert set(told) <= refusals
    assert await town.state() == before


OF_ANOTHER = [
    (role, platform)
    for at, role in enumerate(one for one in ROLES if one != "operator")
    for platform in (PLATFORMS if IN_FULL else (PLATFORMS[at % 2],))
]
"""Who asks for what is another organisation's, and where: in the suite on either platform."""
OF_A_MESSAGE = (
    "receipt {message}", "label {message} TLP:CLEAR", "recall {message}", "request {message}",
    "permit {message} to watch", "pass {message}", "held {message}",
)  # fmt: skip
OF_A_PERSON = (
    "remove {person}", "deputy {person}", "person set {person} shown_as Somebody else",
    "person set {person} roles operator",
)  # fmt: skip
OF_AN_ORGANISATION = (
    "org set {organisation} shown_as Somebody", "org remove {organisation}",
    "org remove {organisation} shred",
)  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize(("role", "platform"), OF_ANOTHER)
async def test_what_belongs_to_another_organisation_is_answered_as_if_it_were_not_there(
    town: Town, role: str, platform: str
) -> None:
    house = town.house
    room = ROOMS["institute", "slack"]
    author = town.account("institute-partner", "slack")
    await house.hear(house.said(room, "TLP:AMBER+STRICT ours alone", user=author, number="77"))
    await house.deliver()

    async def ours(tx: Transaction) -> str:
        found = await tx.messages.by_number("institute-slack", f"{room}:77")
        assert found is not None
        return short(found.message)

    message = await house.store.read(ours)

    async def whole(tx: Transaction) -> str:
        found = await tx.messages.beginning(message)
        assert found is not None
        return found.message.id

    town.messages = (await house.store.read(whole),)
    before = await town.state()
    there = {
        "message": message,
        "person": "institute-partner",
        "organisation": "institute",
    }
    absent = {"message": "0" * 8, "person": "nobody-there", "organisation": "nowhere"}
    tried = (*OF_A_MESSAGE, *OF_A_PERSON, *OF_AN_ORGANISATION)
    lines = [
        ("/" + line.format(**names), ROOMS["watch", platform] if in_room(line) else None)
        for line in tried
        for names in (there, absent)
    ]
    told = await town.type_all(platform, f"watch-{role}", lines)
    assert len(told) == len(lines), "each is answered once"
    for line, of_ours, of_none in zip(tried, told[::2], told[1::2], strict=True):
        assert without(of_ours, there) == without(of_none, absent), line
    assert await town.state() == before


def in_room(line: str) -> bool:
    """Tell whether a line has a meaning in rooms alone."""
    return BY_NAME[line.split(maxsplit=1)[0]].where is Where.ROOM


def without(text: str, names: dict[str, str]) -> str:
    """Return a text without the names that were typed."""
    for value in names.values():
        text = text.replace(value, "…")
    return text


IN_A_ROOM = (
    "mode desk TLP:GREEN", "attest 40", "gate on", "close watch-duty", "room", "link",
)  # fmt: skip


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("role", ["duty", "steward", "deputy", "operator"])
async def test_nobody_changes_a_room_of_another_organisation(
    town: Town, role: str, platform: str
) -> None:
    before = await town.state()
    there = ROOMS["institute", platform]
    lines = [(f"/{line}", there) for line in IN_A_ROOM]
    told = await town.type_all(platform, f"watch-{role}", lines)
    answers = ENGLISH.answers
    refusals = {answers.not_allowed().plain, answers.not_on_duty().plain}
    assert len(told) == len(lines)
    assert set(told) <= refusals
    assert await town.state() == before
