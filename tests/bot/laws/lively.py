"""Histories in which rooms fill and empty, and a source relabels, permits, recalls and freezes.

The law is the simplest there is: when all is quiet, nothing stands anywhere that the decision, as
everybody's rooms and rights are then, denies; but for what a platform refused to take away.
"""

from bot.messages.spread import whereto
from handlers.incoming import Joined, Left, Room, Sender, Typed
from policies.sharing.decision import Outcome
from policies.sharing.privately import decide_person
from policies.sharing.spreading import NO_WAY
from storage.repositories.lanes import LISTED
from storage.repositories.numbers import PLACE
from storage.store import Stored, Transaction
from tests.bot.laws.world import MARKER, ROOMS, World
from tests.bot.small_house import House, SmallDoor
from tests.stage import ANN, CY, DIRECTORY

_STEWARDS = {"desk": ANN, "team": ANN, "group": "1001", "strict": "1001"}
TOWN = (
    DIRECTORY.replace('name = "Ann"\n', 'name = "Ann"\nroles = ["steward"]\n')
    .replace('name = "Bo"\n', 'name = "Bo"\nroles = ["steward"]\n')
    .replace('id = "strict"\nchannels', 'id = "narrow"\nchannels')
    + f"""
[[person]]
id = "cy"
organisation = "institute"
name = "Cy"
slack = "{CY}"
[[person]]
id = "eva"
organisation = "watch"
name = "Eva"
telegram = 1002
"""
)
_LINES = (
    "label TLP:GREEN", "label TLP:AMBER", "label TLP:AMBER+STRICT", "label TLP:RED", "recall",
    "permit watch", "permit eva", "permit institute", "receipt",
)  # fmt: skip


class Lively(World):
    """A world whose rooms do not stay as they are."""

    async def settle(self) -> None:
        await self.directory(TOWN)

    def _sender(self, place: str, user: str) -> Sender:
        slack = place in ("desk", "team")
        return Sender(user=user, team="T0INSTITUTE" if slack else "", name="Somebody")

    async def come(self) -> None:
        """Let a stranger or somebody linked into a room."""
        place = self.chance.choice(list(ROOMS))
        slack = place in ("desk", "team")
        stranger = (
            f"U0OUT{self.chance.randrange(3)}" if slack else str(666 + self.chance.randrange(3))
        )
        user = self.chance.choice([stranger, stranger, CY if slack else "1002"])
        self.log.append(f"{user} comes into {place}")
        event = f"join:{self._next()}"
        people = (self._sender(place, user),)
        await self.house.hear(Joined(event=event, room=Room(channel=ROOMS[place]), people=people))

    async def go(self) -> None:
        place = self.chance.choice(list(ROOMS))
        slack = place in ("desk", "team")
        user = self.chance.choice(["U0OUT0", "U0OUT1", CY] if slack else ["666", "667", "1002"])
        self.log.append(f"{user} leaves {place}")
        event = f"left:{self._next()}"
        sender = self._sender(place, user)
        await self.house.hear(Left(event=event, room=Room(channel=ROOMS[place]), sender=sender))

    async def order(self) -> None:
        """Let a steward say something about a room."""
        place = self.chance.choice(list(ROOMS))
        line = self.chance.choice(
            ["attest 5", "attest 40", "freeze", "thaw", "thaw", "bridge pause", "bridge resume",
             "bridge resume", "ceiling TLP:GREEN"]
        )  # fmt: skip
        await self._type(place, f"/{line}", None, _STEWARDS[place])

    async def rule(self) -> None:
        """Let a source do something with what it said."""
        if line := self._any():
            words = self.chance.choice(_LINES)
            await self._type(line.place, f"/{words}", line.number, self._user(line))

    async def _type(self, place: str, line: str, reply_to: str | None, user: str) -> None:
        self.log.append(f"{user} types {line} in {place} (to {reply_to})")
        number = self._next()
        await self.house.hear(
            Typed(
                event=f"typed:{number}",
                room=Room(channel=ROOMS[place]),
                number=number,
                written=self.house.clock.now,
                sender=self._sender(place, user),
                line=line,
                reply_to=reply_to,
            )
        )

    async def step(self) -> None:
        """Do one thing, and let the bot look around as it does twice a second."""
        acts = [self.say, self.answer, self.edit, self.delete, self.deliver, self.restart,
                self.come, self.go, self.order, self.rule]  # fmt: skip
        if self.chance.random() < 0.15:
            self.trouble()
        (act,) = self.chance.choices(acts, weights=(8, 3, 4, 1, 6, 1, 3, 3, 4, 6))
        await act()
        await self.house.take_up()


class Warden:
    """Looks at what stands everywhere, in rooms and in private."""

    def __init__(self, world: Lively) -> None:
        self.world = world
        self.house: House = world.house

    async def judge(self) -> int:
        """Return how many texts stand; raises AssertionError with every breach of the law."""
        refused = await self._refused()
        complaints, count = [], 0
        for door in (self.house.slack, self.house.telegram):
            for channel, posts in door.rooms.items():
                for number, post in posts.items():
                    marker = MARKER.search(post.text)
                    if marker is None:
                        continue
                    count += 1
                    why = await self._breach(door, channel, number, int(marker[1]), refused)
                    if why:
                        complaints.append(f"{marker[0]} stands in {channel}: {why}")
        assert not complaints, "\n".join([*complaints, "", *self.world.log])
        return count

    async def _breach(
        self, door: SmallDoor, channel: str, number: str, line: int, refused: set[tuple[str, str]]
    ) -> str:
        lane = self._lane(door, channel)
        if not door.finds and (channel, number) in door.orphans:
            # Its answer was lost where nobody can look: it can never be found again.
            return ""
        stored: Stored | None = await self.world.stored(self.world.lines[line])
        if stored is None:
            return "and nothing is known of it"
        if (stored.message.id, lane) in refused:
            return ""
        copy = await self.house.store.read(lambda tx: tx.copies.by_number(lane, channel, number))
        if copy is not None and copy.message_id != stored.message.id:
            # A card: it may show the first words of what waits to whoever wrote them.
            theirs = lane.endswith(f":{stored.message.author.address}")
            return "" if theirs else "on a card of somebody else"
        if stored.message.withdrawn:
            return "and was withdrawn"
        services, now = self.house.services, self.house.clock.now
        decision = whereto(services, stored.message, now).get(lane)
        if decision is None and lane.startswith("notice:"):
            # Whom a paused room's text reached one by one: may she have it?
            user = lane.rpartition(":")[2]
            person = services.directory.person(door.platform, door.name, "", user)
            if person is None:
                return "and goes to nobody whom the directory knows"
            decision = decide_person(
                services.directory, stored.message, person, door.platform, now=now
            )
        if decision is None:
            # No bridge leads there any more: what was shared stays (docs/operators.md).
            return ""
        if decision.outcome is Outcome.DENY and decision != NO_WAY:
            return f"{stored.message.label} is denied: {decision.why} ({decision.rule})"
        return ""

    def _lane(self, door: SmallDoor, channel: str) -> str:
        place = {address: place for place, address in ROOMS.items()}.get(channel)
        return place or f"notice:{door.name}:{channel.removeprefix('D')}"

    async def _refused(self) -> set[tuple[str, str]]:
        async def query(tx: Transaction) -> set[tuple[str, str]]:
            rows = await tx.work.fetch(LISTED, status="dead")
            return {
                (row.message, await tx.deliveries._numbers.name(PLACE, row.place)) for row in rows
            }

        return await self.house.store.read(query)
