"""A town with one bridge, seen from either side: who is in the room is what is tested."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.slack.methods import direct
from tests.bot.whole.town import ANN, BO, CY, DESK, EVA, WATCH, Town, bridge, channel
from tests.in_full import IN_FULL

STRANGER = {"slack": "U0STRANGER", "telegram": 1666}
PARTNERS = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
roles = ["steward"]
slack = "main:{ANN}"
[[person]]
id = "cy"
organisation = "institute"
name = "Cy"
slack = "main:{CY}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
roles = ["steward"]
telegram = {BO}
[[person]]
id = "eva"
organisation = "watch"
name = "Eva"
telegram = {EVA}
"""
ROOMS = (
    channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch", mode="desk", default="TLP:GREEN")
    + bridge("elections", "desk", "group")
)


def alike(platform: str) -> Callable[[Any], Any]:
    """Mark what is decided above the doors: here on one platform, by `make proofs` on both."""
    kinds = ["slack", "telegram"] if IN_FULL else [platform]
    sides = pytest.mark.parametrize("side", kinds, indirect=True)
    return lambda test: pytest.mark.proof(sides(test))


@dataclass
class Side:
    """One room of the bridge, its steward, another member, and whoever comes."""

    town: Town
    platform: str

    @property
    def slack(self) -> bool:
        return self.platform == "slack"

    @property
    def room(self) -> Any:
        return DESK if self.slack else WATCH

    @property
    def place(self) -> str:
        return "desk" if self.slack else "group"

    @property
    def steward(self) -> Any:
        return ANN if self.slack else BO

    @property
    def member(self) -> Any:
        return CY if self.slack else EVA

    @property
    def stranger(self) -> Any:
        return STRANGER[self.platform]

    def come(self, user: Any) -> None:
        if self.slack:
            self.town.slack.join(DESK, user)
        else:
            self.town.telegram.set_status(WATCH, user, "member", by=BO)

    def go(self, user: Any) -> None:
        if self.slack:
            self.town.slack.leave(DESK, user)
        else:
            self.town.telegram.leave(WATCH, user)

    def slip_in(self, user: Any) -> None:
        """Come in without any event: it was lost."""
        if self.slack:
            self.town.slack.slip_in(DESK, user)
        else:
            status = type(self.town.telegram.world.chats[WATCH].member(BO))
            self.town.telegram.world.chats[WATCH].members[user] = status(status="member")

    def from_outside(self, text: str) -> Any:
        """Say something in the other room, which is to come here."""
        if self.slack:
            return self.town.telegram.say(WATCH, BO, text)
        return self.town.slack.say(DESK, ANN, text)

    def type(self, user: Any, line: str) -> None:
        if self.slack:
            self.town.slack.command(DESK, user, line)
        else:
            self.town.telegram.say(WATCH, user, f"/{line}")

    def press(self, user: Any, label: str) -> None:
        """Press a button of the last card that somebody has."""
        if self.slack:
            cards = self.town.slack.direct("T0MAIN", user)
            last = [one for one in cards if "actions" in str(one.get("blocks"))][-1]
            world = self.town.slack.world
            room = direct(world, world.workspaces["T0MAIN"], user).id
            self.town.slack.press(room, user, last["ts"], label)
        else:
            bot = self.town.bots[0]
            cards = self.town.telegram.messages(user, bot=bot)
            last = [one for one in cards if one.get("reply_markup")][-1]
            self.town.telegram.press(user, user, last["message_id"], button=label, bot=bot)

    def texts(self) -> list[str]:
        return self.town.texts(self.room)

    def told(self, user: Any) -> list[str]:
        return self.town.told(user)

    async def shows(self, text: str) -> None:
        """Return once a text stands in the room."""
        await self.town.until(lambda: text in "\n".join(self.texts()), f"{text} to stand there")

    @property
    def presence(self) -> Any:
        return self.town.app.services.directory.presence(self.place)

    async def quiet(self) -> None:
        """Return once nothing is on its way; what is due later, or was refused, may wait."""
        await self.town.quiet(refused=False)

    async def look(self) -> None:
        """Ask the platform who is there, as the guard does every few minutes."""
        door = self.town.app.doors[f"{self.platform}.main"]
        await self.town.app.guard.ask(door, str(self.room))


@pytest.fixture(params=["slack", "telegram"])
async def side(request: Any, tmp_path: Path, template: Path) -> AsyncIterator[Side]:
    """Return one side of the bridge, in a town that runs."""
    town = Town(tmp_path, template, PARTNERS + ROOMS)
    town.doors = ("slack.main", "telegram.main")
    await town.rise()
    town.slack.add_user("T0MAIN", STRANGER["slack"], "Somebody New")
    town.telegram.add_user(STRANGER["telegram"], "Somebody New")
    try:
        async with town.awake():
            yield Side(town, request.param)
    finally:
        await town.set()
