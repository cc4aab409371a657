"""What the announcement of a room says: with whom, how far, and what of what has no label."""

from bot import cards
from bot.announcing import ANNOUNCEMENT
from bot.cards import Card
from bot.community.remembered import read_directory
from bot.services import Services
from policies.community.directory import Directory
from policies.community.places import Bridge, Place
from policies.sharing.audiences import audience_of
from policies.speech.announcing import Announcing
from policies.text import Text
from storage.store import Notice, Store, Transaction


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the announcement from the directory as it is in the database now.

    The one in memory may be older than what is announced.
    """
    directory = await read_directory(tx)
    place = directory.place_by_id(notice.place)
    announcing = services.phrases(notice.place).announcing
    if place is None:
        return None
    text = _text(directory, place, announcing)
    if text is not None:
        return Card(text=text, pin=True)
    stood = await cards.standing(tx, ANNOUNCEMENT, door=place.door, place=place.id, key=(place.id,))
    return Card(text=announcing.ended()) if stood else None


class Announcements:
    """Has what stands in the rooms brought up to date when the directory says something else.

    However it was changed: by a command, by a steward's word for who is there, by a file.
    """

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services
        self._seen: Directory | None = None
        self._said: dict[str, Text | None] = {}

    async def look(self) -> None:
        """Renew what says something else now; raises StoreFault."""
        directory = self._services.directory
        if directory is self._seen:
            return
        said = {
            place.id: _text(directory, place, self._services.phrases(place.id).announcing)
            for place in directory.places
        }
        stale = [
            place
            for place in directory.places
            if place.id in self._said and self._said[place.id] != said[place.id]
        ]
        if stale:
            await self._store.write(lambda tx: _renew(tx, stale))
        self._seen, self._said = directory, said


async def _renew(tx: Transaction, places: list[Place]) -> None:
    for place in places:
        await cards.renew(tx, ANNOUNCEMENT, door=place.door, user="", key=(place.id,))


def _text(directory: Directory, place: Place, announcing: Announcing) -> Text | None:
    """Return what the announcement says, None where no bridge leads out of the room."""
    bridges = [one for one in directory.bridges if place.id in one.channels]
    if not bridges:
        return None
    audience = audience_of(directory, place)
    known = audience.linked + audience.vouched if audience.known else None
    return announcing.shares(
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
        announcing.people(known, audience.vouched),
        stopped=_stopped(directory, place),
    )


def _stopped(directory: Directory, place: Place) -> bool:
    """Tell whether it is said in a room that it is stopped.

    Only in those of whoever froze, and in every one where all is frozen: to other organisations a
    freeze shows nothing. Where somebody is whom nobody has judged it is not said either.
    """
    presence = directory.presence(place.id)
    judged = presence is None or presence.pause is None
    return judged and directory.stopped(place.organisations)


def _others(directory: Directory, bridge: Bridge, place: Place) -> tuple[str, ...]:
    rooms = (directory.place_by_id(one) for one in bridge.channels)
    owners = (name for room in rooms if room is not None for name in room.organisations)
    every = dict.fromkeys((*bridge.agreed, *owners))
    others = tuple(one for one in every if one not in place.organisations)
    return others or place.organisations


def _names(directory: Directory, organisations: tuple[str, ...]) -> str:
    return ", ".join(directory.shown_organisation(one) for one in organisations)
