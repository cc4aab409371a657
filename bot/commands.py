"""What people tell us: each declared command with its act, one check of access before it.

A typed line, a button, a shortcut and a link all come here as a `Typed`; what a button holds is a
line. Whoever may not is told the same as where there is nothing, and both are in the audit.
"""

from collections.abc import Collection, Mapping
from typing import Final

from bot import cards, lanes
from bot.alerts import commands as alerts
from bot.alerts import guiding
from bot.calls import Answer, Call, Check, Verb
from bot.community import commands as community
from bot.community import (
    doorkeeping,
    helping,
    locking,
    modes,
    preserving,
    risk,
    standing,
    veil,
    wiping,
)
from bot.desk import commands as desk
from bot.duty import commands as duty
from bot.heeding import Heeding
from bot.intake import asking
from bot.intake import commands as intake
from bot.messages import commands as messages
from bot.messages.relay import Act
from bot.services import Services
from bot.sharing import commands as sharing
from bot.sharing import holding, in_person
from handlers.incoming import Typed
from policies import names
from policies.access import Who, may
from policies.audit import AuditKind
from policies.commands import Command, Where, parse
from policies.community.risk import at_risk
from policies.fields import Fields
from policies.phrases import Phrases
from policies.verbs.near import near
from policies.verbs.table import BY_NAME
from storage.store import Transaction

ACTS: Final[Mapping[str, Verb]] = {
    **helping.ACTS,
    **messages.ACTS,
    **community.ACTS,
    **doorkeeping.ACTS,
    **preserving.ACTS,
    **risk.ACTS,
    **holding.ACTS,
    **sharing.ACTS,
    "standing": standing.standing,
    "mode": modes.mode,
    **duty.ACTS,
    **alerts.ACTS,
    **intake.ACTS,
    **desk.ACTS,
}
"""Every command's act, by the name that it is declared under."""
CHECKS: Final[Mapping[str, Check]] = {**duty.CHECKS, **alerts.CHECKS, **intake.CHECKS}
"""What is checked of a form while it is filled in, by the command that it completes."""


def obey(services: Services, heeding: Heeding, platform: str, door: str, typed: Typed) -> Act:
    """Return the act for a line that somebody typed or pressed; of too many nothing is done."""
    sender = typed.sender
    heed = heeding.line((platform, sender.team, sender.user), parse(typed.line).verb)

    async def act(tx: Transaction) -> Collection[str]:
        call = await _call(tx, services, platform, door, typed)
        phrases = services.phrases(lanes.private(door, typed.sender.user))
        if heed == "yes":
            done = await _answer(tx, services, phrases, call, typed)
            answer = await _further(tx, services, phrases, call, done)
        else:
            reader = call.private or call.person is not None
            told = phrases.answers.too_many() if heed == "told" and reader else None
            answer = Answer(text=told, refused=True)
        if heed != "no":
            _audit(tx, call, AuditKind.REFUSED if answer.refused else AuditKind.COMMAND)
        woken = set(answer.woken)
        if call.private and call.number and at_risk(services.directory, call.person):
            # What stands in that chat is what a taken phone shows.
            await wiping.written(
                tx, lanes.private(door, typed.sender.user), typed.room, call.number
            )
        told = answer.text if typed.sender.user and typed.sender.verified else None
        if told is not None and not typed.opened:
            woken |= set(await cards.answer(tx, call, told, answer.buttons, answer.picture))
        return woken

    return act


async def begun(
    tx: Transaction, services: Services, platform: str, door: str, typed: Typed
) -> Fields | None:
    """Return what the form that a line lacks holds to begin with; None where it lacks none.

    It is answered in words then: because its caller may not, or because nothing can be done. Raises
    RuntimeError where there is something to do, and nothing was done.
    """
    call = await _call(tx, services, platform, door, typed)
    phrases = services.phrases(lanes.private(door, typed.sender.user))
    asks = (await _answer(tx, services, phrases, call, typed)).asks
    return None if asks is None else (*asks.held, *asks.begins)


async def tried(
    tx: Transaction, services: Services, platform: str, door: str, typed: Typed
) -> Answer:
    """Do what a form says and return what comes of it; whoever calls this undoes all of it."""
    call = await _call(tx, services, platform, door, typed)
    phrases = services.phrases(lanes.private(door, typed.sender.user))
    return await _answer(tx, services, phrases, call, typed)


async def turned_away(
    tx: Transaction, services: Services, platform: str, door: str, typed: Typed
) -> None:
    """Have it in the audit that somebody tried with a form what they may not."""
    _audit(tx, await _call(tx, services, platform, door, typed), AuditKind.REFUSED)


def _audit(tx: Transaction, call: Call, kind: AuditKind) -> None:
    command = BY_NAME.get(call.line.verb)
    tx.audit.add(
        kind,
        organisation=call.organisation or None,
        command="" if command is None else command.name,
        about=tx.audit.about,
        by="" if call.person is None else call.person.id,
        place="" if call.place is None else call.place.id,
    )


async def _call(
    tx: Transaction, services: Services, platform: str, door: str, typed: Typed
) -> Call:
    directory = services.directory
    sender, room = typed.sender, typed.room
    place = None if typed.private else directory.place(door, room.channel, room.topic)
    known = sender.verified and not sender.bot
    call = Call(
        door=door,
        platform=platform,
        event=typed.event,
        room=room,
        number="" if typed.pressed else typed.number,
        sender=sender,
        line=parse(typed.line),
        person=directory.person(platform, door, sender.team, sender.user) if known else None,
        place=place,
        reply_to=typed.reply_to,
        private=typed.private,
        about=typed.about,
        files=typed.files,
        album=typed.album,
        fields=typed.fields,
        card=await _card(tx, door, typed, "" if place is None else place.id),
    )
    if await locking.nobodys(tx, directory, platform, sender.user):
        return locking.as_a_stranger(call)
    return call


async def _card(tx: Transaction, door: str, typed: Typed, place: str) -> str:
    """Return the card under which a pressed button stands; "" where it is no card of ours."""
    if not typed.pressed:
        return ""
    # In a room stands what is the room's, or a card whose reader takes nothing in private.
    theirs = lanes.alone(door, typed.sender.user)
    for lane in theirs if typed.private else (place, theirs[0]):
        copy = await tx.copies.by_number(lane, typed.room.channel, typed.number) if lane else None
        if copy is not None:
            return copy.message_id
    return ""


async def _answer(
    tx: Transaction, services: Services, phrases: Phrases, call: Call, typed: Typed
) -> Answer:
    answers = phrases.answers
    command = BY_NAME.get(call.line.verb)
    if call.person is None and (command is None or command.who is not Who.ANYONE):
        # Whoever is not known is told so in private alone, and nothing else.
        taken = await asking.answered(tx, services, call, typed)
        return taken or Answer(text=answers.stranger() if call.private else None, refused=True)
    if typed.pressed and (not call.card or await _hidden(tx, call)):
        return Answer(text=answers.stale(), refused=True)
    guided = not typed.pressed and await guiding.waits(tx, call, typed.line)
    if await _unopened(tx, services, call, None if guided else command):
        # The same for every line, that there is and that there is not.
        return Answer(text=phrases.risk.open_first(), refused=True)
    taken = None if typed.pressed else await _taken(tx, services, call, typed, guided=guided)
    if taken is not None:
        return taken
    if command is None:
        return await _unknown(tx, services, phrases, call)
    if not may(command.who, call.person, seats=command.seats):
        duty = command.who is Who.DUTY
        return Answer(text=answers.not_on_duty() if duty else answers.not_allowed(), refused=True)
    misplaced = _misplaced(command, call, typed)
    if misplaced:
        if call.person is None:
            # A room hears nothing of what a stranger typed there.
            return Answer(refused=True)
        told = answers.only_room() if call.private else answers.only_private()
        return Answer(text=told)
    return await ACTS[command.name](tx, services, call)


async def _unknown(tx: Transaction, services: Services, phrases: Phrases, call: Call) -> Answer:
    """Answer a line that is no command: it may be for another's ears, or for a form that waits."""
    joined = await in_person.join(tx, services, call) if call.private else None
    found = joined or await guiding.shown(tx, call)
    if found is not None:
        return found
    verb = names.cleaned(call.line.verb)
    return Answer(text=phrases.answers.unknown(verb, near(verb, call.person)))


async def _taken(
    tx: Transaction, services: Services, call: Call, typed: Typed, *, guided: bool
) -> Answer | None:
    """Take a typed line as the answer to what was asked; None where it is none."""
    if guided:
        return await guiding.told(tx, services, call, typed.line)
    return await asking.answered(tx, services, call, typed)


async def _further(
    tx: Transaction, services: Services, phrases: Phrases, call: Call, answer: Answer
) -> Answer:
    """Do what an answer says is to be done next, if its caller may do that, or to be asked for."""

    async def act(sent: Call) -> Answer:
        command = BY_NAME.get(sent.line.verb)
        if command is None or not may(command.who, sent.person, seats=command.seats):
            return Answer(text=phrases.answers.not_allowed(), refused=True)
        return await ACTS[command.name](tx, services, sent)

    async def check(sent: Call) -> Answer | None:
        command = BY_NAME.get(sent.line.verb)
        known = None if command is None else CHECKS.get(command.name)
        return None if known is None else await known(tx, services, sent)

    return await guiding.followed(tx, call, answer, act, check)


async def _unopened(
    tx: Transaction, services: Services, call: Call, command: Command | None
) -> bool:
    """Tell whether a line waits for the PIN of somebody at risk: whoever has it, has the phone."""
    if call.person is None or not at_risk(services.directory, call.person):
        return False
    if command is not None and not command.needs_pin(call.line):
        return False
    lane = lanes.private(call.door, call.sender.user)
    return await tx.pins.has(call.person.id) and not await veil.is_open(tx, lane)


async def _hidden(tx: Transaction, call: Call) -> bool:
    """Tell whether a button was pressed that nobody sees now: its card is hidden."""
    lane = lanes.private(call.door, call.sender.user)
    return call.line.verb not in risk.ON_VEILS and await veil.hidden(tx, lane, call.card)


def _misplaced(command: Command, call: Call, typed: Typed) -> bool:
    """Tell whether a line was typed where it has no meaning; a button stands where it stands."""
    if typed.pressed or command.where is Where.ANYWHERE:
        return False
    return call.private is not (command.where is Where.PRIVATE)
