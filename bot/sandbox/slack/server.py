"""The stand-in for Slack: an HTTP server on loopback with the Web API and Socket Mode."""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.listening import Listening
from bot.sandbox.slack import arguments, control
from bot.sandbox.slack.arguments import Fields
from bot.sandbox.slack.catalogue import METHODS
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.downloads import Downloads
from bot.sandbox.slack.event import Patience
from bot.sandbox.slack.limits import Gauge, Limits
from bot.sandbox.slack.manifests import EXPORT, export
from bot.sandbox.slack.people import People
from bot.sandbox.slack.profiles import api_test
from bot.sandbox.slack.refusals import RateLimited, Refusal
from bot.sandbox.slack.scopes import permit, scopes_of
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import Workspace, World, compact

_LARGEST: Final = 64 * 1024 * 1024
_ANSWERS: Final = ("commands", "actions", "app")
_OPEN: Final = "apps.connections.open"
_PROCESSED: Final = ("drop_after", "slow", "garbled")


class SlackStandIn(People, Listening):
    """Slack in this process; `await start()`, then `api_url`. Several workspaces share it.

    Arguments:
        journal: a file for the journal's JSON lines, or None to keep it in memory only.
        limits: what it allows; the documented limits when left out.
        patience: how long it waits for acknowledgements, and when it sends events again.
        now: Unix seconds, for the time stamps of messages; `advance` adds to it.
    """

    def __init__(
        self,
        journal: Path | None = None,
        limits: Limits | None = None,
        patience: Patience | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.limits = limits or Limits()
        self._patience = patience or Patience()
        self.clock = Clock(now)
        super().__init__(World(self.clock.wall), Journal(journal))
        self.gauge = Gauge(self.limits, self.clock.monotonic)
        self.faults = Faults()
        self.downloads = Downloads(self.world, self.journal, self.faults)
        self.world.later = self.clock.after
        self.world.origin = lambda: self.origin

    def _new_sockets(self, workspace: Workspace) -> Sockets:
        return Sockets(workspace, self.journal, self._patience, self.clock)

    @property
    def api_url(self) -> str:
        """The address that stands for https://slack.com/api/."""
        return f"http://127.0.0.1:{self.port}/api/"

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST)
        app.add_routes(control.routes(self))
        app.add_routes([web.route("*", "/api/{method}", self._serve)])
        app.add_routes([web.get("/link/", self._link), *self.downloads.routes()])
        app.add_routes([web.post(f"/{one}/{{rest:.+}}", self._respond) for one in _ANSWERS])
        return app

    def _open(self) -> None:
        for sockets in self.sockets.values():
            sockets.callbacks.open()

    async def _close(self) -> None:
        for sockets in self.sockets.values():
            await sockets.close()
            await sockets.callbacks.close()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        sockets = self.sockets.get(request.query.get("team", ""))
        if sockets is None or not sockets.admits(request.query.get("ticket", "")):
            return web.Response(status=401)
        return await sockets.serve(request)

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.read()
        status, text = self.response_urls.post(request.path, body, request.content_type)
        self.journal.write("response", status=status, answer=text)
        return web.Response(text=text, status=status)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, token, broken = await arguments.read(request)
        await self.faults.linger()
        fault = self.faults.take(method)
        if fault is not None and fault.kind not in _PROCESSED:
            return self._failed(request, method, fields, fault)
        answer = self._answer(request, method, fields, token, broken)
        if fault is None:
            return answer
        self.journal.write("fault", method=method, fault=fault.kind)
        if fault.kind == "drop_after":
            return _dropped(request)
        if fault.kind == "garbled":
            return web.Response(
                text=str(answer.text)[:-1], status=answer.status, content_type="application/json"
            )
        await asyncio.sleep(fault.seconds)
        return answer

    def _failed(
        self, request: web.Request, method: str, fields: Fields, fault: Fault
    ) -> web.StreamResponse:
        """Let a call fail that is not processed; with a status of 200 it is refused by a word."""
        if fault.kind == "drop_before":
            self._told(method, fields, "dropped")
            return _dropped(request)
        refused = fault.status == 200  # noqa: PLR2004 - HTTP's own number
        word = fault.description or ("ratelimited" if fault.retry_after else "fatal_error")
        self._told(method, fields, word if refused else f"HTTP {fault.status}")
        headers = {}
        if fault.retry_after is not None:
            headers["Retry-After"] = str(int(fault.retry_after))
        return _json({"ok": False, "error": word}, fault.status, headers)

    def _answer(
        self,
        request: web.Request,
        method: str,
        fields: Fields,
        token: str,
        broken: Refusal | None,
    ) -> web.Response:
        status, headers = 200, {}
        try:
            if method == _OPEN:
                body = self._opened(request, token, broken)
            elif method == EXPORT:
                body = {"ok": True, **export(self.world, token, fields)}
            else:
                body = self._called(method, fields, token, broken)
        except Refusal as why:
            body = why.body()
        except RateLimited as limited:
            status, headers = 429, {"Retry-After": str(limited.seconds)}
            body = {"ok": False, "error": "ratelimited"}
        self._told(method, fields, str(body.get("error", "")), body.get("ts"))
        workspace = self.world.by_token.get(token)
        if workspace is not None and not workspace.revoked:
            headers["x-oauth-scopes"] = scopes_of(workspace, token)
        headers["Date"] = formatdate(self.clock.wall(), usegmt=True)
        return _json(body, status, headers)

    def _called(
        self, method: str, fields: Fields, token: str, broken: Refusal | None
    ) -> dict[str, Any]:
        if method == "api.test":
            return {"ok": True, **api_test(fields)}
        found = METHODS.get(method)
        if found is None:
            raise Refusal("unknown_method", req_method=method)
        workspace = self._let_in(token, app=False)
        if broken is not None:
            raise broken
        permit(workspace, method, fields)
        self.gauge.call(workspace.team, method)
        if method == "chat.postMessage":
            self.gauge.post(workspace.team, str(fields.get("channel", "")))
        return {"ok": True, **found(self.world, workspace, fields)}

    def _opened(self, request: web.Request, token: str, broken: Refusal | None) -> dict[str, Any]:
        """https://docs.slack.dev/reference/methods/apps.connections.open.

        The token must stand in the header; `insecure_request`: "not called via a `POST` request".
        """
        if request.method != "POST":
            raise Refusal("insecure_request")
        workspace = self._let_in(token if "Authorization" in request.headers else "", app=True)
        if broken is not None:
            raise broken
        self.gauge.call(workspace.team, _OPEN)
        return {"ok": True, "url": self.sockets[workspace.team].open(f"ws://127.0.0.1:{self.port}")}

    def _let_in(self, token: str, *, app: bool) -> Workspace:
        """https://docs.slack.dev/reference/methods/auth.test#errors."""
        if not token:
            raise Refusal("not_authed")
        workspace = self.world.by_token.get(token)
        if workspace is None:
            raise Refusal("invalid_auth")
        if workspace.revoked:
            raise Refusal(workspace.revoked)
        if app != (token == workspace.app_token):
            raise Refusal("not_allowed_token_type")
        return workspace

    def _told(self, method: str, fields: Fields, error: str, ts: str | None = None) -> None:
        self.journal.write("call", method=method, params=fields, error=error, ts=ts)


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> web.Response:
    return web.Response(
        text=compact(body), status=status, headers=headers, content_type="application/json"
    )


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
