"""The wing that hands out originals: files as they came, in private, to whoever asked for them.

Whether she still may have them is asked again at the moment in which they are sent.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from bot import cards, lanes
from bot.calls import Call
from bot.matters import Loaded, Piece, Wanted
from bot.messages.finding import has, short
from bot.services import Services
from handlers.door import Limits
from handlers.incoming import Room
from policies.community.people import Person, Role
from policies.community.risk import at_risk
from policies.messages.files import Carried
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.contents import Kept
from storage.store import Claim, Transaction

KIND: Final = "evidence"
_MAY: Final = frozenset({Role.STEWARD, Role.DEPUTY, Role.RELEASER})
_LATER: Final = -1
"""Behind what is said."""


class Strongroom(Protocol):
    """What opens originals, and makes the proof of them."""

    def original(self, kept: Kept, name: str) -> Carried:
        """Return the original of a file in an archive called `name`."""

    def proof(self, files: Sequence[Kept], name: str) -> Carried:
        """Return the proof of the originals of one message as a file called `name`."""


def may_ask(services: Services, person: Person) -> bool:
    """Tell whether somebody answers for an organisation, on a phone that nobody takes."""
    if person.seat or person.id in services.directory.locked:
        return False
    return not _MAY.isdisjoint(person.roles) and not at_risk(services.directory, person)


async def may_have(tx: Transaction, services: Services, message: Message, person: Person) -> bool:
    """Tell whether the originals of a message are this person's to have; of RED, whom it names."""
    if not may_ask(services, person) or message.organisation != person.organisation:
        return False
    return await has(tx, services, message, person)


async def of(tx: Transaction, message_id: str) -> list[Kept]:
    """Return the files of a message whose originals are kept, in their order."""
    kept = await tx.files.of(message_id)
    return [one for _, one in sorted(kept.items()) if one.original is not None]


def archive(message: Message, number: int) -> str:
    """Return the name of the archive of an original."""
    return f"evidence-{short(message)}-{number}.zip"


def proof(message: Message) -> str:
    """Return the name of the proof."""
    return f"evidence-{short(message)}-proof.json"


def proved(kept: Sequence[Kept]) -> bool:
    """Tell whether the audit binds every original; it binds none that came before it did so."""
    return all(one.salt for one in kept)


async def send(tx: Transaction, call: Call, message: Message) -> str:
    """Ask for the originals of a message to go to whoever asked; returns the lane."""
    about = (message.id, call.sender.team)
    return await cards.bring(tx, call, KIND, about, priority=_LATER)


class Originals:
    """Loads what somebody asked for as evidence."""

    def __init__(self, services: Services, strongroom: Strongroom) -> None:
        self._services = services
        self._strongroom = strongroom

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the originals for whoever asked; None where they are no longer hers to have."""
        notice = await tx.notices.by_id(claim.message_id)
        if notice is None:
            return None
        message_id, team = notice.about
        directory = self._services.directory
        platform = self._services.doors.get(notice.door, "")
        person = directory.person(platform, notice.door, team, notice.user)
        stored = await tx.messages.known(message_id)
        if person is None or stored is None:
            return None
        if not await may_have(tx, self._services, stored.message, person):
            return None
        phrases = self._services.phrases(lanes.private(notice.door, notice.user))
        pieces = self._pieces(stored.message, await of(tx, message_id), phrases)
        matter = _Matter(pieces, phrases)
        return Loaded(
            door=notice.door, person=notice.user, room=Room(channel=notice.user), matter=matter
        )

    def _pieces(
        self, message: Message, kept: Sequence[Kept], phrases: Phrases
    ) -> list[tuple[str, Carried, int]]:
        """Return of each file what is said below it, its content, and its size in bytes."""
        words, digits = phrases.evidence, short(message)
        label = "" if message.label is None else f"{message.label} · "
        found = []
        for number, one in enumerate(kept, start=1):
            carried = self._strongroom.original(one, archive(message, number))
            size = 0 if one.original is None else one.original.size
            found.append((label + words.below(digits, number), carried, size))
        if kept and proved(kept):
            found.append((words.proof(digits), self._strongroom.proof(kept, proof(message)), 0))
        return found


class _Matter:
    """The files of one answer; each is a post of its own."""

    def __init__(self, pieces: Sequence[tuple[str, Carried, int]], phrases: Phrases) -> None:
        self._pieces = pieces
        self._phrases = phrases

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the posts; what is too large for the platform is said instead."""
        del standing, repeat
        instead = self._phrases.evidence.gone()
        pieces = []
        for part, (text, carried, size) in enumerate(self._pieces):
            if size > limits.carries.largest:
                pieces.append(Piece(part=part, text=instead, silent=True))
                continue
            pieces.append(
                Piece(
                    part=part,
                    text=Text.of(text),
                    carried=(carried,),
                    silent=True,
                    without=lambda _: instead,
                )
            )
        return Wanted(
            decision=Decision(outcome=Outcome.ALLOW, rule=18, why="evidence"),
            parts=(),
            revision=1,
            tombstone=Text.of("-"),
            files=tuple(pieces),
        )

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave everything as it is: what was handed out stands in the audit."""
        del tx, claim, decision
