"""What a room sees of the reactions that a message got in other rooms: one line, written anew.

A reaction is decided like an answer without words: where its author's answer might not be, it is
not told, and under the Chatham House rule it is counted and names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.services import Services
from policies import cards
from policies.community.places import Place
from policies.messages.message import Author, Message
from policies.messages.reactions import Reaction
from policies.phrases import Phrases
from policies.reactions import Shown, counts, line
from policies.readings import Kind, Reading
from policies.sharing.decision import Outcome
from policies.sharing.spreading import decide_message
from policies.text import Text
from storage.store import Transaction

REGARD: Final = "regard"
"""The thing that a delivery names which brings a copy's last line up to date, and nothing else."""
_APART: Final = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The reactions of a message as one room may see them, and how often rooms were told."""

    times: int = 0
    shown: tuple[Shown, ...] = ()


UNTOLD: Final = Told()


async def told_at(tx: Transaction, services: Services, message: Message, place: Place) -> Told:
    """Return what a copy in this room tells of reactions; raises Tampered, KeyGone."""
    times = await tx.reactions.told(message.id)
    if not times:
        return UNTOLD
    return Told(times=times, shown=await shown_at(tx, services, message, place))


async def shown_at(
    tx: Transaction, services: Services, message: Message, place: Place
) -> tuple[Shown, ...]:
    """Return the reactions from elsewhere as this room may see them; raises Tampered, KeyGone."""
    outcomes: dict[tuple[str, str, bool], Outcome] = {}
    found = []
    for reaction in await tx.reactions.of(message.id):
        if reaction.place == place.id or not reaction.emoji:
            continue
        kind = (reaction.place, reaction.organisation, reaction.person is None)
        if kind not in outcomes:
            outcomes[kind] = _outcome(services, message, reaction, place)
        if outcomes[kind] in (Outcome.ALLOW, Outcome.REDACT):
            found.append(_shown(services, reaction, named=outcomes[kind] is Outcome.ALLOW))
    return tuple(found)


def _outcome(services: Services, message: Message, reaction: Reaction, place: Place) -> Outcome:
    answer = Message(
        id=message.id,
        place=reaction.place,
        organisation=reaction.organisation,
        author=Author(person=reaction.person),
        number="",
        written=reaction.at,
        parts=(),
        reading=Reading(kind=Kind.NONE, restrictions=message.reading.restrictions),
        label=message.label,
        root=message.id,
        reply_to=message.id,
    )
    now = services.now()
    return decide_message(services.directory, answer, place, now=now, previous=None).outcome


def _shown(services: Services, reaction: Reaction, *, named: bool) -> Shown:
    directory = services.directory
    if not named:
        return Shown(emoji=reaction.emoji, named=False)
    if reaction.person is None:
        return Shown(emoji=reaction.emoji, name=reaction.name, tag=reaction.tag, verified=False)
    return Shown(
        emoji=reaction.emoji,
        name=directory.shown_person(reaction.person),
        organisation=directory.shown_organisation(reaction.organisation),
    )


def below(
    parts: Sequence[Text], shown: Sequence[Shown], phrases: Phrases, fit: cards.Fit
) -> tuple[Text, ...]:
    """Return the parts of a copy with the line below the last, where there is room for it.

    It moves no cut: what does not fit is shortened to counts, or left out.
    """
    for told in (line(shown, phrases), counts(shown, phrases)) if shown and parts else ():
        last = Text.join((parts[-1], Text.of(_APART), told))
        within = fit.entities is None or fit.entity_count(last) <= fit.entities
        if told.runs and within and fit.measure(last) <= fit.size:
            return (*parts[:-1], last)
    return tuple(parts)
