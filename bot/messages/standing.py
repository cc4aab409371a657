"""Standing answers: "AMBER for my messages here until 23:00", by a person and a room.

One ends at its time, and as soon as the audience of that room's messages is another one. It labels
only what has no label at all; what is doubtful is asked about each time.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.services import Services
from policies.community.places import Place
from policies.labels import Label
from policies.messages.message import Message
from policies.readings import Kind
from policies.sharing.answering import audience_mark, labelled, may_restrict
from storage.store import Transaction

_KIND: Final = "standing answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAnswer:
    """A label for a person's unlabelled messages in a room, until an instant (UTC)."""

    label: Label
    until: datetime
    audience: str


def stand(tx: Transaction, place: Place, user: str, answer: StandingAnswer) -> None:
    """Let an answer stand, in the place of an earlier one."""
    affair = tx.keyed(_KIND, place.id, user).hex()
    tx.affairs.put(_KIND, affair, answer, ends=answer.until, key=(place.id, user), loose=True)


async def end(tx: Transaction, place: Place, user: str) -> bool:
    """End the answer of a person in a room; tells whether one stood."""
    found = await tx.affairs.find(_KIND, (place.id, user), StandingAnswer)
    if found is None:
        return False
    tx.affairs.remove(found[0], loose=True)
    return found[1].until > tx.now


async def applied(tx: Transaction, services: Services, place: Place, message: Message) -> Message:
    """Return a new message with the label of its author's standing answer, where one holds."""
    unlabelled = message.reading.kind is Kind.NONE and message.label is None
    directory = services.directory
    if not unlabelled or not message.author.address or may_restrict(message, directory.known):
        return message
    found = await tx.affairs.find(_KIND, (place.id, message.author.address), StandingAnswer)
    if found is None:
        return message
    affair, answer = found
    if answer.until <= tx.now or answer.audience != audience_mark(directory, place):
        tx.affairs.remove(affair, loose=True)
        return message
    stored = None if message.reply_to is None else await tx.messages.known(message.reply_to)
    root = None if stored is None else stored.message
    return replace(labelled(message, answer.label, root), revision=message.revision)
