"""Worlds whose platform delivers by requests: the stand-in, a listener, and the door behind it."""

import asyncio
import json
from typing import Any

from bot.sandbox.slack.event import Patience
from bot.sandbox.slack.server import SlackStandIn
from handlers.door import Clock
from handlers.http import IDLE, SLOWEST, Answer, Asked, Listener, Route
from handlers.slack.door import SlackDoor
from handlers.slack.events import LARGEST
from handlers.telegram import webhook
from handlers.telegram.door import TelegramDoor
from tests.handlers.small_telegram import TOKEN, TelegramWorld, update

BOT_TOKEN = "xoxb-1-2-bottokenbottoken"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Porch:
    """A listener that hands what comes to the door that is there now; 503 while there is none."""

    def __init__(self, path: str, largest: int) -> None:
        self.door: Any = None
        self.answers: list[int] = []
        route = Route(method="POST", path=path, answer=self._answer, largest=largest)
        self._routes = [route]
        self._path = path
        self._port = 0
        self._listener: Listener | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{self._path}"

    @property
    def port(self) -> int:
        return self._port

    async def open(self, port: int = 0, *, slowest: float = SLOWEST, idle: float = IDLE) -> None:
        self._listener = Listener("127.0.0.1", port, self._routes, slowest=slowest, idle=idle)
        await self._listener.__aenter__()
        self._port = self._listener.port

    async def close(self) -> None:
        if self._listener is not None:
            await self._listener.__aexit__(None, None, None)

    async def _answer(self, asked: Asked) -> Answer:
        if self.door is None:
            return Answer(status=503)
        [route] = self.door.routes()
        answer = await route.answer(asked)
        self.answers.append(answer.status)
        return answer


class SlackOverHttp:
    """A workspace with one person and one channel, whose app has a Request URL."""

    platform = "slack"
    team = "T0INSTITUTE"
    room = "C0DESK"
    no_room = "C0NOWHERE"
    nowhere = "1.000001"
    ann = "U0ANN"
    me = "U0BOT"
    send_method = "chat.postMessage"
    path = "/slack/main/events"

    def __init__(self) -> None:
        self.server = SlackStandIn(patience=Patience(again=(0.0, 0.1, 0.2)))
        self.server.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
        self.porch = Porch(self.path, LARGEST)
        self.secrets = (BOT_TOKEN, SECRET)

    largest = LARGEST

    def authentic(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """Return the headers with which Slack itself would send a body."""
        return self.server.sockets[self.team].callbacks.signed(body, at)

    def message(self, text: str) -> bytes:
        """Return the body of an event that tells a message."""
        event = {"type": "message", "channel": self.room, "user": self.ann, "text": text}
        event |= {"ts": "1790000000.000100", "event_ts": "1790000000.000100"}
        payload = {"type": "event_callback", "event_id": "Ev0ONE", "event": event}
        return json.dumps(payload).encode()

    def door(self, clock: Clock | None = None) -> SlackDoor:
        self.porch.door = SlackDoor(
            "slack.main",
            bot_token=BOT_TOKEN,
            signing_secret=SECRET,
            api_url=self.server.api_url,
            clock=clock,
        )
        return self.porch.door

    async def start(self) -> None:
        await self.porch.open()
        self.server.add_workspace(
            self.team, BOT_TOKEN, "", request_url=self.porch.url, signing_secret=SECRET
        )
        self.server.add_user(self.team, self.ann, "Ann")
        self.server.add_channel(self.team, self.room, members=[self.ann])
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()

    async def end(self) -> None:
        await self.server.stop()
        await self.porch.close()

    async def up(self) -> None:
        await self.server.up()

    async def say(self, text: str, **more: Any) -> str:
        return self.server.say(self.room, self.ann, text, **more)

    async def edit(self, number: str, text: str) -> None:
        self.server.edit(self.room, number, text)

    def standing(self) -> dict[str, str]:
        """Return what our app's posts in the room show, by number."""
        return {
            one["ts"]: "".join(
                element.get("text", "")
                for block in one["blocks"]
                for section in block["elements"]
                for element in section["elements"]
            )
            for one in self.server.messages(self.room)
            if one.get("bot_id")
        }

    def answers_to(self, number: str) -> str | None:
        """Return the number of what a message answers."""
        [message] = [one for one in self.server.messages(self.room) if one["ts"] == number]
        return message.get("thread_ts")

    def unacknowledged(self) -> int:
        """Return how many events the platform would send again."""
        return self.server.pending(self.team)

    def rests(self, events: int) -> bool:
        """Tell whether so many events come by themselves no more where nobody took them."""
        return len(self.server.entries(kind="given up")) == events

    def tasks(self) -> set["asyncio.Task[Any]"]:
        """Return the tasks that the stand-in and the listener have."""
        return {one for one in asyncio.all_tasks() if "aiohttp/web" in repr(one)}

    def fail(self, method: str, **fault: Any) -> None:
        self.server.fail(method, **fault)

    def revoke(self) -> None:
        self.server.revoke(self.team)

    def restore(self) -> None:
        self.server.restore(self.team)

    async def say_malformed(self) -> None:
        self.server.emit(
            self.team, {"type": "message", "channel": self.room, "ts": "seven", "text": []}
        )

    async def say_broken(self) -> None:
        await self.say("left \ud83d right")

    async def say_huge(self) -> None:
        event = {
            "type": "message",
            "channel": self.room,
            "user": self.ann,
            "ts": "1790000000.000001",
        }
        self.server.emit(self.team, event | {"text": "x" * 4_000_000})


class TelegramOverHttp(TelegramWorld):
    """A group with a bot in it, which has a webhook."""

    path = "/telegram/main"
    secret = "a-secret-of_few-letters"

    def __init__(self) -> None:
        super().__init__()
        self.server.set_local(local=True)
        self.porch = Porch(self.path, webhook.LARGEST)
        self.secrets = (TOKEN, self.secret)

    largest = webhook.LARGEST

    def authentic(self, body: bytes) -> dict[str, str]:
        """Return the headers with which Telegram itself would send a body."""
        return {webhook.SECRET: self.secret}

    def message(self, text: str) -> bytes:
        """Return the body of an update that tells a message."""
        return update(900, text).replace("{update_id}", "77", 1).encode()

    def door(self, clock: Clock | None = None) -> TelegramDoor:
        self.porch.door = TelegramDoor(
            "telegram.main",
            token=TOKEN,
            api_url=self.server.api_url,
            webhook=self.porch.url,
            secret=self.secret,
            clock=clock,
        )
        return self.porch.door

    async def start(self) -> None:
        await self.porch.open()
        await super().start()

    async def end(self) -> None:
        await self.server.stop()
        await self.porch.close()

    def tasks(self) -> set["asyncio.Task[Any]"]:
        """Return the tasks that the stand-in and the listener have."""
        sending = {one for one in asyncio.all_tasks() if "sandbox/telegram/webhook" in repr(one)}
        return super().tasks() | sending
