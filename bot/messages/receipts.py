"""What authors see on their own messages: taken on its way, and everywhere where it was to go.

A mark under a message is worth no retry: refused, it is left. It goes behind everything else.
"""

from datetime import timedelta
from typing import Final

from bot import lanes
from bot.matters import Loaded, Wanted
from bot.services import Services
from handlers.door import Limits, Mark
from handlers.incoming import Room
from policies.community.places import Place
from policies.messages.message import Message
from policies.sharing.decision import Decision, Outcome
from policies.sharing.spreading import decide_message, destinations
from policies.text import Text
from storage.store import Claim, Transaction

RECEIPT: Final = "receipt"
"""The thing that a delivery names which marks a message in its own room."""
_LAST: Final = -3
_FRESH: Final = timedelta(hours=24)
"""A mark that comes later tells its author nothing any more."""
_GRANTED: Final = Decision(outcome=Outcome.ALLOW, rule=18, why="a mark, without content")


async def want(tx: Transaction, message: Message) -> None:
    """Have a message marked in its own room, as it is then."""
    await tx.deliveries.want(
        f"{message.id}.{RECEIPT}",
        message.place,
        message.place,
        priority=_LAST,
        written=lanes.moment(message.written),
        sequence=message.sequence,
        thing=RECEIPT,
    )


async def delivered(tx: Transaction, message: Message) -> None:
    """Have a message marked once nothing of it is on its way any more."""
    if not await tx.deliveries.open_places(message.id):
        await want(tx, message)


class Receipts:
    """The wing that says which mark a message bears."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the message with its mark; None where it bears none of ours."""
        directory = self._services.directory
        stored = await tx.messages.known(claim.message_id.removesuffix(f".{RECEIPT}"))
        place = None if stored is None else directory.place_by_id(stored.message.place)
        if stored is None or place is None:
            return None
        message = stored.message
        if stored.status != "crossing" or self._services.now() - message.written > _FRESH:
            return None
        channel, _, number = message.number.rpartition(":")
        return Loaded(
            door=place.door,
            room=Room(channel=channel, topic=place.topic),
            matter=Marked(await self._mark(tx, message), number),
            safe=True,
        )

    async def _mark(self, tx: Transaction, message: Message) -> Mark:
        if message.withdrawn:
            return "none"
        if await tx.deliveries.open_places(message.id):
            return "taken"
        reached = destinations(self._services.directory, message.place)
        everywhere = [await self._stands(tx, message, to) for to in reached]
        return "everywhere" if everywhere and all(everywhere) else "taken"

    async def _stands(self, tx: Transaction, message: Message, to: Place) -> bool:
        now, directory = self._services.now(), self._services.directory
        decision = decide_message(directory, message, to, now=now, previous=None)
        if decision.outcome not in (Outcome.ALLOW, Outcome.REDACT):
            return False
        return bool(await tx.copies.of(message.id, to.id))


class Marked:
    """One message in its own room, with our mark under it and no words."""

    def __init__(self, mark: Mark, number: str) -> None:
        self._mark = mark
        self._number = number

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the mark: no words of ours stand there."""
        del limits, standing, repeat
        return Wanted(
            decision=_GRANTED,
            parts=(),
            revision=0,
            tombstone=Text.of("-"),
            mark=(self._number, self._mark),
        )

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave everything as it is: a mark tells what is so without it."""
        del tx, claim, decision
