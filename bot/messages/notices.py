"""What the bot tells the author of a message that did not cross.

One notice each, edited as more is held. A notice shows no content and no label; one that fails
changes nothing.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.matters import Loaded, Wanted
from bot.services import Services
from handlers.door import Limits
from handlers.incoming import Room
from policies import phrases
from policies.community.places import Place
from policies.messages.message import Message
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.store import Claim, Notice, Transaction

HELD: Final = "held"
RED: Final = "red"
WITHDRAWN: Final = "withdrawn"
NOT_YOURS: Final = "not yours"

_FRESH: Final = timedelta(hours=12)
_TO_AUTHOR: Final = Decision(
    outcome=Outcome.ALLOW, rule=18, why="a notice to the author, without content"
)
_PRIORITY: Final = 0
_MICROSECONDS: Final = 1_000_000


async def held(tx: Transaction, place: Place, message: Message) -> list[str]:
    """Tell the author that one more message waits."""
    return await _about(tx, HELD, place, message)


async def red(tx: Transaction, place: Place, message: Message) -> list[str]:
    """Tell the author of a RED message that it went no further, and who could read it."""
    return await _about(tx, RED, place, message)


async def _about(tx: Transaction, kind: str, place: Place, message: Message) -> list[str]:
    channel, _, number = message.number.rpartition(":")
    return await tell(
        tx,
        kind,
        place,
        door=place.door,
        user=message.author.address,
        room=Room(channel=channel, topic=place.topic),
        number=number,
    )


async def tell(
    tx: Transaction, kind: str, place: Place, *, door: str, user: str, room: Room, number: str
) -> list[str]:
    """Make or renew a notice of `kind` to `user`; returns the place whose lane has work.

    Without a user (a webhook, an anonymous admin) the notice goes to the room itself.
    """
    key = tx.keyed("notice", kind, door, user or place.id)
    found = await tx.notices.get(key)
    if found is None or tx.now - found.begun > _FRESH or kind != HELD:
        notice = Notice(
            id=tx.new_id(),
            kind=kind,
            place=place.id,
            door=door,
            user=user,
            channel=room.channel,
            topic=room.topic,
            number=number,
            count=1,
            revision=1,
            begun=tx.now,
        )
    else:
        notice = replace(found, count=found.count + 1, revision=found.revision + 1, number=number)
    tx.notices.put(key, notice)
    lane = f"notice:{door}:{user}" if user else place.id
    await tx.deliveries.want(
        notice.id,
        lane,
        lane,
        priority=_PRIORITY,
        written=int(tx.now.timestamp() * _MICROSECONDS),
        sequence=0,
        thing="notice",
    )
    return [lane]


class Notices:
    """The wing that writes notices."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the notice, on its way to the author in private, else to the room it is about."""
        notice = await tx.notices.by_id(claim.message_id)
        if notice is None:
            return None
        place = self._services.directory.place_by_id(notice.place)
        members = None if place is None else place.members
        room = Room(channel=notice.channel, topic=notice.topic)
        in_room = Loaded(
            door=notice.door,
            room=room,
            matter=_Matter(notice, members, private=False),
        )
        if not notice.user:
            return in_room
        return Loaded(
            door=notice.door,
            person=notice.user,
            room=room,
            matter=_Matter(notice, members, private=True),
            otherwise=in_room,
        )


class _Matter:
    """One notice, for one way to its reader."""

    def __init__(self, notice: Notice, members: int | None, *, private: bool) -> None:
        self._notice = notice
        self._members = members
        self._private = private

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the notice's words; in the room they show no more than the room already saw."""
        del limits, standing, repeat
        text = self._words()
        room = Room(channel=self._notice.channel, topic=self._notice.topic)
        return Wanted(
            decision=_TO_AUTHOR,
            parts=(text,),
            revision=self._notice.revision,
            reply_to=None if self._private else self._notice.number,
            tombstone=text,
            whisper=(room, self._notice.user) if self._private else None,
        )

    def _words(self) -> Text:
        match self._notice.kind:
            case "held":
                return phrases.held(self._notice.count)
            case "red":
                return phrases.red_stays(self._members)
            case "withdrawn":
                return phrases.withdrawing()
            case _:
                return phrases.not_yours()

    def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave the notice as it is: what it tells of has not changed."""
        del tx, claim, decision
