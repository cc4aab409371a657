"""getFile, and the address under which a bot fetches what it found.

https://core.telegram.org/bots/api#getfile
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import Refusal, bad, unknown_method
from bot.sandbox.telegram.state import Bot
from bot.sandbox.telegram.updates import dumped
from bot.sandbox.telegram.vault import MAX_DOWNLOAD, StoredFile

CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFault:
    """How a download goes wrong.

    `status` answers with that code and nothing else; `cut_after` breaks the connection behind so
    many bytes, of which `Content-Length` promised more; `pause` waits so many seconds before each
    64 KB; `unsized` leaves `Content-Length` away; `padding` adds so many bytes to the
    file, also without one.
    """

    status: int = 0
    cut_after: int | None = None
    pause: float = 0.0
    unsized: bool = False
    padding: int = 0


class Downloads:
    """Serves files; the faults asked for meet the next downloads in order."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.faults: deque[DownloadFault] = deque()
        self.served = 0
        """Bytes of files that were sent."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /file/bot<token>/<path>; 404 for what is not known or an hour old."""
        bot = self._desk.world.bots.get(request.match_info["token"])
        file = self._desk.vault.fetched(request.match_info["path"])
        if bot is None or file is None:
            return _refused(unknown_method())
        fault = self.faults.popleft() if self.faults else DownloadFault()
        if fault.status:
            return _refused(Refusal(fault.status, "Internal Server Error"))
        return await self._stream(request, file, fault)

    async def _stream(
        self, request: web.Request, file: StoredFile, fault: DownloadFault
    ) -> web.StreamResponse:
        size = file.path.stat().st_size
        answer = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        if fault.unsized or fault.padding:
            answer.enable_chunked_encoding()
        else:
            answer.content_length = size
        await answer.prepare(request)
        sent = 0
        with file.path.open("rb") as opened:
            while sent < size + fault.padding:
                if fault.pause:
                    await asyncio.sleep(fault.pause)
                more = min(CHUNK, size + fault.padding - sent)
                chunk = opened.read(more) or b"\0" * more
                if fault.cut_after is not None and sent + len(chunk) > fault.cut_after:
                    await answer.write(chunk[: fault.cut_after - sent])
                    _break_off(request)
                    return answer
                await answer.write(chunk)
                sent += len(chunk)
                self.served += len(chunk)
        await answer.write_eof()
        return answer


def _break_off(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


def _refused(why: Refusal) -> web.Response:
    return web.Response(text=dumped(why.body()), status=why.code, content_type="application/json")


def get_file(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getfile; files over 20 MB have no path."""
    del bot
    if not p.text("file_id"):
        raise bad("file_id not specified")
    file = desk.vault.get(p.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad("file is too big")
    out = {"file_id": file.id, "file_unique_id": file.unique, "file_size": file.size}
    return out | {"file_path": desk.vault.ticket(file)}
