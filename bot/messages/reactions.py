"""What is done when somebody reacts: it is kept, and told in the other rooms a moment later.

On copies of ours the line of reactions is their own last line; in the room where the message was
written it stands in one silent line of ours below it. Both are edited in place, a few seconds after
the first of many: a thousand reactions are one edit a copy.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from bot import cards, lanes
from bot.cards import Card
from bot.matters import FILES_FROM, Loaded
from bot.messages.copies import Copies
from bot.messages.relay import Act
from bot.messages.spread import KEPT_CROSSED, REACTIONS
from bot.messages.summaries import REGARD, shown_at
from bot.services import Services
from handlers.incoming import Reacted, Room
from policies.community.places import Place
from policies.messages.message import Message
from policies.messages.reactions import Reaction
from policies.reactions import line
from policies.sharing.decision import Handling
from storage.store import Claim, Notice, SealFault, Store, Stored, Transaction

_log = structlog.get_logger("reactions")

EVERY: Final = 3.0
"""Seconds between two edits of the same line."""
_BEHIND: Final = -2
"""Its priority: what people say and take back goes first."""
_MOST_EMOJI: Final = 20
_BATCH: Final = 100
_OLDEST: Final = timedelta(days=80)


def react(services: Services, platform: str, door: str, event: Reacted) -> Act:
    """Return the act for what somebody put under a message, its copy, or took back."""

    async def act(tx: Transaction) -> Collection[str]:
        if event.sender.bot or not event.account:
            return ()
        found = await _reacted_to(tx, services, door, event)
        if found is None or found[1].status != "crossing" or found[1].message.withdrawn:
            return ()
        place, message = found[0], found[1].message
        before = await tx.reactions.get(message.id, place.id, event.account)
        had = () if before is None else before.emoji
        emoji = _now(had, event)
        if emoji != had:
            kept = _reaction(tx, services, platform, door, event, place, emoji)
            tx.reactions.put(message, kept, expires=tx.now + KEPT_CROSSED)
        # The rooms are told of it together with whatever comes in the next seconds.
        return ()

    return act


async def _reacted_to(
    tx: Transaction, services: Services, door: str, event: Reacted
) -> tuple[Place, Stored] | None:
    """Return the message and the room, whether it began there or is a copy of ours there."""
    channel = event.room.channel
    for place in services.directory.behind(door):
        if place.address != channel:
            continue
        stored = await tx.messages.by_number(place.id, f"{channel}:{event.number}")
        if stored is None:
            copy = await tx.copies.by_number(place.id, channel, event.number)
            stored = None if copy is None else await tx.messages.known(copy.message_id)
        if stored is not None:
            return place, stored
    return None


def _now(had: tuple[str, ...], event: Reacted) -> tuple[str, ...]:
    match event.change:
        case "set":
            found = event.emoji
        case "add":
            found = tuple(dict.fromkeys((*had, *event.emoji)))
        case "remove":
            found = tuple(one for one in had if one not in event.emoji)
    return found[:_MOST_EMOJI]


def _reaction(  # noqa: PLR0917 - who, where and what
    tx: Transaction,
    services: Services,
    platform: str,
    door: str,
    event: Reacted,
    place: Place,
    emoji: tuple[str, ...],
) -> Reaction:
    sender = event.sender
    known = sender.verified and not sender.bot
    person = services.directory.person(platform, door, sender.team, sender.user) if known else None
    room = place.organisations[0] if place.organisations else ""
    return Reaction(
        place=place.id,
        account=event.account,
        person=None if person is None else person.id,
        organisation=room if person is None else person.organisation,
        name=sender.name if person is None else "",
        tag=tx.keyed("author", door, event.account).hex()[:4],
        emoji=emoji,
        at=event.at,
    )


class Reactions:
    """Tells the rooms of what has changed; `wake` is told the places that now have work."""

    def __init__(
        self, store: Store, services: Services, wake: Callable[[Collection[str]], None]
    ) -> None:
        self._store = store
        self._services = services
        self._wake = wake

    async def tell(self) -> None:
        """Have the lines of all messages written anew that were reacted to since the last time."""
        stale = await self._store.read(lambda tx: tx.reactions.stale(_BATCH))
        if stale:
            self._wake(await self._store.write(lambda tx: self._told(tx, stale)))

    async def _told(self, tx: Transaction, stale: list[str]) -> set[str]:
        woken: set[str] = set()
        for message_id in stale:
            await tx.reactions.tell(message_id)
            try:
                woken |= await self._lines(tx, message_id)
            except SealFault as fault:
                # What does not open is set apart when it is next to be sent.
                _log.warning("reactions are not told", fault=type(fault).__name__)
        return woken

    async def _lines(self, tx: Transaction, message_id: str) -> set[str]:
        stored = await tx.messages.get(message_id)
        if stored is None or stored.status != "crossing" or stored.message.withdrawn:
            return set()
        message, directory = stored.message, self._services.directory
        woken = set()
        # A copy that is on its way may have been written before: it is looked at behind that.
        under_way = await tx.deliveries.open_places(message_id)
        for name in {*await tx.copies.places(message_id), *under_way}:
            if directory.place_by_id(name) is not None:
                await _regard(tx, message, name)
                woken.add(name)
        source = directory.place_by_id(message.place)
        if source is not None and any(
            one.place != source.id for one in await tx.reactions.of(message_id)
        ):
            woken |= set(await _beside(tx, message, source))
        return woken


async def _regard(tx: Transaction, message: Message, to: str) -> None:
    await tx.deliveries.want(
        f"{message.id}.{REGARD}",
        to,
        message.place,
        priority=_BEHIND,
        written=lanes.moment(message.written),
        sequence=message.sequence,
        thing=REGARD,
    )


async def _beside(tx: Transaction, message: Message, source: Place) -> list[str]:
    """Have one line below the message itself written, where it still stands in the same room."""
    channel, _, number = message.number.rpartition(":")
    if channel != source.address:
        return []
    return await cards.show(
        tx,
        REACTIONS,
        door=source.door,
        key=(message.id,),
        place=source,
        room=Room(channel=channel, topic=source.topic),
        number=number,
        about=(message.id,),
    )


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the line below a message in its own room; None where nobody elsewhere reacts."""
    place = services.directory.place_by_id(notice.place)
    stored = await tx.messages.get(notice.about[0])
    if place is None or stored is None or stored.message.withdrawn:
        return None
    shown = await shown_at(tx, services, stored.message, place)
    text = line(shown, services.phrases(place.id))
    return Card(text=text, handling=Handling(silent=True)) if text.runs else None


class Regards:
    """The wing that brings the last line of copies up to date, where they stand whole."""

    def __init__(self, services: Services) -> None:
        self._copies = Copies(services)

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the copy; None where none stands, or where it is on its way in any case."""
        message_id = claim.message_id.removesuffix(f".{REGARD}")
        copies = await tx.copies.of(message_id, claim.place)
        if not any(one.part < FILES_FROM for one in copies):
            return None
        if claim.place in await tx.deliveries.open_places(message_id):
            return None
        loaded = await self._copies.load(tx, replace(claim, message_id=message_id))
        return None if loaded is None else replace(loaded, thing=message_id, safe=True)
