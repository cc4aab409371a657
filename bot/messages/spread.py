"""Bringing the world in line with a message: every act on a message ends here.

Compares where the message may be now with where copies are, and writes the message, its
deliveries, holds and the audit entry in the act's own transaction.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal

from bot import cards, derived, lanes, reaching
from bot.lanes import room_of
from bot.messages import asides, attaching, receipts, reporting
from bot.messages.asking import ask, confirm, red, renew, to_author
from bot.messages.likeness import ALIKE, looked
from bot.messages.standing import applied
from bot.services import Services
from policies.audit import AuditKind
from policies.community.places import Place
from policies.labels import Label, stricter_than, strictest
from policies.messages.message import Message, Part
from policies.readings import Kind
from policies.sharing.answering import labelled
from policies.sharing.decision import Decision, Outcome
from policies.sharing.permissions import recipients
from policies.sharing.privately import decide_person
from policies.sharing.rules import RULES
from policies.sharing.spreading import binds_more, decide_message, destinations, loosens, resembles
from policies.text import Text
from storage.store import Stored, Transaction

KEPT_HELD: Final = timedelta(hours=24)
KEPT_CROSSED: Final = timedelta(days=90)
KEPT_RED: Final = timedelta(hours=1)
"""How long the text of what is RED in its room can yet be addressed to people by name."""
REACTIONS: Final = "reactions"
"""The kind of card that tells the reactions of other rooms below a message."""
ORDINARY: Final = 0
"""The priority of messages; alerts will stand above it."""

_LOOSENS: Final = 4
_DOUBTFUL: Final = 6
_IN_CONFLICT: Final = 7
"""Rules of the table (`policies/sharing/rules`)."""

_CONFLICT: Final = next(
    Decision(outcome=one.outcome, rule=one.number, why=one.why)
    for one in RULES
    if one.number == _IN_CONFLICT
)

_Status = Literal["crossing", "held", "kept"]
_KEPT: Final = {"held": KEPT_HELD, "crossing": KEPT_CROSSED, "kept": KEPT_CROSSED}


async def spread(
    tx: Transaction,
    services: Services,
    place: Place,
    message: Message,
    before: Stored | None,
    *,
    confirmed: bool = False,
) -> Collection[str]:
    """Write `message` as it now is, with everything that follows; returns the places with work.

    `before` is the message as it was; None for a new one. `confirmed`: its source said so by a
    button or a command, so that it loosens what it means to loosen.
    """
    previous = None if before is None else before.message
    if before is None:
        message = await applied(tx, services, place, message)
    message = await looked(tx, services, await _bound_by_both(tx, services, message))
    decisions = _decide(services, message, None if confirmed else previous, tx.now)
    decisions |= _rest(services, message, decisions, tx.now)
    _audit(tx, message, decisions)
    tx.afterwards(partial(_count, services, place, decisions))
    if before is not None and not confirmed and _refused_edit(message, before):
        rule = _refused_by(message, before)
        tx.deliveries.hold_edit(message.id, message.place, rule=rule)
        return await confirm(tx, place, before.message, message)
    allowed = {to for to, decision in decisions.items() if _goes(decision)}
    holds = {to: decision for to, decision in decisions.items() if decision.outcome is Outcome.HOLD}
    aside = asides.private(services, message, decisions, tx.now)
    crossed = bool(allowed | aside) or (before is not None and before.status == "crossing")
    status: _Status = "crossing" if crossed else "held" if holds else "kept"
    rule = next(iter(holds.values())).rule if status == "held" else 0
    expires = tx.now + _KEPT[status]
    _write(tx, message, before, status, rule)
    await attaching.keep(tx, services, message, expires=expires, allowed=allowed | aside)
    targets = allowed | aside
    reported: set[str] = set()
    await _followed(tx, message, before)
    if before is not None:
        places = set(await tx.copies.places(message.id))
        targets |= places
        if not confirmed and _tightens(message, before.message) and places - allowed:
            reported = await reporting.tightened(tx, place, message, places)
        targets |= {room_of(lane) for lane in await tx.deliveries.open_places(message.id)}
    for to in targets:
        await _want(tx, message, to)
    await _below(tx, place, message, before, crossed=crossed)
    for to in holds.keys() - targets if status == "crossing" else ():
        _hold(tx, message, to, holds[to])
    if before is not None:
        await renew(tx, services, place, message)
    waited = set() if previous is None else _holds(services, previous, tx.now)
    if status == "crossing" and holds and waited >= holds.keys():
        return targets | reported
    if status == "held" and before is not None and before.status == "held":
        return targets
    return targets | reported | await _tell_author(tx, services, place, message, status, holds)


async def _followed(tx: Transaction, message: Message, before: Stored | None) -> None:
    if before is not None and binds_more(message, before.message):
        await derived.stricter(tx, message.id)


async def _below(
    tx: Transaction, place: Place, message: Message, before: Stored | None, *, crossed: bool
) -> None:
    """Bring in line what we put below the message itself: our mark, and who reacted elsewhere."""
    begins = before is None or before.status != "crossing"
    if crossed and (begins or message.withdrawn):
        await receipts.want(tx, message)
    if message.withdrawn:
        tx.reactions.drop(message.id)
        await cards.renew(tx, REACTIONS, door=place.door, user="", key=(message.id,))


def whereto(services: Services, message: Message, now: datetime) -> dict[str, Decision]:
    """Return the decision for every room and person that a message may be meant for."""
    return _decide(services, message, None, now)


def _decide(
    services: Services, message: Message, previous: Message | None, now: datetime
) -> dict[str, Decision]:
    if message.withdrawn:
        return {}
    directory = services.directory
    found = {
        to.id: decide_message(directory, message, to, now=now, previous=previous)
        for to in destinations(directory, message.place)
    }
    for person in recipients(directory, message, now):
        way = reaching.way(services, person, turned=message.turned)
        if way is not None:
            platform = services.doors[way[0]]
            decision = decide_person(directory, message, person, platform, now=now)
            found[lanes.private(*way)] = decision
    return found


def _holds(services: Services, previous: Message, now: datetime) -> set[str]:
    """Return where a message had to wait before it was edited: its author was told of those."""
    found = _decide(services, previous, None, now)
    return {to for to, decision in found.items() if decision.outcome is Outcome.HOLD}


def _goes(decision: Decision) -> bool:
    return decision.outcome in (Outcome.ALLOW, Outcome.REDACT)


def _refused_edit(message: Message, before: Stored) -> bool:
    """Tell whether an edit waits for its author while everything stays as it is.

    A doubtful edit in which a stricter label shows is not refused: the copies go.
    """
    if message.withdrawn:
        return False
    if loosens(message, before.message):
        return True
    if before.status != "crossing":
        return False
    if message.reading.kind not in (Kind.SUSPICIOUS, Kind.CONFLICT):
        return False
    label = before.message.label
    return not any(label is None or stricter_than(one, label) for one in message.reading.mentioned)


def _tightens(message: Message, previous: Message) -> bool:
    label, before = message.label, previous.label
    return label is not None and before is not None and stricter_than(label, before)


def _refused_by(message: Message, before: Stored) -> int:
    """Return the number of the rule by which an edit waits, whether or not a room is there."""
    if loosens(message, before.message):
        return _LOOSENS
    return _IN_CONFLICT if message.reading.kind is Kind.CONFLICT else _DOUBTFUL


def _write(
    tx: Transaction, message: Message, before: Stored | None, status: _Status, rule: int
) -> None:
    # What may go nowhere and waits for nobody is kept as a label for its answers, without a text;
    # what is RED an hour with it, so that its author may yet address it to people by name.
    files = () if message.withdrawn else message.files
    kept = replace(message, files=files)
    red = status == "kept" and message.label is Label.RED
    if status == "kept" and not red:
        kept = replace(message, parts=_emptied(message), files=attaching.emptied(files))
    expires = tx.now + (KEPT_RED if red else _KEPT[status])
    if before is None:
        tx.messages.add(kept, status=status, rule=rule, expires=expires)
    else:
        tx.messages.replace(kept, status=status, rule=rule, expires=expires)


def _emptied(message: Message) -> tuple[Part, ...]:
    return tuple(replace(part, text=Text()) for part in message.parts)


def _count(services: Services, place: Place, decisions: dict[str, Decision]) -> None:
    services.tally.taken(place.door)
    for decision in decisions.values():
        services.tally.decided(decision.outcome)


async def _want(tx: Transaction, message: Message, to: str) -> None:
    written = lanes.moment(message.written)
    await tx.deliveries.want(
        message.id,
        to,
        message.place,
        priority=ORDINARY,
        written=written,
        sequence=message.sequence,
    )


def _hold(tx: Transaction, message: Message, to: str, decision: Decision) -> None:
    tx.deliveries.hold(message.id, to, message.place, rule=decision.rule)


def _audit(tx: Transaction, message: Message, decisions: dict[str, Decision]) -> None:
    said = ";".join(f"{to}={one.outcome.value}/{one.rule}" for to, one in decisions.items())
    tx.audit.add(
        AuditKind.DECIDED,
        organisation=message.organisation,
        message=message.id,
        revision=message.revision,
        label=None if message.label is None else message.label.value,
        decisions=said,
    )


async def _bound_by_both(tx: Transaction, services: Services, message: Message) -> Message:
    """Return a message in conflict with the strictest of its labels, where a bridge wants that."""
    opted = any(bridge.conflicts for bridge in services.directory.bridges_of(message.place))
    if not opted or message.reading.kind is not Kind.CONFLICT or not message.reading.mentioned:
        return message
    stored = None if message.reply_to is None else await tx.messages.known(message.reply_to)
    labels = [message.label, None if stored is None else stored.message.label]
    others = [one for one in labels if one is not None]
    return replace(message, label=strictest(*message.reading.mentioned, *others))


def _rest(
    services: Services, message: Message, decisions: dict[str, Decision], now: datetime
) -> dict[str, Decision]:
    """Return where a message in conflict waits, though the strictest of its labels may not go."""
    if message.withdrawn or message.label is None or message.reading.kind is not Kind.CONFLICT:
        return {}
    found = {}
    for label in message.reading.mentioned - {message.label}:
        other = labelled(message, label, None)
        for to, decision in _decide(services, other, None, now).items():
            if _goes(decision) and decisions[to].outcome is Outcome.DENY:
                found[to] = _CONFLICT
    return found


async def _tell_author(
    tx: Transaction,
    services: Services,
    place: Place,
    message: Message,
    status: _Status,
    holds: dict[str, Decision],
) -> set[str]:
    if message.withdrawn:
        return set()
    if message.label is Label.RED and not holds:
        return set() if message.named else await red(tx, place, message)
    if resembles(message) and holds and message.author.address:
        return await to_author(tx, ALIKE, place, message)
    if holds:
        return await ask(tx, services, place, message, partly=status != "held")
    return set()
