"""What is to be done next at a place: what should stand there, compared with what does."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from bot.matters import FILES_FROM, Job, Piece, Wanted
from bot.steps import Step
from handlers.door import DoorError, Later, Lost, Mark, Receipt, Refused, TooLong, Unfit
from handlers.incoming import Room
from policies.messages.files import Carried, Refusal
from policies.sharing.clearance import Cleared, clear
from policies.sharing.clearance import Outgoing as Sent
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.store import Copy

MAY_STAND: Final = (Outcome.ALLOW, Outcome.REDACT)
_TRIES: Final = 6
"""After so many a file that is not taken is named instead."""
_BLIND_TRIES: Final = 2
"""Of these the platform may have done each."""


def wanted_at(job: Job, *, repeat: bool) -> Wanted:
    """Return what should stand at the place of a job."""
    return job.loaded.matter.wanted(job.limits, standing=len(job.copies), repeat=repeat)


def _pieces(job: Job, wanted: Wanted) -> Iterator[Piece]:
    if wanted.decision.outcome not in MAY_STAND:
        return
    for at, text in enumerate(wanted.parts):
        yield Piece(part=at, text=text)
    for piece in wanted.files:
        for one in piece.singles if piece.part in job.singly else (piece,):
            named = job.named.get(one.part)
            if named is None or one.without is None:
                yield one
            else:
                yield replace(one, carried=(), text=one.without(named))


def next_part(job: Job, wanted: Wanted) -> int:
    """Return the part that was being posted when it is in doubt whether it was."""
    standing = {copy.part for copy in job.copies}
    missing = (one.part for one in _pieces(job, wanted) if one.part not in standing)
    behind = max(standing, default=-1) + 1 if not job.loaded.files else FILES_FROM
    return next(missing, behind)


def next_step(job: Job) -> Step | Decision:
    """Return the next call that brings the place in line, or, once it is, the decision."""
    step = _next(job)
    return replace(step, home=job.loaded.home) if isinstance(step, Step) else step


def _next(job: Job) -> Step | Decision:
    wanted = wanted_at(job, repeat=job.claim.repeat)
    if wanted.mark is not None:
        return _marking(job, wanted, *wanted.mark)
    pieces = list(_pieces(job, wanted))
    kept = {part for one in pieces for part in (one.part, *one.others)}
    by_part = {copy.part: copy for copy in job.copies}
    stale = [one for one in pieces if _is_stale(one, by_part.get(one.part), wanted)]
    if stale:
        piece = stale[0]
        ends = None if len(stale) > 1 or by_part.keys() - kept else wanted.decision
        copy = by_part.get(piece.part)
        if copy is None:
            return _post(job, wanted, piece, ends)
        cleared = clear(_sent(job, wanted, piece), wanted.decision)
        return replace(_change("edit", wanted, copy, cleared), ends=ends)
    for copy in reversed(job.copies):
        if copy.part not in kept and copy.id not in job.resting:
            return _withdraw(job, wanted, copy, tombstone=copy.id in job.tombstones)
    return wanted.decision


def _is_stale(piece: Piece, copy: Copy | None, wanted: Wanted) -> bool:
    return copy is None or (not piece.silent and copy.revision != wanted.revision_of(piece.part))


def _marking(job: Job, wanted: Wanted, number: str, mark: Mark) -> Step:
    return Step(
        kind="react",
        part=0,
        room=job.room,
        cleared=clear(Sent(key=_key(job, 0), text=Text()), wanted.decision),
        number=number,
        mark=mark,
        ends=wanted.decision,
    )


def _post(job: Job, wanted: Wanted, piece: Piece, ends: Decision | None) -> Step:
    return Step(
        kind="post",
        part=piece.part,
        room=job.room,
        cleared=clear(_sent(job, wanted, piece), wanted.decision),
        revision=wanted.revision_of(piece.part),
        reply_to=wanted.reply_to,
        whisper=wanted.whisper if piece.part == 0 else None,
        ends=ends,
        others=piece.others,
        pin=wanted.pin and piece.part == 0,
    )


def _withdraw(job: Job, wanted: Wanted, copy: Copy, *, tombstone: bool) -> Step:
    # A tombstone tells nothing but that something was withdrawn, so it may stand anywhere.
    granted = Decision(outcome=Outcome.ALLOW, rule=wanted.decision.rule, why="withdrawn")
    file = copy.part >= FILES_FROM
    buried = Sent(key=_key(job, copy.part), text=wanted.tombstone, erased=file and tombstone)
    cleared = clear(buried, granted)
    change = _change("edit" if tombstone else "delete", wanted, copy, cleared)
    # Whatever may stand there later is newer than a tombstone.
    return replace(change, revision=0, files=file)


def _key(job: Job, part: int) -> str:
    return f"{job.claim.id}.{part}"


def _sent(job: Job, wanted: Wanted, piece: Piece) -> Sent:
    last = piece.part == len(wanted.parts) - 1
    return Sent(
        key=_key(job, piece.part),
        text=piece.text,
        buttons=wanted.buttons if last else (),
        carried=piece.carried,
    )


def _change(kind: Literal["edit", "delete"], wanted: Wanted, copy: Copy, cleared: Cleared) -> Step:
    return Step(
        kind=kind,
        part=copy.part,
        room=Room(channel=copy.room[0], topic=copy.room[1]),
        number=copy.number,
        copy=copy.id,
        cleared=cleared,
        revision=wanted.revision_of(copy.part),
    )


def after(job: Job, step: Step, receipt: Receipt | None) -> Job:
    """Return the job as it is once `step` is done."""
    if step.kind == "react":
        return job
    if step.kind == "delete":
        return replace(job, copies=tuple(one for one in job.copies if one.id != step.copy))
    if step.kind == "edit":
        edited = (
            replace(one, revision=step.revision) if one.id == step.copy else one
            for one in job.copies
        )
        resting = job.resting | (job.tombstones & {step.copy})
        return replace(job, copies=tuple(edited), resting=resting)
    if receipt is None:
        raise ValueError("a post has a receipt")
    posted = posted_at(step.part, receipt, revision=step.revision, others=step.others)
    return replace(job, copies=(*job.copies, *posted), claim=replace(job.claim, repeat=False))


def posted_at(
    part: int, receipt: Receipt, *, revision: int, others: tuple[int, ...] = ()
) -> tuple[Copy, ...]:
    """Return the copies that a receipt tells of: of a group of files there are several."""
    places = [(part, receipt.number), *zip(others, receipt.others, strict=False)]
    return tuple(
        Copy(
            id=secrets.token_hex(16),
            part=at,
            room=(receipt.room.channel, receipt.room.topic),
            number=number,
            revision=revision,
        )
        for at, number in places
    )


def without_files(job: Job, step: Step, error: DoorError) -> Job | None:
    """Return the job where files are not to be sent once more as they were; None where they are.

    A group goes one by one; a single file is named instead of sent, with the reason. What was said
    is not posted again for it.
    """
    carried: tuple[Carried, ...] = step.cleared.outgoing.carried
    if step.kind != "post" or not carried:
        return None
    reason = _reason(error, job.claim.attempts)
    if reason is None:
        return None
    if len(carried) > 1:
        return replace(job, singly=job.singly | {step.part})
    return replace(job, named={**job.named, step.part: reason})


def _reason(error: DoorError, tries: int) -> Refusal | None:
    match error:
        case Unfit():
            return error.reason
        case TooLong():
            return Refusal.TOO_LARGE
        case Refused():
            return Refusal.FAILED
        case Lost():
            return Refusal.FAILED if tries >= _BLIND_TRIES else None
        case Later():
            return Refusal.FAILED if tries >= _TRIES else None
    return None
