"""A Slack of a hundred lines, for what the stand-in does not do: sockets that misbehave."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from handlers.door import Clock
from handlers.slack.door import SlackDoor
from tests.ended import ended

BOT_TOKEN = "xoxb-1-2-bottokenbottoken"
APP_TOKEN = "xapp-1-A-2-apptokenapptoken"
Answer = dict[str, Any] | Callable[[dict[str, Any]], Any]


class SmallSlack:
    """Answers what `answers` says; keeps every socket in `sockets` and what was acknowledged."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: list[tuple[int, str]] = []
        self.opened_while_open: list[int] = []
        self.answers: dict[str, Answer] = {
            "auth.test": {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0"},
            "apps.connections.open": self._open,
            "conversations.history": {"messages": []},
            "conversations.replies": {"messages": []},
            "users.info": {"user": {"profile": {"display_name": "Ann"}}},
        }
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.redirected: list[str] = []

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/socket", self._socket)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for socket in self.sockets:
            if not socket.closed:
                await socket.close()
        if self._runner is not None:
            await ended(self._runner)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.redirected.append(request.headers.get("Authorization", ""))
        return web.json_response({"ok": True})

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            fields = dict(request.query) | dict(await request.post())
        self.calls.append((method, fields))
        answer = self.answers.get(method, {"ok": False, "error": "unknown_method"})
        if callable(answer):
            answer = answer(fields)
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.json_response({"ok": True} | answer)

    def _open(self, _fields: dict[str, Any]) -> dict[str, Any]:
        return {"url": f"ws://127.0.0.1:{self.port}/socket?ticket=SECRETTICKET"}

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened_while_open.append(sum(not one.closed for one in self.sockets))
        number = len(self.sockets)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": number + 1})
        async for frame in socket:
            if frame.type == WSMsgType.TEXT:
                self.acks.append((number, json.loads(frame.data)["envelope_id"]))
        return socket

    async def send(
        self, socket: int, envelope: str, payload: Any, kind: str = "events_api"
    ) -> None:
        await self.sockets[socket].send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload}
        )

    async def tell(self, socket: int, ts: str, text: str, **fields: Any) -> None:
        """Send a message of Ann's, whose envelope is called as its text."""
        event = {
            "type": "message",
            "channel": "C0DESK",
            "user": "U0ANN",
            "ts": ts,
            "event_ts": ts,
            "text": text,
        } | fields
        await self.send(
            socket, text, {"type": "event_callback", "event_id": f"Ev{ts}", "event": event}
        )

    async def refresh(self, socket: int, reason: str = "refresh_requested") -> None:
        await self.sockets[socket].send_json({"type": "disconnect", "reason": reason})

    def door(self, clock: Clock | None = None) -> SlackDoor:
        return SlackDoor(
            "slack.main",
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            api_url=self.api_url,
            clock=clock,
        )

    def called(self, method: str) -> list[dict[str, Any]]:
        return [fields for name, fields in self.calls if name == method]


class Past:
    """A channel's history as Slack pages it: newest first, threads apart."""

    def __init__(self, small: "SmallSlack") -> None:
        self.messages: list[dict[str, Any]] = []
        self.threads: dict[str, list[dict[str, Any]]] = {}
        self.page = 3
        small.answers["conversations.history"] = self._history
        small.answers["conversations.replies"] = self._replies

    def add(self, ts: str, text: str, **fields: Any) -> None:
        self.messages.append({"type": "message", "ts": ts, "user": "U0ANN", "text": text} | fields)

    def answer(self, root: str, ts: str, text: str, **fields: Any) -> None:
        told = {"ts": ts, "thread_ts": root, "user": "U0ANN", "text": text} | fields
        self.threads.setdefault(root, []).append(told)
        for one in self.messages:
            if one["ts"] == root:
                one |= {"reply_count": 1, "latest_reply": ts, "thread_ts": root}

    def _history(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["channel"] != "C0DESK":
            return {"ok": False, "error": "channel_not_found"}
        span = [
            one
            for one in self.messages
            if float(fields.get("oldest", 0))
            <= float(one["ts"])
            <= float(fields.get("latest", 9e12))
        ]
        return self._paged(span[::-1], fields)

    def _replies(self, fields: dict[str, Any]) -> dict[str, Any]:
        root = fields["ts"]
        roots = [one for one in self.messages if one["ts"] == root]
        single = [one for told in self.threads.values() for one in told if one["ts"] == root]
        if not roots and not single:
            return {"ok": False, "error": "thread_not_found"}
        oldest = float(fields.get("oldest", 0))
        told = [one for one in self.threads.get(root, []) if float(one["ts"]) >= oldest]
        return self._paged([*roots, *told, *single], fields)

    def _paged(self, span: list[dict[str, Any]], fields: dict[str, Any]) -> dict[str, Any]:
        start = int(fields.get("cursor") or 0)
        size = min(self.page, int(fields["limit"]))
        more = start + size < len(span)
        return {
            "messages": span[start : start + size],
            "response_metadata": {"next_cursor": str(start + size) if more else ""},
        }


class SlackWorld(SmallSlack):
    """A workspace with one channel; what every door is tried on."""

    platform = "slack"
    room = "C0DESK"
    no_room = "C0NOWHERE"
    nowhere = "1.000001"
    ann = "U0ANN"
    me = "U0BOT"
    send_method = "chat.postMessage"
    secrets = (BOT_TOKEN, APP_TOKEN, "SECRETTICKET")

    def __init__(self) -> None:
        super().__init__()
        self.past = Past(self)
        self.past.page = 200
        self._seconds = 1_790_000_000
        self._sent = 0
        self._faults: dict[str, list[dict[str, Any]]] = {}
        self._revoked = False
        self.answers |= {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
        }

    def _ts(self) -> str:
        self._seconds += 1
        return f"{self._seconds}.000100"

    def _find(self, fields: dict[str, Any]) -> dict[str, Any] | None:
        found = [one for one in self.past.messages if one["ts"] == fields.get("ts")]
        return found[0] if found and found[0].get("bot_id") == "B0BOT" else None

    def _post(self, fields: dict[str, Any]) -> Any:
        if fields["channel"] != self.room:
            return {"ok": False, "error": "channel_not_found"}
        root = fields.get("thread_ts")
        if root is not None and not any(one["ts"] == root for one in self.past.messages):
            return {"ok": False, "error": "thread_not_found"}
        ts = self._ts()
        more = {"thread_ts": root} if root else {}
        self.past.add(ts, fields["text"], bot_id="B0BOT", blocks=fields["blocks"], **more)
        self.past.messages[-1]["user"] = self.me
        return {"channel": self.room, "ts": ts}

    def _update(self, fields: dict[str, Any]) -> Any:
        found = self._find(fields)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        found |= {"text": fields["text"], "blocks": fields["blocks"]}
        return {"channel": self.room, "ts": fields["ts"]}

    def _delete(self, fields: dict[str, Any]) -> Any:
        found = self._find(fields)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        self.past.messages.remove(found)
        return {"channel": self.room, "ts": fields["ts"]}

    async def _call(self, request: web.Request) -> web.StreamResponse:
        queued = self._faults.get(request.match_info["method"])
        if self._revoked:
            return web.json_response({"ok": False, "error": "token_revoked"})
        if not queued:
            return await super()._call(request)
        fault = queued.pop(0)
        if fault.get("drop") == "after":
            await super()._call(request)
        if "drop" in fault:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        headers = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else None
        return web.json_response({"ok": False}, status=fault["status"], headers=headers)

    async def _tell_all(self, event: dict[str, Any]) -> None:
        live = [number for number, one in enumerate(self.sockets) if not one.closed]
        if live:
            self._sent += 1
            payload = {"type": "event_callback", "event_id": f"Ev{self._sent}", "event": event}
            await self.send(live[-1], f"e{self._sent}", payload)

    async def say(self, text: str) -> str:
        ts = self._ts()
        self.past.add(ts, text)
        await self._tell_all(
            {"type": "message", "channel": self.room, "event_ts": ts} | self.past.messages[-1]
        )
        return ts

    async def edit(self, number: str, text: str) -> None:
        [message] = [one for one in self.past.messages if one["ts"] == number]
        before, ts = dict(message), self._ts()
        message |= {"text": text, "edited": {"user": self.ann, "ts": ts}}
        event = {"type": "message", "subtype": "message_changed", "channel": self.room}
        more = {"ts": ts, "event_ts": ts, "message": message, "previous_message": before}
        await self._tell_all(event | more)

    async def say_malformed(self) -> None:
        await self._tell_all({"type": "message", "channel": self.room, "ts": "seven", "text": []})

    async def say_broken(self) -> None:
        await self.say("left \ud83d right")

    async def say_huge(self) -> None:
        event = {"type": "message", "channel": self.room, "user": self.ann, "ts": self._ts()}
        await self._tell_all(event | {"text": "x" * 5_000_000})

    def standing(self) -> dict[str, str]:
        """Return what our app's posts in the room show, by number."""
        return {
            one["ts"]: "".join(
                element.get("text", "")
                for block in one["blocks"]
                for section in block["elements"]
                for element in section["elements"]
            )
            for one in self.past.messages
            if one.get("bot_id")
        }

    def answers_to(self, number: str) -> str | None:
        """Return the number of what a message answers."""
        [message] = [one for one in self.past.messages if one["ts"] == number]
        return message.get("thread_ts")

    def unacknowledged(self) -> int:
        """Return how many events the platform would send again."""
        return self._sent - len(self.acks)

    def rests(self, events: int) -> bool:
        """Tell whether so many events come by themselves no more where nobody took them."""
        del events
        return True

    def tasks(self) -> set["asyncio.Task[Any]"]:
        """Return the tasks that the server itself has."""
        return {one for one in asyncio.all_tasks() if "aiohttp/web" in repr(one)}

    def fail(self, method: str, **fault: Any) -> None:
        self._faults.setdefault(method, []).append(fault)

    def revoke(self) -> None:
        self._revoked = True

    def restore(self) -> None:
        self._revoked = False

    async def up(self) -> None:
        await self.start()
