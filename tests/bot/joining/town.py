"""A small house in which stewards type and press, and what they read."""

import itertools
import re
from pathlib import Path
from typing import Any, Final

from bot.community.announcements import Announcements
from bot.community.terms import Terms
from bot.community.trials import Trials
from handlers.incoming import Room, Sender, Typed
from policies.community.directory import Directory
from policies.community.rows import to_rows
from storage.store import Row
from tests.bot.small_house import House, directory_of
from tests.stage import DIRECTORY as HOUSE

ANN, CY, FAY = "U0ANN", "U0CY", "U0FAY"
BO, EVA, GUS = 1001, 1002, 1003
SLACK_ROOM, SLACK_OTHER = "C0NEW", "C0OTHER"
GROUP, OTHER_GROUP = -1001000000501, -1001000000502
DIRECTORY: Final = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
shown_as = "Partner 3"
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"
[[organisation]]
id = "press"
name = "Press Union"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "{ANN}"
roles = ["partner", "steward"]
[[person]]
id = "cy"
organisation = "institute"
name = "Cy"
slack = "{CY}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
telegram = {BO}
roles = ["steward"]
[[person]]
id = "eva"
organisation = "watch"
name = "Eva"
telegram = {EVA}
roles = ["deputy"]
[[person]]
id = "fay"
organisation = "press"
name = "Fay"
slack = "{FAY}"
roles = ["steward"]
[[person]]
id = "gus"
organisation = "watch"
name = "Gus, the operator"
telegram = {GUS}
roles = ["operator"]
"""


def _deep_link(door: str, code: str) -> str:
    return f"https://t.me/tocsin_bot?start={code}" if door.startswith("telegram") else ""


class Town:
    """What people do, and what they see."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.trials = Trials(house.store, house.services, house.woken.update)
        self.terms = Terms(house.store, house.services, house.woken.update)
        self.announcements = Announcements(house.store, house.services)
        self._numbers = itertools.count(7_000)
        house.services.invitation = _deep_link

    @classmethod
    async def settled(cls, folder: Path, template: Path, directory: str) -> "Town":
        """Return the town of a directory."""
        town = cls(await House.of(folder, template, HOUSE))
        await town.apply(directory)
        return town

    async def close(self) -> None:
        await self.house.close()

    async def apply(self, directory: str) -> None:
        """Put a directory in the place of the file's."""
        rows = to_rows(directory_of(directory))

        async def act(tx: Any) -> None:
            await tx.directory.replace_file(
                [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            )

        await self.house.store.write(act)
        await self.house.take_up()

    @property
    def directory(self) -> Directory:
        """Who is who, as the bot knows it now."""
        return self.house.services.directory

    def _door(self, user: object) -> Any:
        return self.house.slack if str(user).startswith("U") else self.house.telegram

    async def types(
        self,
        user: object,
        channel: object,
        line: str,
        *,
        team: str = "T0INSTITUTE",
        deliver: bool = True,
        **more: Any,
    ) -> None:
        """Have somebody type a line in a room, None for in private, and be answered."""
        door = self._door(user)
        number = more.pop("number", None) or str(next(self._numbers))
        room = Room(channel=f"D{user}" if channel is None else str(channel))
        event = Typed(
            event=f"{room.channel}:{next(self._numbers)}",
            room=more.pop("room", room),
            number=number,
            written=self.house.clock.now,
            sender=Sender(user=str(user), team=team if door is self.house.slack else ""),
            line=line,
            private=channel is None,
            **more,
        )
        await self.house.inbox.receive(door.name, [event])
        if deliver:
            await self.house.deliver()

    async def presses(self, user: object, button: str, *, at: int = -1, by: object = None) -> bool:
        """Have somebody press a button of the last card in private that has it."""
        door = self._door(user)
        standing = door.rooms.get(f"D{user}", {})
        found = [(n, one) for n, one in standing.items() if button in one.buttons]
        if not found:
            return False
        number, one = found[at]
        line = one.buttons[button]
        room = Room(channel=f"D{user}")
        await self.types(by or user, None, line, room=room, pressed=True, number=number)
        return True

    async def refuses(self, user: object, channel: object, line: str, **more: Any) -> bool:
        """Tell whether a line is answered as if there were nothing, and changes nothing."""
        before, answered = self.directory, len(self.reads(user))
        await self.types(user, channel, line, **more)
        assert self.directory is before
        assert len(self.reads(user)) == answered + 1
        return self.reads(user)[-1].startswith("There is nothing here that you may do this to.")

    def reads(self, user: object) -> list[str]:
        """Return what stands in somebody's private conversation with the bot."""
        return self._door(user).standing(f"D{user}")

    def sees(self, channel: object) -> list[str]:
        """Return what stands in a room."""
        door = self.house.telegram if str(channel).startswith("-") else self.house.slack
        return door.standing(channel)

    def code(self, user: object) -> str:
        """Return the code that somebody was given last."""
        pattern = r"[2-9A-Z]{4}-[2-9A-Z]{4}\b|(?<=start=)[2-9A-Z]{26}"
        codes = [re.search(pattern, text) for text in self.reads(user)]
        return [one[0] for one in codes if one][-1]

    async def looks(self) -> None:
        """Have the scheduler look, and send what it found."""
        await self.trials.look()
        await self.terms.look()
        await self.announcements.look()
        await self.house.take_up()
        await self.house.deliver()

    async def link(self, ceiling: str = "TLP:AMBER") -> None:
        """Link the new Slack room with the Telegram group, all the way."""
        await self.types(ANN, SLACK_ROOM, "link")
        await self.types(BO, GROUP, f"link {self.code(ANN)} {ceiling}")
        await self.presses(ANN, "Accept")
        await self.presses(EVA, "Accept")
        await self.looks()
