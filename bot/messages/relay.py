"""What is done when something is said, edited, deleted or moved.

`hear` judges in memory, before anything is written; every act ends in `spread`.
"""

import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot import cards
from bot.messages import albums, excerpts, notices
from bot.messages.attaching import attached
from bot.messages.spread import spread
from bot.services import Services
from handlers.incoming import Moved, Said
from policies.audit import AuditKind
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.composites import combine
from policies.labels import stricter_than
from policies.messages.message import Author, Message, Part
from policies.readings import Kind, Reading, read_text
from policies.sharing.answering import labelled
from policies.sharing.binding import binding, remembered, restricted
from storage.store import Row, Stored, Transaction

Act = Callable[[Transaction], Awaitable[Collection[str]]]
"""Something to be done in a transaction; returns the places that have work now."""

MOVED: Final = "moved"
"""The kind of directory row that says where a room has moved to."""

_FRESH_EDIT: Final = timedelta(hours=1)
_REACHED: Final = timedelta(days=396)
"""How long a message's copies are known: 13 months."""
_OUR_HEADER: Final = re.compile(
    r'TLP:[A-Z+]+(?: not to [^·\n]{1,300})? · .{0,400}?"[^"\n]{1,200}"|TLP:[A-Z+]+ TLP:EX:CHR'
)
"""With names, or without under the Chatham House rule; restrictions stand behind the label."""
_HEADER_LINES: Final = 2


async def nothing(_tx: Transaction) -> Collection[str]:
    """Do nothing."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was said in a place that the directory knows, judged in memory."""

    door: str
    said: Said
    place: Place
    parts: tuple[Part, ...]
    reading: Reading
    person: Person | None

    @property
    def number(self) -> str:
        """The message's id, unique in its place even after the room has moved."""
        return f"{self.said.room.channel}:{self.said.number}"

    @property
    def organisation(self) -> str:
        """The source organisation: the author's if the directory knows one, else the room's."""
        if self.person is not None:
            return self.person.organisation
        return self.place.organisations[0] if self.place.organisations else ""


def hear(
    directory: Directory, platform: str, door: str, said: Said, *, shared: bool = False
) -> Heard | None:
    """Judge what was said; None where it is nothing to us and only its id is kept.

    That is: an unknown place, a post of our own, a copy that another bridge brought back (hop limit
    of one), and unlabelled talk in a `share` room, unless it may answer something that crossed.
    """
    place = directory.place(door, said.room.channel, said.room.topic)
    if place is None or said.ours is not None:
        return None
    if said.sender.bot and _came_through_a_bridge(said):
        return None
    parts = tuple(
        Part(
            kind=part.kind,
            text=part.text,
            reading=read_text(part.text, where=part.where, known=directory.known),
            source=part.source,
            origin=excerpts.origin_of(directory, door, part.origin),
        )
        for part in said.parts
    )
    if said.automatic and all(one.origin for one in parts):
        # What was posted in a channel of ours crosses from there.
        return None
    reading = combine(parts)
    silent = reading.kind is Kind.NONE and place.mode == "share" and not shared
    if silent and said.reply_to is None and not said.edited and not said.album:
        return None
    sender = said.sender
    person = directory.person(platform, door, sender.team, sender.user) if sender.verified else None
    return Heard(door=door, said=said, place=place, parts=parts, reading=reading, person=person)


def _came_through_a_bridge(said: Said) -> bool:
    head = "".join(part.text.plain for part in said.parts).lstrip().split("\n", _HEADER_LINES)
    return any(_OUR_HEADER.search(line) for line in head[:_HEADER_LINES])


async def asked_for(tx: Transaction, heard: Heard) -> Message:
    """Return what somebody asked to be shared, as a message to which nothing has happened yet."""
    return replace(_message(tx, heard, await _answered(tx, heard)), shared=True)


def take(services: Services, heard: Heard) -> Act:
    """Return the act for a message, new or edited."""

    async def act(tx: Transaction) -> Collection[str]:
        bound = await _bound(tx, services, heard)
        if not bound.said.edited:
            return await _fresh(tx, services, bound)
        known = await albums.standing(tx, heard.place.id, heard.number)
        if known is None:
            return await _edited_unknown(tx, services, bound)
        return await _edited(tx, services, bound, known)

    return act


async def _bound(tx: Transaction, services: Services, heard: Heard) -> Heard:
    """Return what was heard, with what binds the messages from which parts of it were taken."""
    parts = await excerpts.bound(tx, services.directory, heard.door, heard.said, heard.parts)
    if parts == heard.parts:
        return heard
    return replace(heard, parts=parts, reading=combine(parts))


async def _fresh(tx: Transaction, services: Services, heard: Heard) -> Collection[str]:
    if await _ours(tx, heard):
        return ()
    album = await albums.begun(tx, heard.place, heard.said)
    if album is not None:
        return await albums.join(tx, services, heard.place, heard.said, heard.parts, album)
    parent = await _answered(tx, heard)
    if heard.reading.kind is Kind.NONE and heard.place.mode == "share" and not _crossed(parent):
        if heard.said.album:
            albums.remember(services, heard.place, heard.said)
        return ()
    message = albums.gathered(tx, services, heard.place, _message(tx, heard, parent))
    return await spread(tx, services, heard.place, message, None)


async def _ours(tx: Transaction, heard: Heard) -> bool:
    """Tell whether a bot's post is a copy that we made, however it comes back to us."""
    said = heard.said
    if not said.sender.bot:
        return False
    return await tx.copies.by_number(heard.place.id, said.room.channel, said.number) is not None


def _crossed(parent: Stored | None) -> bool:
    return parent is not None and parent.status == "crossing"


async def _answered(tx: Transaction, heard: Heard) -> Stored | None:
    """Return the message that this one answers, whether it began here or is a copy of ours."""
    if heard.said.reply_to is None:
        return None
    channel = heard.said.room.channel
    found = await albums.standing(tx, heard.place.id, f"{channel}:{heard.said.reply_to}")
    if found is not None:
        return found
    copy = await tx.copies.by_number(heard.place.id, channel, heard.said.reply_to)
    return None if copy is None else await tx.messages.known(copy.message_id)


def _message(tx: Transaction, heard: Heard, parent: Stored | None) -> Message:
    said = heard.said
    root = None if parent is None else parent.message
    return Message(
        id=tx.new_id(),
        place=heard.place.id,
        organisation=heard.organisation,
        author=_author(tx, heard),
        number=heard.number,
        written=said.written,
        sequence=said.sequence,
        parts=heard.parts,
        reading=restricted(heard.reading, root),
        label=binding(heard.reading, heard.place, root),
        root=None if root is None else root.root or root.id,
        reply_to=None if root is None else root.id,
        answers_unknown=said.reply_to is not None and root is None,
        edited=said.edited,
        files=attached(tx, said.files, album=said.album),
    )


def _author(tx: Transaction, heard: Heard) -> Author:
    sender = heard.said.sender
    return Author(
        person=None if heard.person is None else heard.person.id,
        organisation=None if heard.person is None else heard.person.organisation,
        name=sender.name,
        tag=tx.keyed("author", heard.door, sender.user).hex()[:4],
        address=sender.user,
    )


async def _edited_unknown(tx: Transaction, services: Services, heard: Heard) -> Collection[str]:
    """Take an edit of a message that was never kept.

    One that adds a label counts as a new message; so does a young one in a room where everything
    crosses, for its original may still be on the way. The original is not to be taken afterwards.
    One so old that its copies are not known any more is answered with just that.
    """
    tx.received.told(tx.keyed("event", heard.door, heard.number))
    age = tx.now - heard.said.written
    if age > _REACHED and heard.reading.kind is not Kind.NONE:
        return await notices.about(tx, notices.UNREACHABLE, heard.place, _message(tx, heard, None))
    young = age < _FRESH_EDIT
    if heard.reading.kind is Kind.NONE and (heard.place.mode == "share" or not young):
        return ()
    return await _fresh(tx, services, heard)


async def _edited(
    tx: Transaction, services: Services, heard: Heard, known: Stored
) -> Collection[str]:
    before = known.message
    if before.withdrawn:
        return ()
    parent = None if before.reply_to is None else await tx.messages.known(before.reply_to)
    root = None if parent is None else parent.message
    member = "" if before.number == heard.number else heard.number
    parts, files = albums.changed(tx, before, heard.said, heard.parts, member)
    reading = heard.reading if parts == heard.parts else combine(parts)
    bound = binding(reading, heard.place, root)
    after = replace(
        before,
        # With an old text its author's name was forgotten.
        author=before.author if before.author.tag else _author(tx, heard),
        parts=parts,
        files=files,
        reading=restricted(reading, root),
        label=remembered(bound, reading, heard.place, before.label),
        revision=before.revision + 1,
        edited=True,
    )
    stricter = before.label and after.label and stricter_than(after.label, before.label)
    if stricter or after.reading.kind is not Kind.LABEL:
        # What tightens acts at once, and what is doubtful frees nobody: restrictions still hold.
        after = replace(after, reading=restricted(after.reading, before))
    if after.reading.kind is Kind.LABEL:
        after = replace(after, given=None)
    elif after.reading.kind is Kind.NONE and before.given is not None:
        # That label never stood in the text: an edit without one takes nothing away.
        after = replace(labelled(after, before.given, root), revision=after.revision)
    if _content(after) == _content(before) and known.status != "held":
        # What was refused before is taken back: the copies say what the message says.
        tx.deliveries.drop_edit(before.id)
        return ()
    return await spread(tx, services, heard.place, after, known)


def _content(message: Message) -> tuple[object, ...]:
    words = tuple((part.kind.value, part.text) for part in message.parts)
    return words, tuple(file.id for file in message.files)


def move(services: Services, door: str, moved: Moved) -> Act:
    """Return the act for a room whose platform id changed: it keeps its place in the directory."""

    async def act(tx: Transaction) -> Collection[str]:
        places = [
            place
            for place in services.directory.behind(door)
            if place.address == moved.room.channel
        ]
        for place in places:
            await relocated(tx, place, moved.to)
        return ()

    return act


async def relocated(tx: Transaction, place: Place, to: str) -> None:
    """Remember that the platform gave a room a new id; the room keeps its place."""
    body: dict[str, object] = {"from": place.address, "to": to}
    await tx.directory.put(Row(kind=MOVED, id=place.id, origin="platform", body=body))
    tx.audit.add(AuditKind.MOVED, organisation=None, place=place.id)
    await cards.left(tx, place)
