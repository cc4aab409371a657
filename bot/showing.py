"""The wing of cards and answers: each as it is to stand somewhere, written when it is sent."""

from collections.abc import Mapping
from typing import Final

from bot import lanes
from bot.cards import ANSWER, HOME, Card, Writer
from bot.matters import Loaded, Piece, Wanted
from bot.services import Services
from handlers.documents import qr
from handlers.door import Limits
from handlers.incoming import Room
from policies.messages.files import Carried
from policies.parts import cut
from policies.sharing.decision import Decision, Handling, Outcome
from policies.text import Text
from policies.turning import straightened
from storage.store import Claim, Notice, Transaction

_PLAIN: Final = Handling()
_NOT_AGAIN: Final = Decision(outcome=Outcome.DENY, rule=18, why="it may stand there already")


class Cards:
    """The wing that writes cards and answers, by the writer of each kind."""

    def __init__(self, services: Services, writers: Mapping[str, Writer]) -> None:
        self._services = services
        self._writers = writers

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the card as it is now, on its way in private, else to its room."""
        notice = await tx.notices.by_id(claim.message_id)
        if notice is None:
            return None
        card = await self._written(tx, notice)
        track = None if card is None else card.track
        place = self._services.directory.place_by_id(notice.place)
        room = Room(channel=notice.channel, topic=notice.topic)
        if not notice.user:
            # A room that joins in the same transaction is not in our directory yet.
            if place is not None:
                room = Room(channel=place.address, topic=place.topic)
            elif not notice.channel:
                return None
            below = _Matter(notice, card, card, number=True)
            return Loaded(door=notice.door, room=room, matter=below, track=track)
        if notice.kind == HOME:
            matter = _Matter(notice, card, card)
            return Loaded(
                door=notice.door, person=notice.user, room=room, matter=matter, home=True, safe=True
            )
        here = None
        if card is not None and card.here is not None and notice.channel:
            in_room = Card(text=card.here, buttons=card.buttons_here)
            here = Loaded(
                door=notice.door, room=room, matter=_Matter(notice, in_room, card, number=True)
            )
        return Loaded(
            door=notice.door,
            person=notice.user,
            room=room,
            matter=_Matter(notice, card, card),
            otherwise=here,
            track=track,
        )

    async def _written(self, tx: Transaction, notice: Notice) -> Card | None:
        if notice.kind != ANSWER:
            return await self._writers[notice.kind](tx, self._services, notice)
        phrases = self._services.phrases(lanes.private(notice.door, notice.user))
        # In a private conversation there is no room beside it.
        private = notice.place == "" and notice.channel == notice.user
        here = None if private else phrases.answers.in_private()
        return Card(
            text=Text.of(notice.said),
            buttons=notice.buttons,
            here=here,
            picture=notice.picture,
            unpictured=phrases.people.no_picture(),
        )


class _Matter:
    """One card, for one way to its reader; without a card nothing may stand there."""

    def __init__(
        self, notice: Notice, card: Card | None, whole: Card | None, *, number: bool = False
    ) -> None:
        self._notice = notice
        self._card = card
        self._whole = whole
        self._number = number
        self._picture: Carried | None = None

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the card's words and buttons; long ones in several parts."""
        card = self._card
        handling = _PLAIN if card is None else card.handling
        granted = Decision(outcome=Outcome.ALLOW, rule=18, why="a card", handling=handling)
        parts: tuple[Text, ...] = ()
        track = None if card is None or standing or not repeat else card.track
        if track is not None and track.again is None:
            granted = _NOT_AGAIN
        elif card is not None:
            text = straightened(card.text)
            parts = cut(
                text if track is None or track.again is None else track.again + text,
                size=limits.size,
                measure=limits.measure,
                entities=limits.entities,
                entity_count=limits.entity_count,
            )
        if self._notice.kind == HOME:
            # A home shows one thing: the card's writer keeps it short enough.
            parts = parts[:1]
        return Wanted(
            decision=granted,
            parts=parts,
            buttons=() if card is None else card.buttons,
            revision=self._notice.revision,
            reply_to=self._notice.number or None if self._number else None,
            tombstone=Text.of("-"),
            whisper=self._whisper(),
            pin=card is not None and card.pin,
            files=self._pictures(len(parts)),
        )

    def _pictures(self, part: int) -> tuple[Piece, ...]:
        card = self._card
        if card is None or not card.picture:
            return ()
        instead = card.unpictured or Text.of("-")
        if self._picture is None:
            # What is wanted is asked for before each step; the code is drawn once.
            self._picture = qr.carried(card.picture)
        carried = (self._picture,)
        return (
            Piece(part=part, text=Text(), carried=carried, silent=True, without=lambda _: instead),
        )

    def _whisper(self) -> tuple[Room, str] | None:
        notice, card = self._notice, self._card
        if card is None or not card.whisper or self._number or not notice.channel:
            return None
        return Room(channel=notice.channel, topic=notice.topic), notice.user

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Forget the words of an answer that stands."""
        del claim, decision
        if self._notice.kind == ANSWER:
            tx.notices.remove(self._notice.id)
