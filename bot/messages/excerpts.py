"""What was taken from another conversation is bound as it is bound there."""

from dataclasses import replace
from typing import Final

from handlers.incoming import Origin, Said
from policies.community.directory import Directory
from policies.labels import strictest
from policies.messages.message import ELSEWHERE, Part
from policies.readings import Kind, Reading, together
from storage.store import Stored, Transaction

_UNLABELLED: Final = "what was taken from elsewhere has no certain label"


def origin_of(directory: Directory, door: str, origin: Origin | None) -> str:
    """Return the room that a part was taken from: by its id, `ELSEWHERE` for one that stays shut.

    "" for what is no matter of a room that we know, such as a public channel's post.
    """
    if origin is None:
        return ""
    known = next((p for p in directory.behind(door) if p.address == origin.channel), None)
    if known is not None:
        return known.id
    return ELSEWHERE if origin.inside else ""


async def bound(
    tx: Transaction, directory: Directory, door: str, said: Said, parts: tuple[Part, ...]
) -> tuple[Part, ...]:
    """Return the parts, each that was taken from a message we know with what binds that message."""
    if not any(one.origin for one in said.parts):
        return parts
    found = []
    for part, told in zip(parts, said.parts, strict=True):
        source = await _source(tx, directory, door, told.origin)
        found.append(part if source is None else replace(part, reading=_both(part, source)))
    return tuple(found)


async def _source(
    tx: Transaction, directory: Directory, door: str, origin: Origin | None
) -> Stored | None:
    if origin is None or not origin.number:
        return None
    for place in directory.behind(door):
        if place.address != origin.channel:
            continue
        stored = await tx.messages.by_number(place.id, f"{origin.channel}:{origin.number}")
        if stored is None:
            copy = await tx.copies.by_number(place.id, origin.channel, origin.number)
            stored = None if copy is None else await tx.messages.known(copy.message_id)
        if stored is not None:
            return stored
    return None


def _both(part: Part, source: Stored) -> Reading:
    reading, message = part.reading, source.message
    restrictions = together((reading.restrictions, message.reading.restrictions))
    mentioned = reading.mentioned | message.reading.mentioned
    if message.label is None:
        return Reading(
            kind=Kind.SUSPICIOUS,
            restrictions=restrictions,
            mentioned=mentioned,
            warnings=(_UNLABELLED,),
        )
    if reading.kind not in (Kind.LABEL, Kind.NONE):
        return replace(reading, mentioned=mentioned | {message.label}, restrictions=restrictions)
    label = strictest(*(one for one in (reading.label, message.label) if one is not None))
    return replace(
        reading,
        kind=Kind.LABEL,
        label=label,
        restrictions=restrictions,
        mentioned=mentioned | {label},
    )
