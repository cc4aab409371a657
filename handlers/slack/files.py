"""Files of a workspace: what came with a message, fetching it, and sharing others.

What a file says of itself is a claim. It is fetched with our token from Slack's own hosts, without
following anybody elsewhere; it is sent by the calls of `files_upload_v2`, streamed.

https://docs.slack.dev/reference/objects/file-object, https://docs.slack.dev/reference/methods/
files.info, files.getUploadURLExternal, files.completeUploadExternal, files.delete
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import aiohttp
from yarl import URL

from handlers.door import Fetched, Later, LockedOut, Lost, Receipt, Refused, Unfit
from handlers.incoming import Room, SaidFile
from handlers.outflow import Outflow
from handlers.slack.errors import NO_THREAD, asked, fault
from handlers.slack.session import CONNECT, Session
from policies.messages.files import Carried, Carries, FileKind, Refusal

CARRIES: Final = Carries(largest=10**9, fetched=10**9, grouped=10, caption=3_000)
"""1 GB a file: https://slack.com/help/articles/201330736; ten files make one post of ours."""
_GONE: Final = frozenset({"tombstone", "hidden_by_limit"})
_NO_FILE: Final = frozenset({"file_not_found", "file_deleted", "not_visible"})
_PIECE: Final = 65_536
_PATIENCE: Final = aiohttp.ClientTimeout(total=900, sock_connect=CONNECT, sock_read=30)
_NOT_FOUND: Final = frozenset({404, 410})
_TOO_MANY: Final = 429
_OK: Final = 200
_ELSEWHERE: Final = 300
_BROKEN: Final = 500
_LOOKS: Final = 60
_BETWEEN_LOOKS: Final = 0.1
_LARGEST_CLAIM: Final = 2**40
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MEDIA: Final = re.compile(r"[a-z]+/[A-Za-z0-9.+-]{1,100}")


def said_files(listed: Iterable[Mapping[str, Any]]) -> Iterator[SaidFile]:
    """Return what is claimed of file objects; nothing of those that are gone."""
    for one in listed:
        if one.get("mode") in _GONE:
            continue
        claimed = _word(one.get("mimetype"))
        known = one.get("file_access") != "check_file_info"
        yield SaidFile(
            handle=_word(one.get("id")) if _ID.fullmatch(_word(one.get("id"))) else "",
            kind=_kind(claimed, one),
            name=_name(one),
            claimed=claimed if _MEDIA.fullmatch(claimed) else "",
            size=_size(one.get("size")) if known else None,
            elsewhere=bool(one.get("is_external")) or one.get("mode") == "external",
        )


def _kind(claimed: str, file: Mapping[str, Any]) -> FileKind:
    if file.get("subtype") == "slack_audio":
        return FileKind.VOICE
    if claimed == "image/gif":
        return FileKind.ANIMATION
    main = claimed.partition("/")[0]
    kinds = {"image": FileKind.IMAGE, "video": FileKind.VIDEO, "audio": FileKind.AUDIO}
    return kinds.get(main, FileKind.DOCUMENT)


def _name(file: Mapping[str, Any]) -> str:
    return _word(file.get("name")) or _word(file.get("title"))


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _size(value: object) -> int | None:
    real = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_CLAIM
    return int(str(value)) if real else None


class Files:
    """Files in and out, for one workspace."""

    def __init__(self, client: Any, session: Session) -> None:
        self._client = client
        self._session = session

    @asynccontextmanager
    async def fetch(self, handle: str) -> AsyncIterator[Fetched]:
        """Give a file's content as it comes; see `Door.fetch`."""
        told = await self._told(handle)
        async with AsyncExitStack() as stack:
            answer = await stack.enter_async_context(self._opened(_address(told)))
            _expect_content(answer, told)
            yield Fetched(
                pieces=_pieces(answer),
                size=_size(told.get("size")),
                claimed=_word(told.get("mimetype")),
                name=_name(told),
            )

    async def _told(self, handle: str) -> dict[str, Any]:
        try:
            answer = await asked(self._client.files_info(file=handle))
        except LockedOut as error:
            # The scope may be missing while everything else works: no reason to close the door.
            raise Later(error.code) from None
        except Refused as error:
            if error.code in _NO_FILE:
                raise Unfit(Refusal.GONE) from None
            raise
        told = answer.get("file")
        if not isinstance(told, dict):
            raise Lost("unreadable_answer")
        if told.get("mode") in _GONE:
            raise Unfit(Refusal.GONE)
        if told.get("is_external") or told.get("mode") == "external":
            raise Unfit(Refusal.ELSEWHERE)
        return told

    @asynccontextmanager
    async def _opened(self, address: URL) -> AsyncIterator[aiohttp.ClientResponse]:
        """Ask Slack's own host for a file, with our token; nobody else ever sees it."""
        self._session.expect_files(address)
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with self._session.get().get(
                address, headers=headers, allow_redirects=False, timeout=_PATIENCE
            ) as answer:
                yield answer
        except (aiohttp.ClientError, OSError) as error:
            raise fault(error) from None

    async def share(
        self,
        channel: str,
        carried: tuple[Carried, ...],
        blocks: list[Any],
        thread: str | None,
        room: Room,
    ) -> Receipt:
        """Share files in one post, under `blocks`; returns once it stands in the channel."""
        made = [{"id": await self._uploaded(one)} for one in carried]
        sharing = {"files": made, "channel_id": channel, "blocks": json.dumps(blocks)}
        try:
            await self._complete(**sharing, thread_ts=thread)
        except Refused as refused:
            if thread is None or refused.code not in NO_THREAD:
                raise
            await self._complete(**sharing)
        for _ in range(_LOOKS):
            # Slack shares behind its answer, "asynchronously via a job handler".
            found = await self._standing(made[0]["id"], channel)
            if found is not None:
                return Receipt(room=Room(channel=channel, topic=room.topic), number=found)
            await asyncio.sleep(_BETWEEN_LOOKS)
        raise Lost("not_shared_yet")

    async def _complete(self, **sharing: Any) -> None:
        await asked(self._client.files_completeUploadExternal(**sharing))

    async def _uploaded(self, carried: Carried) -> str:
        async with carried.open() as stream:
            answer = await asked(
                self._client.files_getUploadURLExternal(filename=stream.name, length=stream.size)
            )
            address, made = answer.get("upload_url"), answer.get("file_id")
            if not isinstance(address, str) or not isinstance(made, str):
                raise Lost("unreadable_answer")
            target = URL(address)
            self._session.expect_files(target)
            headers = {"Content-Length": str(stream.size), "Content-Type": stream.type}
            flow = Outflow(stream)
            try:
                async with self._session.get().post(
                    target,
                    data=flow.pieces(),
                    headers=headers,
                    allow_redirects=False,
                    timeout=_PATIENCE,
                ) as done:
                    _expect(done.status)
            except (aiohttp.ClientError, OSError) as error:
                # A file that was not completed is shared with nobody and goes by itself.
                raise flow.broke or Later(fault(error).code) from None
            return made

    async def _standing(self, file: str, channel: str) -> str | None:
        """Return the number of the post in which a file stands in a channel."""
        answer = await asked(self._client.files_info(file=file))
        told = answer.get("file")
        shares = told.get("shares") if isinstance(told, dict) else None
        for where in shares.values() if isinstance(shares, dict) else ():
            entries = where.get(channel) if isinstance(where, dict) else None
            if isinstance(entries, list) and entries and isinstance(entries[0], dict):
                return _word(entries[0].get("ts")) or None
        return None

    async def remove_files(self, channel: str, number: str) -> None:
        """Delete our files that stand in a post, which would stay in the workspace without it."""
        found = await asked(
            self._client.conversations_replies(
                channel=channel, ts=number, latest=number, inclusive=True, limit=1
            )
        )
        for message in found.get("messages") or ():
            if not isinstance(message, dict) or message.get("ts") != number:
                continue
            for one in message.get("files") or ():
                if isinstance(one, dict) and one.get("mode") not in _GONE:
                    await self._forgotten(_word(one.get("id")))

    async def _forgotten(self, file: str) -> None:
        try:
            await asked(self._client.files_delete(file=file))
        except Refused as error:
            if error.code not in _NO_FILE:
                raise


def _address(told: Mapping[str, Any]) -> URL:
    address = _word(told.get("url_private_download")) or _word(told.get("url_private"))
    try:
        return URL(address)
    except ValueError:
        raise Unfit(Refusal.FAILED) from None


def _expect_content(answer: aiohttp.ClientResponse, told: Mapping[str, Any]) -> None:
    """Raise where no content comes: an error, or a page on which to sign in."""
    _expect(answer.status)
    if answer.content_type == "text/html" and _word(told.get("mimetype")) != "text/html":
        raise Later("a_page_came")


def _expect(status: int) -> None:
    if status == _OK:
        return
    if status in _NOT_FOUND:
        raise Unfit(Refusal.GONE)
    if status == _TOO_MANY:
        raise Later("ratelimited")
    if status >= _BROKEN:
        raise Later(f"http_{status}")
    raise Later("redirected") if status >= _ELSEWHERE and status < 400 else Later(f"http_{status}")  # noqa: PLR2004 - HTTP's own number


async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.content.iter_chunked(_PIECE):
            yield piece
    except (aiohttp.ClientError, OSError) as error:
        raise fault(error) from None
