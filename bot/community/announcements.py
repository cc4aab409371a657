"""What the announcement of a room says: with whom, how far, and what of what has no label."""

from bot import cards
from bot.announcing import ANNOUNCEMENT
from bot.cards import Card
from bot.community.remembered import read_directory
from bot.services import Services
from policies.community.directory import Directory
from policies.community.places import Bridge, Place
from storage.store import Notice, Transaction


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the announcement from the directory as it is in the database now.

    The one in memory may be older than what is announced.
    """
    directory = await read_directory(tx)
    place = directory.place_by_id(notice.place)
    announcing = services.phrases(notice.place).announcing
    if place is None:
        return None
    bridges = [one for one in directory.bridges if place.id in one.channels]
    if not bridges:
        key = (place.id,)
        stood = await cards.standing(tx, ANNOUNCEMENT, door=place.door, place=place.id, key=key)
        return Card(text=announcing.ended()) if stood else None
    text = announcing.shares(
        [
            (
                one.id,
                _names(directory, _others(directory, one, place)),
                one.ceiling,
                _names(directory, one.paused),
            )
            for one in bridges
        ],
        announcing.unlabelled(place.mode, place.default),
        announcing.people(place.members),
    )
    return Card(text=text, pin=True)


def _others(directory: Directory, bridge: Bridge, place: Place) -> tuple[str, ...]:
    rooms = (directory.place_by_id(one) for one in bridge.channels)
    owners = (name for room in rooms if room is not None for name in room.organisations)
    every = dict.fromkeys((*bridge.agreed, *owners))
    others = tuple(one for one in every if one not in place.organisations)
    return others or place.organisations


def _names(directory: Directory, organisations: tuple[str, ...]) -> str:
    return ", ".join(directory.shown_organisation(one) for one in organisations)
