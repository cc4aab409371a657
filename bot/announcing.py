"""The announcement that stands pinned in a room that shares with others."""

from typing import Final

from bot import cards
from bot.services import Services
from policies.community.places import Place
from storage.store import Transaction

ANNOUNCEMENT: Final = "announcement"


async def announce(tx: Transaction, services: Services, place: Place) -> list[str]:
    """Bring the announcement in a room up to date; returns the lane that has work.

    What it says is written when it is sent, from the directory as it is in the database then. Where
    no bridge leads out of the room, and none ever did, nothing is shown.
    """
    del services
    return await cards.show(tx, ANNOUNCEMENT, door=place.door, key=(place.id,), place=place)
