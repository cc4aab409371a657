"""The files of a message: what was claimed becomes ours, and what is kept follows the message.

A message's posts in an album are one message: the first begins it, the others join it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot import lanes
from bot.services import Services
from handlers.incoming import SaidFile
from policies import names
from policies.community.risk import at_risk, owners
from policies.messages.files import (
    MOST_FILES,
    UNNAMED,
    File,
    FileKind,
    FileMode,
    Refusal,
    clean_name,
    refused_by_name,
    written_size,
)
from policies.messages.message import Message
from policies.phrases import Phrases
from policies.sharing.spreading import files_between, files_in_private
from policies.text import Text
from storage.contents import Kept, Standing
from storage.store import Transaction

ALBUM_QUIET: Final = timedelta(seconds=2)
"""An album goes on once nothing has come to it for so long."""
_LONGEST_STICKER: Final = 16


def attached(
    tx: Transaction,
    said: Iterable[SaidFile],
    former: tuple[File, ...] = (),
    *,
    member: str = "",
    album: str = "",
) -> tuple[File, ...]:
    """Return the files of a post as a message keeps them; one that was there before stays itself.

    `former` are all files that the message had; slots are never used again.
    """
    known = {one.unique: one for one in former if one.member == member}
    slot = max((one.slot for one in former), default=-1)
    found = []
    for one in said:
        same = known.get(one.unique or one.handle)
        if same is None:
            slot += 1
            same = _file(tx, one, slot, member, album)
        found.append(same)
    return tuple(found)


def _file(tx: Transaction, said: SaidFile, slot: int, member: str, album: str) -> File:
    moving_sticker = said.kind is FileKind.STICKER and not said.handle
    name = said.name[:_LONGEST_STICKER] if moving_sticker else clean_name(said.name or UNNAMED)
    return File(
        id=tx.new_id(),
        slot=slot,
        handle=said.handle,
        unique=said.unique or said.handle,
        kind=said.kind,
        name=name,
        claimed=said.claimed,
        size=said.size,
        member=member,
        album=album,
        refused=None if moving_sticker else _refused(said, name, slot),
    )


def _refused(said: SaidFile, name: str, slot: int) -> Refusal | None:
    if slot >= MOST_FILES:
        return Refusal.TOO_MANY
    if said.elsewhere or not said.handle:
        return Refusal.ELSEWHERE
    return refused_by_name(name)


def emptied(files: tuple[File, ...]) -> tuple[File, ...]:
    """Return files of which nothing is left but that they were there."""
    return tuple(replace(one, name="", handle="", claimed="", size=None) for one in files)


async def keep(
    tx: Transaction,
    services: Services,
    message: Message,
    *,
    expires: datetime,
    allowed: Collection[str],
) -> None:
    """Bring what is kept of a message's files in line with it.

    What left the message is forgotten, but for an original kept as evidence; what may go somewhere
    is fetched; what waits for a person, or is only named, is not.
    """
    known = await tx.files.of(message.id)
    files = () if message.withdrawn else message.files
    for gone in known.keys() - {one.id for one in files}:
        if known[gone].standing != "evidence":
            await tx.files.drop(known[gone])
    goes = any(mode_to(services, message, to) is not FileMode.NONE for to in allowed)
    due = tx.now + (ALBUM_QUIET if any(one.album for one in files) else timedelta())
    for file in files:
        kept = known.get(file.id)
        standing = _standing(file, kept, goes=goes)
        if kept is None:
            await tx.files.add(message, file, standing, expires=expires, due=due)
        else:
            await tx.files.put(replace(kept, standing=standing), expires=expires, due=due)


def _standing(file: File, kept: Kept | None, *, goes: bool) -> Standing:
    if file.refused is not None or (kept is not None and kept.refused is not None):
        return "refused"
    if kept is not None and kept.standing == "ready":
        return "ready"
    return "awaited" if goes and file.handle else "named"


async def send_files(tx: Transaction, message_id: str, message: Message, place: str) -> str:
    """Ask for a message's files to be brought in line somewhere; returns their lane."""
    lane = lanes.files(place)
    await tx.deliveries.want(
        message_id,
        lane,
        message.place,
        priority=0,
        written=lanes.moment(message.written),
        sequence=message.sequence,
        thing="files",
    )
    return lane


def mode_to(services: Services, message: Message, lane: str) -> FileMode:
    """Return what is done with a message's files on a lane, to a room or to a person in private.

    Nothing but text goes to somebody at risk: a file cannot be shown by a tap and hidden again.
    """
    found = lanes.person_of(lane)
    if found is None:
        return files_between(services.directory, message.place, lane)
    people = owners(services.directory, services.doors.get(found[0], ""), found[1])
    if any(at_risk(services.directory, one) for one in people):
        return FileMode.NONE
    return files_in_private(services.directory, message.place)


def lines(files: Iterable[tuple[File, Refusal | None]], phrases: Phrases) -> list[Text]:
    """Return the lines for files that are refused somewhere, and for stickers that move."""
    found = []
    for file, refusal in files:
        if file.kind is FileKind.STICKER and not file.handle:
            found.append(Text.of(phrases.files.sticker(names.cleaned(file.name))))
            continue
        if refusal is not None:
            found.append(line(file, refusal, phrases))
    return found


def line(file: File, refusal: Refusal, phrases: Phrases) -> Text:
    """Return the line that stands for a file that does not go along."""
    size = "" if file.size is None else written_size(file.size)
    return Text.of(phrases.files.refused(names.cleaned(file.name), size, refusal.value))


def refusal_of(file: File, kept: Kept | None, largest: int) -> Refusal | None:
    """Return why a file goes nowhere by a door that takes so many bytes, None where it may."""
    if kept is not None and kept.refused is not None:
        return kept.refused
    size = file.size if kept is None or kept.content is None else kept.content.size
    return Refusal.TOO_LARGE if size is not None and size > largest else None
