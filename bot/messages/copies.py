"""The wing that writes copies of messages: a header, the text, and the marks they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot import following, lanes
from bot.matters import FILES_FROM, Loaded, Wanted
from bot.messages import asking, attaching, bodies, receipts, summaries, timers
from bot.messages.summaries import REGARD, UNTOLD, Told
from bot.services import Services
from handlers.door import Limits
from handlers.incoming import Room
from policies import cards
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.labels import Label
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.sharing.privately import decide_person
from policies.sharing.spreading import (
    decide_message,
    files_between,
    over,
    permitted_by,
    ran_out,
)
from policies.text import Text
from storage.contents import Kept
from storage.store import Claim, Transaction

_WITHDRAWN: Final = Decision(outcome=Outcome.DENY, rule=18, why="withdrawn by its author")
_OVER: Final = Decision(outcome=Outcome.DENY, rule=18, why="its time is over")
_RAN_OUT: Final = Decision(outcome=Outcome.DENY, rule=15, why="the permission for it is over")
GONE: Final = Decision(outcome=Outcome.DENY, rule=8, why="whoever it was for is not known any more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Where the message that this one answers stands in the destination, if it does."""

    parent: str | None = None
    root: str | None = None
    unknown: bool = False


class Copies:
    """Loads messages for the places they go to."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the message and the room of its destination; None where either is gone."""
        directory = self._services.directory
        place = directory.place_by_id(claim.place)
        stored = await tx.messages.get(claim.message_id)
        if stored is None:
            return None
        message = stored.message
        if place is None:
            return self._in_private(message, claim)
        answered = await self.answered(tx, message, place)
        kept = await tx.files.of(message.id) if message.files else {}
        told = await summaries.told_at(tx, self._services, message, place)
        return Loaded(
            door=place.door,
            room=Room(channel=place.address, topic=place.topic),
            matter=Matter(self._services, message, place, claim, answered, kept, told=told),
        )

    def _in_private(self, message: Message, claim: Claim) -> Loaded | None:
        """Return a message on its way to one person; None where nobody is known there any more."""
        found = lanes.person_of(claim.place)
        if found is None:
            return None
        door, user = found
        platform = self._services.doors.get(door, "")
        person = self._services.directory.person(platform, door, "", user)
        place = Place(
            id=claim.place,
            platform=platform,
            account=door.partition(".")[2],
            address=user,
            organisations=() if person is None else (person.organisation,),
        )
        return Loaded(
            door=door,
            person=user,
            room=Room(channel=user),
            matter=_ToPerson(self._services, message, place, claim, person),
        )

    async def answered(self, tx: Transaction, message: Message, place: Place) -> Answered:
        """Return where what a message answers stands at a place."""
        if message.reply_to is None:
            return Answered(unknown=message.answers_unknown)
        parent = await self._number_at(tx, message.reply_to, place)
        same = message.root == message.reply_to
        root = (
            parent
            if same or message.root is None
            else await self._number_at(tx, message.root, place)
        )
        return Answered(parent=parent or root, root=root, unknown=parent is None and root is None)

    async def _number_at(self, tx: Transaction, message_id: str, place: Place) -> str | None:
        """Return a message's number at a place: of its first copy, or its own if it is there."""
        copies = await tx.copies.of(message_id, place.id)
        if copies:
            return copies[0].number if copies[0].room[0] == place.address else None
        stored = await tx.messages.known(message_id)
        if stored is None or stored.message.place != place.id:
            return None
        channel, _, number = stored.message.number.rpartition(":")
        return number if channel == place.address else None


class Matter:
    """One message for one place; `kept` is how far its files are."""

    def __init__(
        self,
        services: Services,
        message: Message,
        place: Place,
        claim: Claim,
        answered: Answered,
        kept: Mapping[str, Kept],
        *,
        told: Told = UNTOLD,
    ) -> None:
        self._services = services
        self._message = message
        self._place = place
        self._claim = claim
        self._answered = answered
        self._kept = kept
        self._told = told

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the copy as it should stand at the place now."""
        message = self._message
        decision = self.decision()
        allowed = decision.outcome in (Outcome.ALLOW, Outcome.REDACT)
        repeated = standing if repeat else None
        return Wanted(
            decision=decision,
            parts=self._parts(decision, limits, standing, repeated) if allowed else (),
            revision=message.revision,
            told=self._told.times,
            reply_to=self._answered.root if limits.answers_root else self._answered.parent,
            tombstone=cards.tombstone(message.label, self._phrases()),
        )

    def _phrases(self) -> Phrases:
        return self._services.phrases(self._place.id)

    def decision(self) -> Decision:
        """Return whether it may stand at the place now."""
        if self._message.withdrawn:
            return _WITHDRAWN
        if over(self._message, self._services.now()):
            return _OVER
        directory, now = self._services.directory, self._services.now()
        found = decide_message(directory, self._message, self._place, now=now, previous=None)
        if found.outcome is Outcome.HOLD and ran_out(directory, self._message, self._place, now):
            # Its source has said how long; there is nothing to ask.
            return _RAN_OUT
        return found

    def _parts(
        self, decision: Decision, limits: Limits, standing: int, repeated: int | None
    ) -> tuple[Text, ...]:
        message = self._message
        body = self.body(limits)
        if not body.runs and message.files:
            # The files carry the label, and nothing else is to be said.
            return ()
        header = self.header(decision, late=not standing)
        fit = cards.Fit(
            size=limits.size,
            measure=limits.measure,
            entities=limits.entities,
            entity_count=limits.entity_count,
        )
        continued = standing if message.edited and standing else None
        parts = cards.copy(header, body, fit, repeated=repeated, continued=continued)
        return summaries.below(parts, self._told.shown, self._phrases(), fit)

    def body(self, limits: Limits) -> Text:
        """Return what the copy says below its header, with a line for each file that stays away."""
        lines = attaching.lines(
            self._message.files,
            self._kept,
            files_between(self._services.directory, self._message.place, self._place.id),
            limits.carries.largest,
            self._phrases(),
        )
        view = bodies.View(self._services.directory, self._message, self._place)
        return bodies.body(view, lines, self._phrases())

    def header(self, decision: Decision, *, late: bool) -> cards.Header:
        """Return the line above a part; `late` says when it was written where it comes too late."""
        message = self._message
        if message.label is None:
            raise ValueError("a message without a label is never allowed")
        # Under the Chatham House rule neither organisation nor person is named.
        named = decision.outcome is not Outcome.REDACT
        shown = self._services.directory.shown_organisation(message.organisation)
        phrases = self._phrases()
        return cards.Header(
            phrases=phrases,
            label=message.label,
            restrictions=message.reading.restrictions.words(),
            organisation=shown if named else None,
            author=self._author() if named else None,
            late=message.written if self._claim.late and late else None,
            answers_unknown=self._answered.unknown,
            permitted=self.permitted(),
        )

    def permitted(self) -> str:
        """Return the mark of a copy that could not be here without a permission, else ""."""
        phrases, now = self._phrases(), self._services.now()
        by = permitted_by(self._services.directory, self._message, self._place, now)
        words = phrases.permitting
        return {"own": words.by_permission, "standing": words.by_standing}.get(by, "")

    def _author(self) -> cards.Name | None:
        author = self._message.author
        if author.person is not None:
            return cards.Name(
                text=self._services.directory.shown_person(author.person), verified=True
            )
        return cards.Name(text=author.name, tag=author.tag, verified=False)

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Remember how far this source's messages have been sent here; tell of what is held.

        Files go on a lane of their own, behind what was said with them.
        """
        if claim.thing == REGARD:
            return
        if self._message.files or await _have_files(tx, claim):
            await attaching.send_files(tx, claim.message_id, self._message, claim.place)
        if decision.outcome is Outcome.HOLD:
            source = self._services.directory.place_by_id(self._message.place)
            if source is not None:
                await asking.ask(tx, self._services, source, self._message, partly=True)
        if decision.outcome in (Outcome.ALLOW, Outcome.REDACT):
            await timers.wind(tx, self._services.directory, self._message, claim.place)
            if not claim.late:
                tx.deliveries.mark(claim.source, claim.place, claim.written, claim.sequence)
        await receipts.delivered(tx, self._message)
        await following.changed(tx, self._message.id)


class _ToPerson(Matter):
    """One message for one person in private."""

    def __init__(
        self, services: Services, message: Message, place: Place, claim: Claim, who: Person | None
    ) -> None:
        super().__init__(services, message, place, claim, Answered(), {})
        self._person = who

    def decision(self) -> Decision:
        """Return whether this person may have it now."""
        now = self._services.now()
        if self._message.withdrawn:
            return _WITHDRAWN
        if over(self._message, now):
            return _OVER
        if self._person is None:
            return GONE
        directory, platform = self._services.directory, self._place.platform
        return decide_person(directory, self._message, self._person, platform, now=now)

    def permitted(self) -> str:
        """Return the mark that the source permitted it, where it did by name."""
        if self._person is None or self._message.label is Label.RED:
            return ""
        permitted = {name for one in self._message.leave for name in one.to}
        return self._phrases().permitting.by_permission if self._person.id in permitted else ""

    def _author(self) -> cards.Name | None:
        """Return who wrote it; no names of others stand on a phone that may be taken."""
        return None if at_risk(self._services.directory, self._person) else super()._author()


async def _have_files(tx: Transaction, claim: Claim) -> bool:
    return any(one.part >= FILES_FROM for one in await tx.copies.of(claim.message_id, claim.place))
