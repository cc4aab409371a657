"""Two servers that know nothing but the calls on which a door may insist (issue: "Doors").

Every other call is refused as the platforms refuse an unknown one; the Telegram one ignores the
time that a long poll may take. They take requests as each platform's own SDK sends them by default:
Slack JSON, Telegram form fields.
"""

import asyncio
import contextlib
import itertools
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.ended import ended

TEAM, BOT_USER, BOT_ID = "T0INSTITUTE", "U0TOCSIN", "B0TOCSIN"


class SparseSlack:
    """auth.test, apps.connections.open, chat.postMessage, chat.update, chat.delete, one socket."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.refused: list[str] = []
        self.acknowledged: set[str] = set()
        self._clock = itertools.count(1)
        self._link: web.WebSocketResponse | None = None
        self._waiting: dict[str, dict[str, Any]] = {}
        self._app = web.Application()
        self._app.add_routes(
            [web.get("/link", self._socket), web.route("*", "/api/{m}", self._call)]
        )

    async def start(self) -> None:
        self._runner = web.AppRunner(self._app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = f"http://{self.origin}/api/"

    async def stop(self) -> None:
        if self._link is not None:
            await self._link.close()
        await ended(self._runner)

    def say(self, channel: str, user: str, text: str, **more: Any) -> str:
        ts = f"{int(time.time())}.{next(self._clock):06d}"
        event = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts,
                 "event_ts": ts, "channel_type": "channel", "team": TEAM}  # fmt: skip
        self.tell(event | more)
        return ts

    def tell(self, event: dict[str, Any]) -> None:
        number = f"Ev{next(self._clock):08d}"
        payload = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A0", "event": event,
                   "event_id": number, "event_time": int(time.time())}  # fmt: skip
        frame = {"type": "events_api", "envelope_id": f"e-{number}", "payload": payload,
                 "accepts_response_payload": False}  # fmt: skip
        self._waiting[frame["envelope_id"]] = frame
        if self._link is not None:
            self._sending = asyncio.ensure_future(self._send(self._link, json.dumps(frame)))

    @staticmethod
    async def _send(link: web.WebSocketResponse, frame: str) -> None:
        """Send a frame; where the bot has just left it is told again to its next connection."""
        with contextlib.suppress(ConnectionError):
            await link.send_str(frame)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self._link = link
        for frame in list(self._waiting.values()):  # unacknowledged: told again
            await link.send_str(json.dumps(frame))
        async for message in link:
            if message.type == WSMsgType.TEXT:
                envelope = json.loads(message.data)["envelope_id"]
                self._waiting.pop(envelope, None)
                self.acknowledged.add(envelope)
        return link

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["m"]
        raw = await request.read()
        if "json" in request.content_type:
            asked = json.loads(raw)
        else:
            asked = dict(parse_qsl(raw.decode())) | dict(request.query)
        match method:
            case "auth.test":
                me = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID, "user": "tocsin"}
                return web.json_response({"ok": True, "url": "https://x.slack.com/", **me})
            case "apps.connections.open":
                return web.json_response({"ok": True, "url": f"ws://{self.origin}/link"})
            case "chat.postMessage":
                ts = f"{int(time.time())}.{next(self._clock):06d}"
                self.posts[ts] = asked
                message = {"type": "message", "user": BOT_USER, "bot_id": BOT_ID, "ts": ts,
                           "text": asked["text"]}  # fmt: skip
                self.tell({**message, "channel": asked["channel"], "event_ts": ts,
                           "channel_type": "channel", "team": TEAM})  # fmt: skip
                return web.json_response(
                    {"ok": True, "channel": asked["channel"], "ts": ts, "message": message}
                )
            case "chat.update" if asked.get("ts") in self.posts:
                self.posts[asked["ts"]] |= asked
                return web.json_response({"ok": True, **asked})
            case "chat.delete" if asked.get("ts") in self.posts:
                del self.posts[asked["ts"]]
                return web.json_response({"ok": True, **asked})
            case "chat.update" | "chat.delete":
                return web.json_response({"ok": False, "error": "message_not_found"})
        self.refused.append(method)
        return web.json_response({"ok": False, "error": "unknown_method"})

    def texts(self, channel: str) -> list[str]:
        return [one["text"] for one in self.posts.values() if one["channel"] == channel]


class SparseTelegram:
    """getMe, deleteWebhook, getUpdates, sendMessage, editMessageText, deleteMessage."""

    def __init__(self) -> None:
        self.sent: dict[int, dict[str, str]] = {}
        self.refused: list[str] = []
        self.polls = 0
        self._numbers = itertools.count(500)
        self._updates: list[dict[str, Any]] = []
        self._app = web.Application()
        self._app.router.add_post("/bot{token}/{m}", self._call)

    async def start(self) -> None:
        self._runner = web.AppRunner(self._app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.api_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await ended(self._runner)

    def say(self, chat: int, user: int, text: str, *, kind: str = "message", **more: Any) -> int:
        number: int = more.pop("message_id", None) or next(self._numbers)
        message = {"message_id": number, "date": int(time.time()), "text": text,
                   "chat": {"id": chat, "type": "supergroup", "title": "g"},
                   "from": {"id": user, "is_bot": False, "first_name": "Bo"}}  # fmt: skip
        self._updates.append({"update_id": next(self._numbers), kind: message | more})
        return number

    async def _call(self, request: web.Request) -> web.Response:
        method, asked = request.match_info["m"], dict(await request.post())
        match method:
            case "getMe":
                me = {"id": 777, "is_bot": True, "first_name": "T", "username": "tocsin_bot"}
                return self._ok(me)
            case "deleteWebhook":
                return self._ok(True)  # noqa: FBT003 - as the platform answers
            case "getUpdates":
                self.polls += 1
                offset = int(str(asked.get("offset", 0)))
                self._updates = [one for one in self._updates if one["update_id"] >= offset]
                return self._ok(self._updates[:100])
            case "sendMessage":
                number = next(self._numbers)
                self.sent[number] = {name: str(one) for name, one in asked.items()}
                return self._ok(self._message(number))
            case "editMessageText" if int(str(asked["message_id"])) in self.sent:
                number = int(str(asked["message_id"]))
                self.sent[number]["text"] = str(asked["text"])
                return self._ok(self._message(number))
            case "deleteMessage" if int(str(asked["message_id"])) in self.sent:
                del self.sent[int(str(asked["message_id"]))]
                return self._ok(True)  # noqa: FBT003 - as above
            case "editMessageText" | "deleteMessage":
                words = "Bad Request: message to edit not found"
                return self._error(400, words.replace("edit", method[:6].rstrip("M")))
        self.refused.append(method)
        return self._error(404, "Not Found")

    def _message(self, number: int) -> dict[str, Any]:
        chat = int(self.sent[number]["chat_id"])
        return {"message_id": number, "date": int(time.time()), "text": self.sent[number]["text"],
                "chat": {"id": chat, "type": "supergroup", "title": "g"}}  # fmt: skip

    @staticmethod
    def _ok(result: Any) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    @staticmethod
    def _error(code: int, words: str) -> web.Response:
        body = {"ok": False, "error_code": code, "description": words}
        return web.json_response(body, status=code)

    def texts(self, chat: int) -> list[str]:
        return [one["text"] for one in self.sent.values() if int(one["chat_id"]) == chat]
