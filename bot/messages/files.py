"""The wing that sends the files of messages: behind the words, on a lane of their own.

So no word waits for a file, and what fails is tried again without a word being repeated. Each post
bears the label in its caption.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from bot import following, lanes
from bot.matters import FILES_FROM, Loaded, Piece, Wanted
from bot.messages import attaching, privately
from bot.messages.copies import Copies
from bot.messages.writing import Answered, Matter
from bot.services import Services
from handlers.door import Limits
from handlers.incoming import Room
from policies import cards
from policies.community.places import Place
from policies.messages.files import Carried, Carries, File, FileKind, Refusal
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.contents import Kept
from storage.store import Claim, Copy, Transaction

_MAY_STAND: Final = (Outcome.ALLOW, Outcome.REDACT)
_UNDER_EACH: Final = frozenset({FileKind.DOCUMENT, FileKind.AUDIO})
"""Kinds of a group under each of which its own caption is shown."""


class Carrier(Protocol):
    """What opens the contents of files."""

    def carried(self, message: Message, file: File, kept: Kept) -> Carried:
        """Return a file that is ready, to be opened when it is sent."""


class Files:
    """Loads the files of messages for the places they go to."""

    def __init__(self, services: Services, carrier: Carrier) -> None:
        self._services = services
        self._carrier = carrier
        self._copies = Copies(services)

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the files of a message; None where it, or who is to get it, is no longer there."""
        lane = lanes.room_of(claim.place)
        place = self._services.directory.place_by_id(lane)
        stored = await tx.messages.get(claim.message_id)
        if stored is None:
            return None
        message = stored.message
        kept = await tx.files.of(message.id)
        standing = await tx.copies.of(message.id, lane)
        if place is None:
            words: Matter | None = await privately.to_person(
                tx, self._services, message, claim, kept
            )
            answered = Answered()
        else:
            answered = await self._copies.answered(tx, message, place)
            words = Matter(self._services, message, place, claim, answered, kept)
        if words is None:
            return None
        place = words.place
        private = lanes.person_of(lane) is not None
        return Loaded(
            door=place.door,
            person=place.address if private else "",
            room=Room(channel=place.address, topic=place.topic),
            matter=_Matter(
                self._services, self._carrier, message, place, words, answered, kept, standing
            ),
            place=lane,
            files=True,
        )


class _Matter:
    """The files of one message for one place."""

    def __init__(  # noqa: PLR0917 - what a message is to a place
        self,
        services: Services,
        carrier: Carrier,
        message: Message,
        place: Place,
        words: Matter,
        answered: Answered,
        kept: dict[str, Kept],
        standing: Sequence[Copy],
    ) -> None:
        self._services = services
        self._carrier = carrier
        self._message = message
        self._place = place
        self._words = words
        self._answered = answered
        self._kept = kept
        self._text = [one for one in standing if one.part < FILES_FROM]
        self._files = {one.part for one in standing if one.part >= FILES_FROM}

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the posts of files that should stand there now, as far as they are ready."""
        del standing
        decision = self._words.decision()
        pieces: list[Piece] = []
        if decision.outcome in _MAY_STAND:
            pieces = list(self._pieces(decision, limits, repeat=repeat))
            if not self._words_stand(limits) or self._is_awaited():
                # What is there stays; nothing comes before its words, nor half a group.
                pieces = [one for one in pieces if one.part in self._files]
        return Wanted(
            decision=decision,
            parts=(),
            revision=self._message.revision,
            reply_to=self._reply_to(limits),
            tombstone=cards.tombstone(self._message.label, self._phrases()),
            files=tuple(pieces),
        )

    def _phrases(self) -> Phrases:
        return self._services.phrases(self._place.id)

    def _reply_to(self, limits: Limits) -> str | None:
        if limits.answers_root:
            return self._answered.root
        return self._text[0].number if self._text else self._answered.parent

    def _words_stand(self, limits: Limits) -> bool:
        return bool(self._text) or not self._words.body(limits).runs

    def _is_awaited(self) -> bool:
        return any(one.standing == "awaited" for one in self._kept.values())

    def _ready(self, limits: Limits) -> Iterator[tuple[File, Kept]]:
        for file in self._message.files:
            kept = self._kept.get(file.id)
            if kept is None or kept.standing != "ready":
                continue
            if self._words.refusal(file, limits) is None:
                yield file, kept

    def _pieces(self, decision: Decision, limits: Limits, *, repeat: bool) -> Iterator[Piece]:
        for group in _grouped(list(self._ready(limits)), limits.carries):
            singles = tuple(self._piece([one], decision, limits, repeat=repeat) for one in group)
            apart = any(one.part in self._files for one in singles)
            if len(group) == 1 or apart:
                # Of a group's further pictures nobody sees a caption: it is under the first.
                first = singles[0].part
                yield from (
                    replace(one, silent=limits.carries.apart and len(group) > 1
                            and one.part != first and not _shows_each(group))
                    for one in singles
                )  # fmt: skip
                continue
            whole = self._piece(group, decision, limits, repeat=repeat)
            if limits.carries.apart:
                others = tuple(one.part for one in singles[1:])
                whole = replace(whole, part=singles[0].part, others=others)
            yield replace(whole, singles=singles)

    def _piece(
        self,
        group: Sequence[tuple[File, Kept]],
        decision: Decision,
        limits: Limits,
        *,
        repeat: bool,
    ) -> Piece:
        part = FILES_FROM + sum(1 << file.slot for file, _ in group)
        file = group[0][0]
        return Piece(
            part=part,
            text=self._caption(decision, limits, Text(), repeat=repeat),
            carried=tuple(self._carrier.carried(self._message, one, kept) for one, kept in group),
            without=lambda refusal: self._named(file, refusal, decision, limits),
        )

    def _named(self, file: File, refusal: Refusal, decision: Decision, limits: Limits) -> Text:
        line = attaching.line(file, refusal, self._phrases())
        return self._caption(decision, limits, line, repeat=False)

    def _caption(self, decision: Decision, limits: Limits, body: Text, *, repeat: bool) -> Text:
        """Return the header, and a line below it; the first part where even that is too long."""
        fit = cards.Fit(
            size=min(limits.carries.caption, limits.size),
            measure=limits.measure,
            entities=limits.entities,
            entity_count=limits.entity_count,
        )
        header = self._words.header(decision, late=not self._text)
        return cards.copy(header, body, fit, repeated=0 if repeat else None)[0]

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Let whoever follows the message know; its words say what became of it."""
        del claim, decision
        await following.changed(tx, self._message.id)


def _grouped(
    ready: Sequence[tuple[File, Kept]], carries: Carries
) -> Iterator[list[tuple[File, Kept]]]:
    """Return the files in the groups in which a door takes them, in their order."""
    group: list[tuple[File, Kept]] = []
    before: frozenset[FileKind] | None = None
    for one in ready:
        kind = _shown(one, carries)
        together = next((some for some in carries.together if kind in some), None)
        if group and (together is None or together != before or len(group) == carries.grouped):
            yield group
            group = []
        group.append(one)
        before = together
    if group:
        yield group


def _shown(one: tuple[File, Kept], carries: Carries) -> FileKind:
    file, kept = one
    content = kept.content
    if content is None:
        return carries.shown_as(file.kind, file.claimed, file.size or 0)
    return carries.shown_as(file.kind, content.type, content.size)


def _shows_each(group: Sequence[tuple[File, Kept]]) -> bool:
    return all(file.kind in _UNDER_EACH for file, _ in group)
