"""Albums: on Telegram many posts with one caption, here one message.

The first post that is kept begins the message, the others join it, each with the file that it
brings. Where unlabelled talk stays in its room, what comes before the caption is remembered in
memory for a minute, and nowhere else.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.messages.attaching import attached
from bot.messages.spread import spread
from bot.services import Services
from handlers.incoming import Said
from policies.community.places import Place
from policies.composites import combine
from policies.messages.files import File
from policies.messages.message import Message, Part
from policies.sharing.binding import binding, remembered, restricted
from storage.store import Stored, Transaction

_REMEMBERED: Final = timedelta(minutes=1)
_MOST: Final = 500
_MOST_POSTS: Final = 10


def remember(services: Services, place: Place, said: Said) -> None:
    """Remember a post of an album that has no label, in case that its caption has one."""
    albums = services.albums
    posts = albums.setdefault((place.id, said.album), [])
    if len(posts) < _MOST_POSTS and all(one.number != said.number for one in posts):
        posts.append(said)
    old = services.now() - _REMEMBERED
    for key in [key for key, held in albums.items() if held[-1].written < old]:
        if key != (place.id, said.album):
            del albums[key]
    while len(albums) > _MOST:
        del albums[next(iter(albums))]


def gathered(tx: Transaction, services: Services, place: Place, message: Message) -> Message:
    """Return a message that begins an album, with the files that came before it."""
    album = next((one.album for one in message.files if one.album), "")
    for said in services.albums.get((place.id, album), ()) if album else ():
        member = f"{said.room.channel}:{said.number}"
        more = attached(tx, said.files, message.files, member=member, album=album)
        message = replace(message, files=(*message.files, *more))
    return message


async def begun(tx: Transaction, place: Place, said: Said) -> Stored | None:
    """Return the message that an album has become, None where it has become none."""
    found = await tx.files.in_album(place.id, said.album) if said.album else None
    stored = None if found is None else await tx.messages.known(found)
    return None if stored is None or stored.message.withdrawn else stored


async def standing(tx: Transaction, place: str, number: str) -> Stored | None:
    """Return the message of which the post with this number is all, or one of an album."""
    stored = await tx.messages.by_number(place, number)
    if stored is not None:
        return stored
    found = await tx.files.standing_at(place, number)
    return None if found is None else await tx.messages.known(found)


async def join(
    tx: Transaction,
    services: Services,
    place: Place,
    said: Said,
    parts: tuple[Part, ...],
    known: Stored,
) -> Collection[str]:
    """Let a post join its album: its file goes with the others, a label in its words counts."""
    before = known.message
    member = f"{said.room.channel}:{said.number}"
    if any(one.member == member for one in before.files):
        return ()
    whole, files = changed(tx, before, said, parts, member)
    parent = None if before.reply_to is None else await tx.messages.known(before.reply_to)
    root = None if parent is None else parent.message
    reading = combine(whole)
    worded = any(part.member == member for part in whole)
    after = replace(
        before,
        parts=whole,
        files=files,
        reading=restricted(reading, root),
        label=remembered(binding(reading, place, root), reading, place, before.label),
        revision=before.revision + int(worded),
        edited=before.edited or worded,
    )
    return await spread(tx, services, place, after, known)


def changed(
    tx: Transaction, before: Message, said: Said, parts: tuple[Part, ...], member: str
) -> tuple[tuple[Part, ...], tuple[File, ...]]:
    """Return the parts and files of a message of which one post was edited, or has joined it.

    `member` is the post's number where it is not the message's own.
    """
    others = tuple(one for one in before.files if one.member != member)
    own = attached(tx, said.files, before.files, member=member, album=said.album)
    files = tuple(sorted((*others, *own), key=lambda one: one.slot))
    if not others and not member:
        return parts, files
    kept = [part for part in before.parts if part.member != member]
    mine = [replace(part, member=member) for part in parts]
    return tuple([*kept, *mine] if member else [*mine, *kept]), files
