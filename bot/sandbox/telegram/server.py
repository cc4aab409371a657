"""The stand-in for Telegram's Bot API: an HTTP server on loopback, and the verbs that drive it."""

import asyncio
import math
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.listening import Listening
from bot.sandbox.telegram import control, polling
from bot.sandbox.telegram.attachments import Attachments
from bot.sandbox.telegram.audience import Audience
from bot.sandbox.telegram.buttons import Buttons
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.downloads import Downloads
from bot.sandbox.telegram.forwards import Forwards
from bot.sandbox.telegram.limits import Gauge, Limits
from bot.sandbox.telegram.methods import BY_SMALL_NAME
from bot.sandbox.telegram.operators import ELSEWHERE, Operators
from bot.sandbox.telegram.parameters import Parameters, read
from bot.sandbox.telegram.polls import Polls
from bot.sandbox.telegram.refusals import Refusal, too_many, unauthorized, unknown_method
from bot.sandbox.telegram.state import Bot, World
from bot.sandbox.telegram.talk import Talk
from bot.sandbox.telegram.updates import Herald, dumped

LARGEST = 20 * 1024 * 1024
_WORDS = {
    403: "Forbidden: bot was blocked by the user",
    409: f"Conflict: {ELSEWHERE}",
}


class TelegramStandIn(Attachments, Audience, Buttons, Forwards, Operators, Polls, Talk, Listening):
    """A Bot API server in this process; `await start()`, then `api_url`.

    Arguments:
        journal: a file for the journal's JSON lines, or None to keep it in memory only.
        limits: what it allows; the documented limits when left out.
        now: Unix seconds; messages are dated and aged by it, plus what `advance` added.
    """

    def __init__(
        self,
        journal: Path | None = None,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.limits = limits or Limits()
        self._ahead = 0.0
        world = World(lambda: now() + self._ahead)
        super().__init__(Desk(world, Herald(world), Gauge(self.limits)), Journal(journal))
        self.faults = Faults()
        self.downloads = Downloads(self.desk)

    @property
    def api_url(self) -> str:
        """The address that stands for https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.add_routes(control.routes(self))
        app.add_routes([web.route("*", r"/bot{token:[^/]+}/{method:[^/]*}", self._serve)])
        app.add_routes([web.get(r"/file/bot{token:[^/]+}/{path:.+}", self.downloads.serve)])
        app.router.add_route("*", "/{anything:.*}", _nowhere)
        app.on_response_prepare.append(self._dated)
        return app

    def _open(self) -> None:
        for bot in self.world.bots.values():
            bot.hook.start()

    async def _close(self) -> None:
        for bot in self.world.bots.values():
            bot.queue.end_poll(Refusal(500, "Internal Server Error: restart"))
            await bot.hook.stop()

    async def _dated(self, _: web.Request, answer: web.StreamResponse) -> None:
        """Date every answer by the platform's clock: RFC 9110, section 6.6.1."""
        answer.headers["Date"] = formatdate(self.world.now(), usegmt=True)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        name = BY_SMALL_NAME[method][0] if method in BY_SMALL_NAME else request.match_info["method"]
        if method == "getupdates":
            name = "getUpdates"
        bot = self.world.bots.get(request.match_info["token"])
        p = Parameters({})
        try:
            p = await read(request, self.desk.vault.fresh)
            result = await self._answer(bot, method, name, p)
        except Refusal as why:
            return self._refused(bot, name, p, why)
        finally:
            p.discard()
        if result is None:
            _drop(request)
            return web.Response()
        if isinstance(result, web.Response):
            return result
        return _json(f'{{"ok":true,"result":{result}}}')

    def _refused(self, bot: Bot | None, name: str, p: Parameters, why: Refusal) -> web.Response:
        self._journal(bot, name, p, why.code, why.description)
        return _json(dumped(why.body()), why.code)

    async def _answer(
        self, bot: Bot | None, method: str, name: str, p: Parameters
    ) -> str | web.Response | None:
        """Return the result as JSON text, another answer, or None to drop the connection."""
        fault = self.faults.take(name)
        await self.faults.linger()
        if fault is None:
            return await self._call(bot, method, name, p)
        self.journal.write("fault", method=name, fault=fault.kind, status=fault.status)
        if fault.kind == "drop_before":
            return None
        if fault.kind != "status":
            return await self._processed(fault, await self._call(bot, method, name, p))
        if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise too_many(math.ceil(fault.retry_after or 1))
        if fault.status == HTTPStatus.BAD_GATEWAY:
            # What stands before the API answers in HTML.
            page = "<html><head><title>502 Bad Gateway</title></head></html>"
            return web.Response(text=page, status=502, content_type="text/html")
        words = fault.description or _WORDS.get(fault.status, HTTPStatus(fault.status).phrase)
        raise Refusal(fault.status, words)

    async def _processed(self, fault: Fault, result: str) -> str | web.Response | None:
        """Let go wrong how the result of a call comes back."""
        if fault.kind == "drop_after":
            return None
        if fault.kind == "garbled":
            return _json(f'{{"ok":true,"result":{result}')
        await asyncio.sleep(fault.seconds)
        return result

    async def _call(self, bot: Bot | None, method: str, name: str, p: Parameters) -> str:
        if bot is None:
            raise unauthorized()
        if method == "getupdates":
            updates = await polling.get_updates(self.desk, bot, p)
            if updates:
                self.journal.write(
                    "served", bot=bot.user.id, offset=p.number("offset"), count=len(updates)
                )
            return f"[{','.join(updates)}]"
        if method not in BY_SMALL_NAME:
            raise unknown_method()
        result = BY_SMALL_NAME[method][1](self.desk, bot, p)
        made = result.get("message_id") if isinstance(result, dict) else None
        self._journal(bot, name, p, 200, "", made)
        return dumped(result)

    def _journal(
        self,
        bot: Bot | None,
        method: str,
        p: Parameters,
        status: int,
        description: str,
        message_id: int | None = None,
    ) -> None:
        self.journal.write(
            "call",
            bot=bot.user.id if bot else None,
            method=method,
            params=p.values,
            files={name: upload.size for name, upload in p.files.items()},
            status=status,
            description=description,
            message_id=message_id,
        )

    def advance(self, seconds: float) -> None:
        """Let the platform's clock jump ahead."""
        self._ahead += seconds
        for bot in self.world.bots.values():
            bot.hook.wake()

    def set_local(self, *, local: bool) -> None:
        """Be a server of one's own (`--local`), which takes plain HTTP and any port for webhooks.

        https://core.telegram.org/bots/api#using-a-local-bot-api-server
        """
        self.world.local = local


def _json(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="application/json")


async def _nowhere(_: web.Request) -> web.Response:
    return _json(dumped(unknown_method().body()), 404)


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
