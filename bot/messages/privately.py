"""One message for one person in private: by name, by a permission, or while a room is paused."""

from collections.abc import Mapping
from typing import Final

from bot import lanes
from bot.matters import Loaded
from bot.messages import asides, attaching
from bot.messages.writing import OVER, WITHDRAWN, Answered, Matter
from bot.services import Services
from handlers.incoming import Room
from policies import cards
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.labels import Label
from policies.messages.files import FileMode, Refusal
from policies.messages.message import Message
from policies.sharing.decision import Decision, Outcome
from policies.sharing.privately import decide_person
from policies.sharing.vanishing import over
from storage.contents import Kept
from storage.store import Claim, Transaction

GONE: Final = Decision(outcome=Outcome.DENY, rule=8, why="whoever it was for is not known any more")
_ANOTHER: Final = Decision(outcome=Outcome.DENY, rule=18, why="another account of theirs has it")
_IN_ITS_ROOM: Final = Decision(outcome=Outcome.DENY, rule=18, why="it stands in its room again")


class ToPerson(Matter):
    """One message for one person in private."""

    def __init__(
        self,
        services: Services,
        message: Message,
        place: Place,
        claim: Claim,
        kept: Mapping[str, Kept],
        who: Person | None,
        *,
        again: bool = False,
    ) -> None:
        super().__init__(services, message, place, claim, Answered(), kept)
        self._person = who
        self._again = again

    def decision(self) -> Decision:
        """Return whether this person may have it now."""
        now = self._services.now()
        if self._message.withdrawn:
            return WITHDRAWN
        if over(self._message, now, None if self._person is None else self._person.id):
            return OVER
        if self._person is None:
            return GONE
        if self.place.id in self._message.turned:
            return _ANOTHER
        if self._again:
            return _IN_ITS_ROOM
        directory, platform = self._services.directory, self.place.platform
        return decide_person(directory, self._message, self._person, platform, now=now)

    def permitted(self) -> str:
        """Return the mark that the source permitted it, where it did by name."""
        if self._person is None or self._message.label is Label.RED:
            return ""
        permitted = {name for one in self._message.leave for name in one.to}
        theirs = {self._person.id, *self._person.tags}
        return "" if permitted.isdisjoint(theirs) else self._phrases().permitting.by_permission

    def _shut_to_files(self) -> Refusal | None:
        """Return why no file stands here; a file would stay on a phone that may be taken."""
        if attaching.mode_to(self._services, self._message, self.place.id) is not FileMode.NONE:
            return None
        return Refusal.WITHHELD if self._endangered() else Refusal.OFF

    def _author(self) -> cards.Name | None:
        """Return who wrote it; no names of others stand on a phone that may be taken."""
        return None if self._endangered() else super()._author()

    def _endangered(self) -> bool:
        return at_risk(self._services.directory, self._person)


async def to_person(
    tx: Transaction, services: Services, message: Message, claim: Claim, kept: Mapping[str, Kept]
) -> ToPerson | None:
    """Return a message on its way to one person; None where a lane leads to nobody."""
    lane = lanes.room_of(claim.place)
    found = lanes.person_of(lane)
    if found is None:
        return None
    door, user = found
    platform = services.doors.get(door, "")
    person = services.directory.person(platform, door, "", user)
    place = Place(
        id=lane,
        platform=platform,
        account=door.partition(".")[2],
        address=user,
        organisations=() if person is None else (person.organisation,),
    )
    again = await asides.again(tx, services, message, person)
    return ToPerson(services, message, place, claim, kept, person, again=again)


async def loaded(
    tx: Transaction, services: Services, message: Message, claim: Claim, kept: Mapping[str, Kept]
) -> Loaded | None:
    """Return the words of a message for one person; None where nobody is known there any more."""
    matter = await to_person(tx, services, message, claim, kept)
    if matter is None:
        return None
    place = matter.place
    return Loaded(
        door=place.door, person=place.address, room=Room(channel=place.address), matter=matter
    )
