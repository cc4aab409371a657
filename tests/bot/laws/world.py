"""People who say, edit, delete and answer; a directory that changes; doors that fail.

The oracle knows what was typed and works out by itself what binds; where a copy may be it asks of
the decision, as the directory is when all is quiet.
"""

import random
import re
from dataclasses import dataclass, field
from typing import Final

from bot.community.directory import load_text
from handlers.door import Closed, Later, Lost, Refused
from policies.community.rows import to_rows
from policies.labels import Label, stricter_than, strictest
from storage.store import Row, Stored, Transaction
from tests.bot.small_house import ACCOUNTS, House
from tests.stage import ANN, CY, DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH

ROOMS: Final = {"desk": DESK, "team": TEAM_ROOM, "group": str(WATCH), "strict": str(STRICT)}
MODES: Final = {"desk": "desk", "team": "share", "group": "share", "strict": "strict"}
LABELS: Final = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
_MAY_CROSS: Final = (Label.CLEAR, Label.GREEN, Label.AMBER)
_WEIGHTS: Final = (2, 6, 5, 1, 1)
MARKER: Final = re.compile(r"m(\d+)r(\d+)e")
DIRECTORIES: Final = (
    DIRECTORY,
    DIRECTORY.replace('ceiling = "TLP:AMBER"', 'ceiling = "TLP:GREEN"'),
    DIRECTORY.partition('[[bridge]]\nid = "strict"')[0],
    DIRECTORY + '[[wall]]\norganisation = "institute"\nnot_to = ["watch"]\n',
    DIRECTORY.replace("members = 3\n", "", 1),
)
"""As it was; a ceiling lowered; a bridge taken out; a wall; a room that nobody counted."""


@dataclass
class Line:
    """One message as its author sees it. `accepted` is the revision that may stand elsewhere."""

    id: int
    place: str
    number: str
    label: Label | None
    own: Label | None
    accepted: int = 0
    typed: int = 0
    kept: bool = True
    deleted: bool = False
    parent: "Line | None" = None
    root: "Line | None" = None
    since: set[int] = field(default_factory=set)
    """The directories that were in force since the accepted revision was typed."""
    sent: set[int] = field(default_factory=set)
    """The revisions that may have been seen elsewhere at some time."""


class World:
    """A house with a history; `seed` makes it repeatable."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)  # noqa: S311 - a history that can be repeated
        self.lines: list[Line] = []
        self.log: list[str] = []
        self.current = 0
        self._number = 1000

    async def directory(self, text: str) -> None:
        """Apply a directory as the command does, and let the bot take it up."""
        accounts = ACCOUNTS
        rows = to_rows(load_text(text, "directory.toml", accounts))

        async def act(tx: Transaction) -> None:
            kept = [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            await tx.directory.replace_file(kept)

        await self.house.store.write(act)
        await self.house.take_up()

    # What people do.

    async def say(self, *, answering: bool = False) -> None:
        place = self.chance.choice(list(ROOMS))
        parent = self._someone(place) if answering else None
        own = self._label(0.7)
        line = Line(len(self.lines), place, self._next(), None, own, parent=parent)
        self.lines.append(line)
        await self._tell(line, own, edited=False)

    async def edit(self) -> None:
        if line := self._any():
            own = self._label(0.8)
            if self.chance.random() < 0.5 and line.own is not None:
                own = line.own
            line.typed += 1
            await self._tell(line, own, edited=True)

    async def delete(self) -> None:
        if line := self._any():
            self.log.append(f"delete m{line.id}")
            line.deleted = True
            await self.house.hear(self.house.deleted(ROOMS[line.place], line.number))

    async def change_directory(self) -> None:
        self.current = self.chance.randrange(len(DIRECTORIES))
        self.log.append(f"directory {self.current}")
        for line in self.lines:
            line.since.add(self.current)
        await self.directory(DIRECTORIES[self.current])

    # What goes wrong.

    def trouble(self) -> None:
        door = self.chance.choice([self.house.slack, self.house.telegram])
        kind = self.chance.choice(["post", "post", "edit", "delete"])
        fault = self.chance.choice(["429", "before", "after", "refused", "closed"])
        self.log.append(f"{door.name} {kind} {fault}")
        match fault:
            case "429":
                door.fail(kind, Later("too many requests", self.chance.uniform(1, 40)))
            case "before":
                door.fail(kind, Lost("connection_lost"))
            case "after" if kind != "delete":
                door.fail(kind, Lost("connection_lost"), done=True)
            case "refused" if kind != "edit":
                door.fail(kind, Refused("bad_request"))
            case "closed":
                door.fail(kind, Closed("not_in_channel"))

    async def deliver(self) -> None:
        self.log.append("deliver")
        await self.house.deliver()
        self.house.pass_(self.chance.choice([0, 1, 60, 400]))

    async def restart(self) -> None:
        self.log.append("restart")
        await self.house.restart()
        await self.house.take_up()

    async def step(self) -> None:
        """Do one thing."""
        acts = [self.say, self.answer, self.edit, self.delete, self.deliver, self.restart,
                self.change_directory]  # fmt: skip
        if self.chance.random() < 0.3:
            self.trouble()
        (act,) = self.chance.choices(acts, weights=(8, 4, 6, 2, 6, 1, 2))
        await act()

    async def answer(self) -> None:
        await self.say(answering=True)

    async def quiet(self) -> None:
        """Let every fault pass and every lane run dry."""
        for door in (self.house.slack, self.house.telegram):
            door.troubles.clear()
        for _ in range(6):
            await self.house.deliver()
            self.house.pass_(4000)
        await self.house.deliver()
        assert await self.house.listed("waiting") == await self.house.listed("claimed") == []

    # How the oracle sees it.

    def _label(self, labelled: float) -> Label | None:
        if self.chance.random() > labelled:
            return None
        return Label(self.chance.choices(LABELS, weights=_WEIGHTS)[0])

    def _next(self) -> str:
        self._number += 1
        return str(self._number)

    def _any(self) -> Line | None:
        alive = [one for one in self.lines if not one.deleted]
        return self.chance.choice(alive) if alive else None

    def _someone(self, place: str) -> Line | None:
        here = [one for one in self.lines if one.place == place and not one.deleted]
        return self.chance.choice(here) if here else None

    async def _tell(self, line: Line, own: Label | None, *, edited: bool) -> None:
        body = f"m{line.id}r{line.typed}e heron"
        text = body if own is None else f"{own.value} {body}"
        if not (edited and line.kept):
            line.root = await self._known(line.parent)
        bound = self._binds(line, own, line.root)
        self.log.append(
            f"{'edit' if edited else 'say'} m{line.id} in {line.place}: {text}"
            + (f" answering m{line.parent.id}" if line.parent else "")
        )
        unheard = not edited or not line.kept
        crossed = line.root is not None and not edited and await self._crossed(line.root)
        stays = own is None and MODES[line.place] == "share" and not crossed
        if unheard and stays:
            line.kept = False
        elif edited and line.kept and self._loosens(line, own, bound):
            pass
        else:
            line.kept, line.own, line.label = True, own, bound
            line.accepted, line.since = line.typed, {self.current}
            if bound in _MAY_CROSS:
                line.sent.add(line.typed)
        await self.house.hear(
            self.house.said(
                ROOMS[line.place],
                text,
                number=line.number,
                edited=edited,
                event=f"{ROOMS[line.place]}:{line.number}" + (f":{line.typed}" if edited else ""),
                reply_to=None if line.parent is None else line.parent.number,
                user=self._user(line),
            )
        )

    def _user(self, line: Line) -> str:
        if line.place in ("group", "strict"):
            return "1001"
        return CY if line.id % 5 == 0 else ANN

    async def _known(self, parent: Line | None) -> Line | None:
        """Return the parent if the bot keeps it, as whatever."""
        return None if parent is None or await self.stored(parent) is None else parent

    async def _crossed(self, parent: Line) -> bool:
        stored = await self.stored(parent)
        return stored is not None and stored.status == "crossing"

    async def stored(self, line: Line) -> Stored | None:
        """Return what the bot keeps of a message."""
        number = f"{ROOMS[line.place]}:{line.number}"
        return await self.house.store.read(lambda tx: tx.messages.by_number(line.place, number))

    @staticmethod
    def _binds(line: Line, own: Label | None, parent: Line | None) -> Label | None:
        above = None if parent is None else parent.label
        if own is not None:
            return own if above is None else strictest(own, above)
        if parent is not None:
            return above
        return Label.GREEN if MODES[line.place] == "desk" else None

    @staticmethod
    def _loosens(line: Line, own: Label | None, bound: Label | None) -> bool:
        if line.label is None:
            return False
        removed = line.own is not None and own is None
        return removed or (bound is not None and stricter_than(line.label, bound))
