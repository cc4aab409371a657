"""Files of a bot: what came with a message, fetching it, and sending others.

What a file says of itself is a claim. It is fetched from the Bot API's own host, where its address
holds the token, without following anybody elsewhere; it is sent as a form that is streamed.

https://core.telegram.org/bots/api#sending-files, #getfile, #sendmediagroup, #inputmedia
"""

import json
import re
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from handlers.door import Fetched, Later, Lost, Receipt, Refused, Unfit
from handlers.incoming import Room, SaidFile
from handlers.outflow import Outflow
from handlers.telegram.errors import TOO_BIG, asked, fault
from handlers.telegram.form import Form
from handlers.telegram.request import AiohttpRequest
from policies.messages.files import Carried, Carries, FileKind, Refusal, Stream

_MEGABYTE: Final = 1_048_576
_PHOTO: Final = 10 * _MEGABYTE
_SHOWN: Final = {
    FileKind.IMAGE: frozenset({"image/jpeg", "image/png", "image/webp"}),
    FileKind.STICKER: frozenset({"image/jpeg", "image/png", "image/webp"}),
    FileKind.ANIMATION: frozenset({"image/gif", "video/mp4"}),
    FileKind.VIDEO: frozenset({"video/mp4"}),
    FileKind.AUDIO: frozenset({"audio/mpeg", "audio/mp4"}),
    FileKind.VOICE: frozenset({"audio/ogg"}),
}


def shown_as(kind: FileKind, media_type: str, size: int) -> FileKind:
    """Return how Telegram shows a file: what its methods do not take is a document."""
    if media_type not in _SHOWN.get(kind, ()):
        return FileKind.DOCUMENT
    picture = kind in (FileKind.IMAGE, FileKind.STICKER)
    if not picture:
        return kind
    return FileKind.IMAGE if size <= _PHOTO else FileKind.DOCUMENT


CARRIES: Final = Carries(
    largest=50 * _MEGABYTE,
    fetched=20 * _MEGABYTE,
    grouped=10,
    caption=1_024,
    together=(
        frozenset({FileKind.IMAGE, FileKind.VIDEO}),
        frozenset({FileKind.DOCUMENT}),
        frozenset({FileKind.AUDIO}),
    ),
    apart=True,
    shown_as=shown_as,
)
_KINDS: Final = (
    ("animation", FileKind.ANIMATION),
    ("video", FileKind.VIDEO),
    ("audio", FileKind.AUDIO),
    ("voice", FileKind.VOICE),
    ("video_note", FileKind.VIDEO),
    ("document", FileKind.DOCUMENT),
)
_METHODS: Final = {
    FileKind.IMAGE: "photo",
    FileKind.ANIMATION: "animation",
    FileKind.VIDEO: "video",
    FileKind.AUDIO: "audio",
    FileKind.VOICE: "voice",
    FileKind.DOCUMENT: "document",
}
_FILE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,512}")
_PATH: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_MEDIA: Final = re.compile(r"[a-z]+/[A-Za-z0-9.+-]{1,100}")
_LARGEST_CLAIM: Final = 2**40
_ALONE: Final = 1


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + crc


def _picture(side: int) -> bytes:
    """Return a square of grey as PNG: https://www.w3.org/TR/png-3/#11IHDR."""
    head = side.to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    lines = zlib.compress((b"\0" + b"\x80" * side) * side)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


_GREY: Final = _picture(64)


def said_files(message: Mapping[str, Any]) -> Iterator[SaidFile]:
    """Return what is claimed of the file in a message; a sticker that moves is only its name."""
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
        yield _file(FileKind.IMAGE, sizes[-1], "photo", "image/jpeg")
    sticker = message.get("sticker")
    if isinstance(sticker, dict):
        yield _sticker(sticker)
    for name, kind in _KINDS:
        found = message.get(name)
        if isinstance(found, dict):
            yield _file(kind, found, name.replace("_", " "), "")
            # An animation stands there as a document too.
            return


def album_of(message: Mapping[str, Any]) -> str:
    """Return the id of the album that a message belongs to, "" for none."""
    found = message.get("media_group_id")
    return found if isinstance(found, str) and 0 < len(found) <= 64 else ""  # noqa: PLR2004 - no id is longer


def _file(kind: FileKind, file: Mapping[str, Any], name: str, claimed: str) -> SaidFile:
    handle, size = file.get("file_id"), file.get("file_size")
    mime = _word(file.get("mime_type")) or claimed
    real = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < _LARGEST_CLAIM
    return SaidFile(
        handle=handle if isinstance(handle, str) and _FILE_ID.fullmatch(handle) else "",
        unique=_word(file.get("file_unique_id")),
        kind=kind,
        name=_word(file.get("file_name")) or name,
        claimed=mime if _MEDIA.fullmatch(mime) else "",
        size=int(str(size)) if real else None,
    )


def _sticker(sticker: Mapping[str, Any]) -> SaidFile:
    emoji = _word(sticker.get("emoji"))
    if sticker.get("is_animated") or sticker.get("is_video"):
        unique = _word(sticker.get("file_unique_id"))
        return SaidFile(handle="", unique=unique, kind=FileKind.STICKER, name=emoji)
    return _file(FileKind.STICKER, sticker, "sticker", "image/webp")


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


class Files:
    """Files in and out, for one bot."""

    def __init__(self, request: AiohttpRequest, address: str, files_address: str) -> None:
        self._request = request
        self._address = address
        self._files_address = files_address

    @asynccontextmanager
    async def fetch(self, handle: str) -> AsyncIterator[Fetched]:
        """Give a file's content as it comes; see `Door.fetch`."""
        try:
            told = await asked(self._request.call(f"{self._address}/getFile", {"file_id": handle}))
        except Refused as error:
            reason = Refusal.TOO_LARGE if error.code == TOO_BIG else Refusal.GONE
            raise Unfit(reason) from None
        path = told.get("file_path") if isinstance(told, dict) else None
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            # A path that leads elsewhere, or into the disk of a server of one's own.
            raise Unfit(Refusal.FAILED)
        size = told.get("file_size")
        async with AsyncExitStack() as stack:
            opened = self._request.download(f"{self._files_address}/{path}")
            pieces = await asked(stack.enter_async_context(opened))
            yield Fetched(pieces=_asked(pieces), size=size if isinstance(size, int) else None)

    async def send(
        self, carried: tuple[Carried, ...], fields: Mapping[str, object], said: Mapping[str, object]
    ) -> Any:
        """Send one file, or several as an album; returns Telegram's answer. Raises DoorError.

        `said` is the caption with its entities; `fields` say where and how.
        """
        async with AsyncExitStack() as stack:
            streams = [await stack.enter_async_context(one.open()) for one in carried]
            shown = [
                shown_as(one.kind, stream.type, stream.size)
                for one, stream in zip(carried, streams, strict=True)
            ]
            if len(streams) > _ALONE:
                return await self._album(streams, shown, fields, said)
            kind = _METHODS[shown[0]]
            return await self._put(
                f"send{kind.title()}", {**fields, **said, kind: "attach://f0"}, streams
            )

    async def send_as_document(
        self, carried: Carried, fields: Mapping[str, object], said: Mapping[str, object]
    ) -> Any:
        """Send a file that is not taken as a picture."""
        async with carried.open() as stream:
            return await self._put(
                "sendDocument", {**fields, **said, "document": "attach://f0"}, [stream]
            )

    async def erase(self, which: Mapping[str, object], said: Mapping[str, object]) -> None:
        """Put an empty picture in the place of a file that cannot be deleted any more.

        In an album a file is replaced by its like only; of a voice message Telegram replaces
        nothing but the caption.
        """
        refused: Refused | None = None
        for kind in ("photo", "document", "audio"):
            media = {"type": kind, "media": "attach://f0", **_told(said)}
            try:
                await self._put("editMessageMedia", {**which, "media": media}, [_empty()])
            except Refused as error:
                refused = error
            else:
                return
        if refused is not None:
            await asked(
                self._request.call(f"{self._address}/editMessageCaption", {**which, **said})
            )

    async def _album(
        self,
        streams: list[Stream],
        shown: list[FileKind],
        fields: Mapping[str, object],
        said: Mapping[str, object],
    ) -> Any:
        """A caption under the first alone is shown as the album's; of documents each shows its own.

        What the files are is known for certain only now: such as do not go together are refused.
        """
        media: list[dict[str, object]] = []
        for at, kind in enumerate(shown):
            item: dict[str, object] = {"type": _METHODS[kind], "media": f"attach://f{at}"}
            if at == 0 or kind in (FileKind.DOCUMENT, FileKind.AUDIO):
                item |= _told(said)
            media.append(item)
        return await self._put("sendMediaGroup", {**fields, "media": media}, streams)

    async def _put(self, method: str, fields: Mapping[str, object], streams: list[Stream]) -> Any:
        flows = [Outflow(stream) for stream in streams]
        form = Form(
            {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in fields.items()
                if value is not None
            },
            [
                (f"f{at}", stream.name, stream.type, stream.size, flow.pieces())
                for at, (stream, flow) in enumerate(zip(streams, flows, strict=True))
            ],
        )
        try:
            return await asked(self._request.upload(f"{self._address}/{method}", form))
        except (Later, Refused):
            for flow in flows:
                # Where our own content broke off, Telegram had no whole form: nothing was done.
                if flow.broke is not None:
                    raise flow.broke from None
            raise


def _told(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not None}


def _empty() -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        yield _GREY

    return Stream(name="empty.png", type="image/png", size=len(_GREY), pieces=pieces())


def receipt(sent: Any, room: Room) -> Receipt:
    """Return where the messages stand that Telegram made; raises Lost."""
    try:
        messages = sent if isinstance(sent, list) else [sent]
        chat = int(messages[0]["chat"]["id"])
        numbers = [str(int(one["message_id"])) for one in messages]
    except (TypeError, KeyError, ValueError, IndexError):
        raise Lost("unreadable_answer") from None
    return Receipt(
        room=Room(channel=str(chat), topic=room.topic), number=numbers[0], others=tuple(numbers[1:])
    )


async def _asked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give what comes; every failure is raised as a DoorError."""
    try:
        async for piece in pieces:
            yield piece
    except Exception as error:  # noqa: BLE001 - the library raises what it likes
        raise fault(error) from None
