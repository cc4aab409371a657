"""The law, judged by what stands in the rooms when all is quiet."""

from collections import defaultdict

from bot.community.directory import load_text
from policies.community.directory import Directory
from policies.labels import Label
from policies.messages.message import Message
from policies.sharing.decision import Decision, Outcome
from policies.sharing.spreading import NO_WAY, decide_message
from storage.repositories.lanes import LISTED
from storage.repositories.numbers import PLACE
from storage.store import Transaction
from tests.bot.laws.world import DIRECTORIES, MARKER, ROOMS, Line, World
from tests.bot.small_house import ACCOUNTS, SmallDoor

PLACES = {address: place for place, address in ROOMS.items()}
_MAY = (Outcome.ALLOW, Outcome.REDACT)
READ: tuple[Directory, ...] = tuple(
    load_text(text, "directory.toml", ACCOUNTS) for text in DIRECTORIES
)


def _has_words(message: Message) -> bool:
    return any(part.text.plain for part in message.parts)


class Judge:
    """Looks at a world; every complaint says what was expected where, and the history."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.house = world.house
        self.complaints: list[str] = []

    async def judge(self) -> None:
        """Raise AssertionError with every breach of the law."""
        standing = await self._standing()
        dead = await self._dead()
        for line in self.world.lines:
            await self._line(line, standing, dead)
        self._nothing_leaked()
        assert not self.complaints, "\n".join([*self.complaints, "", *self.world.log])

    async def judge_afterwards(self) -> None:
        """Raise AssertionError where a text that goes nowhere outlived its hour.

        To be called when more than that has gone by and what is past was forgotten.
        """
        for line in self.world.lines:
            stored = await self.world.stored(line)
            if stored is not None and stored.status == "kept" and _has_words(stored.message):
                self.complaints.append(f"m{line.id} goes nowhere and its text was never forgotten")
        assert not self.complaints, "\n".join([*self.complaints, "", *self.world.log])

    async def _dead(self) -> set[tuple[str, str]]:
        """Return message and place of what a platform refused."""

        async def query(tx: Transaction) -> set[tuple[str, str]]:
            rows = await tx.work.fetch(LISTED, status="dead")
            return {
                (row.message, await tx.deliveries._numbers.name(PLACE, row.place)) for row in rows
            }

        return await self.house.store.read(query)

    async def _standing(self) -> dict[tuple[int, str], list[tuple[int, bool]]]:
        """Return (revision, marked as repeat) by message and place, without the untraceable.

        A post whose answer was lost on a platform without a history can never be found again.
        """
        found: dict[tuple[int, str], list[tuple[int, bool]]] = defaultdict(list)
        for door in (self.house.slack, self.house.telegram):
            for channel, posts in door.rooms.items():
                for number, post in posts.items():
                    marker = MARKER.search(post.text)
                    if marker is None:
                        continue
                    place = PLACES.get(channel)
                    if place is None:
                        self.complaints.append(f"{marker[0]} stands in {channel}")
                        continue
                    if not await self._traceable(door, channel, number, place):
                        continue
                    repeat = "(repeat)" in post.text.partition("\n")[0]
                    found[int(marker[1]), place].append((int(marker[2]), repeat))
        return found

    async def _traceable(self, door: SmallDoor, channel: str, number: str, place: str) -> bool:
        if door.finds:
            return True
        copy = await self.house.store.read(lambda tx: tx.copies.by_number(place, channel, number))
        return copy is not None or (channel, number) not in door.orphans

    async def _line(
        self,
        line: Line,
        standing: dict[tuple[int, str], list[tuple[int, bool]]],
        dead: set[tuple[str, str]],
    ) -> None:
        stored = await self.world.stored(line)
        if not line.kept or stored is None:
            self._nowhere(line, standing)
            return
        message = stored.message
        if not line.deleted and message.label != line.label:
            self.complaints.append(f"m{line.id} is {message.label}, not {line.label}")
        red = message.label is Label.RED and not message.withdrawn
        # For an hour its author may yet address what is RED to people by name.
        if stored.status == "kept" and not red and _has_words(message):
            self.complaints.append(f"m{line.id} goes nowhere and its text was kept")
        for place in ROOMS:
            if place == line.place:
                continue
            there = standing[line.id, place]
            if line.deleted:
                if there:
                    self.complaints.append(f"m{line.id} was deleted and stands in {place}")
                continue
            self._place(line, message, place, there, is_dead=(message.id, place) in dead)

    def _nowhere(self, line: Line, standing: dict[tuple[int, str], list[tuple[int, bool]]]) -> None:
        if line.kept and not line.deleted:
            self.complaints.append(f"m{line.id} was not kept")
        for place in ROOMS:
            if standing[line.id, place]:
                self.complaints.append(f"m{line.id} stands in {place}, and was never to cross")

    def _place(
        self,
        line: Line,
        message: Message,
        place: str,
        there: list[tuple[int, bool]],
        *,
        is_dead: bool,
    ) -> None:
        now = self._decision(READ[self.world.current], message, place)
        name = f"m{line.id} ({line.label}) in {place}"
        if there and now.outcome is Outcome.DENY and now != NO_WAY:
            self.complaints.append(f"{name} stands and is denied: {now.why}")
        if any(revision != line.accepted for revision, _ in there):
            self.complaints.append(f"{name} shows {there}, not revision {line.accepted}")
        if len([one for one in there if not one[1]]) > 1 or len(there) > 1:
            self.complaints.append(f"{name} stands {len(there)} times")
        always = all(
            self._decision(READ[at], message, place).outcome in _MAY
            for at in line.since | {self.world.current}
        )
        if always and not there and not is_dead:
            self.complaints.append(f"{name} is missing")

    def _decision(self, directory: Directory, message: Message, place: str) -> Decision:
        to = directory.place_by_id(place)
        if to is None:
            return NO_WAY
        return decide_message(directory, message, to, now=self.house.clock.now, previous=None)

    def _nothing_leaked(self) -> None:
        """What was kept from crossing was never said to any platform, not even for a moment."""
        allowed = {(line.id, one) for line in self.world.lines for one in line.sent}
        for door in (self.house.slack, self.house.telegram):
            said = [text for _, _, text in door.calls] + [text for _, _, text in door.whispers]
            for text in said:
                marker = MARKER.search(text)
                if marker and (int(marker[1]), int(marker[2])) not in allowed:
                    self.complaints.append(f"{marker[0]} was sent and never allowed anywhere")
                if marker and not text.startswith("TLP:"):
                    self.complaints.append(f"{marker[0]} was sent without a label in front")
