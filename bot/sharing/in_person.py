"""`to`: RED goes to people by name, one by one, in private, and is deleted there again.

Words, and files: those under which the line stands as a caption, or what it answers in private.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot import lanes
from bot.calls import Answer, Call
from bot.messages.attaching import attached
from bot.messages.finding import meant, short
from bot.services import Services
from bot.sharing import receipts
from bot.sharing.bringing import bring, has_words, standing
from handlers.incoming import SaidFile
from policies.audit import AuditKind
from policies.community.people import Person
from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind, Sooner
from policies.phrases import Phrases
from policies.readings import Kind, Reading, Where, read_text
from policies.sharing.handling import RED_STAYS
from policies.sharing.permissions import Unreadable, span
from policies.sharing.relabelling import Standing
from policies.sharing.vanishing import over, vanishes
from policies.text import Text
from storage.store import Stored, Transaction

_STAYS: Final = timedelta(seconds=RED_STAYS)
_LONGEST: Final = timedelta(hours=47)
"""Telegram lets a bot delete what is younger than 48 hours
(https://core.telegram.org/bots/api#deletemessage)."""
_MOST_PEOPLE: Final = 20
_PERSON: Final = re.compile(
    r"\s*(?:@(?P<id>[A-Za-z0-9][\w.-]{0,63})|<@(?P<account>[UW][A-Z0-9]{2,40})(?:\|[^>]{0,80})?>),?(?=\s|$)"
)
_FOR: Final = re.compile(r"\s*for\s+(\S{2,8})(?=\s|$)", re.IGNORECASE)
_OWN: Final = frozenset({PartKind.OWN, PartKind.ATTACHMENT})
_USAGE: Final = "to @person @person for 2h text"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """Whom a line names, for how long (None where it does not say), and what stands behind."""

    names: tuple[str, ...]
    stays: timedelta
    text: str = field(repr=False)
    files: tuple[SaidFile, ...] = ()


async def to(tx: Transaction, services: Services, call: Call) -> Answer:
    """Send a RED text to people by name; or one that its author wrote before."""
    answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
    rest = call.line.rest
    if rest.startswith(("@", "<@")) and (call.reply_to is None or call.files):
        if not call.private and call.number:
            # What was typed into a room has been read there.
            return Answer(text=answers.only_private())
        return await _addressed(tx, services, call, rest, None)
    found = await meant(tx, services, call)
    if found is None and call.private and call.about is not None:
        return await _addressed(tx, services, call, rest, None)
    if found is None:
        return Answer(text=answers.not_allowed(), refused=True)
    if call.files:
        # They would be left behind: what is sent anew goes by itself.
        return Answer(text=answers.usage(_USAGE))
    behind = rest if found.words == call.line.words else rest.partition(" ")[2]
    return await _addressed(tx, services, call, behind, found.stored)


async def _addressed(
    tx: Transaction, services: Services, call: Call, rest: str, stored: Stored | None
) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    permitting, caller = phrases.permitting, call.person
    if caller is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    try:
        address = _address(rest)
    except Unreadable:
        return Answer(text=permitting.unreadable_span())
    if stored is not None and not address.names:
        return Answer(text=_to_whom(phrases, stored.message))
    people = [_person(services, call, one) for one in address.names]
    for name, person in zip(address.names, people, strict=True):
        if person is None or person.seat:
            return Answer(text=permitting.not_a_person(name))
    if not people or len(people) > _MOST_PEOPLE:
        return Answer(text=phrases.answers.usage(_USAGE))
    ids = tuple(dict.fromkeys(one.id for one in people if one is not None))
    if stored is not None:
        return await _address_again(tx, services, call, stored, ids, address)
    return await _address_anew(tx, services, call, caller, ids, _whole(address, call))


async def _address_anew(
    tx: Transaction,
    services: Services,
    call: Call,
    caller: Person,
    ids: tuple[str, ...],
    address: _Address,
) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    permitting = phrases.permitting
    if call.about is not None and any(one.kind not in _OWN for one in call.about.parts):
        return Answer(text=permitting.only_own())
    reading = _reading(services, address)
    if reading is None:
        return Answer(text=permitting.label_is_not_red())
    message = _message(tx, call, caller, ids, address, reading)
    if not address.files and not Text.of(address.text).without(reading.cut).plain.strip():
        return Answer(text=phrases.answers.usage(_USAGE))
    return await _sent(tx, services, call, message, None)


def _to_whom(phrases: Phrases, message: Message) -> Text:
    if not has_words(message):
        return phrases.sharing.no_text(short(message))
    return phrases.answers.usage(f"to {short(message)} @person for 2h")


async def _address_again(
    tx: Transaction,
    services: Services,
    call: Call,
    stored: Stored,
    ids: tuple[str, ...],
    address: _Address,
) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    message = stored.message
    theirs = standing(call, message) in (Standing.AUTHOR, Standing.RELEASER)
    if message.label is not Label.RED or not theirs or message.withdrawn or address.text:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if not has_words(message):
        return Answer(text=phrases.sharing.no_text(short(message)))
    return await _sent(tx, services, call, _more(message, ids, address.stays, tx.now), stored)


def _more(message: Message, ids: tuple[str, ...], stays: timedelta, now: datetime) -> Message:
    """Return a message that is for these people too, each of whom has it from now on for so long.

    Those who have it keep it as long as they were told, and no longer; to those from whom it was
    deleted again it does not come back with others.
    """
    named = tuple(one for one in message.named if not over(message, now, one))
    times = {one: vanishes(message, one) for one in ("", *named)} | dict.fromkeys(ids, now + stays)
    ends = max(one for one in times.values() if one is not None)
    sooner = [
        Sooner(person=one, ends=end) for one, end in times.items() if end is not None and end < ends
    ]
    together = tuple(dict.fromkeys((*named, *ids)))
    return replace(message, named=together, ends=ends, sooner=tuple(sooner))


async def _sent(
    tx: Transaction, services: Services, call: Call, message: Message, before: Stored | None
) -> Answer:
    tx.audit.add(
        AuditKind.PERMISSION,
        organisation=message.organisation,
        message=message.id,
        by="" if call.person is None else call.person.id,
        to=",".join(message.named),
        until="" if message.ends is None else message.ends.isoformat(),
    )
    woken = await bring(tx, services, message, before)
    woken |= await receipts.show(tx, call, message)
    return Answer(woken=woken)


def _address(rest: str) -> _Address:
    """Return what a line says; raises Unreadable for a span that is none."""
    names: list[str] = []
    while (one := _PERSON.match(rest)) is not None:
        names.append(one["id"] or one["account"])
        rest = rest[one.end() :]
    stays = _STAYS
    if (given := _FOR.match(rest)) is not None and names:
        try:
            stays = span(given[1], longest=_LONGEST)
        except Unreadable:
            if given[1][0].isdigit():
                raise
        else:
            rest = rest[given.end() :]
    return _Address(names=tuple(names), stays=stays, text=rest.strip())


def _person(services: Services, call: Call, name: str) -> Person | None:
    directory = services.directory
    found = directory.person_by_id(name) or directory.person_by_id(name.lower())
    if found is not None or call.platform != "slack":
        return found
    return directory.person(call.platform, call.door, call.sender.team, name)


def _whole(address: _Address, call: Call) -> _Address:
    """Return an address with the files that came with the line, or with what the line answers."""
    about = call.about if call.private and not call.files else None
    if about is None:
        return replace(address, files=call.files)
    words = [one.text.plain for one in about.parts if one.kind is PartKind.OWN]
    text = "\n".join(one for one in (address.text, *words) if one)
    return replace(address, text=text, files=about.files)


def _reading(services: Services, address: _Address) -> Reading | None:
    """Return how a text is read that is RED; None where its own label is another or doubtful.

    Its files' names count.
    """
    known = services.directory.known
    read = read_text(Text.of(address.text), known=known)
    files = (Text.of(one.name) for one in address.files)
    for one in (read, *(read_text(name, where=Where.FILENAME, known=known) for name in files)):
        if one.kind not in (Kind.NONE, Kind.LABEL) or one.label not in (None, Label.RED):
            return None
    return replace(read, kind=Kind.LABEL, label=Label.RED, mentioned=frozenset({Label.RED}))


def _message(
    tx: Transaction,
    call: Call,
    caller: Person,
    ids: tuple[str, ...],
    address: _Address,
    reading: Reading,
) -> Message:
    sender = call.sender
    return Message(
        id=tx.new_id(),
        place=lanes.private(call.door, sender.user),
        organisation=caller.organisation,
        author=Author(
            person=caller.id,
            organisation=caller.organisation,
            name=sender.name,
            tag=tx.keyed("author", call.door, sender.user).hex()[:4],
            address=sender.user,
        ),
        number=f"{call.room.channel}:{call.number or call.event}",
        written=tx.now,
        parts=(Part(kind=PartKind.OWN, text=Text.of(address.text), reading=reading),),
        reading=reading,
        label=Label.RED,
        files=attached(tx, address.files, album=call.album),
        named=ids,
        ends=tx.now + address.stays,
    )


async def join(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Let a further file of an album go with the one that had the caption; None for no such album.

    https://core.telegram.org/bots/api#message: each is a message of its own.
    """
    lane = lanes.private(call.door, call.sender.user)
    found = await tx.files.in_album(lane, call.album) if call.album and call.files else None
    stored = None if found is None else await tx.messages.known(found)
    if stored is None or call.person is None or stored.message.author.person != call.person.id:
        return None
    message = stored.message
    if message.withdrawn or over(message, tx.now):
        return None
    named = _Address(names=(), stays=_STAYS, text="", files=call.files)
    if _reading(services, named) is None:
        return Answer(text=services.phrases(lane).permitting.label_is_not_red())
    member = f"{call.room.channel}:{call.number}"
    more = attached(tx, call.files, message.files, member=member, album=call.album)
    after = replace(message, files=(*message.files, *more))
    return Answer(woken=await bring(tx, services, after, stored))
