"""`share`: what stays in its room by itself is shared because somebody asks for it.

The text comes with the call (a shortcut's message, what a reply answers, the line itself) and is
kept only now. The source is its author: others of the organisation ask, and the author answers.
"""

from dataclasses import replace
from typing import Final

from bot import lanes
from bot.calls import Answer, Call
from bot.messages.relay import asked_for, hear
from bot.messages.spread import spread
from bot.services import Services
from handlers.incoming import Said, SaidPart
from policies.community.people import Role
from policies.community.places import Place
from policies.labels import Label, strictest
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.readings import Kind
from policies.sharing.answering import labelled, may_restrict
from policies.text import Text
from storage.store import Transaction

_DIGITS: Final = 16


async def share(tx: Transaction, services: Services, call: Call) -> Answer:
    """Share a message of this room, or the words of the line, under the label that is named."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    place, person = call.place, call.person
    refused = Answer(text=phrases.answers.not_allowed(), refused=True)
    if place is None or person is None:
        return refused
    about = call.reply_to is not None
    said = call.about if about else _typed(tx, call)
    if about:
        stored = await tx.messages.by_number(place.id, f"{call.room.channel}:{call.reply_to}")
        if stored is not None and stored.message.shared | (stored.status != "kept"):
            return Answer(text=_became(phrases, stored.status))
    if said is None:
        return Answer(text=phrases.modes.share_which())
    heard = hear(services.directory, call.platform, call.door, said, shared=True)
    if heard is None:
        return refused
    message = await asked_for(tx, heard)
    own = message.author.person == person.id and said.sender.user == call.sender.user
    if not own and message.author.organisation != person.organisation:
        return refused
    source = own or (Role.RELEASER in person.roles and not person.seat)
    if about and source:
        message = await _labelled(tx, services, message, _label(call))
    return await _spread(tx, services, phrases, place, message)


async def _spread(
    tx: Transaction, services: Services, phrases: Phrases, place: Place, message: Message
) -> Answer:
    woken = await spread(tx, services, place, message, None)
    stored = await tx.messages.known(message.id)
    status = "kept" if stored is None else stored.status
    return Answer(text=_became(phrases, status), woken=woken)


def _became(phrases: Phrases, status: str) -> Text:
    if status == "crossing":
        return phrases.modes.shared()
    return phrases.modes.share_waits() if status == "held" else phrases.modes.share_stays()


def _label(call: Call) -> Label | None:
    word = call.line.words[0].upper() if call.line.words else ""
    return Label(word) if word in tuple(Label) else None


async def _labelled(
    tx: Transaction, services: Services, message: Message, label: Label | None
) -> Message:
    """Return a message with the label that its source names, never looser than the text's own."""
    if label is None or may_restrict(message, services.directory.known):
        return message
    stored = None if message.reply_to is None else await tx.messages.known(message.reply_to)
    own = message.label if message.reading.kind is Kind.LABEL else None
    bound = label if own is None else strictest(own, label)
    root = None if stored is None else stored.message
    return replace(labelled(message, bound, root), revision=message.revision)


def _typed(tx: Transaction, call: Call) -> Said | None:
    """Return the words behind the verb, and its files, as something that its caller said."""
    rest = call.line.rest
    label = len(call.line.words) == 1 and _label(call) is not None
    if not call.files and (not rest or label):
        return None
    words = (SaidPart(text=Text.of(rest)),) if rest else ()
    number = call.number or tx.keyed("shared", call.event).hex()[:_DIGITS]
    return Said(
        event=call.event,
        room=call.room,
        number=number,
        written=tx.now,
        sender=call.sender,
        parts=(*words, *(one.words() for one in call.files)),
        files=call.files,
        album=call.album,
    )
