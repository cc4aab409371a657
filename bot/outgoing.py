"""What we tell people: each delivery is written and cleared at the moment it is sent.

A delivery names a thing (a message, a notice) and a place. Its wing says what should stand there
now; this table compares that with the copies that do stand there and gives the courier one step at
a time. What cannot be written or cleared is held.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from bot import following, plans
from bot.community import veiling
from bot.custody.doubts import raised
from bot.matters import FILES_FROM, Job, Loaded, Search, Wing
from bot.services import Services, Settled
from bot.sharing import detours
from bot.steps import Step
from handlers.door import Door, DoorError, Receipt
from handlers.incoming import Room
from policies.audit import AuditKind
from policies.sharing.decision import Decision, Outcome
from storage.store import Claim, Copy, Tampered, Transaction

_log = structlog.get_logger("outgoing")

SMALLEST_CUT: Final = 256
"""What a platform counts in one piece of a message that it calls too long; none is cut smaller."""


class Outgoing:
    """The table of things that leave, by kind."""

    def __init__(
        self, services: Services, wings: Mapping[str, Wing], doors: Mapping[str, Door]
    ) -> None:
        self._services = services
        self._wings = wings
        self._doors = doors

    async def claim(
        self, tx: Transaction, place: str, *, lease_seconds: float, closed_sources: Collection[str]
    ) -> Job | None:
        """Claim the next delivery of a place and load it; None when nothing is due."""
        while True:
            claim = await tx.deliveries.claim(
                place, lease_seconds=lease_seconds, closed_sources=closed_sources
            )
            if claim is None:
                return None
            job = await self._load(tx, claim)
            if job is not None:
                return job

    def _job(self, claim: Claim, loaded: Loaded, copies: tuple[Copy, ...]) -> Job:
        door = self._doors[loaded.door]
        whole = door.limits.home if loaded.home else door.limits.size
        size = whole // claim.size_divisor
        if claim.size_divisor != 1 and size < SMALLEST_CUT:
            raise Tampered("deliveries.divisor")
        return Job(
            claim=claim,
            loaded=loaded,
            room=_room(door, loaded),
            copies=copies,
            limits=replace(door.limits, size=size),
            looked=loaded.safe,
        )

    async def _load(self, tx: Transaction, claim: Claim) -> Job | None:
        """Return the job of a claim; None where it was settled because there is nothing to do."""
        loaded: Loaded | None = None
        try:
            loaded = await self._wings[claim.thing].load(tx, claim)
            loaded = await veiling.over(tx, self._services, claim, loaded)
            if loaded is not None and loaded.home and not self._has_homes(loaded.door):
                loaded = None
            if loaded is not None and loaded.door in self._doors:
                thing = loaded.thing or claim.message_id
                standing = await tx.copies.of(thing, loaded.place or claim.place)
                meant = {loaded.files} if loaded.files is not None else {True, False}
                copies = [one for one in standing if (one.part >= FILES_FROM) in meant]
                claim = raised(self._services.restored, claim, standing=len(copies))
                return self._job(claim, loaded, tuple(copies))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a row, it is not sent
            _log.exception("a delivery could not be loaded; it is held", delivery=claim.id)
            if isinstance(error, Tampered) and loaded is None and claim.thing == "message":
                tx.messages.quarantine(claim.message_id)
            self._settle(tx, claim, "held", rule=1, error=type(error).__name__)
            tx.audit.add(
                AuditKind.QUARANTINED,
                organisation=None,
                delivery=claim.id,
                place=claim.place,
                error=type(error).__name__,
            )
            return None
        if loaded is None:
            self._settle(tx, claim, "stopped", error="no longer there")
        else:
            self._settle(tx, claim, "held", error="no such door")
        return None

    def _has_homes(self, door: str) -> bool:
        return door in self._doors and self._doors[door].limits.home > 0

    def _settle(
        self,
        tx: Transaction,
        claim: Claim,
        status: Settled,
        *,
        rule: int = 0,
        error: str = "",
        repeat: bool = False,
    ) -> None:
        tx.deliveries.settle(claim.id, status=status, rule=rule, error=error, repeat=repeat)
        tx.afterwards(partial(self._services.tally.settled, status))

    def in_doubt(self, job: Job) -> Search | None:
        """Return what is to be looked for before anything is done, None without a doubt.

        Whatever became of the thing since, what stands there has to be known: an edit would come
        twice, and what was withdrawn would stay.
        """
        if job.looked or not job.claim.repeat or job.claim.attempted is None:
            return None
        wanted = plans.wanted_at(job, repeat=True)
        return Search(
            room=job.room,
            key=f"{job.claim.id}.{plans.next_part(job, wanted)}",
            since=job.claim.attempted,
            reply_to=wanted.reply_to,
            withdrawing=not wanted.parts and not wanted.files,
        )

    def found(self, job: Job, receipt: Receipt | None) -> Job:
        """Return the job once the place was looked at; what was found may be of any revision."""
        settled = replace(job, looked=True, claim=replace(job.claim, repeat=False))
        if receipt is None:
            return settled
        part = plans.next_part(job, plans.wanted_at(job, repeat=True))
        found = plans.posted_at(part, receipt, revision=0)
        return replace(settled, copies=(*job.copies, *found))

    def blind(self, job: Job) -> Job:
        """Return the job where the platform cannot be asked: what is posted again is marked."""
        return replace(job, looked=True)

    def plan(self, job: Job) -> Step | Decision:
        """Return the next call that brings the place in line, or, once it is, the decision."""
        return plans.next_step(job)

    def after(self, job: Job, step: Step, receipt: Receipt | None) -> Job:
        """Return the job as it is once `step` is done."""
        return plans.after(job, step, receipt)

    def without_files(self, job: Job, step: Step, error: DoorError) -> Job | None:
        """Return the job where files go no more as they were, None where they are tried again."""
        return plans.without_files(job, step, error)

    async def record(self, tx: Transaction, job: Job, step: Step) -> None:
        """Make the outcome of a step durable; `job` is the one after it."""
        if step.kind == "delete":
            tx.copies.remove(step.copy)
        elif step.kind == "edit":
            tx.copies.update(step.copy, revision=step.revision)
        elif step.kind == "post":
            await self.adopt(tx, job, {step.part, *step.others})

    async def adopt(self, tx: Transaction, job: Job, parts: Collection[int] = ()) -> None:
        """Remember the copies that were posted as these parts, or the one that was found last."""
        place = job.loaded.place or job.claim.place
        found = [one for one in job.copies if one.part in parts] or job.copies[-1:]
        for copy in found:
            tx.copies.add(job.loaded.thing or job.claim.message_id, place, copy)

    async def finish(self, tx: Transaction, job: Job, decision: Decision) -> None:
        """Settle a delivery whose place is in line."""
        status: Settled = "done"
        if decision.outcome not in plans.MAY_STAND:
            status = "held" if decision.outcome is Outcome.HOLD else "stopped"
        self._settle(tx, job.claim, status, rule=decision.rule)
        if status != "done":
            tx.audit.add(
                AuditKind.DECIDED,
                organisation=None,
                delivery=job.claim.id,
                place=job.claim.place,
                outcome=decision.outcome.value,
                rule=decision.rule,
            )
        await job.loaded.matter.settled(tx, job.claim, decision)
        if job.loaded.track is not None:
            await job.loaded.track.settled(tx, status == "done")

    async def postpone(
        self,
        tx: Transaction,
        job: Job,
        *,
        due: datetime,
        error: str,
        counted: bool,
        repeat: bool,
    ) -> None:
        """Put a delivery back until `due`; a first failure is shown to whoever follows it."""
        tx.deliveries.postpone(job.claim.id, due=due, error=error, counted=counted, repeat=repeat)
        if error and not job.claim.attempts:
            await following.changed(tx, job.claim.message_id)

    async def fail(self, tx: Transaction, job: Job, error: str) -> None:
        """Keep a delivery that the platform will never take as a dead letter."""
        self._settle(tx, job.claim, "dead", error=error, repeat=job.claim.repeat)
        tx.audit.add(
            AuditKind.DEAD,
            organisation=None,
            delivery=job.claim.id,
            place=job.claim.place,
            error=error,
        )
        await following.changed(tx, job.claim.message_id)
        await self.shut(tx, job, error)

    async def shut(self, tx: Transaction, job: Job, error: str) -> None:
        """Tell whoever has to know that a room or a person takes nothing from us."""
        if job.loaded.track is not None:
            await job.loaded.track.failed(tx, error)

    def hold(self, tx: Transaction, job: Job, error: str) -> None:
        """Hold what could not be written or decided (rule 1)."""
        self._settle(tx, job.claim, "held", rule=1, error=error, repeat=job.claim.repeat)
        tx.audit.add(
            AuditKind.QUARANTINED,
            organisation=None,
            delivery=job.claim.id,
            place=job.claim.place,
            error=error,
        )

    def divide(self, tx: Transaction, job: Job) -> None:
        """Cut the whole into smaller parts from now on; what stands is rewritten to match."""
        now = self._services.now()
        tx.deliveries.divide(job.claim.id)
        tx.deliveries.postpone(job.claim.id, due=now, error="", counted=False, repeat=False)
        for copy in job.copies:
            tx.copies.update(copy.id, revision=0)

    def turned(self, job: Job) -> Job | None:
        """Return the job by another way to the same reader, None where there is none."""
        other = job.loaded.otherwise
        return None if other is None else self._job(job.claim, other, job.copies)

    async def elsewhere(self, tx: Transaction, job: Job) -> bool:
        """Have another account of its reader get a message; tells whether one does."""
        if not await detours.taken(tx, self._services, job.claim):
            return False
        self._settle(tx, job.claim, "stopped", error="another account")
        return True

    def buried(self, job: Job, step: Step) -> Job:
        """Return the job with a tombstone in place of a copy that cannot be deleted."""
        return replace(job, tombstones=job.tombstones | {step.copy})


def _room(door: Door, loaded: Loaded) -> Room:
    """Return where a thing goes through its door."""
    if not loaded.person:
        return loaded.room
    home = door.home(loaded.person) if loaded.home else None
    return home or door.direct(loaded.person)
