"""Cards and answers: what is shown to one person, or in a room, and edited in place.

A card is a row that says what it is about; what it shows is written when it is sent, by the writer
of its kind, from what is true then. An answer's words are kept sealed until it stands.
"""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeAlias

from bot import lanes
from bot.calls import Call
from bot.matters import Track
from bot.services import Services
from handlers.incoming import Room
from policies.buttons import Rows
from policies.community.places import Place
from policies.sharing.decision import Handling
from policies.text import Text
from storage.store import Notice, SealFault, Transaction

ANSWER: Final = "answer"
HOME: Final = "home"
"""The kind of the card that stands in its reader's home, where a platform has one."""
AWAY: Final = "away"
"""The kind of a card that was taken away for good."""
STRANGER: Final = "stranger"
"""What an answer is about that was given to whoever the directory does not know."""
_PLAIN: Final = Handling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card shows now.

    `here` is shown in the room instead where its reader takes no private message from us; it says
    no more than the room has seen, `buttons_here` with it. None keeps it from the room. `whisper`
    is shown besides to the reader alone in the room, where the platform can. `pin` has it pinned
    where it stands. `picture` is what a QR code below it says, `unpictured` what stands there
    where that cannot be sent. `track` is told what becomes of it.
    """

    text: Text
    buttons: Rows = ()
    here: Text | None = None
    buttons_here: Rows = ()
    whisper: bool = False
    pin: bool = False
    picture: str = ""
    unpictured: Text | None = None
    handling: Handling = _PLAIN
    track: Track | None = None


Writer: TypeAlias = Callable[[Transaction, Services, Notice], Awaitable[Card | None]]
"""Writes cards of one kind from what is true now; None takes the card away."""


async def show(  # noqa: PLR0913 - where a card stands, and what it is about
    tx: Transaction,
    kind: str,
    *,
    door: str,
    key: tuple[str, ...],
    user: str = "",
    place: Place | None = None,
    room: Room | None = None,
    number: str = "",
    about: tuple[str, ...] = (),
    anew: bool = False,
    after: timedelta = timedelta(),
    priority: int = 0,
) -> list[str]:
    """Show a card, or bring the one under `key` up to date; returns the lane that has work.

    With a `user` it goes to that person in private, through `door`; `room` and `number` say what it
    answers, for the platform where it has to stand there instead. Without one it stands in the room
    of `place`. `anew` posts a new one and lets the old one stand as it is. It waits for `after`,
    and anew each time that it is shown again meanwhile; what waits has a `priority` of its own,
    for nothing behind it in its lane is sent before it.
    """
    keyed = tx.keyed("card", kind, door, user, *key)
    found = None if anew else await _former(tx, keyed)
    lane = _lane(kind, door, user, _id(place))
    address = room or (Room(channel="") if place is None else Room(channel=place.address))
    if found is None:
        notice = Notice(
            id=tx.new_id(),
            kind=kind,
            place=_id(place),
            door=door,
            user=user,
            channel=address.channel,
            topic=address.topic if place is None else place.topic,
            number=number,
            count=1,
            revision=1,
            begun=tx.now,
            about=about,
        )
    else:
        notice = replace(found, revision=found.revision + 1, about=about, number=number)
    tx.notices.put(keyed, notice)
    due = (tx.now + after).timestamp() if after else 0.0
    await _send(tx, notice, lane, due=due, priority=priority)
    return [lane]


async def standing(
    tx: Transaction, kind: str, *, door: str, key: tuple[str, ...], place: str = "", user: str = ""
) -> bool:
    """Tell whether the card of a room, or of a person, stands there now."""
    notice = await _former(tx, tx.keyed("card", kind, door, user, *key))
    lane = _lane(kind, door, user, place)
    return notice is not None and bool(await tx.copies.of(notice.id, lane))


async def again(tx: Transaction, notice: Notice, *, priority: int = 0) -> None:
    """Write a card again, whichever it is; its lane finds the work by itself."""
    notice = replace(notice, revision=notice.revision + 1)
    tx.notices.change(notice)
    lane = _lane(notice.kind, notice.door, notice.user, notice.place)
    await _send(tx, notice, lane, priority=priority)


async def renew(tx: Transaction, kind: str, *, door: str, user: str, key: tuple[str, ...]) -> None:
    """Write a card again where one stands under `key`; its lane finds the work by itself."""
    keyed = tx.keyed("card", kind, door, user, *key)
    found = await _former(tx, keyed)
    if found is not None:
        notice = replace(found, revision=found.revision + 1)
        tx.notices.put(keyed, notice)
        await _send(tx, notice, _lane(kind, door, user, notice.place))


async def retire(
    tx: Transaction, kind: str, *, door: str, user: str, key: tuple[str, ...]
) -> list[str]:
    """Take away for good what stands under `key` with somebody; returns the lane with work."""
    found = await _former(tx, tx.keyed("card", kind, door, user, *key))
    return [] if found is None else [await away(tx, found)]


async def away(tx: Transaction, notice: Notice) -> str:
    """Take a card away for good, whatever its writer would write; returns the lane with work."""
    lane = _lane(notice.kind, notice.door, notice.user, notice.place)
    tx.notices.change(replace(notice, kind=AWAY, revision=notice.revision + 1))
    await _send(tx, notice, lane)
    return lane


async def left(tx: Transaction, place: Place) -> None:
    """Forget the cards that a room has left behind under its old id; they are posted anew."""
    for thing in await tx.copies.at(place.id):
        if await tx.notices.by_id(thing) is not None:
            for copy in await tx.copies.of(thing, place.id):
                tx.copies.remove(copy.id)


async def nothing(tx: Transaction, services: Services, notice: Notice) -> None:
    """Write nothing: the card was taken away for good."""
    del tx, services, notice


async def _former(tx: Transaction, keyed: bytes) -> Notice | None:
    """Return the card under a key; None for one that does not open: what it shows is kept."""
    with contextlib.suppress(SealFault):
        return await tx.notices.get(keyed)
    return None


async def answer(
    tx: Transaction, call: Call, text: Text, buttons: Rows = (), picture: str = ""
) -> list[str]:
    """Tell whoever called, in private; returns the lane that has work."""
    user = call.sender.user
    lane = lanes.private(call.door, user)
    notice = Notice(
        id=tx.new_id(),
        kind=ANSWER,
        place=_id(call.place),
        door=call.door,
        user=user,
        channel=call.room.channel,
        topic=call.room.topic,
        number=call.number,
        count=1,
        revision=1,
        begun=tx.now,
        about=() if call.person is not None else (STRANGER,),
        said=text.plain,
        buttons=buttons,
        picture=picture,
    )
    tx.notices.put(tx.keyed("answer", notice.id), notice)
    await _send(tx, notice, lane)
    return [lane]


async def bring(
    tx: Transaction,
    call: Call,
    kind: str,
    about: tuple[str, ...],
    *,
    keyed: bytes | None = None,
    priority: int,
) -> str:
    """Ask for a thing of a kind of its own to go to whoever called; returns the lane.

    It is found under `keyed`, in the place of the one before it; without that it stands alone.
    """
    user = call.sender.user
    lane = lanes.private(call.door, user)
    notice = Notice(
        id=tx.new_id(),
        kind=kind,
        place="",
        door=call.door,
        user=user,
        channel="",
        topic=None,
        number="",
        count=1,
        revision=1,
        begun=tx.now,
        about=about,
    )
    tx.notices.put(tx.keyed(kind, notice.id) if keyed is None else keyed, notice)
    await _send(tx, notice, lane, priority=priority, thing=kind)
    return lane


async def _send(
    tx: Transaction,
    notice: Notice,
    lane: str,
    *,
    due: float = 0.0,
    priority: int = 0,
    thing: str = "card",
) -> None:
    await tx.deliveries.want(
        notice.id,
        lane,
        lane,
        priority=priority,
        written=lanes.moment(tx.now),
        sequence=tx.turn(),
        thing=thing,
        due=due,
    )


def _id(place: Place | None) -> str:
    return "" if place is None else place.id


def _lane(kind: str, door: str, user: str, place: str) -> str:
    if not user:
        return place
    return lanes.home(door, user) if kind == HOME else lanes.private(door, user)
