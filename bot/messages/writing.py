"""One message for one room: whether it may stand there now, and what its copy says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot import following, lanes
from bot.matters import FILES_FROM, Wanted
from bot.messages import asides, asking, attaching, bodies, receipts, summaries, timers
from bot.messages.summaries import REGARD, UNTOLD, Told
from bot.services import Services
from handlers.door import Limits
from policies import cards
from policies.community.places import Place
from policies.messages.files import File, FileMode, Refusal
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.sharing.spreading import decide_message, files_between, permitted_by, ran_out
from policies.sharing.vanishing import over
from policies.text import Text
from storage.contents import Kept
from storage.store import Claim, Transaction

WITHDRAWN: Final = Decision(outcome=Outcome.DENY, rule=18, why="withdrawn by its author")
OVER: Final = Decision(outcome=Outcome.DENY, rule=18, why="its time is over")
_RAN_OUT: Final = Decision(outcome=Outcome.DENY, rule=15, why="the permission for it is over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Where the message that this one answers stands in the destination, if it does."""

    parent: str | None = None
    root: str | None = None
    unknown: bool = False


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
        self.place = place
        self._message = message
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
        return self._services.phrases(self.place.id)

    def decision(self) -> Decision:
        """Return whether it may stand at the place now."""
        if self._message.withdrawn:
            return WITHDRAWN
        if over(self._message, self._services.now(), ""):
            return OVER
        directory, now = self._services.directory, self._services.now()
        found = decide_message(directory, self._message, self.place, now=now, previous=None)
        if found.outcome is Outcome.HOLD and ran_out(directory, self._message, self.place, now):
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
        files = [(one, self.refusal(one, limits)) for one in self._message.files]
        lines = attaching.lines(files, self._phrases())
        view = bodies.View(self._services.directory, self._message, self.place)
        return bodies.body(view, lines, self._phrases())

    def refusal(self, file: File, limits: Limits) -> Refusal | None:
        """Return why a file does not stand here, None where it does or may yet."""
        kept, largest = self._kept.get(file.id), limits.carries.largest
        shut = file.refused or self._shut_to_files()
        return shut or attaching.refusal_of(file, kept, largest)

    def _shut_to_files(self) -> Refusal | None:
        """Return why no file at all stands here, None where they do."""
        mode = files_between(self._services.directory, self._message.place, self.place.id)
        return Refusal.OFF if mode is FileMode.NONE else None

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
        by = permitted_by(self._services.directory, self._message, self.place, now)
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
            if lanes.person_of(claim.place) is None:
                await asides.back(tx, self._message)
            if not claim.late:
                tx.deliveries.mark(claim.source, claim.place, claim.written, claim.sequence)
        await receipts.delivered(tx, self._message)
        await following.changed(tx, self._message.id)


async def _have_files(tx: Transaction, claim: Claim) -> bool:
    return any(one.part >= FILES_FROM for one in await tx.copies.of(claim.message_id, claim.place))
