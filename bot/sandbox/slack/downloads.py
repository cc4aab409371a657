"""Bytes on their way: up to an upload address, and down to whom a token lets in.

https://docs.slack.dev/messaging/working-with-files and
https://docs.slack.dev/reference/objects/file-object#authentication ("you'll need to authenticate
with a bearer token"): who has none is sent to a page to sign in, and a client that follows gets
HTML with 200. Nothing is held whole: bytes pass in chunks.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.slack.shelf import GONE, File
from bot.sandbox.slack.state import World
from bot.sandbox.slack.uploads import visible

How = Literal["cut", "unsized", "endless", "redirect", "slow", "page"]
_CHUNK: Final = 64 * 1024
_ENDLESS: Final = 1 << 30
_PAGE: Final = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head></html>"
_DRIPS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """One download that goes wrong; see `Downloads.spoil`."""

    how: How
    to: str = ""
    seconds: float = 0.0


class Downloads:
    """The routes of the files' own host, which here is the stand-in's."""

    def __init__(self, world: World, journal: Journal, faults: Faults) -> None:
        self._world = world
        self._journal = journal
        self._faults = faults
        self.spoiled: deque[Spoiled] = deque()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post("/upload/v1/{ticket}", self._take),
            web.get("/files-pri/{name}/{rest:.*}", self._give),
            web.get("/signin", self._sign_in),
        ]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """Take a file's bytes, raw or as a form; what is not as long as was said is refused.

        "Slack will return HTTP 200 if the upload is successful":
        https://docs.slack.dev/reference/methods/files.getUploadURLExternal.
        """
        file = self._world.shelf.by_ticket.get(request.match_info["ticket"])
        failed = self._failed("files.upload", request)
        if failed is not None:
            return failed
        if file is None or file.arrived:
            return web.Response(status=404, text="Not Found")
        came = 0
        with file.path.open("wb") as out:
            async for chunk in _chunks(request):
                came += len(chunk)
                if came > file.size:
                    break
                out.write(chunk)
        if came != file.size:
            self._journal.write("upload", file=file.id, ok=False, size=came)
            return web.Response(status=400, text="Bad Request")
        file.arrived = True
        self._journal.write("upload", file=file.id, ok=True, size=came)
        return web.Response(text=f"OK - {came}")

    async def _give(self, request: web.Request) -> web.StreamResponse:
        _, _, number = request.match_info["name"].partition("-")
        file = self._world.shelf.files.get(number)
        failed = self._failed("files.download", request)
        if failed is not None:
            return failed
        if file is None or file.mode in GONE or not self._admitted(request, file):
            self._journal.write("download", file=number, ok=False)
            return _elsewhere(f"{self._world.origin()}/signin?redir={quote(request.path)}")
        spoiled = self.spoiled.popleft() if self.spoiled else None
        self._journal.write("download", file=file.id, ok=spoiled is None)
        if spoiled is not None:
            return await _spoil(request, file, spoiled)
        headers = {"Content-Type": file.mimetype, "Cache-Control": "private"}
        return web.FileResponse(file.path, chunk_size=_CHUNK, headers=headers)

    async def _sign_in(self, _request: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    def _admitted(self, request: web.Request, file: File) -> bool:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        workspace = self._world.by_token.get(given)
        return (
            workspace is not None
            and given == workspace.bot_token
            and not workspace.revoked
            and (workspace.scopes is None or "files:read" in workspace.scopes)
            and visible(workspace, file)
        )

    def _failed(self, method: str, request: web.Request) -> web.Response | None:
        """Return the answer of a call that a script lets fail."""
        fault = self._faults.take(method)
        if fault is None:
            return None
        self._journal.write("fault", method=method, fault=fault.kind)
        if fault.kind in ("drop_before", "drop_after"):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        headers = {}
        if fault.retry_after is not None:
            headers["Retry-After"] = str(int(fault.retry_after))
        return web.Response(status=fault.status, headers=headers)


def _elsewhere(url: str) -> web.Response:
    return web.Response(status=302, headers={"Location": url})


async def _chunks(request: web.Request) -> AsyncIterator[bytes]:
    if request.content_type != "multipart/form-data":
        async for chunk in request.content.iter_chunked(_CHUNK):
            yield chunk
        return
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            while chunk := await part.read_chunk(_CHUNK):
                yield bytes(chunk)
            return


async def _spoil(request: web.Request, file: File, spoiled: Spoiled) -> web.StreamResponse:
    how = spoiled.how
    if how == "redirect":
        return _elsewhere(spoiled.to)
    if how == "page":
        return web.Response(text=_PAGE, content_type="text/html")
    answer = web.StreamResponse(headers={"Content-Type": file.mimetype})
    whole = file.path.stat().st_size
    if how in ("cut", "slow"):
        answer.content_length = whole
    else:
        answer.enable_chunked_encoding()
    await answer.prepare(request)
    if how == "cut":
        return await _cut(request, answer, file, whole)
    # Who has enough of it goes away, and that is well.
    with contextlib.suppress(ConnectionError):
        await _drip(answer, file, spoiled, whole)
        await answer.write_eof()
    return answer


async def _drip(answer: web.StreamResponse, file: File, spoiled: Spoiled, whole: int) -> None:
    slow = spoiled.how == "slow"
    size = max(1, whole // _DRIPS) if slow else _CHUNK
    sent = 0
    with file.path.open("rb") as source:
        while chunk := source.read(min(size, _CHUNK)):
            await answer.write(chunk)
            sent += len(chunk)
            await asyncio.sleep(spoiled.seconds / _DRIPS if slow else 0.0)
    while spoiled.how == "endless" and sent < _ENDLESS:
        await answer.write(bytes(_CHUNK))
        sent += _CHUNK


async def _cut(
    request: web.Request, answer: web.StreamResponse, file: File, whole: int
) -> web.StreamResponse:
    """Send half of the bytes, and break the connection."""
    with file.path.open("rb") as source:
        left = whole // 2
        while left > 0 and (chunk := source.read(min(left, _CHUNK))):
            await answer.write(chunk)
            left -= len(chunk)
    if request.transport is not None:
        request.transport.abort()
    return answer
