"""The stand-in for Slack: an HTTP server on loopback with the Web API and Socket Mode."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.slack import control, methods, posting
from bot.sandbox.slack.limits import Gauge, Limits
from bot.sandbox.slack.people import People
from bot.sandbox.slack.refusals import RateLimited, Refusal
from bot.sandbox.slack.sockets import Patience, Sockets
from bot.sandbox.slack.state import Workspace, World, compact

_LARGEST: Final = 64 * 1024 * 1024
_SCOPES: Final = {
    "chat.postMessage": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write", "conversations.open": "im:write",
    "conversations.history": "channels:history", "conversations.replies": "channels:history",
    "conversations.info": "channels:read", "conversations.list": "channels:read",
    "conversations.members": "channels:read", "users.info": "users:read",
    "users.list": "users:read", "team.info": "team:read", "reactions.add": "reactions:write",
    "bots.info": "users:read",
}  # fmt: skip
_METHODS: Final[dict[str, methods.Method]] = {
    "api.test": methods.api_test,
    "auth.test": methods.auth_test,
    "bots.info": methods.bots_info,
    "chat.delete": posting.delete,
    "chat.getPermalink": methods.chat_get_permalink,
    "chat.postEphemeral": posting.post_ephemeral,
    "chat.postMessage": posting.post_message,
    "chat.update": posting.update,
    "conversations.history": methods.conversations_history,
    "conversations.info": methods.conversations_info,
    "conversations.list": methods.conversations_list,
    "conversations.members": methods.conversations_members,
    "conversations.open": methods.conversations_open,
    "conversations.replies": methods.conversations_replies,
    "reactions.add": methods.reactions_add,
    "team.info": methods.team_info,
    "users.info": methods.users_info,
    "users.list": methods.users_list,
}


class SlackStandIn(People):
    """Slack in this process; `await start()`, then `api_url`. Several workspaces share it.

    Arguments:
        journal: a file for the journal's JSON lines, or None to keep it in memory only.
        limits: what it allows; the documented limits when left out.
        patience: how long it waits for acknowledgements, and when it sends events again.
        now: Unix seconds, for the time stamps of messages.
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
        super().__init__(World(now), Journal(journal))
        self.gauge = Gauge(self.limits, time.monotonic)
        self.faults = Faults()
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._back: asyncio.Task[None] | None = None

    def _new_sockets(self, workspace: Workspace) -> Sockets:
        return Sockets(workspace, self.journal, self._patience)

    @property
    def api_url(self) -> str:
        """The address that stands for https://slack.com/api/."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 lets the system choose."""
        app = web.Application(client_max_size=_LARGEST)
        app.add_routes(control.routes(self))
        app.add_routes([web.route("*", "/api/{method}", self._serve)])
        app.add_routes([web.get("/link/", self._link)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port or self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection and the port; the state stays, `start()` brings it back."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            for sockets in self.sockets.values():
                await sockets.close()
            await runner.cleanup()

    async def down(self, seconds: float) -> None:
        """Go down, and come back on the same port after `seconds`."""

        async def away() -> None:
            await self.stop()
            await asyncio.sleep(seconds)
            await self.start(self.port)

        # Not awaited: the request that asked for it over HTTP must not wait for its own end.
        self._back = asyncio.create_task(away())
        await asyncio.sleep(0)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        sockets = self.sockets.get(request.query.get("team", ""))
        if sockets is None or not sockets.admits(request.query.get("ticket", "")):
            return web.Response(status=401)
        return await sockets.serve(request)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields = await _fields(request)
        token = str(fields.pop("token", "")) or request.headers.get("Authorization", "")[7:]
        await self.faults.linger()
        fault = self.faults.take(method)
        if fault is not None and fault.kind == "drop_before":
            return self._dropped(request, method, fields)
        if fault is not None and fault.kind == "status":
            self._told(method, fields, f"HTTP {fault.status}")
            headers = {}
            if fault.retry_after is not None:
                headers["Retry-After"] = str(int(fault.retry_after))
            body = {"ok": False, "error": fault.description or "fatal_error"}
            return web.Response(
                text=compact(body),
                status=fault.status,
                headers=headers,
                content_type="application/json",
            )
        answer = self._answer(method, fields, token)
        if fault is not None and fault.kind == "drop_after":
            return self._dropped(request, method, fields)
        return answer

    def _answer(self, method: str, fields: dict[str, Any], token: str) -> web.Response:
        status, headers = 200, {}
        try:
            body: dict[str, Any] = {"ok": True, **self._called(method, fields, token)}
        except Refusal as why:
            body = why.body()
        except RateLimited as limited:
            status, headers = 429, {"Retry-After": str(limited.seconds)}
            body = {"ok": False, "error": "ratelimited"}
        self._told(method, fields, str(body.get("error", "")), body.get("ts"))
        return web.Response(
            text=compact(body), status=status, headers=headers, content_type="application/json"
        )

    def _called(self, method: str, fields: dict[str, Any], token: str) -> dict[str, Any]:
        workspace = self._let_in(token, app=method == "apps.connections.open")
        if method == "apps.connections.open":
            self.gauge.call(workspace.team, method)
            origin = f"ws://127.0.0.1:{self.port}"
            return {"url": self.sockets[workspace.team].open(origin)}
        found = _METHODS.get(method)
        if found is None:
            raise Refusal("unknown_method", req_method=method)
        needed = _SCOPES.get(method)
        if needed and workspace.scopes is not None and needed not in workspace.scopes:
            raise Refusal("missing_scope", needed=needed, provided=",".join(workspace.scopes))
        self.gauge.call(workspace.team, method)
        if method == "chat.postMessage":
            self.gauge.post(workspace.team, str(fields.get("channel", "")))
        return found(self.world, workspace, fields)

    def _let_in(self, token: str, *, app: bool) -> Workspace:
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

    def _told(self, method: str, fields: dict[str, Any], error: str, ts: str | None = None) -> None:
        if method != "apps.connections.open":
            self.journal.write("call", method=method, params=fields, error=error, ts=ts)

    def _dropped(
        self, request: web.Request, method: str, fields: dict[str, Any]
    ) -> web.StreamResponse:
        self._told(method, fields, "dropped")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            found = await request.json()
        except ValueError:
            return {}
        return dict(found) if isinstance(found, dict) else {}
    return {**request.query, **dict(await request.post())}
