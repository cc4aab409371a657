"""What the bot tells the author of a message that did not cross.

One notice each, edited as more is held. A notice shows no content and no label; one that fails
changes nothing.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bot import lanes
from bot.matters import Loaded, Wanted
from bot.services import Services
from handlers.door import Limits
from handlers.incoming import Room
from policies.community.places import Place
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.store import Claim, Notice, SealFault, Transaction

HELD: Final = "held"
PARTLY: Final = "partly"
EDIT: Final = "edit"
RED: Final = "red"
EXPIRED: Final = "expired"
PARTLY_EXPIRED: Final = "partly expired"
EDIT_EXPIRED: Final = "edit expired"
UNREACHABLE: Final = "unreachable"
WITHDRAWN: Final = "withdrawn"
NOT_YOURS: Final = "not yours"
MISSED: Final = "missed"
MISSED_MEANWHILE: Final = "missed meanwhile"
MISSED_OLDER: Final = "missed older"
PARKED: Final = "parked"

_COUNTED: Final = frozenset({HELD, PARTLY, EDIT})
_FRESH: Final = timedelta(hours=12)
_TO_AUTHOR: Final = Decision(
    outcome=Outcome.ALLOW, rule=18, why="a notice to the author, without content"
)
_PRIORITY: Final = 0


class Span(NamedTuple):
    """A time of which a notice tells; `before` is an instant of which older things are meant."""

    since: datetime
    until: datetime
    before: datetime | None = None


async def about(
    tx: Transaction, kind: str, place: Place, message: Message, *, count: int = 1
) -> list[str]:
    """Tell the author of a message what became of it."""
    channel, _, number = message.number.rpartition(":")
    return await tell(
        tx,
        kind,
        place,
        user=message.author.address,
        room=Room(channel=channel, topic=place.topic),
        number=number,
        count=count,
    )


async def tell(  # noqa: PLR0913 - who is told what, where, and about when
    tx: Transaction,
    kind: str,
    place: Place,
    *,
    user: str,
    room: Room,
    number: str,
    count: int = 1,
    span: Span | None = None,
    door: str = "",
) -> list[str]:
    """Make or renew a notice of `kind` to `user`; returns the place whose lane has work.

    Without a user (a webhook, an anonymous admin) the notice goes to the room itself. `number` is
    what it answers there, "" for nothing; `span` is the time that it tells of; `door` is the one
    behind which the user is, where it is not the room's.
    """
    door = door or place.door
    key = tx.keyed("notice", kind, door, user or place.id)
    lane = lanes.private(door, user) if user else place.id
    found = await _former(tx, key, room, lane) if kind in _COUNTED else None
    if found is None:
        notice = Notice(
            id=tx.new_id(),
            kind=kind,
            place=place.id,
            door=door,
            user=user,
            channel=room.channel,
            topic=room.topic,
            number=number,
            count=count,
            revision=1,
            begun=tx.now if span is None else span.since,
            until=None if span is None else span.until,
            before=None if span is None else span.before,
        )
    else:
        notice = replace(found, count=found.count + count, revision=found.revision + 1)
    tx.notices.put(key, notice)
    await tx.deliveries.want(
        notice.id,
        lane,
        lane,
        priority=_PRIORITY,
        written=lanes.moment(tx.now),
        sequence=tx.turn(),
        thing="notice",
    )
    return [lane]


async def partly(tx: Transaction, place: Place, message: Message) -> list[str]:
    """Tell the author, once for each revision, that a message waits for some of the rooms."""
    key = tx.keyed("partly", message.id, str(message.revision))
    if await tx.received.told_before(key):
        return []
    tx.received.told(key)
    return await about(tx, PARTLY, place, message)


async def _former(tx: Transaction, key: bytes, room: Room, lane: str) -> Notice | None:
    """Return the notice that is to be edited: a young one that its reader sees from here.

    What had to be said in another room, because its reader takes nothing in private, is not. Nor is
    one that does not open: what it tells of is kept whatever became of the notice.
    """
    with contextlib.suppress(SealFault):
        found = await tx.notices.get(key)
        if found is None or tx.now - found.begun > _FRESH:
            return None
        standing = await tx.copies.of(found.id, lane)
        in_room = bool(standing) and standing[0].room[0] == found.channel
        return None if in_room and room.channel != found.channel else found
    return None


class Notices:
    """The wing that writes notices."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the notice, on its way to the author in private, else to the room it is about."""
        notice = await tx.notices.by_id(claim.message_id)
        if notice is None or self._outdated(notice):
            return None
        place = self._services.directory.place_by_id(notice.place)
        members = None if place is None else place.members
        room = Room(channel=notice.channel, topic=notice.topic)
        if place is not None and not notice.user:
            # What is said to a whole room goes where the room is now.
            room = Room(channel=place.address, topic=place.topic)
        in_room = Loaded(
            door=notice.door,
            room=room,
            matter=_Matter(self._services, notice, members, private=False),
        )
        if not notice.user:
            return in_room
        return Loaded(
            door=notice.door,
            person=notice.user,
            room=room,
            matter=_Matter(self._services, notice, members, private=True),
            otherwise=in_room,
        )

    def _outdated(self, notice: Notice) -> bool:
        """Tell whether a notice would come too late to be true."""
        until = notice.until
        return notice.kind == PARKED and until is not None and until <= self._services.now()


class _Matter:
    """One notice, for one way to its reader."""

    def __init__(
        self, services: Services, notice: Notice, members: int | None, *, private: bool
    ) -> None:
        self._services = services
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
            reply_to=None if self._private else self._notice.number or None,
            tombstone=text,
            whisper=(room, self._notice.user) if self._private else None,
        )

    def _words(self) -> Text:
        notice = self._notice
        lane = lanes.private(notice.door, notice.user) if self._private else notice.place
        phrases = self._services.phrases(lane)
        until = notice.until or notice.begun
        if notice.kind == MISSED:
            return phrases.gap(notice.begun, until)
        if notice.kind == MISSED_MEANWHILE:
            return phrases.gap_unread(notice.begun, until)
        if notice.kind == MISSED_OLDER:
            return phrases.gap_of_older(notice.begun, until, notice.before or notice.begun)
        if notice.kind == PARKED:
            return phrases.parked(until)
        if notice.kind == RED:
            return phrases.red_stays(self._members) if self._private else phrases.red_stays_here()
        if notice.kind in _GIVEN_UP:
            return _GIVEN_UP[notice.kind](phrases, notice.count)
        if notice.kind == EDIT:
            return phrases.edit_refused() if self._private else phrases.edit_refused_here()
        if notice.kind in _COUNTS:
            if not self._private:
                return _HERE[notice.kind](phrases)
            return _COUNTS[notice.kind](phrases, notice.count)
        return _ANSWERS[notice.kind](phrases)

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave the notice as it is: what it tells of has not changed."""
        del tx, claim, decision


_COUNTS: Final[dict[str, Callable[[Phrases, int], Text]]] = {
    HELD: Phrases.held,
    PARTLY: Phrases.partly,
}
_HERE: Final[dict[str, Callable[[Phrases], Text]]] = {
    HELD: Phrases.held_here,
    PARTLY: Phrases.partly_here,
}
_GIVEN_UP: Final[dict[str, Callable[[Phrases, int], Text]]] = {
    EXPIRED: Phrases.expired,
    PARTLY_EXPIRED: Phrases.expired_partly,
    EDIT_EXPIRED: lambda phrases, count: phrases.holding.edits_expired(count),
}
_ANSWERS: Final[dict[str, Callable[[Phrases], Text]]] = {
    UNREACHABLE: Phrases.unreachable,
    WITHDRAWN: Phrases.withdrawing,
    NOT_YOURS: Phrases.not_yours,
}
