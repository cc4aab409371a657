"""The mark on a message that was taken in: its author sees it there, and no card is made.

A mark is worth no retry, and goes behind everything else.
"""

from datetime import datetime, timedelta
from typing import Final

from bot import lanes
from bot.matters import Loaded
from bot.messages.receipts import Marked
from bot.services import Services
from handlers.incoming import Room
from policies.community.places import PlaceKind
from policies.intake.report import Report
from storage.store import Claim, Filed, Transaction

MARK: Final = "taken in"
"""The thing that a delivery names which marks a report's message."""
_LAST: Final = -3
_FRESH: Final = timedelta(hours=24)
"""A mark that comes later tells its author nothing any more."""


async def want(tx: Transaction, services: Services, filed: Filed[Report]) -> list[str]:
    """Have the message of a report in an intake marked; returns the lane that has work."""
    room = filed.value.room
    place = services.directory.place_by_id(room)
    if place is None or place.kind is not PlaceKind.INTAKE or not filed.value.number:
        # Elsewhere a mark says that a message is everywhere.
        return []
    await tx.deliveries.want(
        f"{filed.id}.{MARK}",
        room,
        room,
        priority=_LAST,
        written=lanes.moment(tx.now),
        sequence=tx.turn(),
        thing=MARK,
    )
    return [room]


class Marks:
    """The wing that says which mark the message of a report bears."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the message with its mark; None where it bears none of ours."""
        filed = await tx.docket.by_id(claim.message_id.removesuffix(f".{MARK}"), Report)
        place = None if filed is None else self._services.directory.place_by_id(filed.value.room)
        if filed is None or place is None or self._late(filed.value.made):
            return None
        channel, _, number = filed.value.number.rpartition(":")
        read = filed.value.label is not None and not filed.value.withdrawn
        return Loaded(
            door=place.door,
            room=Room(channel=channel, topic=place.topic),
            matter=Marked("everywhere" if read else "none", number),
            safe=True,
        )

    def _late(self, made: datetime) -> bool:
        return self._services.now() - made > _FRESH
