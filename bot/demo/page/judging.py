"""What the table of the labels says about a text: the decision behind what leaves no row.

The page sees in the database what went, what waits and by which rule; where a text stays, no row
says why. So the same pure table is asked here, as `tocsin explain` does. Where the database shows
something else, the page believes the database and says that they differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from policies.community.directory import Directory
from policies.community.places import Mode, Place
from policies.labels import Label, stricter_than
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import Kind, Reading, read
from policies.sharing.binding import binding, remembered, restricted
from policies.sharing.decision import Decision, Outcome
from policies.sharing.spreading import decide_message, destinations, loosens
from policies.text import Text

COPY: Final = "copy"
"""Stands for the id of a message of which only a copy is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A text as the table reads it; `stored` says whether the bot keeps a row of it."""

    message: Message
    decisions: Mapping[str, Decision]
    stored: bool

    @property
    def label(self) -> Label | None:
        """The label that binds it."""
        return self.message.label

    @property
    def crosses(self) -> bool:
        """Whether any room may have it."""
        return any(
            one.outcome in (Outcome.ALLOW, Outcome.REDACT) for one in self.decisions.values()
        )


def judge(
    directory: Directory,
    place: Place,
    person: str,
    text: str,
    *,
    number: str,
    now: datetime,
    root: Message | None,
    previous: Message | None,
) -> Judged:
    """Return how `text` is read and decided, posted in `place` by somebody of the directory.

    `root` is what it answers, if that crossed; `previous` is what it said before an edit.
    """
    reading = read(text, known=directory.known)
    bound = binding(reading, place, root)
    if previous is not None:
        bound = remembered(bound, reading, place, previous.label)
    author = directory.person_by_id(person)
    home = place.organisations[0] if place.organisations else ""
    message = Message(
        id=number,
        place=place.id,
        organisation=home if author is None else author.organisation,
        author=Author(person=person, address=person),
        number=number,
        written=now,
        parts=_parts(text, reading),
        reading=restricted(reading, root),
        label=bound,
        root=None if root is None else root.root or root.id,
        reply_to=None if root is None else root.id,
        edited=previous is not None,
    )
    decisions = {
        to.id: decide_message(directory, message, to, now=now, previous=previous)
        for to in destinations(directory, place.id)
    }
    silent = reading.kind is Kind.NONE and place.mode is Mode.SHARE and root is None
    return Judged(message=message, decisions=decisions, stored=previous is not None or not silent)


def refused(message: Message, previous: Message | None, *, crossed: bool) -> bool:
    """Tell whether an edit waits for its author: it loosens, or makes doubtful what crossed."""
    if previous is None:
        return False
    if loosens(message, previous):
        return True
    if not crossed or message.reading.kind not in (Kind.SUSPICIOUS, Kind.CONFLICT):
        return False
    label = previous.label
    return not any(label is None or stricter_than(one, label) for one in message.reading.mentioned)


def of_a_copy(directory: Directory, text: str, now: datetime) -> Message:
    """Return the message behind a copy, as far as the copy's first line tells."""
    reading = read(text.partition("\n")[0], known=directory.known)
    return Message(
        id=COPY,
        place="",
        organisation="",
        author=Author(),
        number=COPY,
        written=now,
        parts=_parts(text, reading),
        reading=reading,
        label=reading.label,
    )


def _parts(text: str, reading: Reading) -> tuple[Part, ...]:
    return (Part(kind=PartKind.OWN, text=Text.of(text), reading=reading),)
